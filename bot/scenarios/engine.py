"""Dialogs of several steps: each step is a pair `ask_x` (draws) and `take_x` (reads the answer).

The engine knows once for all: «Отмена», «Назад», refusals (show the words, ask again), screens that are out of date
(draw again), a dialog whose code has changed its version. State is JSON in Postgres, keyed by (talk, person).
"""

import inspect
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar, cast

import msgspec

from bot.kit.errors import Bug, NotAllowed, Refusal, Stale
from bot.kit.screen import Screen
from bot.kit.turn import Attachment, Talk, Turn
from bot.kit.unit_of_work import unit_of_work
from bot.services import audit, dialogs
from bot.ui import dialog_screens, refusals

D = TypeVar("D")

CANCEL, BACK = "scenario.cancel", "scenario.back"
CANCEL_WORDS = {"отмена", "/отмена", "cancel", "/cancel"}
BACK_WORDS = {"назад", "/назад", "back", "/back"}


@dataclass(frozen=True, slots=True)
class Said:
    """The answer to a step: typed text, or a pressed button's id and arguments."""

    text: str = ""
    button: str = ""
    args: tuple[str | int, ...] = ()
    attachments: tuple[Attachment, ...] = ()

    def number(self, button: str) -> int | None:
        """The number that a press of this button carries; None for other presses and for typed words."""
        if self.button != button or not self.args:
            return None
        number = self.args[0]  # payloads can be forged: what no table can hold is no number
        return number if isinstance(number, int) and 0 <= number < 2**62 else None


@dataclass(frozen=True, slots=True)
class Goto:
    """On to another step."""

    step: str


@dataclass(frozen=True, slots=True)
class Again:
    """The same step once more; `note` stands above it."""

    note: str = ""


@dataclass(frozen=True, slots=True)
class Finish:
    """The dialog is over; `screen` is its last word."""

    screen: Screen | None = None


Outcome = Goto | Again | Finish

SCENARIOS: dict[str, type["Scenario[Any]"]] = {}


class Scenario(Generic[D]):
    """One dialog. Subclass with `name`, `version`, `first` and `draft` (a dataclass, kept as JSON)."""

    name: ClassVar[str]
    version: ClassVar[int]
    first: ClassVar[str]
    draft_type: ClassVar[type[Any]]
    steps: ClassVar[tuple[str, ...]]

    def __init__(self, turn: Turn, draft: D) -> None:
        self.turn = turn
        self.draft = draft

    def __init_subclass__(cls, *, name: str, version: int, first: str, draft: type[Any]) -> None:
        cls.name, cls.version, cls.first, cls.draft_type = name, version, first, draft
        asks = {n.removeprefix("ask_") for n in dir(cls) if n.startswith("ask_")}
        takes = {n.removeprefix("take_") for n in dir(cls) if n.startswith("take_")}
        if asks != takes or first not in asks:
            raise Bug(f"scenario {name}: steps without a pair: {asks ^ takes or {first}}")
        cls.steps = tuple(sorted(asks))
        if name in SCENARIOS:
            raise Bug(f"scenario {name} twice")
        SCENARIOS[name] = cls

    async def draw(self, step: str) -> Screen:
        """The step's screen."""
        drawn = getattr(self, f"ask_{step}")()
        return cast(Screen, await drawn if inspect.isawaitable(drawn) else drawn)

    async def take(self, step: str, said: Said) -> Outcome:
        """What the answer leads to."""
        return cast(Outcome, await getattr(self, f"take_{step}")(said))


async def begin(turn: Turn, scenario: type[Scenario[D]], draft: D, *, step: str = "") -> Screen:
    """Start a dialog in the turn's talk (another one there is dropped) and return its first screen."""
    dialog = scenario(turn, draft)
    return await _show(dialog, step or scenario.first, trail=[])


async def leave(turn: Turn) -> bool:
    """Drop the live dialog of this person in this talk; False if there is none."""
    return await dialogs.drop(turn.talk, turn.actor)


async def step(turn: Turn) -> Screen | None:
    """Let the live dialog read the turn.

    Returns:
        The next screen, or None when there is no live dialog that wants this turn.

    Raises:
        Stale: a button of an older screen was pressed and there is no dialog to draw again.
    """
    state = await dialogs.find(turn.talk, turn.actor)
    pressed = turn.pressed
    if state is None:
        if pressed and pressed.screen_no:
            raise Stale
        return None
    if pressed and not pressed.screen_no:
        return None  # a button that lives outside dialogs: the dialog waits
    cls = SCENARIOS.get(state.name)
    if cls is None or cls.version != state.version or state.step not in cls.steps:
        await dialogs.drop(turn.talk, turn.actor)
        return dialog_screens.dialog_outdated()
    dialog = cls(turn, msgspec.convert(state.draft, cls.draft_type))
    if pressed and pressed.screen_no != state.screen_no:
        return await _show(dialog, state.step, trail=state.trail, note=dialog_screens.stale_note())
    word = turn.text.strip().lower()
    if (pressed and pressed.id == CANCEL) or word in CANCEL_WORDS:
        await dialogs.drop(turn.talk, turn.actor)
        return dialog_screens.cancelled()
    if (pressed and pressed.id == BACK) or word in BACK_WORDS:
        trail = state.trail or [state.step]
        return await _show(dialog, trail[-1], trail=trail[:-1])
    return await _take(dialog, state.step, state.trail)


async def _take(dialog: Scenario[Any], at: str, trail: list[str]) -> Screen:
    turn = dialog.turn
    said = Said(
        text=turn.text,
        button=turn.pressed.id if turn.pressed else "",
        args=turn.pressed.args if turn.pressed else (),
        attachments=turn.attachments,
    )
    try:
        async with unit_of_work():
            outcome = await dialog.take(at, said)
    except Refusal as refusal:
        if isinstance(refusal, NotAllowed):
            await audit.record(turn.actor, refusal.act or dialog.name, org=None, now=turn.now, outcome="refused")
        return await _show(dialog, at, trail=trail, note=refusals.words(refusal))
    match outcome:
        case Goto(step=there):
            return await _show(dialog, there, trail=[*trail, at])
        case Again(note=note):
            return await _show(dialog, at, trail=trail, note=note)
        case Finish(screen=screen):
            await dialogs.drop(turn.talk, turn.actor)
            return screen or Screen()


async def _show(dialog: Scenario[Any], at: str, *, trail: list[str], note: str = "") -> Screen:
    screen = await dialog.draw(at)
    number = await dialogs.save(
        _talk(dialog),
        dialog.turn.actor,
        name=dialog.name,
        version=dialog.version,
        step=at,
        draft=msgspec.to_builtins(dialog.draft),
        trail=trail,
        now=dialog.turn.now,
    )
    return dialog_screens.step_screen(screen, number=number, note=note, can_go_back=bool(trail))


def _talk(dialog: Scenario[Any]) -> Talk:
    return dialog.turn.talk
