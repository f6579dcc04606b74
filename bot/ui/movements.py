"""Arrivals and departures of pupils in words."""

from collections.abc import Sequence

from bot.kit.i18n import _, ngettext
from bot.kit.screen import Button, Colour, Screen
from bot.services.classes import ClassFact
from bot.services.conversation_facts import ConversationFact
from bot.services.movement_list import MovementLine, MovementList
from bot.services.movement_words import BadMovement, FutureDay, MovementWords
from bot.services.movements import Leaver, Moved, MovementKind, NoSuchPupil, PupilElsewhere, PupilThere
from bot.ui import ways_in
from bot.ui.pickers import Rows, picker
from bot.ui.refusals import buttons_for, words_for


def ask_class(classes: Sequence[ClassFact], *, arrives: bool, offset: int = 0) -> Screen:
    """Which class comes first."""
    text = _("A pupil arrives. In which class?") if arrives else _("A pupil leaves. Which class?")
    return picker(text, [(c.id, c.title) for c in classes], offset=offset)


def ask_arriving() -> Screen:
    """The rest in one line."""
    return Screen(
        _(
            "Surname, first name, patronymic; then, if you know, the order, where from and the date. For example:\n"
            "Иванов Пётр Ильич; приказ № 12; из школы № 3; 01.09"
        )
    )


def ask_leaving(found: Sequence[Leaver], *, offset: int = 0) -> Screen:
    """Who of the class."""
    text = _("Who leaves? Press a name, or write: Иванов Пётр; приказ № 12; в школу № 3")
    return picker(text, [(one.entry, one.name) for one in found], offset=offset)


def ask_departure(one: Leaver, words: MovementWords) -> Screen:
    """What it does, before it is done."""
    lines = [_("%(name)s leaves %(class)s on %(day)s.") % _facts(one.name, one.class_title, words)]
    if known := _papers(words.order_no, words.place, arrives=False):
        lines.append(known)
    lines.append(_("The place on the list ends, and so does access to the conversations of the class."))
    if one.parents:
        text = ngettext(
            "%(n)d parent has no other child here and leaves too.",
            "%(n)d parents have no other child here and leave too.",
            one.parents,
        )
        lines.append(text % {"n": one.parents})
    if not words.order_no:
        lines.append(_("You may write the order and where to now: приказ № 12; в школу № 3"))
    yes = Button("depart", _("Yes, leaves"), colour=Colour.NEGATIVE)
    return Screen("\n".join(lines), rows=((yes,),))


def depart_words() -> tuple[str, ...]:
    """The typed yes."""
    return ("да", "yes", _("Yes, leaves").lower())


def _facts(name: str, title: str, words: MovementWords) -> dict[str, str]:
    return {"name": name, "class": title, "day": f"{words.day:%d.%m.%Y}"}


def _papers(order_no: str, place: str, *, arrives: bool) -> str:
    order = _("order № %(no)s") % {"no": order_no} if order_no else ""
    where = (_("from: %(place)s") if arrives else _("to: %(place)s")) % {"place": place} if place else ""
    return ", ".join(filter(None, [order, where]))


def moved(fact: Moved) -> Screen:
    """Done; and what comes next."""
    lines = [_what(fact)]
    if papers := _papers(fact.order_no, fact.place, arrives=fact.kind is MovementKind.ARRIVED):
        lines.append(papers)
    if fact.tell:
        lines.append(_("Those who need to know have been told."))
    if fact.kind is MovementKind.LEFT or fact.from_title:
        return Screen("\n".join(lines), rows=((Button("/список", _("Class list"), (fact.class_title,)),),))
    lines.append(_("The pupil and the parents come in by the link."))
    link = Button("/ссылка", _("Link into the class"), (fact.class_title,), colour=Colour.PRIMARY)
    return Screen("\n".join(lines), rows=((link,),))


def moved_card(fact: Moved) -> Screen:
    """To the administrators and the class teacher."""
    papers = _papers(fact.order_no, fact.place, arrives=fact.kind is MovementKind.ARRIVED)
    return Screen("\n".join(filter(None, [_what(fact), papers])))


def _what(fact: Moved) -> str:
    words = {"name": fact.name, "class": fact.class_title, "old": fact.from_title, "day": f"{fact.day:%d.%m.%Y}"}
    if fact.from_title:
        return _("%(name)s has moved from %(old)s to %(class)s on %(day)s.") % words
    if fact.kind is MovementKind.ARRIVED:
        return _("%(name)s has come to %(class)s on %(day)s.") % words
    return _("%(name)s has left %(class)s on %(day)s.") % words


def you_moved(fact: Moved, links: Sequence[ConversationFact]) -> Screen:
    """To the pupil and the parents."""
    words = {"name": fact.name, "class": fact.class_title}
    if fact.kind is MovementKind.LEFT:
        text = _("%(name)s is not in %(class)s any more: your place in its conversations has ended.") % words
        return Screen(text + "\n" + _("If that is a mistake, ask the school."))
    lines = [_("%(name)s is now in %(class)s.") % words]
    if shown := ways_in.listed(links):
        lines += [_("Your conversations now:"), *shown]
    return Screen("\n".join(lines))


def listing(found: MovementList) -> Screen:
    """Arrivals and departures by period."""
    span = {"org": found.org_title, "first": f"{found.first:%d.%m.%Y}", "last": f"{found.last:%d.%m.%Y}"}
    lines = [_("%(org)s, arrivals and departures %(first)s-%(last)s") % span]
    lines.append(_("Arrived: %(arrived)d, left: %(left)d") % {"arrived": found.arrived, "left": found.left})
    lines += ["", *map(_line, found.lines)] if found.lines else []
    more = found.arrived + found.left - len(found.lines)
    if more > 0:
        lines.append(ngettext("and %(n)d more", "and %(n)d more", more) % {"n": more})
    lines += ["", _("Another period: /движение 01.09-30.11.2026")]
    return Screen("\n".join(lines), rows=((Button("/прибыл", _("Arrived")), Button("/выбыл", _("Left"))),))


def _line(line: MovementLine) -> str:
    arrives = line.kind is MovementKind.ARRIVED
    papers = _papers(line.order_no, line.place, arrives=arrives)
    said = " · ".join(filter(None, [f"{line.day:%d.%m}", line.class_title, line.name, papers]))
    return f"{'+' if arrives else '−'} {said}"


@words_for(BadMovement)
def _bad_movement(refusal: BadMovement) -> str:
    text = _("I did not understand «%(said)s». For example: 5А Иванов Пётр Ильич; приказ № 12; из школы № 3; 01.09")
    return text % {"said": refusal.said}


@words_for(FutureDay)
def _future(refusal: FutureDay) -> str:
    return _("%(said)s has not come yet. Write it down on that day.") % {"said": refusal.said}


@words_for(PupilThere)
def _there(refusal: PupilThere) -> str:
    text = _("%(name)s is in %(class)s already. Another pupil of that name? Add «; другой» to the line.")
    return text % {"name": refusal.said, "class": refusal.place}


@words_for(PupilElsewhere)
def _elsewhere(refusal: PupilElsewhere) -> str:
    text = _(
        "%(name)s is in %(class)s of this school. The school's administrator can move the pupil. Another pupil of"
        " that name? Add «; другой» to the line."
    )
    return text % {"name": refusal.said, "class": refusal.place}


@buttons_for(PupilElsewhere)
def _move(refusal: PupilElsewhere) -> Rows:
    return ((Button("movement.transfer", _("Move here"), refusal.move),),)


@words_for(NoSuchPupil)
def _no_pupil(refusal: NoSuchPupil) -> str:
    return _("There is no «%(said)s» in this class. Look at the list: /список") % {"said": refusal.said}
