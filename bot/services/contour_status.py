"""What is known of the contour without asking anybody: the state of chats, and the weekly act of a school."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.kit.ids import ConversationId, OrgId, PersonId
from bot.kit.unit_of_work import same_transaction
from bot.services import access, contour_settings, conversation_access
from bot.services.access import Role
from bot.services.contour import ADMINISTRATORS
from bot.services.contour_exits import LINK_AGE
from bot.services.contour_settings import Mode, OnStranger
from models import Conversation, ConversationState, Org

__all__ = ["OnStranger"]

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ChatState:
    """One chat with something to look at. `trouble`: the messenger's code, 0 if none."""

    id: ConversationId
    title: str
    strangers: int
    missing: int
    trouble: int
    link_days: int


@dataclass(frozen=True, slots=True)
class ContourState:
    """The contour of a school, or of the chats of one teacher.

    Attributes:
        mode: what happens to strangers; None for who cannot change it.
        checks: an audit can be asked for by whoever looks.
        checked_at: the oldest check among the chats (aware UTC), None if one was never looked at.
        put_out: strangers who were put out within the last week: leaks that were stopped.
        open: chats with strangers, troubles, or an old link, the worst first.
    """

    title: str
    mode: Mode | None
    chats: int
    checked_at: datetime | None
    strangers: int
    missing: int
    put_out: int
    open: tuple[ChatState, ...]
    checks: bool = False


PUT_OUT = """
select count(*) as n from stranger s where s.conversation_id = any($1::bigint[]) and s.what = 'person'
    and s.state = 'removed' and s.how <> 'left' and coalesce(s.decided_at, s.found_at) > $2
"""
STATES = """
select c.id, c.title, c.trouble_code, c.checked_at, c.link_made_at,
    coalesce((c.presence ->> 'missing')::int, 0) as missing,
    (select count(*) from stranger s where s.conversation_id = c.id and s.state = 'open') as strangers
from conversation c where c.id = any($1::bigint[]) order by c.title
"""


async def own_state(actor: PersonId, *, now: datetime) -> ContourState:
    """The chats that the actor answers for.

    Raises:
        NotAllowed: none of the actor's roles has this right.
    """
    standing = await access.access_standing(actor, "contour.read")
    chats = await conversation_access.own(actor, "contour.read", now=now)
    org = await Org.get(id=standing.org)
    decides = standing.role is Role.SCHOOL_ADMIN
    mode = await contour_settings.mode(OrgId(org.id), now=now) if decides else None
    state = await _state(org.title, mode, [chat.id for chat in chats], now)
    return replace(state, checks=standing.role in ADMINISTRATORS)


async def of_org(org: OrgId, *, now: datetime) -> ContourState:
    """All live chats of an org: the weekly act. The caller has authorised."""
    row = await Org.get(id=org)
    ids = await Conversation.filter(org_id=org, state=ConversationState.LIVE).values_list("id", flat=True)
    mode = await contour_settings.mode(org, now=now)
    return await _state(row.title, mode, [ConversationId(int(str(i))) for i in ids], now)


async def _state(title: str, mode: Mode | None, ids: Sequence[ConversationId], now: datetime) -> ContourState:
    rows = await same_transaction().execute_query_dict(STATES, [list(ids)])
    states = [_chat(row, now) for row in rows]
    [out] = await same_transaction().execute_query_dict(PUT_OUT, [list(ids), now - WEEK])
    times = [row["checked_at"] for row in rows]
    is_open = [s for s in states if s.strangers or s.trouble or s.link_days > LINK_AGE.days]
    return ContourState(
        title=title,
        mode=mode,
        chats=len(rows),
        checked_at=min(times) if times and all(times) else None,
        strangers=sum(s.strangers for s in states),
        missing=sum(s.missing for s in states),
        put_out=int(out["n"]),
        open=tuple(sorted(is_open, key=lambda s: (-s.strangers, -s.trouble, -s.link_days))),
    )


def _chat(row: dict[str, object], now: datetime) -> ChatState:
    made = row["link_made_at"]
    days = (now - made).days if isinstance(made, datetime) else 0
    strangers, missing, trouble = (int(str(row[key])) for key in ("strangers", "missing", "trouble_code"))
    return ChatState(ConversationId(int(str(row["id"]))), str(row["title"]), strangers, missing, trouble, days)


async def orgs_of(region: OrgId, timezone: str) -> list[tuple[OrgId, list[PersonId]]]:
    """The region and the orgs below it, of one time zone, that have live chats, each with its administrators."""
    rows = await same_transaction().execute_query_dict(
        """
        select o.id, coalesce(array_agg(distinct b.person_id) filter (where b.id is not null), '{}') as admins
        from org o
        left join roster_entry e on e.org_id = o.id and e.valid_to is null
            and e.role in ('school_admin', 'municipal_admin', 'region_admin')
        left join binding b on b.entry_id = e.id and b.valid_to is null
        where (o.region_id = $1 or o.id = $1) and o.timezone = $2 and o.closed_at is null
            and exists (select 1 from conversation c where c.org_id = o.id and c.state = 'live')
        group by o.id order by o.id
        """,
        [region, timezone],
    )
    return [(OrgId(row["id"]), [PersonId(p) for p in row["admins"]]) for row in rows]
