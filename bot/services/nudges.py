"""One private reminder a week to a teacher below the norm, naming one useful thing with its button (J1).

Nobody is reminded who has met the norm, has switched reminders off, has left too many of them without an answer,
cannot be written to, or whose school is quiet just now (night, Sunday, holidays). The row in `nudge` is written in one
transaction with the words, so that a restart can neither lose nor double them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.kit.ids import OrgId, PersonId
from bot.kit.unit_of_work import same_transaction
from bot.services import activity_views, audit
from bot.services.letters import Letter
from bot.services.nudge_hours import OpenOrg, open_orgs
from bot.services.periods import Period
from models import SCHOOL_KINDS, Person

CHUNK = 20_000  # people in one transaction: most regions are looked through once (16 819 teachers: 0.1 GB)
SWITCH = "nudge.on"
A_WEEK = timedelta(days=6)  # a late one of last week and an early one of this week are a week apart all the same


def writing(*, period: str, now: str) -> str:
    """What becomes of `known` (person, entry, act, ignored, stop_after): reminded once, or left alone for good."""
    return f"""stopped as (
    update person p set nudges_off = true from known k
    where p.id = k.person and k.ignored >= k.stop_after returning k.entry
), noted as (
    insert into audit (at, act, outcome, details)
    select {now}, 'nudge.stop', 'done', jsonb_build_object('entry', entry) from stopped
), made as (
    insert into nudge (entry_id, period_id, act, made_at, outbox_id)
    select entry, {period}, act, {now}, nextval('outbox_id_seq') from known where ignored < stop_after order by entry
    on conflict (entry_id, period_id) do nothing returning entry_id, outbox_id
)"""


# $1 schools, $2 their norms, $3 after how many to stop, $4 until when it may leave; $5 region, $6 period, $7/$8 its
# window, $9/$10 the window that runs now, $11 now, $12 since when one must not have had another, $13 people at most.
# An answer is anything she did: a message that counts, or an act of hers in the journal (each press leaves one). It is
# looked for only where there were so many reminders. Sums are taken inside `lateral`, teacher by teacher: the planner
# thinks that the newest week is empty, and would read all of it for each of them.
CLAIM = f"""
with asked as (
    select distinct on (p.id) p.id as person, e.id as entry, s.norm, s.stop_after, s.expires, o.timezone
    from unnest($1::bigint[], $2::int[], $3::int[], $4::timestamptz[]) as s(school, norm, stop_after, expires)
    join org o on o.id = s.school
    join roster_entry e on e.org_id = s.school and e.role = 'teacher' and e.valid_to is null and e.is_main
    join binding b on b.entry_id = e.id and b.valid_to is null
    join person p on p.id = b.person_id and not p.nudges_off
    where exists (select 1 from reach r join community c on c.id = r.community_id and c.state = 'live'
            where r.person_id = p.id and r.allowed)
        and not exists (select 1 from binding y join nudge x on x.entry_id = y.entry_id
            where y.person_id = p.id and (x.period_id = $6 or x.made_at > $12))
    order by p.id, e.id
), below as (
    select a.*, w.messages from asked a
    cross join lateral (
        select coalesce(sum(v.messages), 0)::int as messages, coalesce(sum(v.messages_now), 0)::int as messages_now
        from binding x join roster_entry z on z.id = x.entry_id join org zo on zo.id = z.org_id and zo.region_id = $5
        cross join lateral (
            select sum(d.messages) filter (where d.day >= $7 and d.day < $8) as messages,
                sum(d.messages) filter (where d.day >= $9 and d.day < $10) as messages_now
            from activity_day d where d.teacher_id = z.id and d.day >= least($7, $9) and d.day < greatest($8, $10)
        ) v
        where x.person_id = a.person
    ) w
    where w.messages < a.norm and w.messages_now < a.norm
    order by a.person limit $13
), known as (
    select b.*, case when s.made < b.stop_after then 0 else (
            select count(*) from nudge n
            where n.entry_id = b.entry and not exists (select 1 from outbox o where o.id = n.outbox_id)
                and n.made_at >= coalesce(greatest(
                    (select (max(d.day) + 1)::timestamp at time zone b.timezone from activity_day d
                        where d.teacher_id = b.entry and d.messages > 0),
                    (select max(q.at) from audit q where q.actor_id = b.person)), n.made_at)
        ) end as ignored, case
            when exists (select 1 from assignment t join join_request j on j.school_class_id = t.school_class_id
                and j.state = 'waiting'
                where t.teacher_id = b.entry and t.is_class_teacher and t.valid_to is null) then 'answer'
            when c.chats = 0 then 'make_chat'
            when c.silent then 'greet'
            else (array['ask', 'send', 'plan'])[1 + (s.made % 3)::int]
        end as act
    from below b
    cross join lateral (select count(*) as made from nudge n where n.entry_id = b.entry) s
    cross join lateral (
        select count(*) as chats, bool_or(c.last_message_at is null) as silent
        from binding x join conversation c on c.teacher_id = x.entry_id
        where x.person_id = b.person and x.valid_to is null and c.counts and c.state = 'live' and c.peer_id is not null
    ) c
), {writing(period="$6", now="$11")}
select m.outbox_id as row, k.person, k.messages, k.norm, k.act, k.expires
from known k left join made m on m.entry_id = k.entry order by k.person
"""

# Rows that have not left yet, and those that were too late for their hour. $1 period, $2 time zone, $3 roles;
# $4 region, $5/$6 the window that runs now, $7/$8 norms of schools, $9 now: what was written this moment is fresh.
WAITING = """
with waiting as (
    select n.id as nudge, n.entry_id, o.id as outbox, o.state = 'dead' as is_late
    from nudge n join outbox o on o.id = n.outbox_id
    join roster_entry e on e.id = n.entry_id join org g on g.id = e.org_id
    where n.period_id = $1 and g.timezone = $2 and e.role = any($3::text[]) and o.lost_at is null and n.made_at < $9
        and (o.state = 'ready' or o.state = 'dead' and o.error like 'expired%')
    for update of o skip locked
), over as (
    select w.nudge, w.outbox from waiting w where w.is_late or exists (
        select 1 from binding b join person p on p.id = b.person_id
        where b.entry_id = w.entry_id and b.valid_to is null and p.nudges_off)
    or exists (
        select 1 from roster_entry e join unnest($7::bigint[], $8::int[]) as s(school, norm) on s.school = e.org_id
        where e.id = w.entry_id and e.role = 'teacher' and s.norm <= (
            select coalesce(sum(v.messages), 0) from binding b join binding x on x.person_id = b.person_id
            join roster_entry z on z.id = x.entry_id join org zo on zo.id = z.org_id and zo.region_id = $4
            cross join lateral (select sum(d.messages) as messages from activity_day d
                where d.teacher_id = z.id and d.day >= $5 and d.day < $6) v
            where b.entry_id = w.entry_id and b.valid_to is null))
), gone as (
    delete from outbox o using over v where o.id = v.outbox
), forgotten as (
    delete from nudge n using over v where n.id = v.nudge
)
select (select count(*) from waiting) as waiting, (select count(*) from over) as over
"""


class Act(StrEnum):
    """The one useful thing a reminder offers."""

    ANSWER = "answer"
    MAKE_CHAT = "make_chat"
    GREET = "greet"
    ASK = "ask"
    SEND = "send"
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Reminder:
    """What a reminder says: `messages` of `norm` in its period; `is_late` when that period is over."""

    period: int
    messages: int
    norm: int
    act: Act
    is_late: bool


@dataclass(frozen=True, slots=True)
class Batch:
    """What one step brought: letters to write, whether more are waiting, how many schools are quiet just now."""

    letters: tuple[Letter[Reminder], ...]
    has_more: bool
    quiet_schools: int


async def claim(
    region: OrgId, zone: str, period: Period, running: Period, *, now: datetime, limit: int = CHUNK
) -> Batch:
    """Write down the next people of one time zone who are to be reminded; the caller tells them in this transaction.

    Args:
        region: whose teachers.
        zone: schools of this time zone only: it is the right hour there.
        period: the one the reminder is about.
        running: the one that runs now (the same, unless the clock comes late).
        now: aware UTC moment.
        limit: people at most.
    """
    schools, quiet = await open_orgs(region, zone, SCHOOL_KINDS, SWITCH, (period.first, period.last), now=now)
    windows = [period.since, period.until, running.since, running.until]
    parameters = [*_columns(schools), region, period.id, *windows, now, now - A_WEEK, limit]
    rows = await same_transaction().execute_query_dict(CLAIM, parameters)
    late = period.id != running.id
    made = tuple(
        Letter(
            PersonId(r["person"]),
            Reminder(period.id, r["messages"], r["norm"], Act(r["act"]), late),
            r["expires"],
            r["row"],
        )
        for r in rows
        if r["row"] is not None
    )
    return Batch(made, len(rows) == limit, quiet)


def _columns(schools: Sequence[OpenOrg]) -> list[list[object]]:
    return [
        [s.org for s in schools],
        [s.norm for s in schools],
        [s.stop_after for s in schools],
        [s.until for s in schools],
    ]


async def take_back(
    region: OrgId, zone: str, period: Period, running: Period, roles: Sequence[str], *, now: datetime
) -> int:
    """Look again at reminders that still wait for their way out.

    Those whose reader has met the norm or wants none any more go, as if they had never been; those that were too late
    for their hour go too, and are written anew when the hour is right. What VK may have delivered is left alone.

    Returns:
        How many wait now.
    """
    schools, _quiet = await open_orgs(region, zone, SCHOOL_KINDS, SWITCH, (period.first, period.last), now=now)
    norms = [[s.org for s in schools], [s.norm for s in schools]]
    parameters = [period.id, zone, list(roles), region, running.since, running.until, *norms, now]
    row = (await same_transaction().execute_query_dict(WAITING, parameters))[0]
    return int(row["waiting"]) - int(row["over"])


async def switch(actor: PersonId, *, on: bool, now: datetime) -> tuple[int, int] | None:
    """Reminders on or off, for this person alone; returns a teacher's «2 из 3» of the running period.

    Raises:
        NotAllowed: nobody ever reminds the actor.
    """
    counted = await activity_views.find_messages_now(actor, now=now)
    await Person.filter(id=actor).update(nudges_off=not on)
    await audit.record(actor, "nudge.on" if on else "nudge.off", org=None, now=now)
    return counted
