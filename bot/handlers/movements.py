"""`/прибыл`, `/выбыл`, `/движение`: pupils who come and go."""

from bot.handlers.numbers import pressed_number
from bot.handlers.registry import button, command
from bot.kit.ids import ClassId, EntryId
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.scenarios import record_movement
from bot.scenarios.engine import begin
from bot.scenarios.record_movement import ACT, MovementDraft, RecordArrival, RecordDeparture
from bot.services import access, classes, movement_list, movements
from bot.services.class_titles import BadClassTitle, split_class_titles
from bot.ui import movements as screens


@command("прибыл", alias="arrived", act=ACT)
async def arrived(turn: Turn) -> Screen:
    """`/прибыл 5А Иванов Пётр Ильич; приказ № 12; из школы № 3`; what is missing is asked for."""
    await access.access_standing(turn.actor, ACT)
    if not turn.rest:
        return await begin(turn, RecordArrival, MovementDraft())
    class_id, line = await _class_and_line(turn)
    if not line:
        return await begin(turn, RecordArrival, MovementDraft(class_id), step="pupil")
    return await record_movement.arrive(turn, class_id, line)


@command("выбыл", alias="left", act=ACT)
async def left(turn: Turn) -> Screen:
    """`/выбыл 5А Иванов; приказ № 12; в школу № 3`: what it does, then a yes."""
    await access.access_standing(turn.actor, ACT)
    if not turn.rest:
        return await begin(turn, RecordDeparture, MovementDraft())
    class_id, line = await _class_and_line(turn)
    if not line:
        return await begin(turn, RecordDeparture, MovementDraft(class_id), step="pupil")
    return await record_movement.depart(turn, class_id, line)


@command("движение", alias="movements", act="movement.read")
async def show(turn: Turn) -> Screen:
    """`/движение 01.09-30.11.2026`; without words, the last 30 days."""
    return screens.listing(await movement_list.list_movements(turn.actor, turn.rest, now=turn.now))


@button("movement.transfer")
async def transfer(turn: Turn) -> Screen:
    """To another class of the school, parents and all."""
    entry, to = EntryId(pressed_number(turn)), ClassId(pressed_number(turn, 1))
    moved = await movements.transfer(turn.actor, entry, to, now=turn.now)
    await record_movement.announce(moved, now=turn.now)
    return screens.moved(moved)


async def _class_and_line(turn: Turn) -> tuple[ClassId, str]:
    titles, line = split_class_titles(turn.rest)
    if len(titles) != 1:
        raise BadClassTitle(said=turn.rest[:40])
    return (await classes.access_titled(turn.actor, ACT, str(titles[0]), now=turn.now)).id, line
