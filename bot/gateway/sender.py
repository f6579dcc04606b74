"""One community's way out: departure after departure, several in flight, at VK's pace."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from bot.gateway import answers, history, outbox, outcomes, render
from bot.gateway.answers import Outcome, Uploaded
from bot.gateway.client import Call, VkClient, script
from bot.gateway.errors import Do, Hold, rule_of
from bot.gateway.history import NotSent
from bot.gateway.long_verbs import LongVerbs
from bot.gateway.requests import UPLOADED, Departure, Form, Request
from bot.kit.clock import Clock
from bot.kit.errors import AuthLost, Busy, MessengerError, Rejected
from bot.kit.ids import CommunityId

log = logging.getLogger("bot.sender")

BOARDING = 2  # departures claimed and not yet left: one in the pacer's line, one being written
IN_FLIGHT = 64  # requests without an answer: 19 a second leave as long as VK answers within 3 s


class Unsent(Busy):
    """Certainly not sent: it goes on at once."""


class Sender:
    """The only caller of its token besides the long poll. `holds` says whether this process owns it now."""

    def __init__(
        self,
        community: CommunityId,
        vk: VkClient,
        long_verbs: LongVerbs,
        clock: Clock,
        *,
        holder: str,
        holds: Callable[[], bool],
    ) -> None:
        self.community, self.vk, self.clock = community, vk, clock
        self.stopped_by: AuthLost | None = None
        self.is_draining = False
        self.holds = holds
        self._long, self._holder = long_verbs, holder
        self._changed = asyncio.Event()
        self._may_more = True  # leave just now: not after a look that found the last, until something happens
        self._flying = self._boarding = 0
        self._held: dict[str, tuple[datetime, datetime]] = {}  # verbs that wait, from and until
        self._alone: set[int] = set()

    def wake(self) -> None:
        """Something new may be there."""
        self._may_more = True
        self._changed.set()

    async def drain(self) -> bool:
        """Send until nothing may leave now and every answer is there; True if anything left."""
        self.is_draining, self._may_more, left = True, True, False
        try:
            async with asyncio.TaskGroup() as flights:
                while departure := await self._next():
                    left = True
                    self._flying += 1
                    self._boarding += 1
                    flights.create_task(self._fly(departure))
        finally:
            self.is_draining, self._flying, self._boarding = False, 0, 0
        return left

    async def _next(self) -> Departure | None:
        """What leaves next; waits while only an answer can set more free."""
        while True:
            self._changed.clear()
            if self._may_board():
                self._may_more = False  # a wake during the look counts
                departure = await self._claim()
                if departure:
                    self._may_more |= not departure.is_all
                    return departure
            if not self._flying:
                return None
            await self._changed.wait()

    def _may_board(self) -> bool:
        room = self._flying < IN_FLIGHT and self._boarding < BOARDING
        return self._may_more and room and self.stopped_by is None and self.holds()

    async def _claim(self) -> Departure | None:
        now = self.clock.now()
        held = [verb for verb, (since, until) in self._held.items() if since <= now < until]
        return await outbox.claim(self.community, self._holder, now, held=held, alone=self._alone)

    async def _fly(self, departure: Departure) -> None:
        flight = _Flight(self)
        try:
            await self._travel(departure, flight)
        finally:
            flight.leave()
            self._flying -= 1
            self.wake()  # its lanes are free, and what its answers caused is written

    def left(self) -> None:
        """A departure is through the pacer's line: the next one may be claimed."""
        self._boarding -= 1
        self._changed.set()

    async def _travel(self, departure: Departure, flight: "_Flight") -> None:
        now = self.clock.now()
        late = [request for request in departure.requests if outbox.is_expired(request, now)]
        fresh = [request for request in departure.requests if request not in late]
        if late:
            await outcomes.drop(late)
        if not fresh:
            return
        try:
            answers = await self._answers(Departure(departure.form, fresh, departure.at), flight)
        except _NotOurs:
            return  # the new owner takes these rows back
        except MessengerError as error:
            answers = [error] * len(fresh)
        except Exception as error:  # noqa: BLE001 - our own mistake in one message must not stop the others
            log.error("request could not be made", extra={"error": type(error).__name__, "item": fresh[0].id})
            answers = await self._apart(fresh)
        await self._settle(departure, list(zip(fresh, answers, strict=True)))

    async def _apart(self, requests: list[Request]) -> list[Outcome]:
        """One of several cannot even be written down: that one is dead, the others go one by one."""
        if len(requests) == 1:
            return [Rejected(3, "our own mistake")]
        self._alone |= {request.id for request in requests}
        return [Unsent(1, "together with a broken one")] * len(requests)

    async def _answers(self, departure: Departure, flight: "_Flight") -> list[Outcome]:
        requests = departure.requests
        match departure.form:
            case Form.MERGED:
                return await self._send_merged(requests, flight)
            case Form.LONG:
                await flight.wait()
                return [await self._long.answer(requests[0], self.vk)]
            case Form.UPLOAD:
                await flight.wait()
                return [await self._long.upload(requests[0], self.vk)]
            case Form.LOOK_UP:
                await flight.wait()
                return await self._look_up(requests)
            case _:
                return await self._send_calls(requests, flight)

    async def _send_merged(self, requests: list[Request], flight: "_Flight") -> list[Outcome]:
        method, params = render.say(requests[0].args, requests[0].random_id, self._long.screen_name)
        params["peer_ids"] = ",".join(str(request.talk) for request in requests)
        await flight.wait()
        answer = (await self.vk.now(method, params))["response"]
        said = {int(item["peer_id"]): item for item in answer}
        silent = Busy(0, "no answer for this peer")
        return [answers.read(r, [said[r.talk]]) if r.talk in said else silent for r in requests]

    async def _send_calls(self, requests: list[Request], flight: "_Flight") -> list[Outcome]:
        calls = [self._as_call(request) for request in requests]
        if len(calls) == 1:
            await flight.wait()
            values = [await self._one(calls[0])]
        else:
            code, fitting = script(calls)
            await flight.wait()
            values = await self.vk.execute_now(code)
            values += [Unsent(1, "the next execute")] * (len(calls) - fitting)
        return [answers.read(request, value) for request, value in zip(requests, values, strict=True)]

    async def _one(self, call: Call) -> Any:
        try:
            return (await self.vk.now(*call))["response"]
        except MessengerError as error:
            return error

    def _as_call(self, request: Request) -> Call:
        if request.verb == "say":
            uploaded = str(request.args.get(UPLOADED, ""))
            return render.say(request.args, request.random_id, self._long.screen_name, uploaded)
        return render.SIMPLE[request.verb](request.args, request.random_id)

    async def _look_up(self, requests: list[Request]) -> list[Outcome]:
        try:
            found = await history.find_sent(self.vk, requests)
        except (Busy, AuthLost):
            raise
        except MessengerError as error:
            found = [error] * len(requests)
        return [_looked_up(one) for one in found]

    async def _settle(self, departure: Departure, answered: list[tuple[Request, Outcome]]) -> None:
        now = self.clock.now()
        for request, answer in answered:
            if isinstance(answer, Uploaded):
                await outcomes.keep_uploaded(request, answer, now)
        done = [(r, answer) for r, answer in answered if isinstance(answer, dict)]
        if done:
            await outcomes.succeed(self.community, done, now)
            self._alone -= {request.id for request, _ in done}
        refused: dict[tuple[type[MessengerError], int], list[tuple[Request, MessengerError]]] = {}
        for request, error in answered:
            if isinstance(error, MessengerError):
                refused.setdefault((type(error), error.code), []).append((request, error))
        for together in refused.values():
            await self._refused(departure, [request for request, _ in together], together[0][1], now)

    async def _refused(
        self, departure: Departure, requests: list[Request], error: MessengerError, now: datetime
    ) -> None:
        first = requests[0]
        log.warning("request refused", extra={"verb": first.verb, "code": error.code, "count": len(requests)})
        if rule_of(error.code).alarm and first.verb not in answers.OF_ANOTHER_TOKEN:
            await outcomes.note_trouble(self.community, error, now)
        match error:
            case Unsent():
                await outcomes.later(requests, now, str(error), certain=True)
            case Busy():
                await self._later(departure, requests, error, now)
            case AuthLost() if first.verb not in answers.OF_ANOTHER_TOKEN:
                self.stopped_by = error
                log.error("the community's token does not work", extra={"community": self.community})
                await outcomes.later(requests, now, str(error))
            case Rejected() if 1 < len(requests) == len(departure.requests) and departure.form is not Form.LOOK_UP:
                self._alone |= {request.id for request in requests}  # one bad one must not cost the others theirs
                await outcomes.part(requests, now, str(error))
            case _:
                for request in requests:
                    await self._failed(request, error, now)

    async def _failed(self, request: Request, error: MessengerError, now: datetime) -> None:
        self._alone.discard(request.id)
        if request.verb == "answer_press":
            await outcomes.drop([request])  # too late or answered already: nobody waits for it
            return
        if answers.is_refusal_asked_for(request, error):
            await outcomes.refuse(self.community, request, error, now)
            return
        if rule_of(error.code).do is Do.CLOSE and request.verb == "say":
            await outcomes.close_peer(self.community, request, error, now)
        await outcomes.fail(self.community, request, error, now)

    async def _later(self, departure: Departure, requests: list[Request], error: Busy, now: datetime) -> None:
        until = now + timedelta(seconds=error.retry_after_s)
        match rule_of(error.code).hold:
            case Hold.TOKEN:
                self.vk.pacer.crowded()
            case Hold.VERB:
                self._held[requests[0].verb] = (now, until)
            case Hold.ALIKE:
                await outcomes.hold_alike(self.community, {request.content for request in requests}, until)
        await outcomes.retry(self.community, requests, error, now, at=departure.at)


def _looked_up(found: history.Found) -> Outcome:
    """What is known now of a message whose answer was lost."""
    match found:
        case NotSent.CERTAIN:
            return Unsent(1, "not in the history")
        case Busy() | AuthLost():
            return found
        case NotSent.UNKNOWN | MessengerError():
            return Rejected(0, "the answer was lost, and the history does not tell")
        case number:
            return {"message": number}


class _NotOurs(Exception):
    """The token has another owner by now."""


class _Flight:
    """One departure's place in the pacer's line: everything is written before, so that it leaves at its moment."""

    def __init__(self, sender: Sender) -> None:
        self._sender, self._has_left = sender, False

    async def wait(self) -> None:
        """Until it may leave.

        Raises:
            _NotOurs: this process was silent for too long.
        """
        await self._sender.vk.pacer.wait()
        if not self._sender.holds():
            raise _NotOurs
        self.leave()

    def leave(self) -> None:
        """It has left (or never will)."""
        if not self._has_left:
            self._has_left = True
            self._sender.left()
