"""One private reminder a week to a teacher below the norm, naming one useful thing with its button (J1).

Nobody is reminded who has met the norm, has switched reminders off, cannot be written to, or whose school is quiet
just now (night, weekend, holidays). The row in `nudge` is written in one transaction with the words, so that a
restart can neither lose nor double them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.kit.errors import Conflict, Expired, NotFound
from bot.kit.ids import CommunityId, ConversationId, EntryId, OrgId, PersonId
from bot.kit.turn import Talk
from bot.kit.unit_of_work import unit_of_work
from bot.services import activity, activity_views, audit, settings
from bot.services.chat_plans import class_titles
from bot.services.periods import Period
from bot.services.years import local_day
from models import SCHOOL_KINDS, Conversation, ConversationState, Nudge, Org, Person, RosterEntry

CHUNK = 100  # people in one transaction
LIFE = timedelta(days=7)  # a reminder's button works as long as the next one has not come
SUNDAY = 7
# Labour Code of Russia, article 112: (month, day).
PUBLIC_HOLIDAYS = {*((1, day) for day in range(1, 9)), (2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4)}

# $1 schools, $2 their norms, $3 period, $4/$5 its window, $6/$7 the window that runs now, $8 now, $9 how many at most.
CLAIM = """
with below as (
    select distinct on (p.id) p.id as person, e.id as entry, n.norm, w.messages
    from unnest($1::bigint[], $2::int[]) as n(school, norm)
    join roster_entry e on e.org_id = n.school and e.role = 'teacher' and e.valid_to is null and e.is_main
    join binding b on b.entry_id = e.id and b.valid_to is null
    join person p on p.id = b.person_id and not p.nudges_off
    cross join lateral (
        select coalesce(sum(a.messages) filter (where a.day >= $4 and a.day < $5), 0)::int as messages,
            coalesce(sum(a.messages) filter (where a.day >= $6 and a.day < $7), 0)::int as messages_now
        from activity_day a join binding x on x.entry_id = a.teacher_id and x.person_id = p.id
        where a.day >= least($4, $6) and a.day < greatest($5, $7)
    ) w
    where w.messages < n.norm and w.messages_now < n.norm
        and exists (select 1 from reach r where r.person_id = p.id and r.allowed)
        and not exists (select 1 from nudge x join binding y on y.entry_id = x.entry_id
            where x.period_id = $3 and y.person_id = p.id)
    order by p.id, e.id limit $9
), able as (
    select b.*, exists (select 1 from conversation c where c.teacher_id = b.entry and c.counts
        and c.state = 'live' and c.peer_id is not null) as has_chat
    from below b
), made as (
    insert into nudge (entry_id, period_id, act, made_at)
    select entry, $3, case when has_chat then 'greet' else 'make_chat' end, $8 from able order by entry
    on conflict (entry_id, period_id) do nothing returning id, entry_id, act
)
select m.id, a.person, a.messages, a.norm, m.act from made m join able a on a.entry = m.entry_id order by m.id
"""


class Act(StrEnum):
    """The one useful thing a reminder offers."""

    GREET = "greet"
    MAKE_CHAT = "make_chat"


@dataclass(frozen=True)
class AlreadyPosted(Conflict):
    """The text of this reminder is in the conversation already: one a tap, one a reminder."""

    what: str = "nudge"


@dataclass(frozen=True)
class NudgeOver(Expired):
    """The reminder is older than a week."""

    what: str = "nudge"


@dataclass(frozen=True)
class NowhereToPost(NotFound):
    """The teacher has no live conversation any more."""

    what: str = "conversation"


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder to write now: `messages` of `norm` in its period; `is_late` when that period is over."""

    id: int
    person: PersonId
    messages: int
    norm: int
    act: Act
    is_late: bool


@dataclass(frozen=True, slots=True)
class Batch:
    """What one step brought: reminders to write, whether more are waiting, how many schools are quiet just now."""

    reminders: tuple[Reminder, ...]
    has_more: bool
    quiet_schools: int


@dataclass(frozen=True, slots=True)
class Greeting:
    """What will be, or was, posted: where, for whom, in which class (its title, "" if it is none's), about what."""

    nudge: int
    talk: Talk
    conversation: ConversationId
    chat_title: str
    class_title: str
    subject: str
    teacher: str


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
    open_schools, quiet = await _open_schools(region, zone, now=now)
    parameters = [
        list(open_schools),
        list(open_schools.values()),
        period.id,
        period.since,
        period.until,
        running.since,
        running.until,
        now,
        limit,
    ]
    async with unit_of_work() as connection:
        rows = await connection.execute_query_dict(CLAIM, parameters)
    made = tuple(
        Reminder(r["id"], PersonId(r["person"]), r["messages"], r["norm"], Act(r["act"]), period.id != running.id)
        for r in rows
    )
    return Batch(made, len(made) == limit, quiet)


async def _open_schools(region: OrgId, zone: str, *, now: datetime) -> tuple[dict[OrgId, int], int]:
    """Schools that may be spoken to just now with their norms, and how many may not."""
    local = now.astimezone(ZoneInfo(zone))
    keys = ("norm.messages_per_week", "quiet_hours", "nudge.hours", "nudge.on", "holidays")
    known = await settings.of_schools(region, keys, local.date())
    rows = await Org.filter(region_id=region, kind__in=SCHOOL_KINDS, timezone=zone, closed_at__isnull=True)
    wanted = {OrgId(row.id): known[OrgId(row.id)] for row in rows if known[OrgId(row.id)]["nudge.on"]}
    now_open = {org: int(str(own["norm.messages_per_week"])) for org, own in wanted.items() if may_speak(own, local)}
    return now_open, len(wanted) - len(now_open)


def may_speak(own: Mapping[str, object], local: datetime) -> bool:
    """Is it a working hour of a working day at a school with these settings? `local` is its own clock."""
    if local.isoweekday() == SUNDAY or is_holiday(own["holidays"], local.date()):
        return False
    return within(own["nudge.hours"], local.time()) and not within(own["quiet_hours"], local.time())


def within(hours: object, moment: time) -> bool:
    """Is a time inside ["09:00", "18:00")? Hours may run over midnight."""
    assert isinstance(hours, list | tuple)
    begin, end = (time.fromisoformat(str(hour)) for hour in hours)
    if begin <= end:
        return begin <= moment < end
    return moment >= begin or moment < end


def is_holiday(spans: object, day: date) -> bool:
    """A public holiday of Russia, or a day inside one of the school's own [from, to] pairs of ISO dates."""
    own: Sequence[Sequence[str]] = spans if isinstance(spans, list | tuple) else ()
    return (day.month, day.day) in PUBLIC_HOLIDAYS or any(
        date.fromisoformat(first) <= day <= date.fromisoformat(last) for first, last in own
    )


async def preview(actor: PersonId, nudge: int, *, now: datetime) -> Greeting:
    """What would be posted at the next tap.

    Raises:
        NotFound: not this person's reminder.
        NudgeOver, AlreadyPosted: it is too late, or done.
        NowhereToPost: she has no live conversation.
    """
    return await _greeting(await _own(actor, nudge, now=now), now=now)


async def post_greeting(actor: PersonId, nudge: int, *, now: datetime) -> Greeting:
    """Count the message that the caller posts now as the teacher's own, made through the bot; once a reminder.

    Raises:
        NotFound, NudgeOver, AlreadyPosted, NowhereToPost: see `preview`.
    """
    row = await _own(actor, nudge, now=now)
    greeting = await _greeting(row, now=now)
    if not await Nudge.filter(id=nudge, acted_at__isnull=True).update(acted_at=now):
        raise AlreadyPosted
    school = await Org.get(id=(await RosterEntry.get(id=row.entry_id)).org_id)
    await activity.count_via_bot(EntryId(row.entry_id), day=local_day(school.timezone, now))
    await Conversation.filter(id=greeting.conversation).update(last_message_at=now)
    await audit.record(actor, "nudge.act", org=OrgId(school.id), now=now, conversation=greeting.conversation)
    return greeting


async def _own(actor: PersonId, nudge: int, *, now: datetime) -> Nudge:
    row = await Nudge.filter(
        id=nudge, entry__bindings__person_id=actor, entry__bindings__valid_to__isnull=True, entry__valid_to__isnull=True
    ).first()
    if row is None:
        raise NotFound("nudge")
    if row.acted_at is not None:
        raise AlreadyPosted
    if now - row.made_at > LIFE:
        raise NudgeOver
    return row


async def _greeting(row: Nudge, *, now: datetime) -> Greeting:
    chats = Conversation.filter(teacher_id=row.entry_id, counts=True, state=ConversationState.LIVE)
    chat = (
        await chats.filter(peer_id__isnull=False).order_by("-last_message_at", "id").select_related("subject").first()
    )
    if chat is None or chat.peer_id is None:
        raise NowhereToPost
    classes = await class_titles({chat.school_class_id} if chat.school_class_id else set(), now=now)
    teacher = await RosterEntry.get(id=row.entry_id)
    return Greeting(
        row.id,
        Talk(CommunityId(chat.community_id), chat.peer_id, is_chat=True),
        ConversationId(chat.id),
        chat.title,
        classes.get(chat.school_class_id or 0, ""),
        chat.subject.title if chat.subject else "",
        " ".join(part for part in (teacher.first_name, teacher.middle_name) if part) or teacher.last_name,
    )


async def switch(actor: PersonId, *, on: bool, now: datetime) -> tuple[int, int]:
    """Reminders on or off, for this person alone; returns the «2 из 3» of the running period.

    Raises:
        NotAllowed: the actor is no teacher.
    """
    counted = await activity_views.messages_now(actor, now=now)
    await Person.filter(id=actor).update(nudges_off=not on)
    await audit.record(actor, "nudge.on" if on else "nudge.off", org=None, now=now)
    return counted
