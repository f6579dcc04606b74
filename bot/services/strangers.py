"""People and bots found in a chat whose rules do not know them: a case each, a card each, one decision each.

A case is opened by a joiner (`judge_joiner`), by a second bot, or by an audit (`contour`). Whether a stranger is put
out at once or only reported is the school's setting, `contour_settings`.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.kit.errors import Conflict, NotAllowed
from bot.kit.ids import ConversationId, OrgId, PersonId
from bot.kit.turn import Talk
from bot.kit.unit_of_work import same_transaction
from bot.services import (
    access,
    audit,
    contour_settings,
    conversation_access,
    members,
    membership,
    post,
    stranger_cards,
    way_back,
)
from bot.services.access import Role
from bot.services.ports import Verb
from bot.services.stranger_cards import Card
from models import Conversation, ConversationKind, Person, Stranger, StrangerKind, StrangerState

__all__ = ["Card", "StrangerKind"]

ACT = "contour.decide"
FLOOD = 2**63 - 1


@dataclass(frozen=True)
class Decided(Conflict):
    """Somebody has decided already, or the stranger is gone; `what` is the case's state, `said` the name."""


@dataclass(frozen=True)
class PupilAmongParents(Conflict):
    """A pupil is not let into a conversation of parents (mission D4); `said` is the name."""


# A stranger who comes again gets a new case; one who was let in has none, one whose case is open keeps it.
OPEN = """
insert into stranger as s (conversation_id, member, what, how, state, found_at)
values ($1, $2, $3, $4, 'open', $5)
on conflict (conversation_id, member, what) do update
    set state = 'open', how = $4, found_at = $5, told_at = null, decided_by_id = null, decided_at = null
    where s.state in ('removed', 'gone')
returning id
"""


async def judge_joiner(talk: Talk, person: PersonId, *, now: datetime) -> Card | None:
    """Somebody came into a chat. Silent about all who may be there.

    Returns:
        A card to hand out now; None when there is nothing to say, or the card follows the messenger's answer.
    """
    found = await membership.judge(person, talk, now=now)
    if found is None:
        return None
    place, may_be = found
    if may_be:
        await way_back.came_in(place, person, now=now)
        return None
    conversation, who = await Conversation.get(id=place), await Person.get(id=person)
    case = await _open(place, who.vk_id, StrangerKind.PERSON, "joined", now)
    if case is None:
        return None
    org = OrgId(conversation.org_id)
    await audit.record(None, "member.judged", org=org, now=now, conversation=place, person=person)
    if not who.last_name:
        await _ask_name(talk, who, case, now=now)
    if await contour_settings.removes(org, now=now):
        await _ask_removal(conversation, case, who.vk_id, now=now)
        return None
    return await _card_once(case, now=now) if who.last_name else None


async def judge_bot(talk: Talk, key: int, *, now: datetime) -> Card | None:
    """Another community was added to a chat: whoever answers for it should know. Our own communities are at home."""
    conversation = await members.find_registered(talk)
    if conversation is None or await is_ours(key):
        return None
    case = await _open(ConversationId(conversation.id), key, StrangerKind.BOT, "joined", now)
    return await _card_once(case, now=now) if case else None


async def is_ours(key: int) -> bool:
    """Is this member one of the platform's own communities?"""
    rows = await same_transaction().execute_query_dict("select 1 from community where group_id = $1", [-key])
    return bool(rows)


async def _open(place: ConversationId, member: int, what: StrangerKind, how: str, now: datetime) -> int | None:
    rows = await same_transaction().execute_query_dict(OPEN, [place, member, what.value, how, now])
    return int(rows[0]["id"]) if rows else None


async def _ask_name(talk: Talk, who: Person, case: int, *, now: datetime) -> None:
    """Who has never spoken to the bot has no name here: the card should still say one. Leaves with the removal."""
    await Person.filter(id=who.id).update(profile_seen_at=now)
    await post.ask(
        talk.community,
        Verb.LEARN_PROFILE,
        {"person": who.vk_id},
        lane=f"profile:{who.id}",
        now=now,
        priority=post.URGENT,
        then="contour.named",
        then_args={"person": who.id, "stranger": case},
    )


async def named(person: int, names: dict[str, object], case: int, *, now: datetime) -> Card | None:
    """The messenger has told the name (or has not): the card, unless the removal's answer brings it."""
    if names:
        told = {key: str(names[key])[:100] for key in ("first_name", "last_name")}
        await Person.filter(id=person).update(**told)
    row = await Stranger.get_or_none(id=case)
    return await _card_once(case, now=now) if row and row.state is StrangerState.OPEN else None


async def _ask_removal(
    conversation: Conversation, case: int, member: int, *, now: datetime, by: PersonId | None = None
) -> None:
    """Put out: the case is closed now, and opened again if the messenger will not."""
    await Stranger.filter(id=case).update(state=StrangerState.REMOVED, decided_by_id=by, decided_at=now)
    await post.ask(
        members.talk_of(conversation).community,
        Verb.REMOVE_MEMBER,
        {"chat": conversation.peer_id, "person": member},
        lane=f"remove:{conversation.peer_id}:{member}",  # not behind the messages of the chat: a stranger reads on
        now=now,
        priority=post.URGENT,
        then="contour.removed",
        then_args={"stranger": case},
    )


async def removed(case: int, *, code: int, now: datetime) -> Card | None:
    """Write down how the removal ended.

    Args:
        case: whose.
        code: the messenger's error, 0 when it worked.
        now: aware UTC moment of the answer.

    Returns:
        The card: always of a failure, and of a success that nobody has been told of.
    """
    row = await Stranger.filter(id=case).select_for_update().first()
    if row is None or row.state is StrangerState.LET_IN:
        return None
    row.conversation = await Conversation.get(id=row.conversation_id)
    await audit.record(
        None,
        "member.removed",
        org=OrgId(row.conversation.org_id),
        now=now,
        outcome="failed" if code else "done",
        conversation=row.conversation_id,
        stranger=case,
    )
    if code:
        row.state = StrangerState.OPEN
        await Stranger.filter(id=case).update(state=row.state, told_at=now, decided_by_id=None)
        return await stranger_cards.draw(row, code=code)
    if row.told_at is not None:
        return None
    await Stranger.filter(id=case).update(told_at=now)
    return await stranger_cards.draw(row)


async def _card_once(case: int, *, now: datetime) -> Card | None:
    if await Stranger.filter(id=case, told_at__isnull=True).update(told_at=now):
        return await stranger_cards.of_case(case)
    return None


async def let_in(actor: PersonId, case: int, *, now: datetime) -> Card:
    """The stranger may stay (or come back): no audit will complain of this one here.

    Raises:
        NotAllowed: the conversation is not the actor's, or there is no such case.
        Decided: somebody has decided already, or the stranger left.
        PupilAmongParents: a pupil has no place in a conversation of parents.
    """
    row = await _access(actor, case)
    put_out_by_itself = row.state is StrangerState.REMOVED and row.decided_by_id is None
    if row.state is not StrangerState.OPEN and not put_out_by_itself:
        raise Decided(row.state.value, (await stranger_cards.of_case(case)).name)
    if row.conversation.kind is ConversationKind.CLASS_PARENTS and await _is_pupil(row.member):
        raise PupilAmongParents("member", (await stranger_cards.of_case(case)).name)
    was = await stranger_cards.of_case(case)
    await Stranger.filter(id=case).update(state=StrangerState.LET_IN, decided_by_id=actor, decided_at=now)
    await _record(actor, "member.let_in", row, now)
    return was


async def put_out(actor: PersonId, case: int, *, now: datetime) -> Card:
    """The stranger has to go.

    Raises:
        NotAllowed: the conversation is not the actor's, or there is no such case.
        Decided: somebody has decided already, or the stranger left.
    """
    row = await _access(actor, case)
    if row.state is not StrangerState.OPEN:
        raise Decided(row.state.value, (await stranger_cards.of_case(case)).name)
    await _ask_removal(row.conversation, case, row.member, now=now, by=actor)
    await _record(actor, "member.put_out", row, now)
    return await stranger_cards.of_case(case)


async def put_out_found(case: int, *, now: datetime) -> None:
    """What an audit found goes, because the school wants it so."""
    row = await Stranger.get(id=case).select_related("conversation")
    await _ask_removal(row.conversation, case, row.member, now=now)


async def _access(actor: PersonId, case: int) -> Stranger:
    row = await Stranger.filter(id=min(case, FLOOD)).select_for_update().first()
    if row is None:
        raise NotAllowed(ACT)
    row.conversation = await conversation_access.access_conversation(actor, ACT, ConversationId(row.conversation_id))
    return row


async def _is_pupil(member: int) -> bool:
    who = await Person.get_or_none(vk_id=member)
    return who is not None and any(s.role is Role.STUDENT for s in await access.standings(PersonId(who.id)))


async def _record(actor: PersonId, act: str, row: Stranger, now: datetime) -> None:
    org = OrgId(row.conversation.org_id)
    await audit.record(actor, act, org=org, now=now, conversation=row.conversation_id, stranger=row.id)


async def first_open(actor: PersonId, conversation: ConversationId) -> Card | None:
    """The oldest case of a conversation that waits for a yes or no; None when there is none.

    Raises:
        NotAllowed: the conversation is not the actor's.
    """
    await conversation_access.access_conversation(actor, ACT, conversation)
    row = await Stranger.filter(conversation_id=conversation, state=StrangerState.OPEN).order_by("id").first()
    return await stranger_cards.of_case(row.id) if row else None


async def put_all_out(actor: PersonId, conversation: ConversationId, *, now: datetime) -> int:
    """Every person whose case is open has to go; returns how many.

    Raises:
        NotAllowed: the conversation is not the actor's.
    """
    place = await conversation_access.access_conversation(actor, ACT, conversation)
    cases = Stranger.filter(conversation_id=conversation, state=StrangerState.OPEN, what=StrangerKind.PERSON)
    found = await cases.select_for_update().order_by("id")
    for row in found:
        await _ask_removal(place, row.id, row.member, now=now, by=actor)
        await audit.record(
            actor, "member.put_out", org=OrgId(place.org_id), now=now, conversation=conversation, stranger=row.id
        )
    return len(found)


async def went(talk: Talk, key: int, *, now: datetime) -> None:
    """A member left, or was removed by hand: nothing is left to decide."""
    conversation = await members.find_registered(talk)
    if conversation:
        await Stranger.filter(conversation_id=conversation.id, member=key, state=StrangerState.OPEN).update(
            state=StrangerState.GONE, decided_at=now
        )
