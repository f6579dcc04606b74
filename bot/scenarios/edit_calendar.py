"""A change of the calendar: which days. What is meant by them was chosen by the button."""

from dataclasses import dataclass

from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.scenarios.engine import Finish, Outcome, Said, Scenario
from bot.services import own_calendar, region_calendar
from bot.services.period_labels import Span, parse_days
from bot.services.period_windows import Days
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
    """Do it; `kind` is one of `screens.EDITS`. Days off are the region's, or of the actor's own school alone."""
    if kind == "quiet":
        return screens.quiet_saved(await own_calendar.set_quiet_hours(turn.actor, said, now=turn.now))
    span = parse_days(said)
    match kind:
        case "glue":
            return screens.period_saved(await region_calendar.glue(turn.actor, span, now=turn.now))
        case "cut":
            return screens.period_saved(*await region_calendar.cut(turn.actor, span.first, now=turn.now))
        case _ if await own_calendar.is_the_regions(turn.actor):
            return screens.days_off_saved(await _change_regions(turn, kind, span))
        case "school_days":
            return screens.own_saved(await own_calendar.take_out_days_off(turn.actor, span, now=turn.now))
        case _:
            return screens.own_saved(await own_calendar.add_days_off(turn.actor, span, now=turn.now))


async def _change_regions(turn: Turn, kind: str, span: Span) -> list[Days]:
    if kind == "school_days":
        return await region_calendar.take_out_days_off(turn.actor, span, now=turn.now)
    return await region_calendar.add_days_off(turn.actor, span, now=turn.now)
