"""The class list with who is in, the wrong profile taken from an entry, and a parent's children."""

from collections.abc import Sequence

from bot.kit.i18n import _, ngettext
from bot.kit.screen import Button, Colour, Screen
from bot.services.guardians import ChildFact
from bot.services.profiles import PupilLine, Released, RosterLine

PER_PAGE = 8
STAFF_LIST = 0  # instead of a class in the arguments of buttons


def class_list(class_id: int, title: str, pupils: Sequence[PupilLine]) -> Screen:
    """Everybody of the class: in, through a representative, or not yet."""
    if not pupils:
        text = _("The list of %(class)s is empty. Pupils come by the link: /ссылка %(class)s ученики")
        return Screen(text % {"class": title}, rows=((_to_link(title),),))
    head = _("%(class)s: %(inside)s of %(all)s are in") % {
        "class": title,
        "inside": sum(p.pupil.is_in for p in pupils),
        "all": len(pupils),
    }
    proxies = sum(p.by_proxy for p in pupils)
    if proxies:
        head += _(", %(count)s more through a representative") % {"count": proxies}
    lines = [head + ".", "", *(_pupil(number, line) for number, line in enumerate(pupils, 1))]
    waits, missing = Button("/заявки", _("Who waits")), Button("/приглашения", _("Who is missing"), (title,))
    rows: list[tuple[Button, ...]] = [(_to_link(title),), (waits, missing)]
    if any(line.is_in for line in inside(pupils)):
        rows.append((Button("roster.wrong", _("Take a wrong profile off"), (class_id, 0)),))
    return Screen("\n".join(lines), rows=tuple(rows))


def _to_link(title: str) -> Button:
    return Button("/ссылка", _("Link into the class"), (title,), colour=Colour.PRIMARY)


def _pupil(number: int, line: PupilLine) -> str:
    mark = "✓" if line.pupil.is_in else "·"
    text = f"{number}. {mark} {line.pupil.name}"
    if line.by_proxy:
        return text + " — " + _("through a representative")
    notes = [_("has declined")] if line.pupil.declined else []
    if here := sum(p.is_in for p in line.parents):
        notes.append(ngettext("%(n)s parent", "%(n)s parents", here) % {"n": here})
    if no := sum(p.declined for p in line.parents):
        notes.append(ngettext("%(n)s parent declined", "%(n)s parents declined", no) % {"n": no})
    return " — ".join(filter(None, [text, ", ".join(notes)]))


def staff_list(lines: Sequence[RosterLine]) -> Screen:
    """The school's teachers: in or not yet."""
    head = _("Teachers: %(inside)s of %(all)s are in.") % {
        "inside": sum(line.is_in for line in lines),
        "all": len(lines),
    }
    listed = [f"{number}. {'✓' if line.is_in else '·'} {line.name}{_no(line)}" for number, line in enumerate(lines, 1)]
    rows = [(Button("/ссылка", _("Link for teachers"), ("учителя",)),)]
    if any(line.is_in for line in lines):
        rows.append((Button("roster.wrong", _("Take a wrong profile off"), (STAFF_LIST, 0)),))
    return Screen("\n".join([head, "", *listed]), rows=tuple(rows))


def _no(line: RosterLine) -> str:
    return " — " + _("has declined") if line.declined else ""


def inside(pupils: Sequence[PupilLine]) -> list[RosterLine]:
    """All entries of a class that somebody is behind, parents under their child."""
    lines = [line for pupil in pupils for line in (pupil.pupil, *pupil.parents) if line.is_in]
    return list({line.entry: line for line in lines}.values())


def pick_wrong(class_id: int, lines: Sequence[RosterLine], *, first: int) -> Screen:
    """Whose profile is wrong? The tap does it."""
    shown = lines[first : first + PER_PAGE]
    buttons = [Button("profile.unbind", _named(line), (line.entry,)) for line in shown]
    rows = [tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2)]
    if len(lines) > first + PER_PAGE:
        rows.append((Button("roster.wrong", _("More"), (class_id, first + PER_PAGE)),))
    listed = [f"• {line.name} — {line.profile or _('profile without a name')}" for line in shown]
    text = _("Whose profile is the wrong one? One tap takes it off; the entry and its history stay.")
    return Screen("\n".join([text, "", *listed]), rows=tuple(rows))


def _named(line: RosterLine) -> str:
    return line.name if len(line.name) <= 40 else line.name[:39] + "…"


def taken_off(fact: Released) -> Screen:
    """Done; the right profile may come in now."""
    text = _("The profile does not stand for «%(name)s» (%(place)s) any more. The right one may come in by the link.")
    return Screen(text % {"name": fact.name, "place": fact.place}, toast=_("Taken off"))


def children(facts: Sequence[ChildFact]) -> Screen:
    """A parent's own children."""
    lines = [_("Your children here:"), *(_child(fact) for fact in facts)]
    return Screen("\n".join(lines), rows=((Button("/ребёнок", _("Add a child")),),))


def _child(fact: ChildFact) -> str:
    words = {"name": fact.name, "class": fact.class_title, "org": fact.org_title}
    if fact.is_in:
        return _("• %(name)s, %(class)s, %(org)s") % words
    return _("• %(name)s, %(class)s, %(org)s — through you") % words


def ask_class_title(titles: Sequence[str]) -> Screen:
    """Whose list?"""
    buttons = [Button("/список", title, (title,)) for title in titles[:PER_PAGE]]
    rows = tuple(tuple(buttons[i : i + 4]) for i in range(0, len(buttons), 4))
    return Screen(_("Which class's list? Write, for example: /список 5А"), rows=rows)
