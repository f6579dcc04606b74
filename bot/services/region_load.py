"""A whole region's tree in one go: municipalities, schools and their classes. Run again, it changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.kit.ids import OrgId, PersonId
from bot.kit.unit_of_work import unit_of_work
from bot.services import access, audit
from bot.services.class_titles import ClassTitle
from bot.services.org_titles import parse_org_title, school_kind
from bot.services.years import ensure_year, local_day
from models import Org, OrgKind

ORGS = """
insert into org (kind, parent_id, region_id, title, timezone, created_at)
select t.kind, t.parent, $4, t.title, $5, $6 from unnest($1::text[], $2::bigint[], $3::text[])
    with ordinality as t(kind, parent, title, n) order by t.n
on conflict do nothing
"""

CLASSES = """
with said as (
    select nextval('school_class_id_seq') as id, t.org, t.grade, t.letter
    from unnest($1::bigint[], $2::smallint[], $3::text[]) with ordinality as t(org, grade, letter, n)
    where not exists (select 1 from class_title x
        where x.org_id = t.org and x.year_id = $4 and x.title = t.grade || t.letter)
    order by t.n
), cohorts as (
    insert into school_class (id, org_id, created_at) select id, org, $5 from said
)
insert into class_title (school_class_id, org_id, year_id, grade, letter, title)
select id, org, $4, grade, letter, grade || letter from said
"""


@dataclass(frozen=True, slots=True)
class LoadedSchool:
    """One school as the region's list has it. `classes` may be empty: many schools open theirs themselves."""

    municipality: str
    title: str
    classes: tuple[ClassTitle, ...] = field(default=())


async def load_region(
    actor: PersonId | None, region: OrgId, rows: Sequence[LoadedSchool], *, now: datetime
) -> dict[tuple[str, str], OrgId]:
    """Found what is not there yet.

    Args:
        actor: administers the region; None for the command line.
        region: under which all of it stands; time zones are handed down from it.
        rows: titles are cleaned as typed ones are.
        now: aware UTC moment; classes are of its school year.

    Returns:
        (municipality, title) → school, for every row.

    Raises:
        NotAllowed: the actor does not administer the region.
        BadOrgTitle: one of the titles cannot be a title; nothing is kept then.
    """
    root = await (Org.get(id=region) if actor is None else access.access_org(actor, "school.create", region))
    keys = [(parse_org_title(row.municipality), parse_org_title(row.title)) for row in rows]
    towns = list(dict.fromkeys(town for town, _ in keys))
    async with unit_of_work():
        await _found(root, [(OrgKind.MUNICIPALITY, root.id, town) for town in towns], now)
        ids = {str(o.title).lower(): o.id for o in await Org.filter(parent_id=region, title__in=towns)}
        await _found(root, [(school_kind(title), ids[town.lower()], title) for town, title in keys], now)
        found = {(o.parent_id, o.title.lower()): OrgId(o.id) for o in await Org.filter(parent_id__in=ids.values())}
        schools = {key: found[ids[key[0].lower()], key[1].lower()] for key in keys}
        await _open_classes(root, [(schools[key], row.classes) for key, row in zip(keys, rows, strict=True)], now)
    await audit.record(actor, "region.load", org=region, now=now, schools=len(schools), municipalities=len(towns))
    return schools


async def _found(root: Org, rows: Sequence[tuple[OrgKind, int, str]], now: datetime) -> None:
    columns = [[kind.value for kind, _, _ in rows], [parent for _, parent, _ in rows], [title for _, _, title in rows]]
    async with unit_of_work() as connection:
        await connection.execute_query(ORGS, [*columns, root.id, root.timezone, now])


async def _open_classes(root: Org, rows: Sequence[tuple[OrgId, tuple[ClassTitle, ...]]], now: datetime) -> None:
    year = await ensure_year(OrgId(root.id), local_day(root.timezone, now))
    each = [(org, title.grade, title.letter) for org, titles in rows for title in dict.fromkeys(titles)]
    columns = [[org for org, _, _ in each], [grade for _, grade, _ in each], [letter for _, _, letter in each]]
    async with unit_of_work() as connection:
        await connection.execute_query(CLASSES, [*columns, year.id, now])
