"""The turns of the model: a command and two continuations, whose every effect can be counted."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from bot.handlers import registry
from bot.kit.errors import NotFound
from bot.kit.screen import Screen
from bot.kit.turn import Talk, Turn
from bot.services import audit, post
from bot.services.ports import Done, Verb, continuation
from tests.faults.model.reference import Kind

TURN, HEARD, MADE = "model.turn", "model.heard", "model.made"


class Stumbled(Exception):
    """A mistake of ours."""


class Moves:
    """`/ход NUMBER KIND`."""

    def __init__(self) -> None:
        self._tries: Counter[str] = Counter()

    def forget(self) -> None:
        """Nothing was tried yet."""
        self._tries.clear()

    def _stumbles(self, what: str, times: int) -> None:
        self._tries[what] += 1
        if self._tries[what] <= times:
            raise Stumbled(what)

    async def turn(self, turn: Turn) -> Screen | None:
        """One turn: its row, and what else its kind asks for."""
        said, kind = turn.rest.split()
        number = int(said)
        await audit.record(turn.actor, TURN, org=None, now=turn.now, number=number)
        answer = Screen(f"слово {number}")
        match Kind(kind):
            case Kind.REFUSED:
                raise NotFound(said=f"слово {number}")
            case Kind.STUMBLES:
                self._stumbles(turn.rest, 2)
            case Kind.POISON:
                raise Stumbled(turn.rest)
            case Kind.ASKS:
                carried: dict[str, object] = {"number": number, "talk": turn.talk.key}
                await post.say(turn.talk, answer, now=turn.now, then=HEARD, then_args=carried)
                return None
            case Kind.FOUNDS:
                title: dict[str, object] = {"title": f"Беседа {number}"}
                lane, carried = f"chat:{number}", {"number": number}
                community = turn.talk.community
                await post.ask(
                    community, Verb.CREATE_CHAT, title, lane=lane, now=turn.now, then=MADE, then_args=carried
                )
        return answer

    async def heard(self, done: Done) -> None:
        """An answer has arrived: one row, one thing more to say. Every third stumbles the first time."""
        number, talk = int(str(done.args["number"])), int(str(done.args["talk"]))
        await audit.record(None, HEARD, org=None, now=done.now, number=number)
        if number % 3 == 0:
            self._stumbles(f"heard {number}", 1)
        await post.say(Talk(done.community, talk, is_chat=False), Screen(f"услышано {number}"), now=done.now)

    async def made(self, done: Done) -> None:
        """A chat was made: one row."""
        await audit.record(None, MADE, org=None, now=done.now, number=int(str(done.args["number"])))


@contextmanager
def moves() -> Iterator[Moves]:
    """The bot knows them for as long as the block lasts."""
    made = Moves()
    registry.COMMANDS["ход"] = registry.Command("ход", "move", made.turn)
    continuation.by_name |= {HEARD: made.heard, MADE: made.made}
    try:
        yield made
    finally:
        del registry.COMMANDS["ход"]
        for name in (HEARD, MADE):
            del continuation.by_name[name]
