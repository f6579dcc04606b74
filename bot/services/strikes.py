"""Warnings: three of one person in one chat within thirty days are too many."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tortoise.exceptions import IntegrityError

from bot.kit.errors import NotFound
from bot.kit.ids import ConversationId, OrgId, PersonId
from bot.kit.unit_of_work import unit_of_work
from bot.services import audit, conversation_access
from models import Conversation, Strike

FADES = timedelta(days=30)
MOST = 3


@dataclass(frozen=True, slots=True)
class StrikeFact:
    """A warning: which of how many that have not faded, in which chat, to whom."""

    id: int
    person: PersonId
    title: str
    number: int
    reason: str

    @property
    def is_last(self) -> bool:
        """Was it one too many?"""
        return self.number >= MOST


async def live(conversation: int, person: PersonId, now: datetime) -> int:
    """Warnings that have neither faded nor been taken back."""
    since = now - FADES
    of_person = Strike.filter(conversation_id=conversation, person_id=person, taken_back_at__isnull=True)
    return await of_person.filter(given_at__gt=since).count()


async def give(
    row: Conversation, person: PersonId, *, message: int, reason: str, by: PersonId | None, now: datetime
) -> StrikeFact | None:
    """Warn somebody for one message, once; None when she was warned for it already.

    Args:
        row: the conversation, authorised by the caller.
        person: who is warned.
        message: its number in the chat.
        reason: of the rules, or «teacher».
        by: the teacher; None when it was the rules.
        now: aware UTC.
    """
    try:
        async with unit_of_work():
            strike = await Strike.create(
                conversation_id=row.id,
                person_id=person,
                message=message,
                reason=reason,
                given_by_id=by,
                given_at=now,
            )
    except IntegrityError:
        return None
    await audit.record(
        by, "moderation.warn", org=OrgId(row.org_id), now=now, conversation=row.id, person=person, reason=reason
    )
    return StrikeFact(strike.id, person, row.title, await live(row.id, person, now), reason)


async def find(row: Conversation, person: PersonId, message: int, *, now: datetime) -> StrikeFact | None:
    """The warning for a message, unless it was taken back."""
    strike = await Strike.get_or_none(
        conversation_id=row.id, person_id=person, message=message, taken_back_at__isnull=True
    )
    return StrikeFact(strike.id, person, row.title, await live(row.id, person, now), strike.reason) if strike else None


async def take_back(actor: PersonId, strike: int, *, now: datetime) -> StrikeFact:
    """A warning was wrong; twice is once.

    Raises:
        NotFound: there is none.
        NotAllowed: the actor does not teach in that chat.
    """
    found = await Strike.get_or_none(id=strike)
    if found is None:
        raise NotFound()
    row = await conversation_access.access_conversation(actor, "moderation.act", ConversationId(found.conversation_id))
    if await Strike.filter(id=strike, taken_back_at__isnull=True).update(taken_back_at=now):
        await audit.record(
            actor, "moderation.undo", org=OrgId(row.org_id), now=now, conversation=row.id, person=found.person_id
        )
    person = PersonId(found.person_id)
    return StrikeFact(strike, person, row.title, await live(row.id, person, now), found.reason)
