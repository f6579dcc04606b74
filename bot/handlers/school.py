"""`/школа`, `/класс`, `/классы`: a school and its classes."""

from bot.handlers.numbers import page_number, pressed_number
from bot.handlers.registry import button, command
from bot.kit.ids import OrgId
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.scenarios.create_classes import ClassesDraft, CreateClasses
from bot.scenarios.engine import begin
from bot.services import access, classes, orgs, overview
from bot.services.access import OrgKind, Role
from bot.services.class_titles import parse_class_titles
from bot.ui import region as region_screens
from bot.ui import school as screens

ABOVE = (Role.REGION_ADMIN, Role.MUNICIPAL_ADMIN)
KINDS = (OrgKind.MUNICIPALITY, OrgKind.SCHOOL, OrgKind.COLLEGE)


@command("школа", alias="school")
async def show_school(turn: Turn) -> Screen:
    """The own school; above schools, what stands below, or `/школа Школа № 5`."""
    mine = await access.standings(turn.actor)
    role = mine[0].role if mine else None
    if role in ABOVE and turn.rest:
        return await _below(turn)
    if role in ABOVE:
        return region_screens.overview(await overview.overview(turn.actor, org=mine[0].org))
    if role in (Role.SCHOOL_ADMIN, Role.DIRECTOR):
        return screens.card(await overview.school_card(turn.actor, school=mine[0].org, now=turn.now))
    return screens.own_schools(await overview.own_schools(turn.actor, now=turn.now))


async def _below(turn: Turn) -> Screen:
    org = await orgs.access_below(turn.actor, "structure.read", turn.rest, kinds=KINDS, again="/школа {it}")
    if org.kind is OrgKind.MUNICIPALITY:
        return region_screens.overview(await overview.overview(turn.actor, org=org.id))
    return screens.card(await overview.school_card(turn.actor, school=org.id, now=turn.now))


@button("school.open")
async def open_school(turn: Turn) -> Screen:
    """A school's card."""
    school = OrgId(pressed_number(turn))
    return screens.card(await overview.school_card(turn.actor, school=school, now=turn.now))


@command("класс", alias="class", act="class.create")
async def add_classes(turn: Turn) -> Screen:
    """`/класс 5А-5Г, 6А`; without words, a dialog."""
    await access.access_org(turn.actor, "class.create")
    if not turn.rest:
        return await begin(turn, CreateClasses, ClassesDraft())
    titles = parse_class_titles(turn.rest)
    return screens.classes_made(await classes.create_classes(turn.actor, titles, now=turn.now))


@command("классы", alias="classes", act="class.list")
async def list_classes(turn: Turn) -> Screen:
    """The classes with what is still to do."""
    facts = await classes.list_classes(turn.actor, now=turn.now)
    may_edit = access.may([s.role for s in await access.standings(turn.actor)], "class.create")
    return screens.class_list(facts, page=page_number(turn), may_edit=may_edit)
