"""`/календарь`: weeks, days off, quiet hours and parts of the year, looked at and changed."""

from bot.handlers.registry import button, command
from bot.kit.errors import NotFound
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.scenarios.edit_calendar import CalendarDraft, EditCalendar, change
from bot.scenarios.engine import begin
from bot.scenarios.table_file import FileDraft, TableFile
from bot.services import access, own_calendar, region_calendar
from bot.services.period_labels import BadDays
from bot.services.table_files import Contents
from bot.services.year_parts import PartKind
from bot.ui import calendar as screens

KINDS = {
    "каникулы": "holidays",
    "holidays": "holidays",
    "праздник": "day_off",
    "off": "day_off",
    "склеить": "glue",
    "glue": "glue",
    "разрезать": "cut",
    "cut": "cut",
    "рабочие": "school_days",
    "учебные": "school_days",
    "school": "school_days",
    "тихо": "quiet",
    "quiet": "quiet",
}
REGIONS = {"glue", "cut"}
PARTS = {
    "четверти": PartKind.QUARTERS,
    "quarters": PartKind.QUARTERS,
    "триместры": PartKind.TRIMESTERS,
    "trimesters": PartKind.TRIMESTERS,
    "полугодия": PartKind.HALVES,
    "halves": PartKind.HALVES,
}
FILE = {"файл", "file"}
FARTHEST = 10_000  # pages can be forged


@command("календарь", alias="calendar", act="calendar.read")
async def show_calendar(turn: Turn) -> Screen:
    """`/календарь`; `/календарь каникулы 25.10-02.11.2026`; `… праздник|рабочие|тихо|склеить|четверти|файл …`."""
    await access.access_org(turn.actor, "calendar.read")
    if not turn.rest:
        return screens.page(await region_calendar.read(turn.actor, now=turn.now))
    await access.access_org(turn.actor, own_calendar.ACT)
    word, _space, rest = turn.rest.partition(" ")
    if word.lower() in {*PARTS, *FILE}:
        await access.access_org(turn.actor, "calendar.write")
    if parts := PARTS.get(word.lower()):
        return screens.parts_saved(await region_calendar.set_parts(turn.actor, parts, rest, now=turn.now))
    if word.lower() in FILE:
        return await begin(turn, TableFile, FileDraft(Contents.CALENDAR.value))
    kind = KINDS.get(word.lower())
    if kind is None:
        raise BadDays(said=turn.rest[:40])
    await _ensure_may(turn, kind)
    return await change(turn, kind, rest)


async def _ensure_may(turn: Turn, kind: str) -> None:
    """Weeks are the region's; days off and quiet hours are everybody's own."""
    await access.access_org(turn.actor, "calendar.write" if kind in REGIONS else own_calendar.ACT)


@button("calendar.page")
async def show_page(turn: Turn) -> Screen:
    """Earlier or later periods."""
    offset = turn.pressed.args[0] if turn.pressed and turn.pressed.args else 0
    if not isinstance(offset, int) or abs(offset) > FARTHEST:
        raise NotFound()
    return screens.page(await region_calendar.read(turn.actor, now=turn.now, offset=offset))


@button("calendar.edit")
async def edit(turn: Turn) -> Screen:
    """The dialog of one change."""
    await access.access_org(turn.actor, own_calendar.ACT)
    kind = str(turn.pressed.args[0]) if turn.pressed and turn.pressed.args else ""
    if kind not in screens.EDITS:
        raise NotFound()
    await _ensure_may(turn, kind)
    return await begin(turn, EditCalendar, CalendarDraft(kind))
