"""One batch of an audit: who of the members may not be there, written down, put out where the school wants it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import orjson

from bot.kit.ids import ConversationId, OrgId, PersonId
from bot.kit.unit_of_work import same_transaction
from bot.services import contour_settings, membership, stranger_cards, strangers, way_back
from bot.services.membership import Entitled
from models import Stranger, StrangerKind, StrangerState

ON_ITS_WAY = timedelta(minutes=5)  # a removal asked for so long ago is done, or VK was away

OURS = "select group_id from community"
# VK's 1012, writing is switched off, is over when somebody has written since: members are listed all the same.
SEEN = """
update conversation c set checked_at = $2, presence = t.presence::jsonb,
    trouble_code = case when c.trouble_code = 1012 and coalesce(c.last_message_at, '-infinity') < c.trouble_at
        then 1012 else 0 end,
    trouble_at = case when c.trouble_code = 1012 and coalesce(c.last_message_at, '-infinity') < c.trouble_at
        then c.trouble_at end
from unnest($1::bigint[], $3::text[]) as t(id, presence) where c.id = t.id
"""
# New cases of one audit; those that are open already or were decided stay as they are. What VK has listed may be older
# than a removal that was on its way then: who was put out a moment before the question is no news, nor who is about
# to be: her tie has just ended (a departure nobody has worked off yet), or her removal is on its way to the messenger.
FOUND = """
insert into stranger as s (conversation_id, member, what, how, state, found_at)
select place, member, what, 'audit', 'open', $4 from unnest($1::bigint[], $2::bigint[], $3::text[])
    with ordinality as t(place, member, what, number)
join conversation c on c.id = t.place
where not exists (select 1 from departure d where d.member = t.member and (d.org_id = c.org_id or c.kind = 'office'))
    and not exists (select 1 from outbox o where o.community_id = c.community_id
        and o.lane = 'remove:' || c.peer_id || ':' || t.member and o.state in ('ready', 'sending')
        and o."then" = 'contour.departed')
order by t.number
on conflict (conversation_id, member, what) do update
    set state = 'open', how = 'audit', found_at = $4, told_at = null, decided_by_id = null, decided_at = null
    where s.state in ('removed', 'gone') and coalesce(s.decided_at, s.found_at) < $5
returning id, conversation_id, member, what
"""
# Who came after the question is not in the answer, and not gone.
CLOSED = """
update stranger s set state = 'gone', decided_at = $5 where s.conversation_id = any($1::bigint[]) and s.state = 'open'
    and s.found_at < $6
    and not exists (select 1 from unnest($2::bigint[], $3::bigint[], $4::text[]) as t(place, member, what)
        where t.place = s.conversation_id and t.member = s.member and t.what = s.what)
"""
NAMED = """
insert into person (vk_id, first_name, last_name, locale, role_in_use, nudges_off, created_at)
select member, first, last, 'ru', '', false, $4
from unnest($1::bigint[], $2::text[], $3::text[]) as t(member, first, last)
on conflict (vk_id) do update set first_name = excluded.first_name, last_name = excluded.last_name
    where person.last_name = ''
"""


@dataclass(frozen=True, slots=True)
class Member:
    """A member as the messenger lists it; `name` is (first, last)."""

    key: int
    is_admin: bool
    is_owner: bool


@dataclass(slots=True)
class Seen:
    """One chat of a batch: who is in it, and what is wrong with that."""

    conversation: ConversationId
    members: list[Member]
    names: dict[int, tuple[str, str]]
    wrong: list[tuple[int, StrangerKind]] = field(default_factory=list)
    presence: dict[str, object] = field(default_factory=dict)
    absent: list[PersonId] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Findings:
    """New strangers of one chat: the first one's card, and how many there are in all. `is_out`: they are put out."""

    conversation: ConversationId
    title: str
    names: tuple[str, ...]
    cards: tuple[strangers.Card, ...]
    is_out: bool
    tell: tuple[PersonId, ...]


async def match(seen: list[Seen], *, now: datetime) -> None:
    """What is wrong in each chat, and how full it is: one statement for all who may be there."""
    ids = [chat.conversation for chat in seen]
    may = await membership.everybody(ids, now=now)
    ours = {-int(row["group_id"]) for row in await same_transaction().execute_query_dict(OURS, [])}
    let_in = {
        (row["conversation_id"], row["member"], row["what"])
        for row in await Stranger.filter(conversation_id__in=ids, state=StrangerState.LET_IN).values(
            "conversation_id", "member", "what"
        )
    }
    for chat in seen:
        entitled = may[chat.conversation]
        chat.wrong = [
            (member.key, what)
            for member in chat.members
            if (what := _wrong(member, entitled, ours)) and (chat.conversation, member.key, what) not in let_in
        ]
        chat.presence = _presence(chat, entitled)
        present = {member.key for member in chat.members}
        chat.absent = [who.person for who in entitled.values() if who.meant and who.member not in present]


def _wrong(member: Member, entitled: dict[int, Entitled], ours: set[int]) -> StrangerKind | None:
    if member.key < 0:
        return None if member.key in ours else StrangerKind.BOT
    known = entitled.get(member.key)
    if known is None:
        return StrangerKind.PERSON
    if member.is_admin and not member.is_owner and not known.staff:
        return StrangerKind.ADMIN
    return None


def _presence(chat: Seen, entitled: dict[int, Entitled]) -> dict[str, object]:
    """Numbers only: by role, how many are meant to be there and how many are; `missing` in all, `unknown` members."""
    present = {member.key for member in chat.members}
    counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for who in entitled.values():
        if who.meant:
            counts[who.role][0] += 1
            counts[who.role][1] += who.member in present
    missing = sum(meant - there for meant, there in counts.values())
    unknown = sum(what is StrangerKind.PERSON for _key, what in chat.wrong)
    return {"roles": dict(counts), "missing": missing, "unknown": unknown}


async def settle(seen: list[Seen], org: OrgId, *, asked_at: datetime, now: datetime) -> list[Findings]:
    """Write it all down; strangers are put out where the school wants it, never the owner: nobody can.

    Args:
        seen: the matched chats.
        org: whose they are.
        asked_at: when the audit was asked for (aware UTC): what happened since is not in the answer.
        now: aware UTC.
    """
    connection = same_transaction()
    ids = [chat.conversation for chat in seen]
    packed = [orjson.dumps(chat.presence).decode() for chat in seen]
    await connection.execute_query(SEEN, [ids, now, packed])
    wrong = [(chat.conversation, key, what.value) for chat in seen for key, what in chat.wrong]
    columns = [list(column) for column in zip(*wrong, strict=True)] or [[], [], []]
    await connection.execute_query(CLOSED, [ids, *columns, now, asked_at])
    strange = {(place, key) for place, key, _what in wrong}
    inside = [(chat.conversation, m.key) for chat in seen for m in chat.members if m.key > 0]
    known = [one for one in inside if one not in strange]
    await way_back.note_inside(known, seen_at=asked_at - ON_ITS_WAY, now=now)
    if not wrong:
        return []
    await _name(seen, now)
    fresh = await connection.execute_query_dict(FOUND, [*columns, now, asked_at - ON_ITS_WAY])
    return await _findings(seen, fresh, org, now)


async def _name(seen: list[Seen], now: datetime) -> None:
    names = {key: chat.names.get(key, ("", "")) for chat in seen for key, _what in chat.wrong if key > 0}
    if names:
        firsts, lasts = [n[0][:100] for n in names.values()], [n[1][:100] for n in names.values()]
        await same_transaction().execute_query(NAMED, [list(names), firsts, lasts, now])


async def _findings(
    seen: list[Seen], fresh: Sequence[dict[str, int | str]], org: OrgId, now: datetime
) -> list[Findings]:
    puts_out = await contour_settings.removes(org, now=now)
    owners = {(chat.conversation, m.key) for chat in seen for m in chat.members if m.is_owner}
    by_chat: defaultdict[ConversationId, list[strangers.Card]] = defaultdict(list)
    for row in sorted(fresh, key=lambda row: int(row["id"])):
        place, member = ConversationId(int(row["conversation_id"])), int(row["member"])
        case = int(row["id"])
        if puts_out and row["what"] == StrangerKind.PERSON.value and (place, member) not in owners:
            await strangers.put_out_found(case, now=now)
        by_chat[place].append(await stranger_cards.of_case(case))
    await Stranger.filter(id__in=[int(row["id"]) for row in fresh]).update(told_at=now)
    return [_finding(place, cards) for place, cards in by_chat.items()]


def _finding(place: ConversationId, cards: list[strangers.Card]) -> Findings:
    people = [card for card in cards if card.what is StrangerKind.PERSON]
    return Findings(
        place,
        cards[0].title,
        tuple(card.name for card in people),
        tuple(cards),
        bool(people) and all(card.is_out for card in people),
        cards[0].tell,
    )
