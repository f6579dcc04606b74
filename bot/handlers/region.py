"""`/регион`, `/муниципалитет`, `/школа-новая`, `/админ`: the tree above schools."""

from bot.handlers.numbers import pressed_number
from bot.handlers.registry import button, command
from bot.kit.ids import OrgId
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.scenarios import create_school
from bot.scenarios.create_municipality import CreateMunicipality, MunicipalityDraft
from bot.scenarios.create_school import CreateSchool, SchoolDraft
from bot.scenarios.engine import begin
from bot.scenarios.invite_admin import AdminDraft, InviteAdmin
from bot.scenarios.invite_admin import from_words as invite_from_words
from bot.scenarios.move_school import MoveDraft, MoveSchool
from bot.scenarios.rename_region import RegionDraft, RenameRegion
from bot.services import access, orgs, overview
from bot.ui import region as screens


@command("регион", alias="region", act="region.edit")
async def region(turn: Turn) -> Screen:
    """`/регион Название` renames it; without words, its municipalities."""
    if not turn.rest:
        await access.access_org(turn.actor, "region.edit")
        return screens.overview(await overview.overview(turn.actor))
    return screens.renamed(await orgs.rename_region(turn.actor, turn.rest, now=turn.now))


@button("region.rename")
async def rename(turn: Turn) -> Screen:
    """The dialog of the new name."""
    await access.access_org(turn.actor, "region.edit")
    return await begin(turn, RenameRegion, RegionDraft())


@button("region.open")
async def open_org(turn: Turn) -> Screen:
    """A page of what stands below a region or municipality."""
    org, offset = OrgId(pressed_number(turn)), pressed_number(turn, 1, default=0)
    return screens.overview(await overview.overview(turn.actor, org=org, offset=offset))


@command("муниципалитет", alias="municipality", act="municipality.create")
async def municipality(turn: Turn) -> Screen:
    """`/муниципалитет Динской район`; without words, a dialog."""
    await access.access_org(turn.actor, "municipality.create")
    if not turn.rest:
        return await begin(turn, CreateMunicipality, MunicipalityDraft())
    return screens.municipality_made(await orgs.create_municipality(turn.actor, turn.rest, now=turn.now))


@command("школа-новая", alias="school-new", act="school.create")
async def new_school(turn: Turn) -> Screen:
    """`/школа-новая Школа № 5; Динской район`; without words, a dialog."""
    await access.access_org(turn.actor, "school.create")
    if not turn.rest:
        return await begin(turn, CreateSchool, SchoolDraft())
    title, place, which, *_more = [*(part.strip() for part in turn.rest.split(";")), "", ""]
    return await create_school.from_words(turn, title, place, which)


@button("school.new")
async def new_school_here(turn: Turn) -> Screen:
    """The dialog, with the municipality known."""
    org = await access.access_org(turn.actor, "school.create", OrgId(pressed_number(turn)))
    return await begin(turn, CreateSchool, SchoolDraft(municipality=org.id))


@button("school.move")
async def move_school(turn: Turn) -> Screen:
    """The dialog of another municipality."""
    org = await access.access_org(turn.actor, "school.create", OrgId(pressed_number(turn)))
    return await begin(turn, MoveSchool, MoveDraft(school=org.id, title=org.title))


@command("админ", alias="admin", act="admin.invite")
async def invite_admin(turn: Turn) -> Screen:
    """`/админ Школа № 5`: a one-time link; without words, a dialog."""
    await access.access_org(turn.actor, "admin.invite")
    if not turn.rest:
        return await begin(turn, InviteAdmin, AdminDraft())
    return await invite_from_words(turn, turn.rest)
