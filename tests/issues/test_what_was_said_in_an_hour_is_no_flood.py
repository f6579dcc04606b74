"""After an hour without the bot all that people had said came in one batch, was taken for a flood and deleted."""

from bot.intake.decode import Incoming, Kind
from models import Conversation
from tests.intake.conftest import CHAT, TEACHER, Door, counted, door, queued

__all__ = ["door"]

MOST = 5  # a minute


async def test_a_batch_is_judged_by_when_its_messages_were_said(door: Door) -> None:
    last, conversation = int(door.clock.now().timestamp()), int((await Conversation.get()).id)

    def said(number: int, ago_s: int) -> Incoming:
        key, at = f"m:{CHAT}:{number}", last - ago_s
        return Incoming(
            Kind.TALK, key, "message_new", CHAT, TEACHER, number, at, None, conversation=conversation, pace=MOST
        )

    steady = [said(number, 3600 - 12 * number) for number in range(1, 201)]  # five a minute, and not one more
    await door.gatherer.put(door.community, steady[::-1])
    assert await queued() == []
    quick = [said(number, 600) for number in range(301, 309)]  # eight in a second
    await door.gatherer.put(door.community, [*quick, *(said(number, 309 - number) for number in range(309, 311))])
    assert await queued() == [f"m:{CHAT}:{number}" for number in (306, 307, 308)]
    assert await counted() == 210
