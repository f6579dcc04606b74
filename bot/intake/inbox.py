"""The inbox: one talk is worked on by one worker at a time, in order; one transaction a turn."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path

from bot.intake import people
from bot.intake.decode import CHAT_BASE
from bot.intake.turns import build_turn
from bot.kit.clock import Clock
from bot.kit.errors import NotAllowed, Refusal, Stale
from bot.kit.i18n import in_locale
from bot.kit.ids import CommunityId
from bot.kit.screen import Screen
from bot.kit.turn import Talk, Turn
from bot.kit.unit_of_work import unit_of_work
from bot.services import audit, post
from models import Community, InboxEvent, QuarantinedEvent

log = logging.getLogger("bot.inbox")

MAX_TRIES = 3
IDLE_S = 0.5

# The oldest event of a talk nobody else works on.
CLAIM = """
select i.id from inbox i
where i.not_before <= $1
  and not exists (select 1 from inbox p where p.community_id = i.community_id and p.peer_id = i.peer_id and p.id < i.id)
order by i.id limit 1 for update of i skip locked
"""

Answer = Callable[[Turn], Awaitable[Screen | None]]
Words = Callable[[Exception], Screen]


class Inbox:
    """Turns events into turns. `answer` is the router; `words` draws refusals and outdated buttons."""

    def __init__(self, answer: Answer, words: Words, clock: Clock, on_done: Callable[[], None]) -> None:
        self._answer, self._words, self._clock, self._on_done = answer, words, clock, on_done
        self.wake = asyncio.Event()

    async def run(self) -> None:
        """Until cancelled: work, then wait to be woken."""
        while True:
            self.wake.clear()
            if not await self.work_one():
                try:
                    await asyncio.wait_for(self.wake.wait(), IDLE_S)
                except TimeoutError:
                    continue

    async def work_one(self) -> bool:
        """One event, start to commit; False when nothing may be worked on now."""
        now = self._clock.now()
        event: InboxEvent | None = None
        try:
            async with unit_of_work() as connection:
                rows = await connection.execute_query_dict(CLAIM, [now])
                if not rows:
                    return False
                event = await InboxEvent.get(id=rows[0]["id"])
                await self._work(event, now)
        except Exception as error:
            if event is None:
                raise
            await self._failed(event, error, now)
        self._on_done()
        return True

    async def _work(self, event: InboxEvent, now: datetime) -> None:
        community = await Community.get(id=event.community_id)
        sender = int(str(event.payload["sender"]))
        if sender <= 0:
            await event.delete()
            return
        person = await people.meet(sender, now=now)
        if person.profile_seen_at is None:
            await people.ask_profile(person, CommunityId(community.id), event, now=now)
            return
        turn = await build_turn(event, person, community.group_id, now=now)
        if not turn.talk.is_chat:
            await people.note_reach(turn.actor, turn.talk.community, allowed=True, now=now)
        with in_locale(turn.locale):
            screen = await self._answered(turn)
        await self._leave(turn, screen, str(event.payload.get("press") or ""), sender)
        await event.delete()

    async def _answered(self, turn: Turn) -> Screen | None:
        """The answer's screen; a refusal undoes what its step wrote, its words still leave."""
        try:
            async with unit_of_work():
                return await self._answer(turn)
        except NotAllowed as refusal:
            await audit.record(turn.actor, refusal.act or turn.command, org=None, now=turn.now, outcome="refused")
            return self._words(refusal)
        except (Refusal, Stale) as refusal:
            return self._words(refusal)

    async def _leave(self, turn: Turn, screen: Screen | None, press: str, sender: int) -> None:
        screen = screen or Screen()
        if press:
            await post.answer_press(turn.talk, press, sender, screen.toast, now=turn.now)
        await post.say(turn.talk, screen, now=turn.now)

    async def _failed(self, event: InboxEvent, error: Exception, now: datetime) -> None:
        """Three tries, then quarantine: the id and the kind of error, never a text."""
        tries = event.tries + 1
        kind = f"{type(error).__name__} at {_place(error)}"
        log.error("turn failed", extra={"event": event.event_id, "tries": tries, "error": kind})
        async with unit_of_work():
            if tries < MAX_TRIES:
                later = now + timedelta(seconds=tries)
                await InboxEvent.filter(id=event.id).update(tries=tries, not_before=later)
                return
            await QuarantinedEvent.create(
                community_id=event.community_id,
                event_id=event.event_id,
                type=str(event.payload.get("type")),
                error=kind,
                at=now,
            )
            await InboxEvent.filter(id=event.id).delete()
            talk = Talk(CommunityId(event.community_id), event.peer_id, is_chat=event.peer_id > CHAT_BASE)
            if not talk.is_chat:
                await post.say(talk, self._words(error), now=now)


def _place(error: Exception) -> str:
    """File and line of the innermost frame: enough to find it, with no values in it."""
    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    return f"{Path(frame.tb_frame.f_code.co_filename).name}:{frame.tb_lineno}" if frame else "?"
