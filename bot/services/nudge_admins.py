"""The same reminder one level up (J2): to administrators whose own org, or the orgs right below, stand still.

An org stands still when its administrator never came, or came and founded nothing (mission 0.1); a municipality
without an administrator does not as long as one of its schools is at work: there is nothing to hurry. Who never came
cannot be written to: so the administrator above, who can invite, hears of it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.kit.ids import OrgId, PersonId
from bot.kit.unit_of_work import same_transaction
from bot.services.letters import Letter
from bot.services.nudge_hours import open_orgs
from bot.services.nudges import A_WEEK, writing
from bot.services.periods import Period
from models import OrgKind, Role

SWITCH = "nudge.admins"
ROLES = (Role.REGION_ADMIN, Role.MUNICIPAL_ADMIN, Role.SCHOOL_ADMIN)

# $1 orgs, $2 after how many to stop, $3 until when it may leave, $4 period, $5 now, $6 since when one must not have
# had another; $7 region.
CLAIM = f"""
with state as (
    select o.id, o.parent_id, o.kind,
        exists (select 1 from roster_entry e join binding b on b.entry_id = e.id and b.valid_to is null
            where e.org_id = o.id and e.role in ('school_admin', 'municipal_admin') and e.valid_to is null
        ) as has_admin,
        case when o.kind = 'municipality' then exists (
                select 1 from org s where s.parent_id = o.id and s.closed_at is null)
            else exists (select 1 from school_class c where c.org_id = o.id and c.closed_at is null)
        end as has_structure
    from org o
    where o.closed_at is null and o.kind <> 'region' and o.region_id = $7
), idle as (
    select x.id, x.parent_id, x.has_structure, not x.has_structure or not x.has_admin and not exists (
        select 1 from state s where s.parent_id = x.id and s.has_admin and s.has_structure) as is_idle
    from state x
), still as (
    select o.id as org, o.kind, s.stop_after, s.expires, t.idle, t.below, case
            when o.kind in ('school', 'college') and not own.has_structure then 'make_classes'
            when o.kind = 'municipality' and t.below = 0 then 'make_schools'
            when o.kind = 'region' and t.below = 0 then 'make_municipalities'
            when t.idle > 0 then 'wake' end as act
    from unnest($1::bigint[], $2::int[], $3::timestamptz[]) as s(org, stop_after, expires)
    join org o on o.id = s.org left join idle own on own.id = o.id
    cross join lateral (
        select count(*) as below, count(*) filter (where x.is_idle) as idle
        from idle x where x.parent_id = o.id
    ) t
), known as (
    select distinct on (p.id) p.id as person, e.id as entry, s.*, n.ignored
    from still s
    join roster_entry e on e.org_id = s.org and e.valid_to is null and e.role = case s.kind
        when 'region' then 'region_admin' when 'municipality' then 'municipal_admin' else 'school_admin' end
    join binding b on b.entry_id = e.id and b.valid_to is null
    join person p on p.id = b.person_id and not p.nudges_off
    cross join lateral (select max(q.at) as acted from audit q where q.actor_id = p.id) u
    cross join lateral (
        select count(*) filter (where n.made_at >= coalesce(u.acted, n.made_at)
            and not exists (select 1 from outbox o where o.id = n.outbox_id)) as ignored
        from nudge n where n.entry_id = e.id
    ) n
    where s.act is not null
        and exists (select 1 from reach r join community c on c.id = r.community_id and c.state = 'live'
            where r.person_id = p.id and r.allowed)
        and not exists (select 1 from binding y join nudge x on x.entry_id = y.entry_id
            where y.person_id = p.id and (x.period_id = $4 or x.made_at > $6))
    order by p.id, s.kind, e.id
), {writing(period="$4", now="$5")}
select m.outbox_id as row, k.person, k.kind, k.act, k.idle, k.below, k.expires
from known k join made m on m.entry_id = k.entry order by k.person
"""


class OrgAct(StrEnum):
    """The one useful thing: found what is missing, or wake those below."""

    MAKE_CLASSES = "make_classes"
    MAKE_SCHOOLS = "make_schools"
    MAKE_MUNICIPALITIES = "make_municipalities"
    WAKE = "wake"


@dataclass(frozen=True, slots=True)
class OrgReminder:
    """What an administrator is told: `idle` of the `below` orgs right below hers stand still."""

    kind: OrgKind
    act: OrgAct
    idle: int
    below: int


async def claim(region: OrgId, zone: str, period: Period, *, now: datetime) -> tuple[list[Letter[OrgReminder]], int]:
    """Write down the administrators of one time zone who are to be reminded; the caller tells them right away.

    Returns:
        The letters, and how many orgs are quiet just now.
    """
    orgs, quiet = await open_orgs(region, zone, tuple(OrgKind), SWITCH, (period.first, period.last), now=now)
    columns = [[o.org for o in orgs], [o.stop_after for o in orgs], [o.until for o in orgs]]
    rows = await same_transaction().execute_query_dict(CLAIM, [*columns, period.id, now, now - A_WEEK, region])
    made = [
        Letter(
            PersonId(r["person"]),
            OrgReminder(OrgKind(r["kind"]), OrgAct(r["act"]), r["idle"], r["below"]),
            r["expires"],
            r["row"],
        )
        for r in rows
    ]
    return made, quiet
