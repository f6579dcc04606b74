"""The tree: who makes what, where titles are one, who sees what."""

import asyncio
from datetime import date, timedelta

import pytest

from bot.kit.errors import Ambiguous, NotAllowed, NotFound
from bot.kit.unit_of_work import unit_of_work
from bot.services import access, audit, first_steps, invites, journal, orgs, overview, settings
from bot.services.access import OrgKind
from bot.services.first_steps import RegionHasAdmin
from bot.services.org_titles import BadOrgTitle
from bot.services.orgs import AlreadyThere, OrgExists, SchoolElsewhere
from models import Invite, Org, Role, SchoolYear, Setting, Target
from tests.services.tree import NOW, Tree, holder

KINDS = (OrgKind.MUNICIPALITY, OrgKind.SCHOOL, OrgKind.COLLEGE)


@pytest.fixture
async def tree(database: str) -> Tree:
    return await Tree.grow()


async def test_a_region_begins_with_its_year_and_settings(database: str) -> None:
    region = await orgs.found_region("Ставропольский край", "Europe/Moscow", now=NOW)
    year = await SchoolYear.get(region_id=region.id)
    assert (year.title, year.starts_on, year.ends_on) == ("2026/27", date(2026, 9, 1), date(2027, 8, 31))
    assert not await Target.all().exists(), "targets are taken over by a tap, not laid down unasked"
    assert await settings.get(region.id, "norm.messages_per_week", date(2023, 3, 6)) == 3
    rows = await Setting.filter(org_id=region.id)
    assert {row.key for row in rows} == set(settings.DEFAULTS)
    assert all(row.basis for row in rows)
    assert (await orgs.found_region("СТАВРОПОЛЬСКИЙ  край", "Europe/Moscow", now=NOW)).id == region.id
    assert await Org.all().count() == 1


async def test_a_setting_is_inherited_and_dated(tree: Tree) -> None:
    key = "quiet_hours"
    await settings.put(
        tree.municipality.id, key, ["20:00", "07:00"], valid_from=date(2026, 10, 1), basis="приказ", now=NOW
    )
    assert await settings.get(tree.school.id, key, date(2026, 9, 30)) == ["19:00", "08:00"]
    assert await settings.get(tree.school.id, key, date(2026, 10, 1)) == ["20:00", "07:00"]
    assert await settings.get(tree.region.id, key, date(2026, 10, 1)) == ["19:00", "08:00"]


async def test_the_first_link_replaces_the_one_before_and_stops_once_somebody_came(database: str) -> None:
    codes = [
        await first_steps.found("Край", timezone="Europe/Moscow", again=False, now=NOW + timedelta(minutes=n))
        for n in (0, 1)
    ]
    states = {row.code: row.revoked_at is None for row in await Invite.all()}
    assert states == {codes[0]: False, codes[1]: True}
    region = await Org.get(title="Край")
    assert region.registered_at == NOW
    await holder(orgs.OrgId(region.id), Role.REGION_ADMIN)
    with pytest.raises(RegionHasAdmin):
        await first_steps.found("Край", timezone="Europe/Moscow", again=False, now=NOW)
    await first_steps.found("Край", timezone="Europe/Moscow", again=True, now=NOW)


async def test_each_level_makes_the_level_below_only(tree: Tree) -> None:
    for actor in (tree.municipal_admin, tree.school_admin):
        with pytest.raises(NotAllowed):
            await orgs.create_municipality(actor, "Новый район", now=NOW)
    with pytest.raises(NotAllowed):
        await orgs.create_school(tree.school_admin, "Школа № 6", municipality=tree.municipality.id, now=NOW)
    with pytest.raises(NotFound):
        await orgs.create_school(tree.region_admin, "Школа № 6", municipality=tree.region.id, now=NOW)


async def test_a_foreign_region_and_municipality_do_not_exist(tree: Tree) -> None:
    other = await Tree.grow("Краснодарский край")
    neighbour = await orgs.create_municipality(tree.region_admin, "Соседний район", now=NOW)
    for actor, where in ((other.region_admin, tree.municipality), (tree.municipal_admin, neighbour)):
        with pytest.raises(NotAllowed):
            await orgs.create_school(actor, "Школа № 6", municipality=where.id, now=NOW)
    with pytest.raises(NotAllowed):
        await overview.school_card(other.municipal_admin, school=tree.school.id, now=NOW)
    with pytest.raises(NotFound):
        await orgs.access_below(
            other.region_admin, "admin.invite", f"#{tree.school.id}", kinds=KINDS, again="/админ {it}"
        )


@pytest.mark.parametrize("title", ["динской район", "ДИНСКОЙ  РАЙОН", "«Динской район»"])
async def test_two_spellings_of_a_title_are_one(tree: Tree, title: str) -> None:
    with pytest.raises(OrgExists):
        await orgs.create_municipality(tree.region_admin, title, now=NOW)


@pytest.mark.parametrize("title", ["", "5", "Школа 😀", "Ш" * 121, "№ 5"])
async def test_what_is_no_title_is_refused(tree: Tree, title: str) -> None:
    with pytest.raises(BadOrgTitle):
        await orgs.create_municipality(tree.region_admin, title, now=NOW)


async def test_two_at_once_make_one(tree: Tree) -> None:
    async def make() -> object:
        async with unit_of_work():
            return await orgs.create_municipality(tree.region_admin, "Новый район", now=NOW)

    results = await asyncio.gather(make(), make(), return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["OrgExists", "OrgFact"]


async def test_a_college_is_known_by_its_title(tree: Tree) -> None:
    made = await orgs.create_school(
        tree.municipal_admin, "Динской механико-технологический техникум", municipality=tree.municipality.id, now=NOW
    )
    assert made.kind is OrgKind.COLLEGE


async def test_a_namesake_elsewhere_asks_and_a_school_moves(tree: Tree) -> None:
    city = await orgs.create_municipality(tree.region_admin, "Город Ставрополь", now=NOW)
    with pytest.raises(SchoolElsewhere) as refusal:
        await orgs.create_school(tree.region_admin, "школа №5", municipality=city.id, now=NOW)
    assert refusal.value.place == "Динской район"
    moved = await orgs.move_school(tree.region_admin, tree.school.id, municipality=city.id, now=NOW)
    assert moved.parent == city.id
    with pytest.raises(AlreadyThere):
        await orgs.move_school(tree.region_admin, tree.school.id, municipality=city.id, now=NOW)
    with pytest.raises(NotAllowed):
        await orgs.move_school(tree.municipal_admin, tree.school.id, municipality=tree.municipality.id, now=NOW)
    made = await orgs.create_school(
        tree.region_admin, "Школа № 5", municipality=tree.municipality.id, now=NOW, namesake=True
    )
    assert made.id != tree.school.id


async def test_a_municipality_does_not_learn_of_anothers_schools(tree: Tree) -> None:
    city = await orgs.create_municipality(tree.region_admin, "Город Ставрополь", now=NOW)
    admin = await holder(city.id, Role.MUNICIPAL_ADMIN)
    made = await orgs.create_school(admin, "Школа № 5", municipality=city.id, now=NOW)
    assert made.parent == city.id


async def test_the_words_find_the_org_that_is_meant(tree: Tree) -> None:
    where = tree.municipality.id
    for title in ("Школа № 10", "МБОУ СОШ № 15 имени Героя", "Гимназия № 1"):
        await orgs.create_school(tree.municipal_admin, title, municipality=where, now=NOW)

    async def find(said: str) -> str:
        found = orgs.pick(await orgs.subtree(tree.region.id, kinds=KINDS), said, again="/админ {it}")
        return found.title if found else ""

    assert await find("ШКОЛА №5") == "Школа № 5"
    assert await find("сош 15") == "МБОУ СОШ № 15 имени Героя"
    assert await find("гимн") == "Гимназия № 1"
    assert await find("динской") == "Динской район"
    assert await find("школа 1") == ""
    with pytest.raises(Ambiguous) as which:
        await find("школа")
    label, line = which.value.choices[0]
    assert label == "Школа № 5 · Динской район"
    assert await find(line.removeprefix("/админ ")) == "Школа № 5"


async def test_an_org_is_registered_when_its_administrator_is_first_named(tree: Tree) -> None:
    assert not (await orgs.get_org(tree.school.id)).registered
    await invites.issue_admin(tree.municipal_admin, tree.school.id, now=NOW)
    await invites.issue_admin(tree.municipal_admin, tree.school.id, now=NOW + timedelta(days=1))
    assert (await Org.get(id=tree.school.id)).registered_at == NOW
    with pytest.raises(NotAllowed):
        await invites.issue_admin(tree.municipal_admin, tree.municipality.id, now=NOW)


async def test_the_overview_counts_and_pages(tree: Tree) -> None:
    for number in range(7):
        await orgs.create_municipality(tree.region_admin, f"Район {number}", now=NOW)
    first = await overview.overview(tree.region_admin)
    assert (first.total, first.schools, first.next_offset, len(first.lines)) == (8, 1, 6, 6)
    line = first.lines[0]
    assert (line.org.title, line.below, line.admin_in) == ("Динской район", 1, True)
    last = await overview.overview(tree.region_admin, offset=6)
    assert [line.org.title for line in last.lines] == ["Район 5", "Район 6"]
    below = await overview.overview(tree.region_admin, org=tree.municipality.id)
    assert [line.org.title for line in below.lines] == ["Школа № 5"]
    assert not below.own


async def test_the_journal_is_of_the_own_subtree(tree: Tree) -> None:
    other = await Tree.grow("Краснодарский край")
    await orgs.rename_region(other.region_admin, "Кубань", now=NOW)
    seen = await journal.page(tree.region_admin)
    rows = [row for row in seen.rows if row.act != "roster.load"]
    assert [row.act for row in rows] == ["school.create", "municipality.create", "region.found"]
    assert rows[0].who == "Кузнецова Ольга"
    assert rows[0].where == "Школа № 5"
    assert rows[0].at.hour == 12  # the region's own clock, UTC+3
    assert [row.act for row in (await journal.page(tree.school_admin)).rows] == ["roster.load", "school.create"]
    for _ in range(11):
        await audit.record(tree.school_admin, "class.create", org=tree.school.id, now=NOW)
    page = await journal.page(tree.school_admin)
    assert len(page.rows) == journal.PAGE
    assert page.older is not None
    assert len((await journal.page(tree.school_admin, before=page.older)).rows) == 3


async def test_nobody_without_a_role_sees_anything(tree: Tree) -> None:
    teacher = await holder(tree.school.id, Role.TEACHER)
    for ask in (overview.overview, journal.page):
        with pytest.raises(NotAllowed):
            await ask(teacher)
    assert await access.standings(teacher)
