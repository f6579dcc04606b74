"""Who may be in which conversation: the rules of every kind as data, and one statement that reads them.

A rule says: people of this role, tied to the conversation in this way. `meant` people are handed the link and are
missed when they are not there; the others may look in. A chat that is of no one class carries its own rule, its
`audience` (`bot.services.audiences`), beside the rules of its kind.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.kit.ids import ConversationId, PersonId
from bot.kit.turn import Talk
from bot.kit.unit_of_work import same_transaction
from models import ConversationKind, Role


class Tie(StrEnum):
    """How a roster entry belongs to a conversation."""

    CLASS = "class"  # a pupil of its class
    CHILD = "child"  # a parent of a pupil of its class
    LESSON = "lesson"  # teaches its subject in its class
    HEAD = "head"  # leads its class
    TEACHES = "teaches"  # teaches anything in its class
    OWNER = "owner"  # the teacher whose conversation it is
    NAMED = "named"  # named by the conversation's own rule, one by one
    ORG = "org"  # of its org
    BELOW = "below"  # of an org right below its org


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table below."""

    kind: ConversationKind
    role: Role
    tie: Tie
    meant: bool


_K = ConversationKind
_HEADS = tuple(
    Rule(kind, role, Tie.ORG, meant=False)
    for kind in (_K.SUBJECT, _K.CLASS_STUDENTS, _K.CLASS_PARENTS, _K.CLUB, _K.SCHOOL)
    for role in (Role.SCHOOL_ADMIN, Role.DIRECTOR)
)
RULES: tuple[Rule, ...] = (
    Rule(_K.SUBJECT, Role.STUDENT, Tie.CLASS, meant=True),
    Rule(_K.SUBJECT, Role.TEACHER, Tie.LESSON, meant=True),
    Rule(_K.SUBJECT, Role.TEACHER, Tie.HEAD, meant=False),
    Rule(_K.SUBJECT, Role.TEACHER, Tie.TEACHES, meant=False),
    Rule(_K.CLASS_STUDENTS, Role.STUDENT, Tie.CLASS, meant=True),
    Rule(_K.CLASS_STUDENTS, Role.TEACHER, Tie.HEAD, meant=True),
    Rule(_K.CLASS_STUDENTS, Role.TEACHER, Tie.TEACHES, meant=False),
    Rule(_K.CLASS_PARENTS, Role.PARENT, Tie.CHILD, meant=True),
    Rule(_K.CLASS_PARENTS, Role.TEACHER, Tie.HEAD, meant=True),
    Rule(_K.CLASS_PARENTS, Role.TEACHER, Tie.TEACHES, meant=False),
    Rule(_K.CLUB, Role.TEACHER, Tie.OWNER, meant=True),
    Rule(_K.STAFF, Role.TEACHER, Tie.ORG, meant=True),
    Rule(_K.STAFF, Role.SCHOOL_ADMIN, Tie.ORG, meant=True),
    Rule(_K.STAFF, Role.DIRECTOR, Tie.ORG, meant=True),
    Rule(_K.OFFICE, Role.REGION_ADMIN, Tie.ORG, meant=True),
    Rule(_K.OFFICE, Role.MUNICIPAL_ADMIN, Tie.ORG, meant=True),
    Rule(_K.OFFICE, Role.MUNICIPAL_ADMIN, Tie.BELOW, meant=True),
    Rule(_K.OFFICE, Role.SCHOOL_ADMIN, Tie.BELOW, meant=True),
    Rule(_K.OFFICE, Role.DIRECTOR, Tie.BELOW, meant=False),
    *_HEADS,
)
_VALUES = ", ".join(f"('{r.kind.value}', '{r.role.value}', '{r.tie.value}', {str(r.meant).lower()})" for r in RULES)

# One branch a tie, each by an index; an audience becomes the classes that it names: the chat is of each of them.
MEMBERS = f"""
with rule (kind, role, tie, meant) as (values {_VALUES}),
chat as (select * from conversation where id = any($1::bigint[])),
said as (
    select c.id, c.org_id, a.role, a."from" as low, a."to" as high, a.class, coalesce(a.heads, false) as heads, a.entry
    from chat c cross join jsonb_to_recordset(c.audience)
        as a(role text, "from" int, "to" int, class bigint, heads boolean, entry bigint)
),
spot as (
    select c.id, c.org_id, r.role, r.tie, r.meant, c.school_class_id, c.subject_id, c.teacher_id
    from chat c join rule r on r.kind = c.kind
    union all
    select s.id, s.org_id, s.role,
        case s.role when 'student' then 'class' when 'parent' then 'child'
            else case when s.heads then 'head' else 'teaches' end end,
        true, t.school_class_id, null, null
    from said s join class_title t on t.org_id = s.org_id and (s.class = t.school_class_id or s.class is null)
        and t.grade between coalesce(s.low, 0) and coalesce(s.high, 99)
    join school_year y on y.id = t.year_id and $2::date between y.starts_on and y.ends_on
    where s.entry is null
        and (s.role in ('student', 'parent') or s.heads or s.low is not null or s.class is not null)
    union all
    select s.id, s.org_id, s.role, 'org', true, null, null, null
    from said s where s.entry is null and s.role not in ('student', 'parent') and not s.heads
        and s.low is null and s.class is null
    union all
    select s.id, s.org_id, s.role, 'named', true, null, null, s.entry from said s where s.entry is not null
),
member as (
    select s.id, b.person_id, s.meant, s.role from spot s
    join roster_entry e on e.school_class_id = s.school_class_id and e.role = 'student' and e.valid_to is null
    join binding b on b.entry_id = e.id and b.valid_to is null where s.tie = 'class'
    union all
    select s.id, b.person_id, s.meant, s.role from spot s
    join roster_entry child on child.school_class_id = s.school_class_id and child.role = 'student'
        and child.valid_to is null
    join guardian g on g.child_id = child.id and g.valid_to is null
    join roster_entry e on e.id = g.parent_id and e.valid_to is null
    join binding b on b.entry_id = e.id and b.valid_to is null where s.tie = 'child'
    union all
    select s.id, b.person_id, s.meant, s.role from spot s
    join assignment a on a.school_class_id = s.school_class_id and a.valid_to is null
        and (s.tie = 'teaches' or (s.tie = 'head' and a.is_class_teacher)
            or (s.tie = 'lesson' and a.subject_id = s.subject_id))
    join roster_entry e on e.id = a.teacher_id and e.valid_to is null
    join binding b on b.entry_id = e.id and b.valid_to is null where s.tie in ('teaches', 'head', 'lesson')
    union all
    select s.id, b.person_id, s.meant, s.role from spot s
    join roster_entry e on e.id = s.teacher_id and e.valid_to is null
    join binding b on b.entry_id = e.id and b.valid_to is null where s.tie in ('owner', 'named')
    union all
    select s.id, b.person_id, s.meant, s.role from spot s
    join roster_entry e on e.org_id = s.org_id and e.role = s.role and e.valid_to is null
    join binding b on b.entry_id = e.id and b.valid_to is null where s.tie = 'org'
    union all
    select s.id, b.person_id, s.meant, s.role from spot s
    join org o on o.parent_id = s.org_id and o.closed_at is null
    join roster_entry e on e.org_id = o.id and e.role = s.role and e.valid_to is null
    join binding b on b.entry_id = e.id and b.valid_to is null where s.tie = 'below'
)
"""
EVERYBODY = f"""{MEMBERS}
select m.id, p.vk_id, m.person_id, bool_or(m.meant) as meant, min(m.role) filter (where m.meant) as meant_as,
    bool_or(m.role not in ('student', 'parent')) as staff
from member m join person p on p.id = m.person_id group by m.id, p.vk_id, m.person_id order by m.id, m.person_id
"""
OF_PERSON = f"{MEMBERS} select m.id, bool_or(m.meant) as meant from member m where m.person_id = $3 group by m.id"
# Every joiner is asked about, and of one chat Postgres keeps the plan: 0.7 ms. Of a list it plans anew each time: 8 ms.
MAY_BE = OF_PERSON.replace("id = any($1::bigint[])", "id = $1::bigint")
_HERE = "community_id = $1 and peer_id = $4 and state in ('live', 'creating')"
JUDGE = f"""{MEMBERS.replace("id = any($1::bigint[])", _HERE)}
select c.id, exists (select 1 from member m where m.person_id = $3) as may_be from chat c
"""


@dataclass(frozen=True, slots=True)
class Entitled:
    """Somebody who may be in a conversation. `member` is the messenger's key; `role` is "" for who may only look in."""

    person: PersonId
    member: int
    meant: bool
    role: str
    staff: bool


async def everybody(
    conversations: Sequence[ConversationId], *, now: datetime
) -> dict[ConversationId, dict[int, Entitled]]:
    """All who may be in these conversations just now, by the messenger's key; one statement for all of them."""
    rows = await same_transaction().execute_query_dict(EVERYBODY, [list(conversations), now.date()])
    found: dict[ConversationId, dict[int, Entitled]] = {conversation: {} for conversation in conversations}
    for row in rows:
        who = Entitled(PersonId(row["person_id"]), row["vk_id"], row["meant"], row["meant_as"] or "", row["staff"])
        found[ConversationId(row["id"])][who.member] = who
    return found


async def of_person(person: PersonId, conversations: Collection[int], *, now: datetime) -> dict[ConversationId, bool]:
    """In which of these conversations the person may be, and whether she is meant to be there."""
    rows = await same_transaction().execute_query_dict(OF_PERSON, [list(conversations), now.date(), person])
    return {ConversationId(row["id"]): bool(row["meant"]) for row in rows}


async def may_be(person: PersonId, conversation: ConversationId, *, now: datetime) -> bool:
    """May the person be in this conversation just now, meant or not?"""
    return bool(await same_transaction().execute_query_dict(MAY_BE, [conversation, now.date(), person]))


async def judge(person: PersonId, talk: Talk, *, now: datetime) -> tuple[ConversationId, bool] | None:
    """The conversation registered in this chat, and whether the person may be in it; None for a chat of nobody's."""
    values = [talk.community, now.date(), person, talk.key]
    rows = await same_transaction().execute_query_dict(JUDGE, values)
    return (ConversationId(rows[0]["id"]), bool(rows[0]["may_be"])) if rows else None
