"""Numbers as people read them: spaces between thousands, a decimal comma, «—» for what is not there."""

NO_BREAK = "\u00a0"
MISSING = "—"


def whole(number: int, *, space: str = NO_BREAK) -> str:
    """17218 → «17 218»; the space does not break a line unless told otherwise."""
    return f"{number:,}".replace(",", space)


def percent(part: int, of: int, places: int) -> str:
    """`part` of `of` in percent, rounded half up (source 003 does), decimal comma: (61, 16819, 3) → «0,363%».

    Args:
        part: not negative.
        of: more than zero.
        places: digits after the comma.
    """
    scale = 10**places
    scaled = (2 * part * 100 * scale + of) // (2 * of)
    digits = f"{scaled:0{places + 1}d}"
    return f"{digits[:-places]},{digits[-places:]}%" if places else f"{digits}%"


def percent_down(part: int, of: int) -> str:
    """Whole percent, rounded down: all but one never shows 100 % (B3). Nobody of nobody is «—»."""
    return f"{part * 100 // of}%" if of else MISSING


def bar(part: int, of: int) -> str:
    """Ten boxes for a chat, rounded down, so that only all are full: (2, 3) → «▰▰▰▰▰▰▱▱▱▱»; «» of nobody."""
    full = min(part * 10 // of, 10) if of else 0
    return "▰" * full + "▱" * (10 - full) if of else ""
