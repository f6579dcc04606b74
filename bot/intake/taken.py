"""What waits at the door: events of one community, and the position after them."""

import msgspec

from bot.intake.decode import Incoming


class Taken(msgspec.Struct, gc=False):
    """What came from one community and must be committed as a whole: events, and the position after them."""

    community: int
    events: list[tuple[Incoming, bytes]]  # with what the inbox keeps, as JSON
    ts: str = ""
