"""`/список`, a wrong profile taken off, `/дети`, `/ребёнок`."""

from bot.handlers.numbers import pressed_number
from bot.handlers.registry import button, command
from bot.kit.ids import ClassId, EntryId
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.scenarios.add_child import AddChild, ChildDraft, ask_for_child
from bot.scenarios.engine import begin
from bot.services import access, admission, classes, guardians, post, profiles
from bot.services.access import Role
from bot.services.invite_words import parse_link_words
from bot.ui import joining, rosters


@command("список", alias="roster", act="roster.read")
async def show_roster(turn: Turn) -> Screen:
    """`/список 5А`; `/список учителя`; without words, one's own class or a choice."""
    await access.access_standing(turn.actor, "roster.read")
    if turn.rest and not turn.rest[0].isdigit() and parse_link_words(turn.rest).audience is Role.TEACHER:
        return rosters.staff_list(await profiles.staff(turn.actor))
    if turn.rest:
        found = await classes.access_titled(turn.actor, "roster.read", turn.rest, now=turn.now)
        return rosters.class_list(found.id, found.title, await profiles.roster(turn.actor, found.id))
    headed = await profiles.headed_classes(turn.actor, now=turn.now)
    if len(headed) == 1:
        lines = await profiles.roster(turn.actor, headed[0].id)
        return rosters.class_list(headed[0].id, headed[0].title, lines)
    listed = await classes.list_classes(turn.actor, now=turn.now)
    return rosters.ask_class_title([c.title for c in headed] or [c.title for c in listed])


@button("roster.wrong")
async def choose_wrong(turn: Turn) -> Screen:
    """The first tap: whose profile is it?"""
    class_id, first = pressed_number(turn), pressed_number(turn, 1, default=0)
    if class_id == rosters.STAFF_LIST:
        lines = [line for line in await profiles.staff(turn.actor) if line.is_in]
    else:
        lines = rosters.inside(await profiles.roster(turn.actor, ClassId(class_id)))
    return rosters.pick_wrong(class_id, lines, first=first)


@button("profile.unbind")
async def unbind(turn: Turn) -> Screen:
    """The second tap."""
    fact = await admission.unbind(turn.actor, EntryId(pressed_number(turn)), now=turn.now)
    await post.tell(fact.person, lambda: joining.unbound(fact.place), now=turn.now)
    return rosters.taken_off(fact)


@command("дети", alias="children", act="children.list")
async def show_children(turn: Turn) -> Screen:
    """A parent's own children."""
    return rosters.children(await guardians.children_of(turn.actor, now=turn.now))


@command("ребёнок", alias="child", act="child.add")
async def add_child(turn: Turn) -> Screen:
    """`/ребёнок 5Б Иванова Мария`; without words, a dialog."""
    await access.access_standing(turn.actor, "child.add")
    return await ask_for_child(turn, turn.rest) if turn.rest else await begin(turn, AddChild, ChildDraft())
