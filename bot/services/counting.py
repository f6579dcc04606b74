"""What counts as a message and as a call of a teacher (mission 0.1), and on which day: pure rules, so that they can be
read in one table of cases (tests/services/test_counting.py).

Whose it is (a confirmed teacher's, in a registered conversation) is decided by the statement that counts, in
`bot.services.activity`. An edit is an event of another type, which is not asked for, so it counts nothing.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

CALL_HELD = "reached"  # VK: a call that somebody took; the others were cancelled, docs/vk.md §5


def counts_as_message(
    *,
    author: int,
    in_chat: bool = True,
    service_action: bool = False,
    addressed: bool = False,
    call: bool = False,
    deleted: bool = False,
) -> bool:
    """Is this event one message of a human in a chat?

    Text is not asked for: a photo, a voice message, a sticker or a document without a word is one message too.

    Args:
        author: the messenger's key of the author; zero or below is a community, a bot, or nobody.
        in_chat: it was said in a chat, not in the private talk with the bot.
        service_action: «вошла», «сменил название» and the like, which nobody wrote.
        addressed: a command, the bot's mention or a pressed button: a word to the bot, not to the class.
        call: the mark a call leaves in the chat; it is a call, counted apart.
        deleted: it was taken back before it was counted.
    """
    return author > 0 and in_chat and not (service_action or addressed or call or deleted)


def counts_as_call(*, state: str, in_chat: bool = True) -> bool:
    """Is the mark of a call in a chat one call of its initiator?

    Args:
        state: the messenger's own word; a call that nobody took was none.
        in_chat: it was left in a chat, not in a private talk.
    """
    return in_chat and state == CALL_HELD


def day_of(at: datetime, timezone: str) -> date:
    """The day on which something happened, by the clock of the teacher's school, however late it was heard of.

    Args:
        at: the messenger's own date of it, aware.
        timezone: IANA name. The statement that counts says the same: `at time zone`.
    """
    return at.astimezone(ZoneInfo(timezone)).date()
