"""Who has left a class or a school leaves its chats; what triggers wrote down is worked off here (mission C6).

Postgres itself notes every tie that ends (migration 0012): a roster entry, a binding, a guardian, a lesson. Whether the
person may still be somewhere is asked at this moment: a mother with another child in the class stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.kit.ids import ClassId, ConversationId, OrgId, PersonId
from bot.kit.unit_of_work import same_transaction
from bot.services import audit, conversation_access, members, membership, post, way_back
from bot.services.access import Role
from bot.services.ports import Verb
from models import Conversation, ConversationKind, ConversationState

AT_ONCE = 200  # departures a step
LINK_AGE = timedelta(days=14)  # an invite link older than this has been copied about: better a new one

NEWEST = "select max(id) as id from departure"
TAKE = """
with oldest as (select id from departure order by id limit $1 for update skip locked),
gone as (delete from departure d using oldest o where d.id = o.id
    returning d.org_id, d.school_class_id, d.person_id, d.member)
select distinct c.id as conversation, g.person_id as person, g.member
from gone g join org o on o.id = g.org_id
join conversation c on c.state = 'live' and c.peer_id is not null and (
    (c.org_id = g.org_id and (c.school_class_id = g.school_class_id or c.school_class_id is null))
    or (c.kind = 'office' and c.org_id in (o.id, o.parent_id, o.region_id)))
where g.member > 0
    and not exists (select 1 from stranger s where s.conversation_id = c.id and s.member = g.member
        and s.state = 'let_in' and s.what = 'person')
"""


@dataclass(frozen=True, slots=True)
class Leaving:
    """Somebody who has to leave a conversation."""

    conversation: ConversationId
    person: int
    member: int


async def newest() -> int:
    """The number of the newest departure that waits, 0 if none does."""
    rows = await same_transaction().execute_query_dict(NEWEST)
    return int(rows[0]["id"] or 0)


async def sweep(*, now: datetime) -> int:
    """Work off the oldest departures: put people out of the chats that are no longer theirs, make links anew.

    Returns:
        How many people were asked out of how many chats, all told.
    """
    rows = await same_transaction().execute_query_dict(TAKE, [AT_ONCE])
    found = [Leaving(ConversationId(row["conversation"]), row["person"], row["member"]) for row in rows]
    may = await membership.everybody(sorted({one.conversation for one in found}), now=now) if found else {}
    leaving = [one for one in found if one.member not in may[one.conversation]]
    chats = await Conversation.filter(id__in=[one.conversation for one in leaving], state=ConversationState.LIVE)
    for chat in chats:
        await _empty(chat, [one for one in leaving if one.conversation == chat.id], now)
    return len(leaving)


async def _empty(chat: Conversation, leaving: Sequence[Leaving], now: datetime) -> None:
    talk = members.talk_of(chat)
    for one in leaving:
        await post.ask(
            talk.community,
            Verb.REMOVE_MEMBER,
            {"chat": talk.key, "person": one.member},
            lane=f"remove:{talk.key}:{one.member}",
            now=now,
            then="contour.departed",
            then_args={"conversation": chat.id, "person": one.person},
        )
    await renew_link(chat, now=now)


async def renew_link(chat: Conversation, *, now: datetime) -> None:
    """The old link stops working at once; the new one is kept when the messenger answers."""
    talk = members.talk_of(chat)
    await post.ask(
        talk.community,
        Verb.CHAT_LINK,
        {"chat": talk.key, "reset": True},
        lane=f"link:{talk.key}",
        now=now,
        then="contour.link_renewed",
        then_args={"conversation": chat.id},
    )


async def renew_of_class(school_class: ClassId, audience: Role | None, *, now: datetime) -> int:
    """New links for the chats of a class, of pupils or of parents or of both; how many. The caller has authorised."""
    of_parents = {Role.STUDENT: False, Role.PARENT: True}
    chats = [
        chat
        for chat in await Conversation.filter(
            school_class_id=school_class, state=ConversationState.LIVE, peer_id__isnull=False
        )
        if audience is None or (chat.kind is ConversationKind.CLASS_PARENTS) is of_parents[audience]
    ]
    for chat in chats:
        await renew_link(chat, now=now)
    return len(chats)


async def renew_old(actor: PersonId, *, now: datetime) -> int:
    """New links for those chats of the actor's whose link is older than `LINK_AGE`; how many.

    Raises:
        NotAllowed: none of the actor's roles has this right.
    """
    own = [fact.id for fact in await conversation_access.own(actor, "contour.read", now=now)]
    chats = await Conversation.filter(id__in=own, link_made_at__lt=now - LINK_AGE, peer_id__isnull=False)
    for chat in chats:
        await renew_link(chat, now=now)
        await audit.record(actor, "conversation.renew_link", org=OrgId(chat.org_id), now=now, conversation=chat.id)
    return len(chats)


async def departed(conversation: ConversationId, person: int, *, code: int, now: datetime) -> None:
    """The person is out (or the messenger would not)."""
    chat = await Conversation.get(id=conversation)
    outcome = "failed" if code else "done"
    if not code:
        await way_back.note_left(conversation, person, now=now)
    await audit.record(
        None,
        "member.departed",
        org=OrgId(chat.org_id),
        now=now,
        outcome=outcome,
        conversation=conversation,
        person=person,
    )


async def link_renewed(conversation: ConversationId, link: str, *, now: datetime) -> None:
    """From now on this link is given out."""
    await Conversation.filter(id=conversation, state=ConversationState.LIVE).update(link=link, link_made_at=now)
    chat = await Conversation.get(id=conversation)
    await audit.record(None, "conversation.link_renewed", org=OrgId(chat.org_id), now=now, conversation=conversation)
