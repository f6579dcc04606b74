"""What counts as a message: one table of cases."""

import pytest

from bot.services.counting import counts_as_message

HUMAN, COMMUNITY = 700, -5


@pytest.mark.parametrize(
    ("case", "given", "counts"),
    [
        ("a word, a photo, a voice message, a document", {"author": HUMAN}, True),
        ("what a community or another bot wrote", {"author": COMMUNITY}, False),
        ("nobody wrote it", {"author": 0}, False),
        ("in the private talk with the bot", {"author": HUMAN, "in_chat": False}, False),
        ("«вошла», «сменил название»", {"author": HUMAN, "service_action": True}, False),
        ("a command, a mention, a pressed button", {"author": HUMAN, "addressed": True}, False),
        ("the mark of a call: a call, not a message", {"author": HUMAN, "call": True}, False),
        ("taken back before it was counted", {"author": HUMAN, "deleted": True}, False),
    ],
)
def test_what_counts(case: str, given: dict[str, int], counts: bool) -> None:
    assert counts_as_message(**given) is counts, case
