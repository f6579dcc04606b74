"""The fast lane: people's talk in chats is counted at the door, in the batch's own commit, and goes no further."""

from bot.intake.decode import Incoming
from bot.kit.ids import CommunityId
from bot.services import activity, calls
from bot.services.counting import counts_as_message


async def count(community: CommunityId, events: list[Incoming]) -> None:
    """Count new messages of teachers in registered chats, and calls that were seen in them."""
    messages = [
        activity.CountedMessage(community, event.peer, event.sender, event.number, event.happened_at)
        for event in events
        if event.happened_at and counts_as_message(author=event.sender, call=event.call is not None)
    ]
    await activity.count_messages(messages)
    for event in events:
        if event.call and event.call[0] == "reached":
            _state, initiator, at = event.call
            await calls.seen_in_chat(community, event.peer, initiator, started_at=at)
