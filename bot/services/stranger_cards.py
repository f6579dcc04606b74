"""A stranger's case as whoever answers for the chat sees it."""

from dataclasses import dataclass

from bot.kit.ids import ConversationId, PersonId
from bot.services import members
from models import Person, Stranger, StrangerKind, StrangerState


@dataclass(frozen=True, slots=True)
class Card:
    """A stranger as whoever answers for the chat sees it.

    Attributes:
        name: as the profile says, "" if unknown.
        is_out: put out already.
        is_stuck: could not be put out; `code` says why by the messenger's number.
        tell: whose card it is.
    """

    id: int
    conversation: ConversationId
    title: str
    what: StrangerKind
    name: str
    is_out: bool
    tell: tuple[PersonId, ...] = ()
    is_stuck: bool = False
    code: int = 0


async def of_case(case: int) -> Card:
    """A case as its keepers see it."""
    return await draw(await Stranger.get(id=case).select_related("conversation"))


async def draw(row: Stranger, *, code: int = 0) -> Card:
    """The card of a case whose conversation is loaded; `code`: of the removal that failed."""
    who = await Person.get_or_none(vk_id=row.member)
    return Card(
        id=row.id,
        conversation=ConversationId(row.conversation_id),
        title=row.conversation.title,
        what=row.what,
        name=f"{who.first_name} {who.last_name}".strip() if who else "",
        is_out=row.state is StrangerState.REMOVED,
        tell=tuple(await members.keepers(row.conversation)),
        is_stuck=bool(code),
        code=code,
    )
