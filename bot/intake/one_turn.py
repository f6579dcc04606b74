"""One event, start to commit: one transaction, whatever happens in it."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import TracebackType

from bot.intake import heads, notices, people
from bot.intake.decode import CHAT_BASE, MEMBER_ACTIONS
from bot.intake.heads import Finished, Head, TalkKey
from bot.intake.turns import build_turn
from bot.kit.clock import Clock
from bot.kit.errors import Bug, NotAllowed, Refusal, Stale
from bot.kit.i18n import in_locale
from bot.kit.ids import CommunityId, PersonId
from bot.kit.screen import Screen
from bot.kit.turn import Talk, Turn
from bot.kit.unit_of_work import unit_of_work
from bot.services import audit, post
from bot.telemetry import metrics
from bot.telemetry.logs import kind_of
from models import InboxEvent, QuarantinedEvent
from models.store import is_away

log = logging.getLogger("bot.inbox")

MAX_TRIES = 3
LIMIT_S = 30.0  # a turn waits for nothing but Postgres; one that takes longer is stuck
LOOK_S = 1.0  # so often it is looked at; while the machine stands still nobody looks, and nothing is counted

Answer = Callable[[Turn], Awaitable[Screen | None]]
Words = Callable[[Exception], Screen]
Ring = Callable[[CommunityId], object]


class TookTooLong(Bug):
    """A turn that did not end within `LIMIT_S`."""


@dataclass(frozen=True, slots=True)
class Taken:
    """`worked`: there was an event; `more`: the talk has another one that may go on at once."""

    worked: bool = False
    more: bool = False


class OneTurn:
    """Takes the head of a talk through its turn.

    `answer` is the router; `words` draws refusals and old buttons; `ring` is told, after the commit, of every community
    that has something to send.
    """

    def __init__(self, answer: Answer, words: Words, clock: Clock, ring: Ring) -> None:
        self._answer, self._words, self._clock, self._ring = answer, words, clock, ring

    async def take(self, talk: TalkKey) -> Taken:
        """Work on the oldest event of a talk.

        Raises:
            Exception: Postgres is away (`is_away`); the event waits where it was, no try is counted.
        """
        now, began = self._clock.now(), time.perf_counter()
        head: Head | None = None
        limit = _Limit()
        try:
            async with limit:
                try:
                    async with unit_of_work():
                        head = await heads.claim(talk, now)
                        if head is None:
                            return Taken()
                        outcome, finished = await self._work(head, now)
                except (Refusal, Stale) as refusal:
                    assert head is not None
                    outcome, finished = await self._refused(head, refusal, now)
        except Exception as error:
            problem = TookTooLong() if limit.expired() else error
            if head is None or is_away(problem):
                raise
            outcome, finished = await self._failed(head, problem, now), Finished(more=False)
        for community in finished.rings:
            self._ring(community)
        metrics.EVENTS.labels(head.type, outcome).inc()
        metrics.TURN_S.labels(outcome).observe(time.perf_counter() - began)
        metrics.WAITED_S.observe(max(0.0, (self._clock.now() - head.received_at).total_seconds()))
        return Taken(worked=True, more=finished.more)

    async def _work(self, head: Head, now: datetime) -> tuple[str, Finished]:
        if head.sender <= 0:
            return "ignored", await heads.finish(head)
        if await notices.note(head.type, head.community, head.peer, head.sender, dict(head.payload), now=now):
            return "done", await heads.finish(head)
        if not head.profile_asked:
            person = head.person or PersonId((await people.meet(head.sender, now=now)).id)
            if not _comes_or_goes(head):
                await people.ask_profile(person, head.sender, head.community, head.id, now=now)
                return "waits", await heads.put_off()
            head = replace(head, person=person)
        turn = await build_turn(head, now=now)
        if not turn.talk.is_chat and not head.reach_known:
            await people.note_reach(turn.actor, turn.talk.community, allowed=True, now=now)
        with in_locale(turn.locale):
            screen = await self._answer(turn)
        await _leave(turn, screen, head)
        return "done" if screen else "silent", await heads.finish(head)

    async def _refused(self, head: Head, refusal: Refusal | Stale, now: datetime) -> tuple[str, Finished]:
        """What the turn wrote is undone; a transaction of its own says why, and the event is done."""
        outcome = "stale" if isinstance(refusal, Stale) else "refused"
        async with unit_of_work():
            again = await heads.claim((head.community, head.peer), now)
            if again is None or again.id != head.id:
                return outcome, Finished(more=False)  # somebody else was faster: the words are his
            turn = await build_turn(head, now=now)
            if isinstance(refusal, NotAllowed):
                act = refusal.act or turn.command
                await audit.record(turn.actor, act, org=None, now=now, outcome="refused")
            with in_locale(turn.locale):
                screen = self._words(refusal)
            await _leave(turn, screen, head)
            return outcome, await heads.finish(head)

    async def _failed(self, head: Head, error: Exception, now: datetime) -> str:
        """Three tries, then quarantine: the id and the kind of error, never a text; the talk goes on."""
        tries, kind = head.tries + 1, kind_of(error)
        log.error("turn failed", extra={"event_key": head.key, "tries": tries, "error": kind})
        async with unit_of_work():
            if tries < MAX_TRIES:
                later = now + timedelta(seconds=tries)
                await InboxEvent.filter(id=head.id).update(tries=tries, not_before=later)
                return "failed"
            if not await InboxEvent.filter(id=head.id).delete():
                return "failed"  # its turn was done after all: its commit was not heard, or another worker was faster
            await QuarantinedEvent.create(
                community_id=head.community, event_id=head.key, type=head.type, error=kind[:300], at=now
            )
            if head.peer <= CHAT_BASE:
                with in_locale(head.locale):
                    await post.say(Talk(head.community, head.peer, is_chat=False), self._words(error), now=now)
        return "quarantined"


class _Limit:
    """Ends what takes longer than `LIMIT_S` of the time in which this process ran (not while a VM was paused)."""

    def __init__(self) -> None:
        self._timeout = asyncio.timeout(None)
        self._left_s = LIMIT_S

    async def __aenter__(self) -> None:
        await self._timeout.__aenter__()
        self._loop = asyncio.get_running_loop()
        self._next = self._loop.call_later(LOOK_S, self._look)

    def _look(self) -> None:
        self._left_s -= LOOK_S
        if self._left_s > 0:
            self._next = self._loop.call_later(LOOK_S, self._look)
        else:
            self._timeout.reschedule(self._loop.time())

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._next.cancel()
        await self._timeout.__aexit__(kind, error, trace)

    def expired(self) -> bool:
        """Was it ended?"""
        return self._timeout.expired()


def _comes_or_goes(head: Head) -> bool:
    """Somebody in or out of a chat: a stranger there is put out whatever the name (`strangers` asks for it itself)."""
    action = head.payload.get("action")
    return action is not None and action["type"] in MEMBER_ACTIONS


async def _leave(turn: Turn, screen: Screen | None, head: Head) -> None:
    await notices.ask_to_delete_secret(head.community, head.peer, dict(head.payload), now=turn.now)
    screen = screen or Screen()
    if press := str(head.payload.get("press") or ""):
        await post.answer_press(turn.talk, press, head.sender, screen.toast, now=turn.now)
    await post.say(turn.talk, screen, now=turn.now)
