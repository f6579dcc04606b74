"""Where a turn goes: the live dialog, a button, a chat event, a typed command; unknown words get the menu."""

from dataclasses import replace

from bot.handlers import mail
from bot.handlers.registry import BUTTONS, CHAT_EVENTS, COMMANDS, Command
from bot.kit.errors import Refusal, Stale
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.scenarios import engine
from bot.scenarios.ask_question import AskQuestion, QuestionDraft
from bot.services import access, plain_words, question_routes
from bot.ui import dialog_screens, refusals
from bot.ui.menus import menu_rows


async def answer(turn: Turn) -> Screen | None:
    """The answer to one addressed event; None is silence. In private a screen without buttons brings the menu."""
    screen = await _answer(turn)
    if screen is None or turn.talk.is_chat or screen.rows or screen.menu is not None or not screen.text:
        return screen
    return replace(screen, menu=menu_rows([s.role for s in await access.standings(turn.actor)]))


async def _answer(turn: Turn) -> Screen | None:
    if turn.chat_event:
        handler = CHAT_EVENTS.get(turn.chat_event.kind)
        return await handler(turn) if handler else None
    if turn.pressed:
        return await _pressed(turn)
    if turn.talk.is_chat:
        return await _said_in_chat(turn)
    return await _said_in_private(turn)


def words(problem: Exception) -> Screen:
    """The screen of a refusal, of an outdated button, or of our own mistake."""
    if isinstance(problem, Refusal):
        return refusals.screen(problem)
    if isinstance(problem, Stale):
        return dialog_screens.stale_button()
    return dialog_screens.our_mistake()


async def _pressed(turn: Turn) -> Screen | None:
    assert turn.pressed
    if turn.pressed.id == "start":
        return await COMMANDS["начать"].run(turn)
    screen = await engine.step(turn)
    if screen is not None:
        return screen
    if turn.pressed.id.startswith("/"):
        return await _run_line(turn, " ".join((turn.pressed.id, *(str(a) for a in turn.pressed.args))))
    handler = BUTTONS.get(turn.pressed.id)
    if handler is None:
        raise Stale
    return await handler(turn)


async def _run_line(turn: Turn, line: str) -> Screen | None:
    head, _, rest = line.partition(" ")
    command = COMMANDS.get(head.removeprefix("/").lower())
    if command is None:
        raise Stale
    await engine.leave(turn)
    return await command.run(replace(turn, pressed=None, text=line, command=command.word, rest=rest.strip()))


async def _said_in_chat(turn: Turn) -> Screen | None:
    """In a chat only commands made for chats are answered; a mention without one gets the short help."""
    command = COMMANDS.get(turn.command)
    if command and command.in_chat:
        return await command.run(turn)
    if command or turn.text.startswith("/"):
        return dialog_screens.only_in_private()
    return dialog_screens.chat_hint()


async def _said_in_private(turn: Turn) -> Screen | None:
    if turn.ref:
        await engine.leave(turn)
        return await COMMANDS["начать"].run(turn)
    if answered := await mail.find_reply(turn):
        return answered
    slash = turn.text.startswith("/")
    if not slash:
        screen = await engine.step(turn)
        if screen is not None:
            return screen
    command = COMMANDS.get(turn.command)
    if command is None:
        return await _unknown(turn)
    if command.word not in ("отмена", "назад"):
        await engine.leave(turn)
        return await command.run(turn)
    return await engine.step(turn) or await command.run(turn)


async def _unknown(turn: Turn) -> Screen | None:
    roles = [s.role for s in await access.standings(turn.actor)]
    if not roles:
        return await COMMANDS["начать"].run(turn)
    if turn.attachments and not turn.text:
        return dialog_screens.cannot_read(roles)
    if plain_words.is_greeting(turn.text):
        return await COMMANDS["начать"].run(turn)
    if plain_words.is_thanks(turn.text):
        return dialog_screens.welcome()
    if plain_words.is_question(turn.text) and access.may(roles, question_routes.ACT):
        return await engine.begin(turn, AskQuestion, QuestionDraft(turn.text), step="sure")
    return dialog_screens.unknown(turn.text, roles)


def commands() -> list[Command]:
    """Every command once, in the order they were registered."""
    return list(dict.fromkeys(COMMANDS.values()))
