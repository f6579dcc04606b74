"""The rule of a conversation that is of no one class: «учителя», «родители 1-4», «5А, 6Б», «Иванов Пётр» (D2, D5).

Lines of a rule lie in `conversation.audience` as they are read by `membership`: a role, and what narrows it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.kit.errors import BadInput, NotFound
from bot.kit.ids import ClassId, EntryId, OrgId
from bot.services import lessons
from bot.services.audience_words import Piece, read_pieces
from bot.services.chat_plans import class_titles
from bot.services.names import fits_name, name_key
from models import Role, RosterEntry, SchoolClass

MOST = 60  # lines of one rule
CHOICES = 6

Rule = tuple["Line", ...]


@dataclass(frozen=True)
class BadAudience(BadInput):
    """It does not say whom a conversation is for; `said` is the piece that was not understood."""

    expects: str = "audience"


@dataclass(frozen=True)
class OnlyPupils(BadInput):
    """A club is of pupils; others were named."""

    expects: str = "pupils"


@dataclass(frozen=True)
class NoSuchPupil(NotFound):
    """No pupil of the school is called so."""

    what: str = "pupil"


@dataclass(frozen=True)
class SeveralPupils(BadInput):
    """A name fits several pupils; `expects` lists them with their classes, as they can be typed."""


@dataclass(frozen=True, slots=True)
class Line:
    """People of a role in all of the org; narrowed to grades `low`–`high`, to a class, or to one pupil's entry.

    `heads`: of teachers, the class teachers only.
    """

    role: Role
    low: int | None = None
    high: int | None = None
    school_class: ClassId | None = None
    heads: bool = False
    entry: EntryId | None = None

    def to_json(self) -> dict[str, object]:
        """As it lies in the conversation."""
        given = {"from": self.low, "to": self.high, "class": self.school_class, "entry": self.entry}
        packed: dict[str, object] = {"role": self.role.value}
        packed |= {key: value for key, value in given.items() if value is not None}
        return packed | ({"heads": True} if self.heads else {})


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of one role together, to be put in words. `whole`: all of the org."""

    role: Role
    heads: bool
    whole: bool
    grades: tuple[tuple[int, int], ...] = ()
    titles: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


def rule_of(audience: Sequence[Mapping[str, Any]]) -> Rule:
    """The lines that lie in a conversation."""
    return tuple(
        Line(
            Role(line["role"]), line.get("from"), line.get("to"), line.get("class"), bool(line.get("heads")),
            line.get("entry"),
        )
        for line in audience
    )  # fmt: skip


async def parse_rule(org: OrgId, said: str, *, pupils_only: bool, now: datetime) -> Rule:
    """Read for whom a conversation of this school is.

    Args:
        org: the school.
        said: as people write it.
        pupils_only: of a club; classes and names need no «ученики» before them.
        now: aware UTC; classes are those of this year.

    Raises:
        BadAudience, BadClassTitle: something in it cannot be read, or it says nothing.
        OnlyPupils: a club of others than pupils.
        NoSuchClasses, NoSuchPupil, SeveralPupils: they are not in this school, or not one.
    """
    pieces = read_pieces(said, Role.STUDENT if pupils_only else None)
    if pieces is None or not pieces:
        raise BadAudience(said=said.strip()[:60])
    if pupils_only and any(piece.role is not Role.STUDENT for piece in pieces):
        raise OnlyPupils(said=said.strip()[:60])
    lines: dict[Line, None] = {}
    for piece in pieces:
        lines.update(dict.fromkeys(await _lines(org, piece, now)))
    if len(lines) > MOST:
        raise BadAudience(said=str(len(lines)))
    return tuple(lines)


async def _lines(org: OrgId, piece: Piece, now: datetime) -> list[Line]:
    if piece.name:
        pupil = await _find_pupil(org, piece, now)
        return [Line(Role.STUDENT, entry=EntryId(pupil.id))]
    if piece.titles:
        found = await lessons.ensure_classes(org, piece.titles, now=now)
        return [Line(piece.role, school_class=found[str(title)], heads=piece.heads) for title in piece.titles]
    if piece.grades:
        return [Line(piece.role, piece.grades[0], piece.grades[1], heads=piece.heads)]
    return [Line(piece.role, heads=piece.heads)]


async def _find_pupil(org: OrgId, piece: Piece, now: datetime) -> RosterEntry:
    pupils = RosterEntry.filter(org_id=org, role=Role.STUDENT, valid_to__isnull=True)
    if piece.titles_of_name:
        found = await lessons.ensure_classes(org, piece.titles_of_name, now=now)
        pupils = pupils.filter(school_class_id__in=list(found.values()))
    fits = [row for row in await pupils.order_by("last_name", "id") if fits_name(piece.name, row.full_name)]
    fits = [row for row in fits if name_key(row.full_name) == name_key(piece.name)] or fits
    if not fits:
        raise NoSuchPupil(said=piece.name[:60])
    if len(fits) > 1:
        titles = await class_titles({row.school_class_id for row in fits if row.school_class_id}, now=now)
        named = [f"{row.full_name} {titles.get(row.school_class_id or 0, '')}".strip() for row in fits[:CHOICES]]
        raise SeveralPupils("; ".join(named), piece.name[:60])
    return fits[0]


async def belongs_to(rule: Rule, org: OrgId) -> bool:
    """Are all classes and pupils of a rule of this org?"""
    classes = {line.school_class for line in rule if line.school_class}
    entries = {line.entry for line in rule if line.entry}
    own_classes = await SchoolClass.filter(id__in=list(classes), org_id=org).count()
    return own_classes == len(classes) and await RosterEntry.filter(id__in=list(entries), org_id=org).count() == len(
        entries
    )


@dataclass(slots=True)
class _Gathered:
    whole: bool = False
    grades: dict[tuple[int, int], None] = field(default_factory=dict)
    titles: dict[str, None] = field(default_factory=dict)
    names: dict[str, None] = field(default_factory=dict)


async def describe(rule: Rule, *, now: datetime) -> tuple[Group, ...]:
    """A rule with this year's titles and the names on the lists; pupils who have left are not named."""
    titles = await class_titles({line.school_class for line in rule if line.school_class}, now=now)
    entries = {line.entry for line in rule if line.entry}
    pupils = {row.id: row.full_name for row in await RosterEntry.filter(id__in=list(entries), valid_to__isnull=True)}
    groups: dict[tuple[Role, bool], _Gathered] = {}
    for line in rule:
        group = groups.setdefault((line.role, line.heads), _Gathered())
        if line.entry:
            group.names.update({pupils[line.entry]: None} if line.entry in pupils else {})
        elif line.school_class:
            group.titles[titles.get(line.school_class, "")] = None
        elif line.low is not None:
            group.grades[line.low, line.high or line.low] = None
        else:
            group.whole = True
    return tuple(
        Group(role, heads, found.whole, tuple(found.grades), tuple(found.titles), tuple(found.names))
        for (role, heads), found in groups.items()
    )
