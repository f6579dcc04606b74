"""Drains the outbox of one community: claim, send (batched by execute), settle."""

import asyncio
import logging
from typing import Any

from bot.gateway import long_verbs, outbox, render
from bot.gateway.client import VkClient
from bot.gateway.errors import to_error
from bot.kit.clock import Clock
from bot.kit.errors import AuthLost, Busy, MessengerError, PeerClosed
from bot.kit.ids import CommunityId
from models import OutboxItem

log = logging.getLogger("bot.sender")

IDLE_S = 0.5  # how often the table is looked at when nobody woke the sender


class Sender:
    """One community's way out. The only caller of its token besides the long poll."""

    def __init__(
        self, community: CommunityId, screen_name: str, vk: VkClient, user: VkClient | None, clock: Clock
    ) -> None:
        self.community, self.screen_name = community, screen_name
        self.vk, self.user, self.clock = vk, user, clock
        self.wake = asyncio.Event()
        self.stopped_by: AuthLost | None = None

    async def begin(self) -> None:
        """After a crash: what was on its way is tried again."""
        await outbox.give_back(self.community)

    async def run(self) -> None:
        """Until cancelled: send what is due, then wait to be woken."""
        while True:
            self.wake.clear()
            if not await self.send_some():
                await _wait(self.wake, IDLE_S)

    async def send_some(self) -> bool:
        """One batch; False when nothing may leave now."""
        if self.stopped_by:
            return False
        items = await outbox.claim(self.community, self.clock.now())
        if not items:
            return False
        fresh = [item for item in items if not await self._expired(item)]
        simple = [item for item in fresh if _is_one_call(item)]
        await self._send_simple(simple)
        for item in fresh:
            if item not in simple:
                await self._send_long(item)
        return True

    async def _expired(self, item: OutboxItem) -> bool:
        if item.expires_at and item.expires_at < self.clock.now():
            await outbox.drop(item)
            return True
        return False

    async def _send_simple(self, items: list[OutboxItem]) -> None:
        if not items:
            return
        calls = [self._as_call(item) for item in items]
        try:
            values = (
                [await self.vk.call(calls[0][0], **calls[0][1])] if len(calls) == 1 else await self.vk.execute(calls)
            )
        except MessengerError as error:
            values = [error] * len(items)
        for item, value in zip(items, values, strict=True):
            await self._settle(item, value)

    def _as_call(self, item: OutboxItem) -> render.Call:
        if item.verb == "say":
            return render.say(item.args, item.random_id, self.screen_name)
        return render.SIMPLE[item.verb](item.args, item.random_id)

    async def _send_long(self, item: OutboxItem) -> None:
        try:
            value = await self._long(item)
        except MessengerError as error:
            await self._refused(item, error)
        else:
            await outbox.settle(item, value, self.clock.now())

    async def _long(self, item: OutboxItem) -> dict[str, Any]:
        match item.verb:
            case "say":
                return await self._say_with_qr(item)
            case "create_chat":
                title = str(item.args["title"])
                return await long_verbs.create_chat(self.vk, title, tried_before=item.tries > 1)
            case "start_call":
                return await long_verbs.start_call(self.user)
            case _:
                raise to_error(3, f"no such verb: {item.verb}")

    async def _say_with_qr(self, item: OutboxItem) -> dict[str, Any]:
        args: dict[str, Any] = item.args
        attachment = await long_verbs.upload_qr(self.vk, args["talk"], args["screen"]["qr"], self.screen_name)
        method, params = render.say(args, item.random_id, self.screen_name, attachment)
        try:
            return render.read_answer("say", await self.vk.call(method, **params))
        except render.PeerError as error:
            raise to_error(error.code, error.words) from error

    async def _settle(self, item: OutboxItem, value: Any) -> None:
        if isinstance(value, MessengerError):
            await self._refused(item, value)
            return
        try:
            answer = render.read_answer(item.verb, value)
        except render.PeerError as error:
            await self._refused(item, to_error(error.code, error.words))
            return
        await outbox.settle(item, answer, self.clock.now())

    async def _refused(self, item: OutboxItem, error: MessengerError) -> None:
        log.warning("request refused", extra={"verb": item.verb, "code": error.code, "item": item.id})
        now = self.clock.now()
        match error:
            case Busy():
                self.vk.pacer.pause(min(error.retry_after_s, 1.0))
                await outbox.retry(item, error, now, error.retry_after_s * min(2 ** (item.tries - 1), 32))
            case AuthLost():
                if item.verb == "start_call":
                    await outbox.fail(item, error, now)
                    return
                self.stopped_by = error
                await outbox.retry(item, error, now, 60.0)
                log.error("the community's token does not work", extra={"community": self.community})
            case PeerClosed() if item.verb == "say":
                await outbox.close_reach(self.community, int(str(item.args["talk"])))
                await outbox.fail(item, error, now)
            case _ if item.verb == "answer_press":
                await outbox.drop(item)  # too late or answered already: nobody waits for it
            case _:
                await outbox.fail(item, error, now)


def _is_one_call(item: OutboxItem) -> bool:
    args: dict[str, Any] = item.args
    return item.verb in render.SIMPLE or (item.verb == "say" and not args["screen"].get("qr"))


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return
