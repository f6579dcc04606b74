"""What a newcomer sees from the opened link to the yes."""

from collections.abc import Sequence

from bot.kit.i18n import _
from bot.kit.screen import Button, Colour, Screen
from bot.services.access import Role
from bot.services.admission import Admitted
from bot.services.consent import Wording
from bot.services.conversations import ConversationFact
from bot.services.join_requests import TeacherChoice
from bot.services.request_facts import RequestFact
from bot.ui import ways_in
from bot.ui.menus import menu_rows

MAX_NAME_ON_BUTTON = 40


def door(role: Role, org: str, class_title: str) -> str:
    """Where the link leads, in one line."""
    words = {"org": org, "class": class_title}
    return {
        Role.REGION_ADMIN: _("This link makes you the administrator of the region: %(org)s."),
        Role.MUNICIPAL_ADMIN: _("This link makes you the administrator of the municipality: %(org)s."),
        Role.SCHOOL_ADMIN: _("This link makes you the administrator of the school: %(org)s."),
        Role.DIRECTOR: _("This link is for the head of the school: %(org)s."),
        Role.TEACHER: _("This link is for a teacher: %(org)s."),
        Role.STUDENT: _("This link is for pupils of class %(class)s, %(org)s."),
        Role.PARENT: _("This link is for parents of class %(class)s, %(org)s."),
    }[role] % words


def greet_stranger(name: str) -> Screen:
    """Nobody knows this person yet."""
    lines = [
        _("Hello, %(name)s! I am the school's bot.") % {"name": name} if name else _("Hello! I am the school's bot."),
        _("To come in, open the link from your teacher or administrator and press «Начать» or write any word."),
        _("If you have a code on paper, write: /код 2346789DFG"),
    ]
    return Screen("\n".join(lines), menu=menu_rows([]))


def greet_known(name: str, roles: Sequence[Role]) -> Screen:
    """Somebody who is in."""
    hello = _("Hello, %(name)s!") % {"name": name} if name else _("Hello!")
    return Screen(hello + " " + _("You are in. What shall we do?"), menu=menu_rows(roles))


def ask_code() -> Screen:
    """`/код` without a code."""
    return Screen(_("Write the code after the command, ten signs, for example: /код 2346789DFG"))


def ask_profile(where: str, name: str) -> Screen:
    """Which VK profile the bot sees."""
    seen = _("You have come as «%(name)s». Is that you?") % {"name": name} if name else _("Is this your own profile?")
    hint = _("At school one uses the profile for study, not a friend's or a parent's.")
    return Screen(
        f"{where}\n\n{seen}\n{hint}",
        rows=(
            (Button("join.mine", _("Yes, that is me"), colour=Colour.POSITIVE),),
            (Button("join.not_mine", _("This is the wrong profile")),),
        ),
    )


def wrong_profile(code: str) -> Screen:
    """Nothing was done; the link still works."""
    return Screen(
        _(
            "All right, nothing was written down. Leave this profile in VK, come in with the right one and open the"
            " link once more. Or write there to me: /код %(code)s"
        )
        % {"code": code}
    )


def ask_consent(wording: Wording) -> Screen:
    """An adult's consent: the full words."""
    head = _("Before you come in, please read this:")
    rows = (
        (Button("join.agree", _("I agree"), colour=Colour.POSITIVE),),
        (Button("join.disagree", _("I do not agree")),),
    )
    return Screen(f"{head}\n\n{wording.text}", rows=rows)


def ask_pupil_consent(pupil: Wording, child: Wording) -> Screen:
    """A pupil's consent, by age: under 14 a parent agrees."""
    text = "\n\n".join(
        [
            _("Before you come in, please read this. Under 14 your parents decide: show it to them."),
            _("14 or older:") + "\n" + pupil.text,
            _("Not 14 yet:") + "\n" + child.text,
        ]
    )
    rows = (
        (Button("join.agree", _("I am 14 or older and agree"), colour=Colour.POSITIVE),),
        (Button("join.agree_child", _("Not 14 yet, my parents permit")),),
        (Button("join.disagree", _("I do not agree")),),
    )
    return Screen(text, rows=rows)


def declined() -> Screen:
    """Without consent nothing is kept and nobody comes in."""
    return Screen(
        _("I understand. Without consent I cannot let you in, and I keep nothing. If you think again, open the link.")
    )


def choose_or_write() -> str:
    """A sticker, a picture or an unknown word where a choice stands."""
    return _("I did not understand. Press a button or write its words, please.")


def write_text() -> str:
    """A sticker or a picture where a name is needed."""
    return _("I read text only. Please write it in letters.")


def ask_own_name() -> Screen:
    """An adult's name."""
    return Screen(_("Write your surname, name and patronymic in one line, for example: Иванова Анна Петровна"))


def ask_pupil_name(class_title: str) -> Screen:
    """A pupil's name."""
    return Screen(
        _("Who are you in class %(class)s? Write surname and name in one line, for example: Иванов Пётр")
        % {"class": class_title}
    )


def ask_child_name(class_title: str) -> Screen:
    """The child of a parent."""
    return Screen(
        _("Whose parent are you in class %(class)s? Write the child's surname and name, for example: Иванов Пётр")
        % {"class": class_title}
    )


def ask_child_with_class() -> Screen:
    """A second child, maybe in another class."""
    return Screen(_("Write the class and the child's surname and name, for example: 5Б Иванова Мария"))


def pick_teacher(choices: Sequence[TeacherChoice], *, first: int, more: bool, narrowed: str) -> Screen:
    """The school's teachers who are not in yet: numbers to type, buttons to press."""
    lines = [f"{number}. {choice.name}" for number, choice in enumerate(choices, first)]
    if lines:
        head = _("Find yourself in the list. You may write the beginning of your surname.")
    elif narrowed:
        head = _("Nobody in the list begins with «%(said)s».") % {"said": narrowed}
    else:
        head = _("There is nobody in the list who has not come in yet.")
    names = [Button("join.pick", short_name(c.name), (c.entry,)) for c in choices]
    rows = [tuple(names[i : i + 2]) for i in range(0, len(names), 2)]
    last = [Button("join.not_listed", _("I am not in the list"))]
    if more:
        last.insert(0, Button("join.more", _("More")))
    return Screen("\n".join([head, "", *lines]).strip(), rows=(*rows, tuple(last)))


def short_name(name: str) -> str:
    """«Иванова А. П.»: fits half a row."""
    last, *others = name.split()
    return " ".join([last, *(f"{part[0]}." for part in others)])[:MAX_NAME_ON_BUTTON]


def confirm_teacher(name: str, lessons: Sequence[str]) -> Screen:
    """What the school says of the owner of a personal link."""
    taught = ", ".join(lessons) if lessons else _("no classes yet, the administrator will add them")
    text = _("The school has you as: %(name)s.\nYou teach: %(lessons)s.\nIs everything right?")
    return Screen(
        text % {"name": name, "lessons": taught},
        rows=(
            (Button("join.right", _("Everything is right"), colour=Colour.POSITIVE),),
            (Button("join.mistake", _("There is a mistake")), Button("join.not_me", _("That is not me"))),
        ),
    )


def ask_mistake() -> Screen:
    """The name is hers, something else is wrong."""
    return Screen(_("What is wrong? Write in one message, I will pass it on to the administrator and let you in."))


def not_me() -> Screen:
    """A personal link in the wrong hands."""
    return Screen(_("Then this link was meant for somebody else. Please give it back to the administrator."))


def mistake_noted(name: str, words: str) -> Screen:
    """For the administrators of the school."""
    text = _("%(name)s has come in and writes that there is a mistake in the list:\n«%(words)s»")
    return Screen(text % {"name": name, "words": words}, rows=((Button("/учителя", _("Teachers")),),))


def entered(done: Admitted, roles: Sequence[Role], *, noted: bool, links: Sequence[ConversationFact]) -> Screen:
    """Came in at once; `roles` are all that the person has now."""
    lines = [_("Welcome, %(name)s! You are in: %(place)s.") % {"name": _polite(done.name), "place": done.place}]
    if noted:
        lines.append(_("I have passed your note on to the administrator."))
    lines.append(_next_step(done.role))
    if done.role is Role.TEACHER or any(fact.link for fact in links):
        lines += _links(links)
    return Screen("\n".join(lines), menu=menu_rows(roles))


def _polite(name: str) -> str:
    """«Анна Петровна» of «Иванова Анна Петровна»."""
    return name.partition(" ")[2] or name


def _next_step(role: Role) -> str:
    return {
        Role.REGION_ADMIN: _("Next: add a municipality, for example: /муниципалитет Динской район"),
        Role.MUNICIPAL_ADMIN: _("Next: add a school, for example: /школа-новая Школа № 5"),
        Role.SCHOOL_ADMIN: _("Next: add classes, for example: /класс 5А, 5Б"),
        Role.DIRECTOR: _("Next: /отчёт and /активность of your school."),
        Role.TEACHER: _("Next: make a conversation of your class: /беседа"),
    }.get(role, "")


def waiting(fact: RequestFact) -> Screen:
    """The request is made; one tap takes it back."""
    who = {
        Role.TEACHER: _("We are waiting for the administrator's answer."),
    }.get(fact.role, _("We are waiting for the class teacher's answer."))
    lines = [who, _about(fact), _("The answer will come here by itself. Changed your mind? Write «cancel».")]
    return Screen("\n".join(lines), rows=((Button("join.withdraw", _("Take the request back"), (fact.id,)),),))


def still_waiting(facts: Sequence[RequestFact]) -> Screen:
    """Somebody who waits has written again."""
    lines = [_("Your request is still waiting:"), *(f"• {_about(f)}" for f in facts)]
    rows = tuple((Button("join.withdraw", _("Take back: %(name)s") % {"name": f.name}, (f.id,)),) for f in facts[:5])
    return Screen("\n".join(lines), rows=rows)


def _about(fact: RequestFact) -> str:
    words = {"name": fact.name, "place": fact.place, "child": fact.child}
    if fact.role is Role.PARENT:
        return _("%(name)s, parent of %(child)s, %(place)s") % words
    return _("%(name)s, %(place)s") % words


def withdrawn(roles: Sequence[Role]) -> Screen:
    """Taken back by the joiner."""
    return Screen(_("The request is taken back. If you think again, open the link once more."), menu=menu_rows(roles))


def admitted(fact: RequestFact, roles: Sequence[Role], links: Sequence[ConversationFact]) -> Screen:
    """The yes, with the ways into the conversations."""
    words = {"place": fact.place, "child": fact.child}
    head = {
        Role.STUDENT: _("You are in class %(place)s. Welcome!"),
        Role.PARENT: _("You are in class %(place)s as a parent of %(child)s. Welcome!"),
    }.get(fact.role, _("The administrator has let you in: %(place)s. Welcome!")) % words
    return Screen("\n".join([head, *_links(links)]), menu=menu_rows(roles))


def _links(links: Sequence[ConversationFact]) -> list[str]:
    shown = ways_in.listed(links)
    if shown:
        return [_("Come into the conversations:"), *shown]
    return [_("There are no conversations yet. As soon as one is made, its link comes here by itself.")]


def refused(fact: RequestFact) -> Screen:
    """The no, without a reason: the bot knows none."""
    text = _("You were not let in: %(about)s. If that is a mistake, ask whoever gave you the link.")
    return Screen(text % {"about": _about(fact)})


def unbound(place: str) -> Screen:
    """Somebody's profile was taken from an entry."""
    text = _("This profile does not stand for anybody in %(place)s any more. If that is a mistake, ask the school.")
    return Screen(text % {"place": place})
