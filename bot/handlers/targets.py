"""`/цели`: how far the targets are; set one, take one back, take over those of the sources."""

from bot.handlers.registry import button, command
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.scenarios.engine import begin
from bot.scenarios.set_target import SetTarget, TargetDraft, save, take_back
from bot.services import access, norms, target_rows, target_words, targets
from bot.ui import targets as screens

TAKE_BACK = ("убрать", "снять", "end")
NORM = ("норма", "norm")


@command("цели", alias="targets", act="report.read")
async def show_targets(turn: Turn) -> Screen:
    """`/цели`; `/цели 3 сообщения 30% до 01.09.2027; приказ № 5`; `… убрать 3 сообщения`; `… норма 5; решение № 3`."""
    await access.access_org(turn.actor, "report.read")
    if not turn.rest:
        return screens.targets(await targets.read(turn.actor, now=turn.now))
    await access.access_org(turn.actor, "targets.write")
    first, _space, rest = turn.rest.partition(" ")
    if first.lower() in NORM:
        return screens.norm_saved(await norms.set_norm(turn.actor, rest, now=turn.now))
    if first.lower() in TAKE_BACK:
        return await take_back(turn, rest)
    return await save(turn, target_words.parse_target(turn.rest))


@button("targets.edit")
async def edit_targets(turn: Turn) -> Screen:
    """The dialog of a target."""
    await access.access_org(turn.actor, "targets.write")
    return await begin(turn, SetTarget, TargetDraft())


@button("targets.take")
async def take_targets(turn: Turn) -> Screen:
    """Those of the sources, as rows with their documents."""
    return screens.taken(await target_rows.take_sources(turn.actor, now=turn.now))
