"""Screens of a school's teachers: adding them, the list, one teacher, who leads which class."""

from collections.abc import Sequence

from bot.kit.i18n import _, ngettext
from bot.kit.screen import Button, Colour, Screen
from bot.services.classes import ClassFact
from bot.services.conversation_facts import ConversationFact
from bot.services.lessons import ClassTeacherNamed, LessonsGiven
from bot.services.teachers import PAGE, TeacherFact, TeachersPage
from bot.ui import ways_in
from bot.ui.pickers import Option, Rows, columns, cut, picker
from bot.ui.school import some


def page(view: TeachersPage, *, may_edit: bool) -> Screen:
    """Who is on the roster, who has come in, who has not."""
    if not view.total:
        return _nobody(may_edit=may_edit)
    head = ngettext("%(n)d teacher, %(came)d of them here", "%(n)d teachers, %(came)d of them here", view.total)
    lines = [head % {"n": view.total, "came": view.came}, *(_line(teacher) for teacher in view.rows)]
    if not may_edit:
        return Screen("\n".join(lines), rows=_ways(view))
    rows = columns([Button("teacher.open", cut(_mark(t)), (t.id,)) for t in view.rows])
    return Screen("\n".join(lines), rows=(*rows, *_ways(view)))


def _nobody(*, may_edit: bool) -> Screen:
    if not may_edit:
        return Screen(_("There are no teachers here yet."))
    text = _("There are no teachers yet. Add one: /учитель Иванова Анна Петровна; 5А Алгебра")
    return Screen(text, rows=((Button("/учитель", _("Add a teacher"), colour=Colour.PRIMARY),),))


def _mark(teacher: TeacherFact) -> str:
    return f"✓ {teacher.short}" if teacher.person else teacher.short


def _line(teacher: TeacherFact) -> str:
    state = _("here") if teacher.person else _("not here yet")
    leads = _(", leads %(titles)s") % {"titles": ", ".join(teacher.leads)} if teacher.leads else ""
    return f"• {teacher.name} — {state}{leads}"


def _ways(view: TeachersPage) -> Rows:
    """The other pages, by number."""
    number = view.offset // PAGE + 1
    ways: list[Button] = []
    if view.offset:
        ways.append(Button(f"/учителя {number - 1}", _("Earlier")))
    if view.next_offset is not None:
        ways.append(Button(f"/учителя {number + 1}", _("Further")))
    return (tuple(ways),) if ways else ()


def card(teacher: TeacherFact) -> Screen:
    """One teacher: what she teaches, whether she is here, what can be done."""
    lines = [teacher.name, _("Has come in.") if teacher.person else _("Has not come in yet.")]
    if teacher.leads:
        lines.append(_("Class teacher: %(titles)s") % {"titles": ", ".join(teacher.leads)})
    lines.append(_lessons(teacher) or _("No subjects yet."))
    link = () if teacher.person else ((_link(teacher),),)
    change = [Button("teacher.lesson", _("Add a subject"), (teacher.id,))]
    if teacher.lessons:
        change.append(Button("teacher.lessons", _("Remove a subject"), (teacher.id,)))
    ways = (Button("/учителя", _("All teachers")), Button(f"/уволить #{teacher.id}", _("Dismiss")))
    return Screen("\n".join(lines), rows=(*link, tuple(change), ways))


def _lessons(teacher: TeacherFact) -> str:
    shown = [f"{lesson.class_title} {lesson.subject}" for lesson in teacher.lessons]
    return some(shown)


def _link(teacher: TeacherFact) -> Button:
    return Button("invite.teacher", _("Personal link"), (teacher.id,), colour=Colour.PRIMARY)


def choose_lesson_to_end(teacher: TeacherFact) -> Screen:
    """Which of her subjects ends."""
    buttons = [
        Button("lesson.end", cut(f"{lesson.class_title} {lesson.subject}"), (lesson.id,))
        for lesson in teacher.lessons[:9]
    ]
    back = (Button("teacher.open", _("Leave as it is"), (teacher.id,)),)
    text = _("%(name)s: which subject does she not teach any more?") % {"name": teacher.name}
    return Screen(text, rows=(*columns(buttons), back))


def ask_name() -> Screen:
    """First step of a new teacher."""
    return Screen(_("Surname, first name and patronymic of the teacher? For example: Иванова Анна Петровна"))


def ask_namesake(name: str) -> Screen:
    """Somebody of this name is on the roster."""
    text = _("%(name)s is already on the list. Is this another person of the same name?") % {"name": name}
    return Screen(text, rows=((Button("other", _("Another person")), Button("same", _("The same one"))),))


def ask_lessons(name: str) -> Screen:
    """Second step: what she teaches."""
    text = _("What does %(name)s teach? Class and subject, with commas. For example: 5А Алгебра, 6Б Геометрия")
    return Screen(text % {"name": name}, rows=((Button("skip", _("Later")),),))


def ask_missing(titles: str) -> Screen:
    """Classes that the school does not have."""
    text = _("There is no %(titles)s this year. Add it?") % {"titles": titles}
    return Screen(
        text, rows=((Button("make", _("Add"), colour=Colour.POSITIVE), Button("fix", _("I will correct it"))),)
    )


def added(teacher: TeacherFact) -> Screen:
    """On the roster; what comes next."""
    lines = [_("%(name)s is added.") % {"name": teacher.name}]
    if teacher.lessons:
        lines.append(_lessons(teacher))
    lines.append(_("She comes in by her personal link."))
    more = (Button("/учитель", _("More teachers")), Button("/классный", _("Class teacher")))
    return Screen("\n".join(lines), rows=((_link(teacher),), more, (Button("/учителя", _("All teachers")),)))


def ask_class(facts: Sequence[ClassFact], *, offset: int, subject: bool = False) -> Screen:
    """Which class; those without a class teacher stand first when one is to be named."""
    if not facts:
        return Screen(_("There are no classes yet. Write which to add: /класс 5А"))
    listed = list(facts) if subject else sorted(facts, key=lambda fact: bool(fact.class_teacher))
    options: list[Option] = [(fact.id, fact.title if subject else _class_option(fact)) for fact in listed]
    text = _("In which class? Press a button or write, for example: 5А")
    return picker(text, options, offset=offset)


def _class_option(fact: ClassFact) -> str:
    return f"✓ {fact.title}" if fact.class_teacher else fact.title


def ask_teacher(facts: Sequence[TeacherFact], *, what: str, offset: int) -> Screen:
    """Which teacher; `what` says for what: «5А» or «5А Алгебра»."""
    if not facts:
        return Screen(_("There is no such teacher. Write another surname, or add her: /учитель Иванова Анна Петровна"))
    options: list[Option] = [(teacher.id, _option(teacher, facts)) for teacher in facts]
    text = _("%(what)s: which teacher? Press a button or write the surname, for example: Иванова") % {"what": what}
    return picker(text, options, offset=offset)


def _option(teacher: TeacherFact, among: Sequence[TeacherFact]) -> str:
    """Short where that is enough; namesakes are told apart by what they teach."""
    if sum(other.short == teacher.short for other in among) == 1:
        return teacher.short
    if sum(other.name == teacher.name for other in among) == 1:
        return teacher.name
    what = next((f"{lesson.class_title} {lesson.subject}" for lesson in teacher.lessons), f"№{teacher.id}")
    return f"{teacher.short} {what}"


def ask_subject(title: str) -> Screen:
    """Which subject."""
    return Screen(_("%(title)s: which subject? For example: Алгебра") % {"title": title})


def named(fact: ClassTeacherNamed) -> Screen:
    """The class has a class teacher; and what comes next."""
    lines = [_("Class teacher of %(title)s: %(name)s.") % {"title": fact.class_title, "name": fact.new.name}]
    if fact.old:
        lines.append(_("Until now it was %(name)s.") % {"name": fact.old.name})
    if fact.new.person:
        lines.append(_("I have told her."))
        return Screen("\n".join(lines), rows=((Button("/классы", _("All classes")),),))
    lines.append(_("She has not come in yet: send her the personal link."))
    link = Button("invite.teacher", _("Personal link"), (fact.new.entry,), colour=Colour.PRIMARY)
    return Screen("\n".join(lines), rows=((link,), (Button("/классы", _("All classes")),)))


def you_lead(fact: ClassTeacherNamed, links: Sequence[ConversationFact]) -> Screen:
    """To the new class teacher, with the ways into the conversations of the class."""
    text = _("You are now the class teacher of %(title)s. Invite your pupils and parents: /ссылка %(title)s")
    text = "\n".join([text, *_links(links)])
    button = Button(f"/ссылка {fact.class_title}", _("Class link"), colour=Colour.PRIMARY)
    return Screen(text % {"title": fact.class_title}, rows=((button,),))


def you_lead_no_more(fact: ClassTeacherNamed) -> Screen:
    """To the one before."""
    text = _("You are not the class teacher of %(title)s any more. Now it is %(name)s.")
    return Screen(text % {"title": fact.class_title, "name": fact.new.name})


def given(fact: LessonsGiven) -> Screen:
    """A subject was given to a teacher."""
    text = _("%(name)s teaches %(subject)s in %(titles)s.")
    lines = [text % {"name": fact.teacher.name, "subject": fact.subject, "titles": some(fact.classes)}]
    if fact.already:
        lines.append(_("She did so already in %(titles)s.") % {"titles": some(fact.already)})
    rows = ((Button("/предмет", _("Another subject")), Button("teacher.open", _("Her card"), (fact.teacher.entry,))),)
    return Screen("\n".join(lines), rows=rows)


def you_teach(fact: LessonsGiven, links: Sequence[ConversationFact]) -> Screen:
    """To the teacher, with the ways into the conversations that are there already."""
    text = _("You now teach %(subject)s in %(titles)s.") % {"subject": fact.subject, "titles": some(fact.classes)}
    return Screen("\n".join([text, *(_links(links) or [_("Make a conversation: /беседа")])]))


def _links(links: Sequence[ConversationFact]) -> list[str]:
    shown = ways_in.listed(links)
    return [_("Their conversations are yours now, come in:"), *shown] if shown else []
