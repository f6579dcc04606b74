"""The audit of chats: every member of every registered chat is held against who may be there (mission A3, L1).

Chats are asked about in batches (`Verb.AUDIT_CHATS`), each batch is matched by a constant number of statements.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tortoise.expressions import Q

from bot.kit.errors import NotAllowed
from bot.kit.ids import ConversationId, OrgId, PersonId
from bot.kit.unit_of_work import same_transaction
from bot.services import access, audit, chat_troubles, contour_findings, post
from bot.services.access import Role
from bot.services.chat_troubles import Trouble
from bot.services.contour_findings import Findings, Member, Seen
from bot.services.ports import Done
from models import Binding, Conversation, Org, Person, Stranger, StrangerKind, StrangerState

__all__ = ["Findings"]

ADMINISTRATORS = frozenset({Role.SCHOOL_ADMIN, Role.MUNICIPAL_ADMIN, Role.REGION_ADMIN})
BATCH = 25  # VK: at most 25 calls in one execute, docs/vk.md §2.2
NAMES = 10  # of the missing and of strangers, in an answer about one chat

ASK = """
with chat as (
    select c.id, c.peer_id, c.community_id, c.org_id, s.region_id, s.timezone,
        (row_number() over (partition by c.org_id, c.community_id order by c.id) - 1) / $3 as batch
    from conversation c join community m on m.id = c.community_id and m.state = 'live'
    join org s on s.id = c.org_id
    where c.state = 'live' and c.peer_id is not null and (c.org_id = any($1::bigint[]) or c.id = any($2::bigint[]))
)
insert into outbox (community_id, lane, verb, random_id, priority, created_at, not_before, "then", content, args,
    then_args, state, tries, error)
select community_id, 'audit:' || org_id || ':' || community_id, 'audit_chats',
    1 + floor(random() * 2147483646)::int, $4, $5, $5, 'contour.audited', '',
    jsonb_build_object('chats', jsonb_agg(peer_id order by id)),
    jsonb_build_object('org', org_id, 'asker', $6::bigint, 'began', $7::text, 'only', $8::bigint,
        'chats', jsonb_object_agg(peer_id::text, id)),
    'ready', 0, ''
from chat group by org_id, community_id, batch order by org_id, batch
returning id
"""


@dataclass(frozen=True, slots=True)
class Summary:
    """To who asked: the whole audit is done.

    Attributes:
        names, unknown: some of those who are missing and of the strangers, when one chat (`only`) was looked at.
    """

    asker: PersonId
    chats: int
    troubles: int
    strangers: int
    missing: int
    names: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    only: ConversationId | None = None


@dataclass(frozen=True, slots=True)
class Audited:
    """What one batch brought."""

    findings: list[Findings]
    troubles: list[Trouble]
    summary: Summary | None


async def ask_audit(
    orgs: Sequence[OrgId],
    *,
    now: datetime,
    asker: PersonId | None = None,
    only: ConversationId | None = None,
) -> int:
    """Ask the messenger who is in the live chats of these orgs (or in one chat only); the caller has authorised.

    Returns:
        How many batches were asked for; 0 when there is nothing to look at.
    """
    priority = post.NOTICE if asker else post.BROADCAST
    chats = [only] if only else []
    rows = await same_transaction().execute_query_dict(
        ASK, [[] if only else list(orgs), chats, BATCH, priority, now, asker, now.isoformat(), only]
    )
    return len(rows)


async def ask_own(actor: PersonId, act: str, *, now: datetime) -> int:
    """`/проверка`, `/контур проверить`: the chats of the actor's own school, or of her municipality or region itself.

    Raises:
        NotAllowed: the actor administers none where she has this right.
    """
    may = ADMINISTRATORS & set(access.RIGHTS[act])
    org = next((s.org for s in await access.standings(actor) if s.role in may), None)
    if org is None:
        raise NotAllowed(act)
    await audit.record(actor, "contour.audit", org=org, now=now)
    return await ask_audit([org], now=now, asker=actor)


async def take(done: Done) -> Audited:
    """The members of a batch are known (or the messenger would not say)."""
    # One batch a school at a time; `no_key`: others may write into the school's journal meanwhile.
    org = await Org.filter(id=int(str(done.args["org"]))).select_for_update(no_key=True).get()
    places = _places(done)
    troubles = await _note_troubles(done, places)
    seen = _seen(done, places)
    if seen:
        await contour_findings.match(seen, now=done.now)
    began = datetime.fromisoformat(str(done.args["began"]))
    findings = await contour_findings.settle(seen, OrgId(org.id), asked_at=began, now=done.now) if seen else []
    summary = await _summary(done, OrgId(org.id))
    if summary and done.args.get("only") and seen:
        place = seen[0].conversation
        names = await _names_of(seen[0].absent[:NAMES], OrgId(org.id))
        summary = replace(summary, names=names, unknown=await _strangers_in(place, NAMES), only=place)
    return Audited(findings, troubles, summary)


async def _strangers_in(conversation: ConversationId, most: int) -> tuple[str, ...]:
    """Names of the people whose cases wait in a conversation, "" for who has none."""
    cases = Stranger.filter(conversation_id=conversation, state=StrangerState.OPEN, what=StrangerKind.PERSON)
    keys = [row.member for row in await cases.order_by("id").limit(most)]
    known = {who.vk_id: f"{who.first_name} {who.last_name}".strip() for who in await Person.filter(vk_id__in=keys)}
    return tuple(known.get(key, "") for key in keys)


async def _names_of(people: Sequence[PersonId], org: OrgId) -> tuple[str, ...]:
    """As the org's own lists have them, or those of orgs right below."""
    here = Q(entry__org_id=org) | Q(entry__org__parent_id=org)
    rows = await Binding.filter(here, person_id__in=list(people), valid_to__isnull=True).select_related("entry")
    return tuple(sorted(dict.fromkeys(row.entry.full_name for row in rows)))


def _places(done: Done) -> dict[str, ConversationId]:
    chats = done.args["chats"]
    assert isinstance(chats, dict)
    return {str(key): ConversationId(int(str(place))) for key, place in chats.items()}


async def _note_troubles(done: Done, places: dict[str, ConversationId]) -> list[Trouble]:
    codes = {places[key]: done.error.code for key in places} if done.error else {}
    for key, listed in done.answer.items():
        if isinstance(listed, dict) and "error" in listed:
            codes[places[key]] = int(listed["error"])
    found = [await chat_troubles.note(place, code, now=done.now) for place, code in codes.items()]
    await Conversation.filter(id__in=list(codes)).update(checked_at=done.now)
    return [trouble for trouble in found if trouble]


def _seen(done: Done, places: dict[str, ConversationId]) -> list[Seen]:
    found = []
    for key, listed in done.answer.items():
        if isinstance(listed, dict) and "members" in listed:
            members = [Member(m["person"], m["is_admin"], m["is_owner"]) for m in listed["members"]]
            found.append(Seen(places[key], members, {int(k): tuple(v) for k, v in listed["names"].items()}))
    return found


LEFT = """
select count(*) filter (where c.checked_at is null or c.checked_at < $2) as left, count(*) as chats,
    count(*) filter (where c.trouble_code <> 0) as troubles,
    coalesce(sum((c.presence ->> 'missing')::int), 0) as missing,
    (select count(*) from stranger s join conversation x on x.id = s.conversation_id
        where s.state = 'open' and x.org_id = $1 and ($3::bigint is null or x.id = $3)) as strangers
from conversation c join community m on m.id = c.community_id and m.state = 'live'
where c.org_id = $1 and c.peer_id is not null and (c.state = 'live' or c.checked_at >= $2)
    and ($3::bigint is null or c.id = $3)
"""


async def _summary(done: Done, org: OrgId) -> Summary | None:
    """The words for who asked, once nothing is left to look at."""
    if not done.args.get("asker"):
        return None
    began = datetime.fromisoformat(str(done.args["began"]))
    only = done.args.get("only")
    row = (await same_transaction().execute_query_dict(LEFT, [org, began, only]))[0]
    if row["left"]:
        return None
    asker = PersonId(int(str(done.args["asker"])))
    return Summary(asker, row["chats"], row["troubles"], row["strangers"], row["missing"])
