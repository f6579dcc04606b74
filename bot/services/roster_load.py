"""Moving in from another system: whole schools of people whose accounts are known and confirmed there, in bulk.

Set-based on purpose: a region is a quarter of a million people, and one insert a person would take hours.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.kit.ids import ClassId, CommunityId, EntryId, OrgId, PersonId
from bot.kit.unit_of_work import unit_of_work
from bot.services import access, audit
from models import ConversationKind as ConversationKind
from models import Role

MANY = 10_000  # rows after which the planner's picture of the tables is out of date

PEOPLE = """
insert into person (vk_id, first_name, last_name, locale, role_in_use, nudges_off, created_at)
select account, '', '', 'ru', '', false, $2 from unnest($1::bigint[]) as t(account) order by account
on conflict (vk_id) do nothing
"""

# Ids are drawn first, so that entries and bindings can be written in one statement, in the order of the rows.
ENTRIES = """
with said as (
    select nextval('roster_entry_id_seq') as id, t.* from unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[],
        $5::text[], $6::text[], $7::bigint[]) with ordinality as t(org, role, class, last, first, middle, account, n)
), entries as (
    insert into roster_entry (id, org_id, role, school_class_id, last_name, first_name, middle_name, is_main,
        valid_from, created_by_id)
    select id, org, role, nullif(class, 0), last, first, middle, true, $8, $9 from said order by n
), bindings as (
    insert into binding (entry_id, person_id, confirmed_by_id, valid_from)
    select s.id, p.id, $9, $8 from said s join person p on p.vk_id = s.account order by s.n
)
select id from said order by n
"""

CONVERSATIONS = """
insert into conversation (community_id, peer_id, org_id, kind, teacher_id, title, temp_title, link, counts, state,
    made_by_bot, created_at, registered_at)
select $1, t.chat, e.org_id, 'subject', t.teacher, t.title, '', '', true, 'live', false, $5, $5
from unnest($2::bigint[], $3::bigint[], $4::text[]) as t(chat, teacher, title) join roster_entry e on e.id = t.teacher
on conflict (community_id, peer_id) do nothing
"""


@dataclass(frozen=True, slots=True)
class LoadedPerson:
    """One person as the other system has her.

    Attributes:
        account: the messenger's key of her account, confirmed there; 0 for none: a roster entry without a binding.
        school_class: for pupils.
    """

    org: OrgId
    role: Role
    last_name: str
    first_name: str = ""
    middle_name: str = ""
    account: int = 0
    school_class: ClassId | None = None


@dataclass(frozen=True, slots=True)
class LoadedConversation:
    """A chat that people use already: the messenger's key of it and the teacher who began it."""

    chat: int
    teacher: EntryId
    title: str


async def load(actor: PersonId | None, rows: Sequence[LoadedPerson], *, now: datetime) -> list[EntryId]:
    """Put people on the rosters of their schools, bound to their accounts where these are known.

    Args:
        actor: administers every school named; None for the command line.
        rows: who; names are taken as they are.
        now: aware UTC moment from which it is valid.

    Returns:
        The entries, in the order of the rows.

    Raises:
        NotAllowed: a school is not the actor's.
    """
    await _access_all(actor, {row.org for row in rows})
    accounts = sorted({row.account for row in rows if row.account})
    columns = [
        [row.org for row in rows],
        [row.role.value for row in rows],
        [row.school_class or 0 for row in rows],
        [row.last_name for row in rows],
        [row.first_name for row in rows],
        [row.middle_name for row in rows],
        [row.account for row in rows],
    ]
    async with unit_of_work() as connection:
        await connection.execute_query(PEOPLE, [accounts, now])
        made = await connection.execute_query_dict(ENTRIES, [*columns, now, actor])
        if len(rows) > MANY:
            await connection.execute_script("analyze person, roster_entry, binding")
    for org, people in sorted(Counter(row.org for row in rows).items()):
        await audit.record(actor, "roster.load", org=org, now=now, people=people)
    return [EntryId(row["id"]) for row in made]


async def let_go(actor: PersonId | None, entries: Sequence[EntryId], *, now: datetime) -> None:
    """These people have left: their entries and bindings end; what they did before stays counted.

    Raises:
        NotAllowed: an entry is not in a school of the actor's.
    """
    async with unit_of_work() as connection:
        found = await connection.execute_query_dict(
            "select org_id, count(*) as people from roster_entry where id = any($1::bigint[]) group by org_id",
            [list(entries)],
        )
        await _access_all(actor, {OrgId(row["org_id"]) for row in found})
        for table, key in (("binding", "entry_id"), ("roster_entry", "id")):
            await connection.execute_query(
                f"update {table} set valid_to = $2 where {key} = any($1::bigint[]) and valid_to is null",
                [list(entries), now],
            )
    for row in found:
        await audit.record(actor, "roster.let_go", org=OrgId(row["org_id"]), now=now, people=row["people"])


async def register_conversations(
    actor: PersonId | None, community: CommunityId, rows: Sequence[LoadedConversation], *, now: datetime
) -> None:
    """Register chats that exist already, each as made by its teacher; a chat that is registered stays as it is.

    Raises:
        NotAllowed: a teacher is not of a school of the actor's.
    """
    async with unit_of_work() as connection:
        teachers = [row.teacher for row in rows]
        found = await connection.execute_query_dict(
            "select distinct org_id from roster_entry where id = any($1::bigint[])", [teachers]
        )
        await _access_all(actor, {OrgId(row["org_id"]) for row in found})
        columns = [[row.chat for row in rows], teachers, [row.title for row in rows]]
        await connection.execute_query(CONVERSATIONS, [community, *columns, now])


async def _access_all(actor: PersonId | None, schools: set[OrgId]) -> None:
    if actor is None:
        return
    for school in sorted(schools):
        await access.access_org(actor, "roster.import", school)
