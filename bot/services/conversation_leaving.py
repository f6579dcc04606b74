"""One conversation is left by somebody who asks for it."""

from datetime import datetime

from bot.kit.errors import NotFound
from bot.kit.ids import CommunityId, ConversationId, OrgId, PersonId
from bot.services import audit, members, post, way_back
from bot.services.ports import Done, Verb
from models import Conversation, ConversationState, Person

GONE_ALREADY = 935  # VK: «user not in chat», docs/vk.md §2.6


async def ask_out(actor: PersonId, conversation: ConversationId, *, now: datetime) -> str:
    """Ask the messenger to take the actor out of a conversation of hers; its title.

    Raises:
        NotFound: no conversation that she may be in.
    """
    row = await Conversation.get_or_none(id=conversation, state=ConversationState.LIVE)
    if row is None or row.peer_id is None or not await members.may_be_in(conversation, actor, now=now):
        raise NotFound("conversation")
    vk_id = (await Person.get(id=actor)).vk_id
    await post.ask(
        CommunityId(row.community_id),
        Verb.REMOVE_MEMBER,
        {"chat": row.peer_id, "person": vk_id},
        lane=f"remove:{row.peer_id}:{vk_id}",
        now=now,
        then="conversation.left",
        then_args={"person": actor, "title": row.title, "conversation": row.id},
    )
    await audit.record(actor, "chat.leave", org=OrgId(row.org_id), now=now, conversation=row.id)
    return row.title


async def left(done: Done) -> None:
    """The messenger has taken her out: from now on she is told that she comes back by hand only."""
    if place := done.args.get("conversation"):  # a request of an older version does not carry it
        await way_back.note_left(ConversationId(int(str(place))), int(str(done.args["person"])), now=done.now)
