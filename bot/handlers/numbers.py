"""Numbers that presses and typed words carry: payloads can be forged, so anything else is not found."""

from bot.kit.errors import NotFound
from bot.kit.turn import Turn

LARGEST = 2**62  # within a bigint


def pressed_number(turn: Turn, at: int = 0, *, default: int | None = None) -> int:
    """The argument of the press in this place.

    Raises:
        NotFound: there is none, or it is no whole number from 0 up.
    """
    args = turn.pressed.args if turn.pressed else ()
    value = args[at] if at < len(args) else default
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < LARGEST:
        raise NotFound()
    return value


def page_number(turn: Turn) -> int:
    """The page a typed line asks for, counted from 1."""
    return max(int(turn.rest), 1) if turn.rest.isdecimal() and len(turn.rest) < 5 else 1
