"""The fast lane judges: talk of chats with moderation on, in memory; a verdict and the message's number go further.

The rules of a chat are read when its first message comes and looked at again in the background while it speaks: the
lane waits for Postgres once a batch with chats it has not met, not once a message.
"""

import asyncio
import logging
import time
from collections.abc import Iterable

import msgspec

from bot.intake.decode import Incoming, Kind, moment
from bot.intake.taken import Taken
from bot.kit.clock import Clock
from bot.services import chat_rules
from bot.services.chat_rules import ChatKey, Judged
from bot.services.judging import FINE, ChatRules, Verdict, What, judge

log = logging.getLogger("bot.traffic")

FRESH_S = 3.0  # so long a change of the rules may take to be felt
CHATS = 200_000  # known at once, some 300 bytes each; then the memory begins anew


class _Known(msgspec.Struct, gc=False):
    chat: Judged | None
    read_at: float


class Traffic:
    """Judges what comes; `run` keeps the rules fresh, `forget` makes the next message read them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._known: dict[ChatKey, _Known] = {}
        self._stale: set[ChatKey] = set()
        self._wake = asyncio.Event()

    async def learn(self, taken: Iterable[Taken]) -> None:
        """Read the rules of chats that are not known yet, all of a batch in one statement."""
        chats = {(one.community, event.peer) for one in taken for event, _ in one.events if event.kind is Kind.TALK}
        if len(self._known) + len(chats - self._known.keys()) > CHATS:
            self._known.clear()
        if new := chats - self._known.keys():
            await self._read(new)

    def judged(self, community: int, event: Incoming) -> Incoming:
        """Talk of a chat that is known, without its text, with its verdict if it is not fine."""
        key = (community, event.peer)
        known = self._known[key]
        if time.monotonic() - known.read_at > FRESH_S:
            self._stale.add(key)
            self._wake.set()
        if known.chat is None:
            return event
        rules = known.chat.rules
        verdict = _verdict(event, rules)
        kept = None if verdict.what is What.NONE else verdict_kept(event, verdict)
        return msgspec.structs.replace(
            event, said="", kept=kept, conversation=known.chat.conversation, pace=rules.flood
        )

    async def _read(self, chats: set[ChatKey]) -> None:
        found = await chat_rules.read_for_judging(chats, now=self._clock.now())
        now = time.monotonic()
        self._known.update({key: _Known(found.get(key), now) for key in chats})

    def forget(self) -> None:
        """The next message of every chat reads its rules."""
        self._known.clear()

    async def run(self) -> None:
        """Until cancelled: read the rules of chats that speak, at most every `FRESH_S`."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            stale, self._stale = self._stale, set()
            try:
                await self._read(stale)
            except Exception as error:  # noqa: BLE001 -- the rules known so far go on being used
                log.warning("rules of chats not read", extra={"chats": len(stale), "error": type(error).__name__})
            await asyncio.sleep(FRESH_S)


def _verdict(event: Incoming, rules: ChatRules) -> Verdict:
    """A mistake of ours in a rule is no reason to lose a message, or to ask for it again for ever."""
    try:
        return judge(event.said, rules, at=moment(event.second), author=event.sender)
    except Exception as error:  # noqa: BLE001 -- see above; the text is not in the log
        log.error("a message could not be judged", extra={"error": type(error).__name__})
        return FINE


def verdict_kept(event: Incoming, verdict: Verdict) -> dict[str, object]:
    """What the inbox keeps of a judged message: who, which, what and why; never the text."""
    assert verdict.reason
    said = f"{verdict.what.value} {verdict.reason.value}"
    return {"action": {"type": JUDGED, "member": event.sender, "said": said}, "number": event.number}


JUDGED = "judged"  # our own word among VK's service actions; `decode` lets few of VK's own through
