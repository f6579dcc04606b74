"""The fast lane judges: talk of chats with moderation on, in memory; a verdict and the message's number go further.

The rules of a chat are read when its first message comes and looked at again in the background while it speaks: the
lane waits for Postgres once a chat, not once a message.
"""

import asyncio
import logging
import time
from collections.abc import Sequence

import msgspec

from bot.intake.decode import Incoming, Kind, moment
from bot.kit.clock import Clock
from bot.services import chat_rules
from bot.services.chat_rules import ChatKey, Judged
from bot.services.judging import Verdict, What, judge

log = logging.getLogger("bot.traffic")

FRESH_S = 3.0  # so long a change of the rules may take to be felt
CHATS = 50_000  # known at once; then the memory begins anew


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

    async def judged(self, community: int, events: Sequence[Incoming]) -> Sequence[Incoming]:
        """The events, those of talk with their verdicts; nothing else is changed."""
        chats = {(community, event.peer) for event in events if event.kind is Kind.TALK}
        if not chats:
            return events
        unknown = chats - self._known.keys()
        if unknown:
            await self._read(unknown)
        return [self._with_verdict(community, event) for event in events]

    def _with_verdict(self, community: int, event: Incoming) -> Incoming:
        if event.kind is not Kind.TALK:
            return event
        key = (community, event.peer)
        known = self._known[key]
        if time.monotonic() - known.read_at > FRESH_S:
            self._stale.add(key)
            self._wake.set()
        if known.chat is None:
            return event
        verdict = judge(event.said, known.chat.rules, at=moment(event.second), author=event.sender)
        kept = None if verdict.what is What.NONE else verdict_kept(event, verdict)
        return msgspec.structs.replace(
            event, said="", kept=kept, conversation=known.chat.conversation, pace=known.chat.rules.flood
        )

    async def _read(self, chats: set[ChatKey]) -> None:
        if len(self._known) + len(chats) > CHATS:
            self._known.clear()
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


def verdict_kept(event: Incoming, verdict: Verdict) -> dict[str, object]:
    """What the inbox keeps of a judged message: who, which, what and why; never the text."""
    assert verdict.reason
    said = f"{verdict.what.value} {verdict.reason.value}"
    return {"action": {"type": JUDGED, "member": event.sender, "said": said}, "number": event.number}


JUDGED = "judged"  # our own word among VK's service actions; VK's own come through `decode.MEMBER_ACTIONS` only
