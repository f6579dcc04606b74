"""A conversation of no one class as whoever answers for it sees it: its rule, who is missing, the share of an office.

Who is in a chat was seen by the last audit (`conversation.presence`, numbers only); who should be there is asked now.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.kit.errors import NotAllowed
from bot.kit.ids import ConversationId, OrgId, PersonId
from bot.kit.unit_of_work import same_transaction
from bot.services import audiences, audit, contour, conversation_access, membership
from bot.services.access import OrgKind
from bot.services.audiences import Group
from bot.services.chat_plans import only_parents
from bot.services.conversation_facts import ConversationFact, get_fact
from bot.services.wide_plans import ACTS
from models import Conversation, ConversationKind, ConversationState, Org, Role

READ, EDIT = "contour.read", "conversation.archive"
ABSENT = 10  # administrations named on a card

# Of an office: orgs right below it, whether anybody administers them in the bot, how many do.
BELOW = """
select o.id, o.title, count(distinct b.person_id) as admins
from org o
left join roster_entry e on e.org_id = o.id and e.valid_to is null and e.role in ('school_admin', 'municipal_admin')
left join binding b on b.entry_id = e.id and b.valid_to is null
where o.parent_id = $1 and o.closed_at is null
group by o.id, o.title order by o.title
"""
BELOW_ROLES = {
    OrgKind.MUNICIPALITY: (Role.SCHOOL_ADMIN.value,),
    OrgKind.REGION: (Role.MUNICIPAL_ADMIN.value, Role.SCHOOL_ADMIN.value),
}


@dataclass(frozen=True, slots=True)
class Share:
    """Mission D6: administrators below an office who are confirmed and in its chat.

    Attributes:
        there: present at the last audit.
        total: confirmed administrators, and one for each administration that has none yet.
        without: titles of administrations without a confirmed administrator, at most `ABSENT`.
    """

    there: int
    total: int
    without: tuple[str, ...] = ()

    @property
    def percent(self) -> int:
        """Rounded down, so that one who is missing never shows 100; 0 for an office of nobody."""
        return self.there * 100 // self.total if self.total else 0


@dataclass(frozen=True, slots=True)
class WideFact:
    """One conversation of no class.

    Attributes:
        rule: of its own; empty where the kind alone says who may be there.
        meant: how many who are in should be there now.
        there, unknown: how many of them were there at the last audit, and how many who should not be.
        checked_at: of that audit, aware UTC; None: never looked at.
        share: of an office.
    """

    conversation: ConversationFact
    rule: tuple[Group, ...]
    meant: int
    there: int
    unknown: int
    checked_at: datetime | None
    share: Share | None = None

    @property
    def missing(self) -> int:
        """Who should be there and is not; somebody may have come or gone since the audit."""
        return max(self.meant - self.there, 0)


async def list_own(actor: PersonId, kinds: Sequence[ConversationKind], *, now: datetime) -> list[ConversationFact]:
    """Live conversations of these kinds that the actor answers for.

    Raises:
        NotAllowed: none of her roles has this right.
    """
    return [fact for fact in await conversation_access.own(actor, READ, now=now) if fact.kind in kinds]


async def get_card(actor: PersonId, conversation: ConversationId, *, now: datetime) -> WideFact:
    """One of them, with what is known of who is in it.

    Raises:
        NotAllowed: it is not the actor's, or is of a class.
    """
    row = await _access(actor, READ, conversation)
    meant = [who for who in (await membership.everybody([conversation], now=now))[conversation].values() if who.meant]
    return WideFact(
        conversation=await get_fact(conversation, now=now),
        rule=await audiences.describe(audiences.rule_of(row.audience), now=now),
        meant=len(meant),
        there=sum(there for _, there in _roles(row).values()),
        unknown=_number(row.presence.get("unknown")),
        checked_at=row.checked_at,
        share=await _share(row),
    )


async def shares(facts: Sequence[ConversationFact]) -> dict[ConversationId, Share]:
    """The shares of the offices among these conversations."""
    rows = await Conversation.filter(id__in=[f.id for f in facts if f.kind is ConversationKind.OFFICE])
    found = [(ConversationId(row.id), await _share(row)) for row in rows]
    return {place: share for place, share in found if share}


async def _share(row: Conversation) -> Share | None:
    if row.kind is not ConversationKind.OFFICE:
        return None
    below = await same_transaction().execute_query_dict(BELOW, [row.org_id])
    without = [str(org["title"]) for org in below if not org["admins"]]
    roles = _roles(row)
    counted = BELOW_ROLES.get((await Org.get(id=row.org_id)).kind, ())
    there = sum(roles.get(role, (0, 0))[1] for role in counted)
    total = sum(int(org["admins"]) for org in below) + len(without)
    return Share(min(there, total), total, tuple(without[:ABSENT]))


def _roles(row: Conversation) -> dict[str, tuple[int, int]]:
    """Role → (meant, there) of the last audit."""
    roles = row.presence.get("roles")
    return {role: (_number(n[0]), _number(n[1])) for role, n in roles.items()} if isinstance(roles, dict) else {}


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


async def check(actor: PersonId, conversation: ConversationId, *, now: datetime) -> None:
    """Ask the messenger who is there; the answer comes in private, names included.

    Raises:
        NotAllowed: it is not the actor's.
    """
    row = await _access(actor, READ, conversation)
    await contour.ask_audit([OrgId(row.org_id)], now=now, asker=actor, only=conversation)


async def access_rule(actor: PersonId, conversation: ConversationId, *, now: datetime) -> ConversationFact:
    """A club or a conversation of the school whose rule the actor may change.

    Raises:
        NotAllowed: there is none of this number for her.
    """
    row = await _access(actor, EDIT, conversation)
    if row.kind not in (ConversationKind.CLUB, ConversationKind.SCHOOL) or row.state is not ConversationState.LIVE:
        raise NotAllowed(EDIT)
    return await get_fact(conversation, now=now)


@dataclass(frozen=True, slots=True)
class RuleChanged:
    """A new rule holds; `people` are meant by it and were not by the old one: they get the link."""

    conversation: ConversationFact
    rule: tuple[Group, ...]
    people: list[PersonId]


async def change_rule(actor: PersonId, conversation: ConversationId, said: str, *, now: datetime) -> RuleChanged:
    """From now on the conversation is for these people; who is there and should not be is found by an audit at once.

    Raises:
        NotAllowed: there is none of this number for her.
        BadAudience, OnlyPupils, NoSuchClasses, NoSuchPupil, SeveralPupils: see `audiences.parse_rule`.
    """
    fact = await access_rule(actor, conversation, now=now)
    club = fact.kind is ConversationKind.CLUB
    rule = await audiences.parse_rule(fact.org, said, pupils_only=club, now=now)
    before = (await membership.everybody([conversation], now=now))[conversation]
    audience = [line.to_json() for line in rule]
    row = await Conversation.filter(id=conversation).select_for_update().get()
    row.audience, row.counts = audience, not only_parents(audience)  # L6
    await row.save(update_fields=["audience", "counts"])
    await audit.record(actor, "conversation.rule", org=fact.org, now=now, conversation=conversation, lines=len(rule))
    await contour.ask_audit([fact.org], now=now, asker=actor, only=conversation)
    after = (await membership.everybody([conversation], now=now))[conversation]
    fresh = [who.person for key, who in after.items() if who.meant and not (key in before and before[key].meant)]
    return RuleChanged(await get_fact(conversation, now=now), await audiences.describe(rule, now=now), fresh)


async def _access(actor: PersonId, act: str, conversation: ConversationId) -> Conversation:
    row = await conversation_access.access_conversation(actor, act, conversation)
    if row.kind not in ACTS:
        raise NotAllowed(act)
    return row
