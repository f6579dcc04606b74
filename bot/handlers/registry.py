"""Three dictionaries that the router looks into: typed commands, buttons, chat events."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.kit.errors import Bug
from bot.kit.screen import Screen
from bot.kit.turn import Turn

Handler = Callable[[Turn], Awaitable[Screen | None]]


@dataclass(frozen=True, slots=True)
class Command:
    """A typed command: `word` in Russian, `alias` in English; `act` in the rights table, "" for everybody."""

    word: str
    alias: str
    run: Handler
    act: str = ""
    in_chat: bool = False


COMMANDS: dict[str, Command] = {}
BUTTONS: dict[str, Handler] = {}
CHAT_EVENTS: dict[str, Handler] = {}


def command(word: str, *, alias: str, act: str = "", in_chat: bool = False) -> Callable[[Handler], Handler]:
    """Register `/word` and `/alias`. The handler gets the rest of the line in `turn.rest`."""

    def register(run: Handler) -> Handler:
        entry = Command(word, alias, run, act, in_chat)
        for name in {word, alias}:
            if name in COMMANDS:
                raise Bug(f"command {name} twice")
            COMMANDS[name] = entry
        return run

    return register


def button(button_id: str) -> Callable[[Handler], Handler]:
    """Register a button that lives outside scenarios; arguments come in `turn.pressed.args`.

    An id that begins with `/` needs no registration: it runs that typed command, arguments joined by spaces.
    """

    def register(run: Handler) -> Handler:
        if button_id in BUTTONS:
            raise Bug(f"button {button_id} twice")
        BUTTONS[button_id] = run
        return run

    return register


def chat_event(*kinds: str) -> Callable[[Handler], Handler]:
    """Register a handler of service actions in chats, named as VK names them."""

    def register(run: Handler) -> Handler:
        for kind in kinds:
            if kind in CHAT_EVENTS:
                raise Bug(f"chat event {kind} twice")
            CHAT_EVENTS[kind] = run
        return run

    return register
