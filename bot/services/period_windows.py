"""From labels to counting windows: pure dates, no database.

A window runs from its label's first day to the next label's first day, so windows touch: no message falls in two
periods and none between them (mission 0.1). A closed period's window is frozen; its neighbours move instead.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

Days = tuple[date, date]

WEEK = timedelta(days=7)
# Summer holidays fit in. A longer silence is a break in the calendar: nothing was counted then.
LONGEST_WINDOW = timedelta(days=120)


def following_monday(day: date) -> date:
    """The first Monday after a day."""
    return day + timedelta(days=7 - day.weekday())


def lay_windows(labels: Sequence[Days], frozen: Mapping[date, Days]) -> list[Days]:
    """The window [since, until) of every label.

    Args:
        labels: (first, last) days of periods that do not overlap, in order.
        frozen: windows of the closed ones, by their first day; returned as they are.
    """
    windows: list[Days] = []
    for number, (first, last) in enumerate(labels):
        if first in frozen:
            windows.append(frozen[first])
            continue
        following = labels[number + 1][0] if number + 1 < len(labels) else None
        if following is not None:
            following = frozen.get(following, (following,))[0]
        until = following if following and following - first <= LONGEST_WINDOW else following_monday(last)
        before = windows[-1][1] if windows and labels[number - 1][0] in frozen else first
        windows.append((before if first - before <= LONGEST_WINDOW else first, until))
    return windows
