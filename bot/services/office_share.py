"""Mission D6, I3: do the administrations talk to each other here? Who is in their conversations, and how many calls.

An office is the conversation of a region with its municipalities, or of a municipality with its schools. Who was in it
the last audit saw (`conversation.presence`, numbers only); who should be is asked now: every confirmed administrator
right below, and one for each administration that has none yet. So a municipality without an office lowers the share.
"""

from dataclasses import dataclass

from bot.kit.ids import OrgId
from bot.kit.unit_of_work import same_transaction
from bot.services.periods import Period

# $1 the org whose subtree is looked at, [$2, $3) the window calls are counted in.
OFFICES = """
with roofs as (
    select id, kind from org where (id = $1 or parent_id = $1) and kind in ('region', 'municipality')
        and closed_at is null
), below as (
    select r.id as roof, o.kind <> 'municipality' as is_school, count(distinct o.id) as orgs,
        count(distinct o.id) filter (where b.id is not null) as staffed, count(distinct b.person_id) as admins
    from roofs r join org o on o.parent_id = r.id and o.closed_at is null
    left join roster_entry e on e.org_id = o.id and e.valid_to is null
        and e.role = case when o.kind = 'municipality' then 'municipal_admin' else 'school_admin' end
    left join binding b on b.entry_id = e.id and b.valid_to is null
    group by 1, 2
), chats as (
    select c.org_id, c.id, c.checked_at is not null as is_seen,
        coalesce((c.presence -> 'roles' -> 'school_admin' ->> 1)::int, 0) as schools,
        coalesce((c.presence -> 'roles' -> 'municipal_admin' ->> 1)::int, 0) as towns
    from conversation c join roofs r on r.id = c.org_id where c.kind = 'office' and c.state = 'live'
), offices as (
    select org_id, bool_or(is_seen) as is_seen, max(schools) as schools, max(towns) as towns from chats group by org_id
)
select coalesce(sum(b.admins + b.orgs - b.staffed), 0)::int as total,
    coalesce(sum(least(coalesce(case when b.is_school then f.schools else f.towns end, 0), b.admins)), 0)::int as there,
    (select count(*) from offices)::int as offices, (select count(*) from offices where is_seen)::int as seen,
    (select count(*) from call k join chats c on c.id = k.conversation_id
        where k.day >= $2 and k.day < $3)::int as calls
from below b left join offices f on f.org_id = b.roof
"""


@dataclass(frozen=True, slots=True)
class OfficeShare:
    """Administrators present of those who should be in the offices of an org and of what is right below it.

    Attributes:
        offices: how many there are; an audit has looked into `seen` of them.
        calls: of the period, in these conversations.
    """

    there: int
    total: int
    offices: int
    seen: int
    calls: int


async def read(org: OrgId, period: Period) -> OfficeShare:
    """The share of a region (with all its municipalities) or of one municipality."""
    [row] = await same_transaction().execute_query_dict(OFFICES, [org, period.since, period.until])
    return OfficeShare(row["there"], row["total"], row["offices"], row["seen"], row["calls"])
