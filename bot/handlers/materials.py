"""`сохранить` in answer to a file, `/материалы`."""

from bot.handlers.numbers import pressed_number
from bot.handlers.registry import button, command
from bot.kit.errors import NotFound
from bot.kit.ids import MaterialId, PersonId
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.services import access, materials, post
from bot.services.ports import Done, continuation
from bot.ui import conversations as conversation_screens
from bot.ui import materials as screens


@command("сохранить", alias="save", act=materials.KEEP, in_chat=True)
async def save(turn: Turn) -> Screen | None:
    """In answer to a message with a file. Without the slash it is plain talk where nothing is kept: silence."""
    if not turn.talk.is_chat:
        await access.access_standing(turn.actor, materials.KEEP)
        return screens.how_to_save()
    if not turn.text.startswith("/") and not await materials.has_library(turn.talk):
        return None
    return screens.saved(await materials.save(turn.actor, turn.talk, turn.answered, now=turn.now))


@command("материалы", alias="materials", act=materials.READ, in_chat=True)
async def show(turn: Turn) -> Screen:
    """The only library, the one that is named, or which; in a chat its own, answered in private."""
    screen = await _listing(turn)
    if not turn.talk.is_chat:
        return screen
    told = await post.tell(turn.actor, lambda: screen, now=turn.now, priority=post.ANSWER)
    return conversation_screens.answered_in_private(told=told)


async def _listing(turn: Turn) -> Screen:
    found = await materials.places(turn.actor, now=turn.now)
    if turn.rest:
        found = [await materials.find_place(turn.actor, turn.rest, now=turn.now)]
    elif turn.talk.is_chat and (here := await materials.find_of_chat(turn.actor, turn.talk, now=turn.now)):
        found = [here]
    if not found:
        return screens.none_yet()
    if len(found) > 1:
        return screens.choose(found, offset=0)
    return screens.shelf(await materials.access_shelf(turn.actor, found[0].kind, found[0].id, now=turn.now))


@button("materials.places")
async def turn_places(turn: Turn) -> Screen:
    """Another page of libraries."""
    return screens.choose(await materials.places(turn.actor, now=turn.now), offset=pressed_number(turn))


@button("materials.shelf")
async def turn_shelf(turn: Turn) -> Screen:
    """A page of a library."""
    if not turn.pressed or not turn.pressed.args:
        raise NotFound()
    kind, place, offset = str(turn.pressed.args[0]), pressed_number(turn, 1), pressed_number(turn, 2, default=0)
    return screens.shelf(await materials.access_shelf(turn.actor, kind, place, offset=offset, now=turn.now))


@button("materials.open")
async def open_one(turn: Turn) -> Screen:
    """The thing itself, in private."""
    fact = await materials.access_material(turn.actor, MaterialId(pressed_number(turn)), now=turn.now)
    told = await post.tell(
        turn.actor,
        lambda: screens.opened(fact),
        now=turn.now,
        priority=post.ANSWER,
        then="materials.opened",
        then_args={"person": turn.actor},
    )
    return screens.sent(told=told)


@continuation("materials.opened")
async def on_opened(done: Done) -> None:
    """The messenger would not send it."""
    if done.error:
        await post.tell(PersonId(int(str(done.args["person"]))), screens.gone, now=done.now, priority=post.ANSWER)


@button("materials.remove")
async def remove(turn: Turn) -> Screen:
    """A teacher takes a thing out."""
    return screens.removed(await materials.remove(turn.actor, MaterialId(pressed_number(turn)), now=turn.now))
