"""A change of the calendar: which days. What is meant by them was chosen by the button."""

from dataclasses import dataclass

from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.scenarios.engine import Finish, Outcome, Said, Scenario
from bot.services import region_calendar
from bot.services.period_labels import parse_days
from bot.ui import calendar as screens


@dataclass
class CalendarDraft:
    """What the days are for: one of `screens.EDITS`."""

    kind: str = ""


class EditCalendar(Scenario[CalendarDraft], name="edit_calendar", version=1, first="days", draft=CalendarDraft):
    """One answer."""

    def ask_days(self) -> Screen:
        return screens.ask_days(self.draft.kind)

    async def take_days(self, said: Said) -> Outcome:
        return Finish(await change(self.turn, self.draft.kind, said.text))


async def change(turn: Turn, kind: str, said: str) -> Screen:
    """Do it; `kind` is one of `screens.EDITS`, or `school_days` to take days off back."""
    span = parse_days(said)
    match kind:
        case "glue":
            return screens.period_saved(await region_calendar.glue(turn.actor, span, now=turn.now))
        case "cut":
            return screens.period_saved(*await region_calendar.cut(turn.actor, span.first, now=turn.now))
        case "school_days":
            return screens.days_off_saved(await region_calendar.take_out_days_off(turn.actor, span, now=turn.now))
        case _:
            return screens.days_off_saved(await region_calendar.add_days_off(turn.actor, span, now=turn.now))
