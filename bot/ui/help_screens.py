"""One line a command, in words a teacher uses; only what the person may do is shown."""

from collections.abc import Sequence

from bot.kit.i18n import _
from bot.kit.screen import Screen
from bot.services.access import Role
from bot.ui.menus import menu_rows


def summaries() -> dict[str, str]:
    """Every command's line, in the current language. A test holds it against the registry."""
    return {
        "начать": _("begin, or open a link"),
        "помощь": _("what you can do here"),
        "меню": _("the menu"),
        "отмена": _("leave the dialog"),
        "назад": _("one step back"),
        "язык": _("Russian or English: /язык en"),
        "роль": _("switch between your roles"),
        "мои-данные": _("all that is kept about you"),
        "забыть-меня": _("erase it"),
        "код": _("enter a code from paper: /код 2346789DFG"),
        "беседы": _("your conversations with links"),
        "материалы": _("files and links of your classes and clubs: /материалы 5А"),
        "сохранить": _("a file for the library: answer its message with this word"),
        "школа": _("your school"),
        "регион": _("rename the region: /регион Ставропольский край"),
        "муниципалитет": _("add a municipality: /муниципалитет Динской район"),
        "школа-новая": _("add a school: /школа-новая Школа № 5; Динской район"),
        "админ": _("a link for an administrator: /админ Школа № 5"),
        "отчёт": _("the report of a week, a quarter, a year: /отчёт 1 четверть xlsx"),
        "цели": _("targets and how far they are: /цели 3 сообщения 30% до 01.09.2027; приказ № 5"),
        "рычаги": _("whom to call to reach a target: /рычаги 3 сообщения"),
        "календарь": _("weeks and days off: /календарь каникулы 25.10-02.11.2026"),
        "активация": _("who is in, in per cent"),
        "итоги": _("official head-counts: /итоги школы 626; педагоги 16819"),
        "класс": _("add classes: /класс 5А, 5Б"),
        "классы": _("the list of classes"),
        "объединить": _("two classes become one: /объединить 5А 5Б"),
        "разделить": _("pupils go to another class: /разделить 5А 5Б; Иванов Пётр, Зорина Мария"),
        "учитель": _("add a teacher: /учитель Иванова Анна Петровна; 5А Алгебра"),
        "учителя": _("the list of teachers"),
        "классный": _("name a class teacher: /классный 5А Иванова"),
        "предмет": _("give a subject: /предмет 5А Алгебра Иванова"),
        "ссылка": _("a link into the class: /ссылка 5А ученики"),
        "заявки": _("who waits to be let in"),
        "приглашения": _("how far a class is with coming in: /приглашения 5А"),
        "список": _("the class list: /список 5А"),
        "сообщение": _("write to people: /сообщение 5А родители; Завтра собрание"),
        "вопрос": _("ask who can answer: /вопрос что задали по алгебре?"),
        "ответы": _("what is answered by itself: /ответы Как войти; Откройте ссылку"),
        "адреса": _("addresses under /помощь"),
        "уволить": _("a teacher leaves the school: /уволить Иванова"),
        "прибыл": _("a pupil arrives: /прибыл 5А Иванов Пётр; приказ № 12"),
        "выбыл": _("a pupil leaves: /выбыл 5А Иванов; приказ № 12; в школу № 3"),
        "движение": _("arrivals and departures by period"),
        "выйти": _("leave your class or a conversation"),
        "как-войти": _("three steps to come in, to print or forward"),
        "дети": _("your children here"),
        "ребёнок": _("add another child"),
        "беседа": _("make a conversation: /беседа 5А Алгебра"),
        "кружок": _("a club of several classes: /кружок Робототехника; 5А, 6Б"),
        "передать": _("clubs without a teacher: /передать Робототехника; Иванова"),
        "общешкольный": _("a conversation of the school: /общешкольный Родители начальной школы; родители 1-4"),
        "служебная": _("the staff room, or the administrations' conversation"),
        "привязать": _("take an existing chat in: /привязать 5А Алгебра"),
        "переименовать": _("rename a conversation: /переименовать 5А Алгебра; Новое название"),
        "эмблема": _("the picture of the school's chats: /эмблема and a picture"),
        "архив": _("close a conversation"),
        "звонок": _("send out a call: /звонок 5А Алгебра"),
        "удалить": _("delete a message: answer it with this word"),
        "предупредить": _("warn its author: answer the message with this word"),
        "тишина": _("silence in a chat: /тишина 30"),
        "правила": _("rules of a chat: /правила 5А Алгебра"),
        "пожаловаться": _("tell the teacher of a message: answer it with this word"),
        "это-учитель": _("is it really a teacher? Answer or forward a message"),
        "активность": _("messages of the week"),
        "журнал": _("who did what"),
        "подключить": _("your school's own community"),
        "контур": _("who is in the chats that should not be"),
        "проверка": _("what the community and the chats lack"),
    }


def overview(words: Sequence[str], roles: Sequence[Role], addresses: str) -> Screen:
    """All commands of this person, and where to turn to besides."""
    known = summaries()
    lines = [f"/{word} — {known[word]}" for word in words if word in known]
    text = "\n".join([_("You can press buttons or write:"), "", *lines, *(["", addresses] if addresses else [])])
    return Screen(text, menu=menu_rows(roles))


def one(word: str, alias: str) -> Screen:
    """One command."""
    line = summaries().get(word, "")
    return Screen(_("/%(word)s (/%(alias)s) — %(line)s") % {"word": word, "alias": alias, "line": line})
