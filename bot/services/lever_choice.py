"""The shortest list of actions that closes a gap. Pure: what there is to gain comes from outside.

Every person who is missing stands before exactly one step of the way in one school, so the actions' gains never overlap
and add up. Then the largest gains first make the shortest list: any list of the same length gains no more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """What an org or its teachers have not done yet, in the order of the way."""

    REGISTER = "register"
    ADMIN = "admin"
    STRUCTURE = "structure"
    TEACHERS = "teachers"
    CHAT = "chat"
    WRITE = "write"
    MORE = "more"
    CALL = "call"


@dataclass(frozen=True, slots=True)
class Action:
    """One call to one org about one step; `gain` people (or orgs) can then count for the target, at most."""

    org: int
    step: Step
    gain: int


@dataclass(frozen=True, slots=True)
class SchoolState:
    """How far a school and its teachers are.

    Attributes:
        size: its teachers by the official count, else by its list.
        cells: people who are in, by (has a chat, messages: 0 below three, 1 below ten, 2 else; has called).
    """

    org: int
    is_in: bool
    has_admin: bool
    has_structure: bool
    size: int
    cells: dict[tuple[bool, int, bool], int]

    @property
    def people_in(self) -> int:
        """Teachers who have come in."""
        return sum(self.cells.values())


def shortest(actions: Sequence[Action], gap: int) -> list[Action]:
    """The fewest actions whose gains reach the gap; all that gain anything where even they do not.

    Of equal gains the step nearest to the target comes first: it asks least of people.
    """
    way = list(Step)
    chosen: list[Action] = []
    left = gap
    for action in sorted(actions, key=lambda a: (-a.gain, -way.index(a.step), a.org)):
        if left <= 0 or action.gain <= 0:
            break
        chosen.append(action)
        left -= action.gain
    return chosen


def actions_of(school: SchoolState, metric: str) -> list[Action]:
    """What can be done in a school for a target of teachers; each missing person is in one action only."""
    lacking: dict[Step, int] = {}
    met = 0
    for (chat, level, call), people in school.cells.items():
        step = _lacking(metric, chat=chat, level=level, call=call)
        if step is None:
            met += people
        else:
            lacking[step] = lacking.get(step, 0) + people
    if closed := _closed_door(school):
        return [Action(school.org, closed, max(school.size, school.people_in) - met)]
    lacking[Step.TEACHERS] = max(0, school.size - school.people_in)
    return [Action(school.org, step, gain) for step, gain in lacking.items() if gain > 0]


def _closed_door(school: SchoolState) -> Step | None:
    """What must happen before any of its teachers can come in."""
    if not school.is_in:
        return Step.REGISTER
    if not school.has_admin:
        return Step.ADMIN
    return None if school.has_structure else Step.STRUCTURE


def _lacking(metric: str, *, chat: bool, level: int, call: bool) -> Step | None:
    """The next step of a teacher who is in towards a target; None when she counts already."""
    met = {"teachers_in": True, "teachers_chat": chat, "teachers_3": level >= 1, "teachers_10": level >= 2}
    if met.get(metric, call):
        return None
    if not chat and level == 0:
        return Step.CHAT
    if metric == "teachers_chat":
        return Step.CHAT
    if metric == "teachers_call":
        return Step.CALL
    return Step.WRITE if level == 0 else Step.MORE
