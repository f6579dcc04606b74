"""`/ответы`: what is answered by itself; `/адреса`: what stands under `/помощь`."""

from bot.handlers.numbers import pressed_number
from bot.handlers.registry import button, command
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.scenarios.add_answer import AddAnswer, AnswerDraft
from bot.scenarios.engine import begin
from bot.services import access, platform_help, ready_answers
from bot.ui import answers as screens

NONE = ("убрать", "нет", "none")


@command("ответы", alias="answers", act=ready_answers.ACT)
async def show_answers(turn: Turn) -> Screen:
    """`/ответы`, a page of them by its number, or `/ответы Вопрос; Ответ` to keep one."""
    if turn.rest and not turn.rest.isdecimal():
        question, _mark, answer = turn.rest.partition(";")
        return screens.kept(await ready_answers.add(turn.actor, question, answer, now=turn.now))
    org, found = await ready_answers.own(turn.actor)
    return screens.listing(org.title, found, page=int(turn.rest or 1) if len(turn.rest) < 5 else 1)


@button("answers.add")
async def add_answer(turn: Turn) -> Screen:
    """The dialog."""
    await access.access_org(turn.actor, ready_answers.ACT)
    return await begin(turn, AddAnswer, AnswerDraft())


@button("answers.remove")
async def remove_answer(turn: Turn) -> Screen:
    """One tap: it can be written again."""
    return screens.removed(await ready_answers.remove(turn.actor, pressed_number(turn), now=turn.now))


@command("адреса", alias="addresses", act=platform_help.ACT)
async def write_addresses(turn: Turn) -> Screen:
    """`/адреса Сферум: sferum.ru …`; `/адреса убрать`; without words, what stands there."""
    await access.access_org(turn.actor, platform_help.ACT)
    if not turn.rest:
        return screens.addresses(await platform_help.of_person(turn.actor, now=turn.now))
    text = "" if turn.rest.lower() in NONE else turn.rest
    return screens.addresses_kept(await platform_help.write(turn.actor, text, now=turn.now))
