"""A calendar from a table."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.kit.ids import OrgId
from bot.services.period_labels import parse_period
from bot.services.periods import Period, load_calendar


async def import_calendar(rows: Sequence[Mapping[str, str]], region: OrgId, *, now: datetime) -> list[Period]:
    """A calendar from a table with a column «Неделя» (or `period`) of labels, for the command line.

    Raises:
        BadPeriod: a cell is no label.
        PeriodClosed, PeriodTaken: see `add_period`.
    """
    spans = [parse_period(row.get("Неделя") or row.get("period") or "") for row in rows]
    return await load_calendar([(s.first, s.last) for s in spans], region, now=now)
