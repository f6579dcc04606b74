"""Brings the demo's people into a school through the bot's own conversations: they say, press and open, as people do.

`python -m bot.demo.cast --url http://127.0.0.1:PORT --group ID --init-link https://vk.me/…`
"""

import argparse
import sys

from bot.demo import weeks
from bot.demo.players import CastFailed, Player, Stage, link_in

LESSONS = {
    "Лугова": "Лугова Анна Петровна; 5А Алгебра, 5Б Алгебра",
    "Каштанов": "Каштанов Сергей Иванович; 5А История, 6А История",
    "Рябинина": "Рябинина Елена Олеговна; 5А Русский язык, 5Б Русский язык",
    "Полевой": "Полевой Виктор Андреевич; 5Б География, 6А География",
}
HEADS = {"5А": "Лугова", "5Б": "Рябинина", "6А": "Каштанов"}
# Stavropol region's weekly tables of 2023: the official head-counts, by the day they hold from; then the demo's own
OFFICIAL = (
    "школы 636; педагоги 17218; обучающиеся 312014; муниципалитеты 33; с 20.02.2023",
    "школы 626; педагоги 16819; обучающиеся 309292; муниципалитеты 33; с 23.02.2023",
    "школы 3; педагоги 12; обучающиеся 60; муниципалитеты 1; с 01.09.2026",
)
TARGETS = (
    "чаты 35%; решение министерства",
    "3 сообщения 50%; решение министерства",
    "10 сообщений 20%; решение министерства",
)
CHILD_OF = {"Ручейкова": "Ручейков Петя", "Зорин": "Зорина Маша", "Садыкова": "Садыков Тимур"}


def enter_as_admin(player: Player, link: str, name: str) -> None:
    """An administrator comes in by her one-time link."""
    agree(player, link)
    player.says(name, hears="Добро пожаловать")


def agree(player: Player, link: str, yes: str = "Согласен") -> str:
    """Every entrance begins so: the link, the profile, the consent."""
    player.opens(link)
    player.presses("Да, это я")
    return player.presses(yes)


def fill(stage: Stage, init_link: str) -> None:
    """The whole story, from the link of `init` to a class that talks."""
    people = stage.get("people")
    cast = [Player(stage, int(p["id"]), p["first_name"], p["last_name"]) for p in people]
    by_note: dict[str, list[Player]] = {}
    for player, person in zip(cast, people, strict=True):
        by_note.setdefault(person["note"], []).append(player)
    region, district, school = (by_note[note][0] for note in ("region_admin", "municipal_admin", "school_admin"))
    enter_as_admin(region, init_link, "Светлова Марина Игоревна")
    region.says("/муниципалитет Динской район")
    for totals in OFFICIAL:
        region.says(f"/итоги {totals}")
    for target in TARGETS:
        region.says(f"/цели {target}")
    enter_as_admin(district, link_in(region.says("/админ Динской район", hears="vk.me")), "Бережной Олег Романович")
    district.says("/школа-новая Школа № 5")
    district.says("/школа-новая Школа № 12")
    enter_as_admin(school, link_in(district.says("/админ Школа № 5", hears="vk.me")), "Ясенева Нина Львовна")
    staff(school, by_note["teacher"])
    head = next(t for t in by_note["teacher"] if t.last_name == HEADS["5А"])
    families(head, by_note["student"], by_note["parent"])
    talk(head, by_note["student"])
    gather(school, district, by_note["teacher"], by_note["student"])
    weeks.live(stage, region, by_note["teacher"])


def staff(school: Player, teachers: list[Player]) -> None:
    """Classes, teachers, class teachers; each teacher comes in by her personal link."""
    school.says("/класс 5А, 5Б, 6А")
    for teacher in teachers:
        school.says(f"/учитель {LESSONS[teacher.last_name]}")
        agree(teacher, link_in(school.presses("Личная ссылка", hears="vk.me")))
        teacher.presses("Всё верно", hears="Добро пожаловать")
    for title, last_name in HEADS.items():
        school.says(f"/классный {title} {last_name}")


def families(head: Player, students: list[Player], parents: list[Player]) -> None:
    """Pupils and parents of 5А ask, the class teacher lets them in."""
    for_students = link_in(head.says("/ссылка 5А ученики", hears="vk.me"))
    for student in students:
        agree(student, for_students, "Мне есть 14")
        student.says(f"{student.last_name} {student.first_name}", hears="Ждём")
        let_in(head, student)
    for_parents = link_in(head.says("/ссылка 5А родители", hears="vk.me"))
    for parent in parents:
        agree(parent, for_parents)
        parent.says(f"{parent.last_name} {parent.first_name}")
        parent.says(CHILD_OF[parent.last_name], hears="Ждём")
        let_in(head, parent)


def let_in(head: Player, who: Player) -> None:
    """The card comes to the class teacher, she presses «Впустить»."""
    head.waits_for(f"профиль ВК: {who.first_name} {who.last_name}")
    head.presses("Впустить", hears="Впустили")
    who.waits_for("Добро пожаловать")


def talk(head: Player, students: list[Player]) -> None:
    """The first conversation, and the first words in it."""
    head.says("/беседа 5А Алгебра")
    link = link_in(head.waits_for("Готово: беседа «5А · Алгебра»"))
    for player in (head, *students):
        player.opens(link)
    chat = head.chat("5А · Алгебра")
    head.says("Добрый день, 5А! Здесь будут задания и ответы на вопросы по алгебре.", where=chat)
    students[0].says("Здравствуйте, Анна Петровна!", where=chat)


def gather(school: Player, district: Player, teachers: list[Player], students: list[Player]) -> None:
    """Conversations of no one class: a club, one of the school, the staff room, the administrations' office."""
    leader = next(t for t in teachers if t.last_name == "Полевой")
    leader.says("/кружок Робототехника; 5А, 5Б")
    link = link_in(leader.waits_for("Готово: беседа «Робототехника»"))
    for player in (leader, *students[:2]):
        player.opens(link)
    leader.says("Первое занятие в среду в 15:00. Захватите тетрадь!", where=leader.chat("Робототехника"))
    school.says("/общешкольный Родители пятых классов; родители 5")
    school.waits_for("Готово: беседа «Родители пятых классов»")
    school.says("/служебная", hears="пока нет")
    school.presses("Создать")
    link = link_in(school.waits_for("Готово: беседа «Учительская»"))
    for player in (school, *teachers):
        player.opens(link)
    district.says("/служебная", hears="пока нет")
    district.presses("Создать")
    link = link_in(district.waits_for("Готово: беседа «Администрации"))
    for player in (district, school):
        player.opens(link)


def main() -> int:
    """Fill the sandbox; a failure is said in one line."""
    parser = argparse.ArgumentParser(prog="python -m bot.demo.cast", description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--group", required=True, type=int)
    parser.add_argument("--init-link", required=True)
    given = parser.parse_args()
    try:
        fill(Stage(given.url, given.group), given.init_link)
    except CastFailed as failure:
        print(f"cast: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
