"""Screens of a school and its classes: the card, the list with what is still to do, adding classes."""

from collections.abc import Sequence

from bot.kit.i18n import _, ngettext
from bot.kit.screen import Button, Colour, Screen
from bot.services.class_titles import BadClassTitle
from bot.services.classes import ClassesExist, ClassesMade, ClassFact, TooManyClasses
from bot.services.org_titles import OrgFact
from bot.services.overview import OwnSchool, SchoolCard
from bot.services.years import NoSchoolYear
from bot.ui.pickers import columns, cut
from bot.ui.refusals import words_for
from bot.ui.region import admin_words

PAGE = 30  # classes a message: about 60 characters each
SHOWN = 12  # titles in one line before «…»


def card(school: SchoolCard) -> Screen:
    """A school in numbers, for its administrator and for those above."""
    lines = [
        heading(school.org),
        admin_words(school.org, admin_in=school.admin_in).capitalize(),
        ngettext("%(n)d class", "%(n)d classes", school.classes) % {"n": school.classes},
        ngettext("%(n)d teacher, %(came)d of them here", "%(n)d teachers, %(came)d of them here", school.teachers)
        % {"n": school.teachers, "came": school.teachers_in},
        ngettext("%(n)d pupil", "%(n)d pupils", school.students) % {"n": school.students},
    ]
    if school.headless:
        lines.append(_("Without a class teacher: %(titles)s") % {"titles": some(school.headless)})
    return Screen("\n".join(lines), rows=_card_rows(school))


def heading(org: OrgFact) -> str:
    """«Школа № 5 · Динской район»."""
    return f"{org.title} · {org.parent_title}" if org.parent_title else org.title


def some(titles: Sequence[str]) -> str:
    """Titles in one line, the first dozen of many."""
    return ", ".join(titles[:SHOWN]) + ("…" if len(titles) > SHOWN else "")


def _card_rows(school: SchoolCard) -> tuple[tuple[Button, ...], ...]:
    if school.own:
        return (
            (Button("/классы", _("Classes")), Button("/учителя", _("Teachers"))),
            (Button("/класс", _("Add classes")), Button("/учитель", _("Add a teacher"))),
        )
    link = Button(f"/админ #{school.org.id}", _("Link for its administrator"), colour=Colour.PRIMARY)
    move = Button("school.move", _("To another municipality"), (school.org.id,))
    return ((link,), (move,)) if school.may_move else ((link,),)


def own_schools(schools: Sequence[OwnSchool]) -> Screen:
    """The school as its teachers, pupils and parents see it."""
    if not schools:
        return Screen(_("You are not in a school yet. If you have a code from paper, write: /код 2346789DFG"))
    return Screen("\n\n".join("\n".join([heading(s.org), *(_own_class(c) for c in s.classes)]) for s in schools))


def _own_class(fact: ClassFact) -> str:
    if not fact.class_teacher:
        return _("• %(title)s") % {"title": fact.title}
    return _("• %(title)s, class teacher: %(name)s") % {"title": fact.title, "name": fact.class_teacher}


def class_list(facts: Sequence[ClassFact], *, page: int, may_edit: bool) -> Screen:
    """The classes with what is still to do; `page` counts from 1."""
    if not facts:
        return _no_classes(may_edit=may_edit)
    last = (len(facts) + PAGE - 1) // PAGE
    page = min(max(page, 1), last)
    shown = facts[(page - 1) * PAGE : page * PAGE]
    headless = [fact for fact in facts if not fact.class_teacher]
    head = ngettext("%(n)d class", "%(n)d classes", len(facts)) % {"n": len(facts)}
    lines = [head, *(_class_line(fact) for fact in shown)]
    if headless:
        titles = some([fact.title for fact in headless])
        lines += ["", _("To do: name a class teacher for %(titles)s") % {"titles": titles}]
    return Screen("\n".join(lines), rows=_list_rows(headless, page, last) if may_edit else _pages(page, last))


def _no_classes(*, may_edit: bool) -> Screen:
    if not may_edit:
        return Screen(_("There are no classes here yet."))
    text = _("There are no classes yet. Add them all at once, for example: /класс 5А-5Г, 6А, 6Б")
    return Screen(text, rows=((Button("/класс", _("Add classes"), colour=Colour.PRIMARY),),))


def _class_line(fact: ClassFact) -> str:
    students = ngettext("%(n)d pupil", "%(n)d pupils", fact.students) % {"n": fact.students}
    if not fact.class_teacher:
        return _("• %(title)s: no class teacher, %(students)s") % {"title": fact.title, "students": students}
    came = "" if fact.class_teacher_in else _(" (not here yet)")
    return f"• {fact.title}: {fact.class_teacher}{came}, {students}"


def _list_rows(headless: Sequence[ClassFact], page: int, last: int) -> tuple[tuple[Button, ...], ...]:
    """Up to four classes that need a class teacher, the pages, and what else there is."""
    heads = [
        Button("class.head", cut(_("%(title)s: class teacher") % {"title": c.title}), (c.id,)) for c in headless[:4]
    ]
    others = (Button("/класс", _("Add classes")), Button("/учителя", _("Teachers")))
    return (*columns(heads), *_pages(page, last), others)


def _pages(page: int, last: int) -> tuple[tuple[Button, ...], ...]:
    ways: list[Button] = []
    if page > 1:
        ways.append(Button(f"/классы {page - 1}", _("Earlier")))
    if page < last:
        ways.append(Button(f"/классы {page + 1}", _("Further")))
    return (tuple(ways),) if ways else ()


def ask_classes() -> Screen:
    """The only step of adding classes."""
    return Screen(_("Which classes? Any spelling, several at once. For example: 5А-5Г, 6А, 6Б"))


def classes_made(made: ClassesMade) -> Screen:
    """What was made, what was there, and what comes next."""
    text = ngettext("Class %(titles)s is added.", "Classes are added: %(titles)s.", len(made.made))
    lines = [text % {"titles": some(made.made)}]
    if made.existed:
        lines.append(_("There already: %(titles)s.") % {"titles": some(made.existed)})
    rows = (
        (Button("/класс", _("More classes")), Button("/учитель", _("Add a teacher"), colour=Colour.PRIMARY)),
        (Button("/классы", _("All classes")),),
    )
    return Screen("\n".join(lines), rows=rows)


@words_for(BadClassTitle)
def _bad_title(refusal: BadClassTitle) -> str:
    if not refusal.said:
        return _("Which class? A grade from 1 to 11 and a letter, for example: 5А")
    text = _(
        "I do not understand the class «%(said)s». A grade from 1 to 11 and a letter, for example: 5А, 5Б or 5А-5Г"
    )
    return text % {"said": refusal.said}


@words_for(ClassesExist)
def _exist(refusal: ClassesExist) -> str:
    return _("Already there: %(titles)s. See the list: /классы") % {"titles": refusal.said}


@words_for(TooManyClasses)
def _too_many(refusal: TooManyClasses) -> str:
    return _("That is too many at once: at most %(most)d classes in one message.") % {"most": refusal.most}


@words_for(NoSchoolYear)
def _no_year(refusal: NoSchoolYear) -> str:
    return _("The new school year is not open yet. Add a class and it opens: /класс 5А")
