"""Clubs that nobody leads any more: their teacher was dismissed, has left or is bound no longer.

The administrators of the school are told once, in one card; each club goes to another teacher or is closed.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from bot.kit.errors import Conflict, NotAllowed, NotFound
from bot.kit.ids import ConversationId, EntryId, OrgId, PersonId
from bot.kit.unit_of_work import same_transaction
from bot.services import access, audit, conversation_access, conversations
from bot.services.access import Role
from bot.services.conversation_facts import ConversationFact, facts_of, get_fact
from models import Binding, Conversation, ConversationKind, ConversationState, RosterEntry

ACT = "conversation.hand_over"

_OWNERLESS = """
c.kind = 'club' and c.state = 'live' and not exists (
    select 1 from roster_entry e join binding b on b.entry_id = e.id and b.valid_to is null
    where e.id = c.teacher_id and e.valid_to is null)
"""
OF_ORG = f"select c.id from conversation c where c.org_id = $1 and {_OWNERLESS}"
# Who came back and leaves once more is news again.
LED_AGAIN = f"update conversation c set ownerless_at = null where ownerless_at is not null and not ({_OWNERLESS})"
FRESH = f"""
update conversation c set ownerless_at = $1 where ownerless_at is null and {_OWNERLESS} returning c.org_id
"""


@dataclass(frozen=True)
class TeacherNotIn(Conflict):
    """She is on the roster and has not come in, so she cannot lead anything; `said` is her name."""

    what: str = "teacher"


@dataclass(frozen=True, slots=True)
class Settled:
    """What has become of a club.

    Attributes:
        led_by: the name of who leads it now, "" if nobody does.
        person: the same.
        is_new: this very request has settled it.
    """

    conversation: ConversationFact
    led_by: str = ""
    person: PersonId | None = None
    is_new: bool = False

    @property
    def is_closed(self) -> bool:
        """Put away, by this request or before."""
        return self.conversation.state is ConversationState.ARCHIVED


async def own(actor: PersonId, *, now: datetime) -> list[ConversationFact]:
    """The clubs of the actor's school that nobody leads, by title.

    Raises:
        NotAllowed: the actor administers no school.
    """
    return await of_org(OrgId((await access.access_org(actor, ACT)).id), now=now)


async def of_org(org: OrgId, *, now: datetime) -> list[ConversationFact]:
    """The clubs of a school that nobody leads, by title. No rights are asked."""
    ids = [row["id"] for row in await same_transaction().execute_query_dict(OF_ORG, [org])]
    rows = await Conversation.filter(id__in=ids).select_related("subject").order_by("title")
    return await facts_of(rows, now=now)


async def note(*, now: datetime) -> dict[OrgId, list[ConversationFact]]:
    """Schools with a club that has just lost its teacher, with all their clubs that nobody leads; each once."""
    connection = same_transaction()
    await connection.execute_query(LED_AGAIN)
    counts: defaultdict[OrgId, int] = defaultdict(int)
    for row in await connection.execute_query_dict(FRESH, [now]):
        counts[OrgId(row["org_id"])] += 1
    for org, count in counts.items():
        await audit.record(None, "conversation.ownerless", org=org, now=now, count=count)
    return {org: await of_org(org, now=now) for org in counts}


async def access_club(actor: PersonId, conversation: ConversationId, *, now: datetime) -> Settled:
    """How it is with a club; from now on nobody else settles it in this moment.

    Raises:
        NotAllowed: the actor does not administer its school, or it is no club.
    """
    await Conversation.filter(id=conversation).select_for_update().first()
    row = await conversation_access.access_conversation(actor, ACT, conversation)
    if row.kind is not ConversationKind.CLUB or row.teacher_id is None:
        raise NotAllowed(ACT)
    entry = await RosterEntry.get(id=row.teacher_id)
    live = await Binding.get_or_none(entry_id=entry.id, valid_to__isnull=True, entry__valid_to__isnull=True)
    fact = await get_fact(conversation, now=now)
    return Settled(fact, entry.full_name, PersonId(live.person_id)) if live else Settled(fact)


async def hand_over(actor: PersonId, conversation: ConversationId, teacher: EntryId, *, now: datetime) -> Settled:
    """Give a club that nobody leads to a teacher of the school; who was faster has decided, and that is the answer.

    Raises:
        NotAllowed: the actor does not administer its school, or it is no club.
        NotFound: the school has no such teacher.
        TeacherNotIn: she has not come in yet.
    """
    known = await access_club(actor, conversation, now=now)
    if known.led_by or known.is_closed:
        return known
    org = known.conversation.org
    entry = await RosterEntry.get_or_none(id=teacher, org_id=org, role=Role.TEACHER, valid_to__isnull=True)
    if entry is None:
        raise NotFound("teacher")
    live = await Binding.get_or_none(entry_id=entry.id, valid_to__isnull=True)
    if live is None:
        raise TeacherNotIn(said=entry.full_name)
    await Conversation.filter(id=conversation).update(teacher_id=teacher, ownerless_at=None)
    await audit.record(actor, ACT, org=org, now=now, conversation=conversation, entry=teacher)
    return Settled(await get_fact(conversation, now=now), entry.full_name, PersonId(live.person_id), is_new=True)


async def close(actor: PersonId, conversation: ConversationId, *, now: datetime) -> Settled:
    """Put a club that nobody leads away; who was faster has decided, and that is the answer.

    Raises:
        NotAllowed: the actor does not administer its school, or it is no club.
    """
    known = await access_club(actor, conversation, now=now)
    if known.led_by or known.is_closed:
        return known
    return Settled(await conversations.archive(actor, conversation, now=now), is_new=True)
