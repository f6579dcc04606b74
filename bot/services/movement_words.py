"""What a school writes of an arrival or a departure: «Иванов Пётр Ильич; приказ № 12-у; из школы № 3; 01.09.2026»."""

import re
from dataclasses import dataclass
from datetime import date

from bot.kit.errors import BadInput

MAX_ORDER, MAX_PLACE = 40, 120  # characters; the widths of the columns

_SEPARATOR = re.compile(r"[;,\n]")
_DAY = re.compile(r"(?:с\s+|от\s+)?(\d{1,2})\.(\d{1,2})(?:\.(\d{4}))?(?:\s*г\.?)?", re.IGNORECASE)
_ORDER = re.compile(r"(?:приказ|распоряжение|order)\s*(?:№|N|no\.?)?\s*(.+)|№\s*(.+)", re.IGNORECASE)
_PLACE = re.compile(r"(?:из|в|во|from|to)\s+(.+)", re.IGNORECASE)
_NAMESAKE = {"другой", "другая", "another"}


@dataclass(frozen=True)
class BadMovement(BadInput):
    """A piece of the line is no date, no order and no place; `said` is the piece."""

    expects: str = "movement"


@dataclass(frozen=True)
class FutureDay(BadInput):
    """The day of the movement has not come yet; `said` is the day."""

    expects: str = "day"


@dataclass(frozen=True, slots=True)
class MovementWords:
    """A line, understood. `namesake`: the writer says that it is another pupil of the same name."""

    name: str
    day: date
    order_no: str = ""
    place: str = ""
    namesake: bool = False


def parse_movement(text: str, *, today: date) -> MovementWords:
    """The name first, then in any order what is known: the day, the order's number, from where or to where.

    Raises:
        BadMovement: a piece is none of these.
        FutureDay: the day has not come yet.
    """
    name, *pieces = [piece.strip() for piece in _SEPARATOR.split(text)]
    day, order_no, place, namesake = today, "", "", False
    for piece in filter(None, pieces):
        if piece.lower() in _NAMESAKE:
            namesake = True
        elif found := _DAY.fullmatch(piece):
            day = _day(found, today)
        elif found := _ORDER.fullmatch(piece):
            order_no = (found[1] or found[2]).strip()[:MAX_ORDER]
        elif found := _PLACE.fullmatch(piece):
            place = found[1].strip()[:MAX_PLACE]
        else:
            raise BadMovement(said=piece[:60])
    return MovementWords(name, day, order_no, place, namesake)


def _day(found: re.Match[str], today: date) -> date:
    """A day without a year is the newest one that has come."""
    number, month, year = int(found[1]), int(found[2]), int(found[3] or today.year)
    try:
        day = date(year, month, number)
        if found[3] is None and day > today:
            day = date(year - 1, month, number)
    except ValueError as wrong:
        raise BadMovement(said=found[0]) from wrong
    if day > today:
        raise FutureDay(said=found[0])
    return day
