"""The lever map: where schools and teachers stop on their way, and which calls would bring a target nearest.

Set-based: three statements for a region, however many schools. Of people only numbers leave here, of schools names.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.kit.errors import BadInput
from bot.kit.ids import PersonId
from bot.kit.unit_of_work import same_transaction
from bot.services import access, targets
from bot.services.lever_choice import Action, SchoolState, Step, actions_of, shortest
from bot.services.target_words import MEASURED, find_metric
from bot.services.targets import TargetFact, Targets
from models import Org, OrgKind

MOVED = (*MEASURED, "teachers_in")  # targets that a call to a school moves
NAMES = 8  # schools named in a group; the list of calls of one morning

# Every inner look goes by an index of its own row, so that a table loaded a minute ago (whose statistics are old) is as
# quick as any other. $1 the org whose subtree is looked at, $2 today.
SCHOOLS = """
select o.id, o.title, o.registered_at is not null as is_in,
    exists (select 1 from roster_entry e join binding b on b.entry_id = e.id
        where e.org_id = o.id and e.role = 'school_admin') as has_admin,
    exists (select 1 from school_class c where c.org_id = o.id and c.closed_at is null) as has_structure,
    greatest((select count(*) from roster_entry e where e.org_id = o.id and e.role = 'teacher' and e.valid_to is null),
        coalesce((select t.value from official_total t where t.org_id = o.id
            and t.kind = 'teachers' and t.valid_from <= $2 order by t.valid_from desc limit 1), 0)) as size
from org o
where (o.id = $1 or o.parent_id = $1 or o.region_id = $1) and o.kind in ('school', 'college') and o.closed_at is null
order by o.id
"""

# $1 region, [$2, $3) the counting window, $4 first day of the school year. As in the report, a person counts once in
# the region, at her main school, with what she did under any of her entries.
TEACHERS = """
with named as (
    select distinct on (e.id) e.id as entry, e.org_id, e.is_main, o.timezone, b.person_id as who,
        b.valid_to is null and e.valid_to is null as live
    from org o join roster_entry e on e.org_id = o.id and e.role = 'teacher' join binding b on b.entry_id = e.id
    where o.region_id = $1 and b.person_id is not null
    order by e.id, b.valid_from desc, b.id desc
), done as (
    select n.*, a.messages, a.calls, exists (select 1 from conversation c where c.teacher_id = n.entry and c.counts
        and c.registered_at >= ($4::date::timestamp at time zone n.timezone)) as chat
    from named n cross join lateral (select sum(messages) as messages, sum(calls) as calls from activity_day
        where teacher_id = n.entry and day >= $2 and day < $3) a
), people as (
    select (array_agg(org_id order by live desc, is_main desc, entry))[1] as home, bool_or(chat) as chat,
        coalesce(sum(calls), 0) > 0 as call,
        case when sum(messages) >= 10 then 2 when sum(messages) >= 3 then 1 else 0 end as level
    from done group by who having bool_or(live)
)
select home as id, chat, call, level, count(*) as people from people group by home, chat, call, level
"""

TOWNS = """
select id, title from org where region_id = $1 and kind = 'municipality' and closed_at is null
    and registered_at is null order by id
"""


@dataclass(frozen=True)
class NoLever(BadInput):
    """There is no such target here, or it is met, or nothing of ours moves it; `said` is what was asked for."""

    expects: str = "lever"


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many are left at each step: schools first, teachers from `teachers` on (the week's for three to call)."""

    schools: int
    registered: int
    with_admin: int
    with_structure: int
    teachers: int
    teachers_in: int
    chat: int
    three: int
    ten: int
    call: int


@dataclass(frozen=True, slots=True)
class Group:
    """The chosen calls about one step: how many orgs, what they can bring, the first names."""

    step: Step
    orgs: int
    gain: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeverMap:
    """The funnel, and the shortest list for one target.

    Attributes:
        chosen: the target the list is for; None when every target is met or none can be moved.
        open_metrics: targets that are not met and that calls can move, in their order.
        gain: what all of the list brings at most; `enough` when that closes the gap.
    """

    title: str
    period: str
    level: OrgKind
    funnel: Funnel
    chosen: TargetFact | None = None
    open_metrics: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    gain: int = 0
    enough: bool = True


async def read(actor: PersonId, said: str, *, now: datetime) -> LeverMap:
    """The map of the actor's org; `said` names a target, "" takes the first that is not met.

    Raises:
        NotAllowed: the actor reads no reports.
        NoLever: no such target is open here.
    """
    org = await access.access_org(actor, "report.read")
    known = await targets.read(actor, now=now, only=MOVED)
    schools, titles = await _schools(org, known)
    open_facts = {f.metric: f for f in known.facts if f.missing}
    metric = find_metric(said) if said.strip() else next(iter(open_facts), None)
    if said.strip() and metric not in open_facts:
        raise NoLever(said=said.strip()[:40])
    funnel = _funnel(schools)
    if metric is None:
        return LeverMap(org.title, known.period, org.kind, funnel)
    chosen = open_facts[metric]
    actions = await _actions(org, metric, schools, titles)
    picked = shortest(actions, chosen.missing or 0)
    gain = sum(action.gain for action in picked)
    return LeverMap(
        org.title,
        known.period,
        org.kind,
        funnel,
        chosen,
        tuple(open_facts),
        _groups(picked, titles),
        gain,
        gain >= (chosen.missing or 0),
    )


async def _schools(org: Org, known: Targets) -> tuple[list[SchoolState], dict[int, str]]:
    region = org.region_id or org.id
    rows = await same_transaction().execute_query_dict(SCHOOLS, [org.id, known.until])
    window = [region, known.since, known.until, known.year_start]
    cells: dict[int, dict[tuple[bool, int, bool], int]] = {}
    for row in await same_transaction().execute_query_dict(TEACHERS, window):
        cells.setdefault(row["id"], {})[row["chat"], row["level"], row["call"]] = row["people"]
    titles = {row["id"]: row.pop("title") for row in rows}
    return [_state(row, cells.get(row["id"], {})) for row in rows], titles


def _state(row: dict[str, int], cells: dict[tuple[bool, int, bool], int]) -> SchoolState:
    doors = (bool(row["is_in"]), bool(row["has_admin"]), bool(row["has_structure"]))
    return SchoolState(row["id"], *doors, size=row["size"], cells=cells)


def _funnel(schools: Sequence[SchoolState]) -> Funnel:
    def people(chat: bool = False, level: int = 0, call: bool = False) -> int:
        return sum(
            n
            for school in schools
            for (c, at, called), n in school.cells.items()
            if c >= chat and at >= level and called >= call
        )

    registered = [s for s in schools if s.is_in]
    with_admin = [s for s in registered if s.has_admin]
    return Funnel(
        len(schools),
        len(registered),
        len(with_admin),
        sum(s.has_structure for s in with_admin),
        sum(max(s.size, s.people_in) for s in schools),
        people(),
        people(chat=True),
        people(level=1),
        people(level=2),
        people(call=True),
    )


async def _actions(org: Org, metric: str, schools: Sequence[SchoolState], titles: dict[int, str]) -> list[Action]:
    if metric == "schools_in":
        return [Action(school.org, Step.REGISTER, 1) for school in schools if not school.is_in]
    if metric == "municipalities_in":
        towns = await same_transaction().execute_query_dict(TOWNS, [org.id])
        titles.update({row["id"]: row["title"] for row in towns})
        return [Action(row["id"], Step.REGISTER, 1) for row in towns]
    return [action for school in schools for action in actions_of(school, metric)]


def _groups(picked: Sequence[Action], titles: dict[int, str]) -> tuple[Group, ...]:
    groups = []
    for step in Step:
        mine = [action for action in picked if action.step is step]
        if mine:
            names = tuple(titles[action.org] for action in mine[:NAMES])
            groups.append(Group(step, len(mine), sum(action.gain for action in mine), names))
    return tuple(sorted(groups, key=lambda group: -group.gain))
