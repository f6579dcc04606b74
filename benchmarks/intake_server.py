"""One server process of the benchmark `intake`: `bare`, `door` or `orm`; prints its port when it listens."""

import argparse
import asyncio
import gc
import json
from datetime import UTC, datetime

import msgspec
import uvloop
from aiohttp import web
from tortoise.expressions import F
from tortoise.transactions import in_transaction

from bot.gateway.vault import Vault
from bot.intake.addresses import Refusals
from bot.intake.callback import MAX_BODY, CallbackDoor
from bot.intake.gatherer import Gatherer
from bot.intake.traffic import Traffic
from bot.kit.clock import SystemClock
from bot.kit.nursery import Nursery
from models import ActivityDay, Binding, Conversation, ConversationState, store

SEEN = (
    "insert into seen_event (happened_on, seen_on, community_id, talk, number) values ($1, $1, $2, $3, $4)"
    " on conflict do nothing returning 1"
)


async def bare(request: web.Request) -> web.Response:
    """The ceiling: read, parse, answer."""
    msgspec.json.decode(await request.read())
    return web.Response(body=b"ok")


async def orm(request: web.Request) -> web.Response:
    """The plain way: one transaction of the ORM an event."""
    message = json.loads(await request.read())["object"]["message"]
    at = datetime.fromtimestamp(message["date"], UTC)
    async with in_transaction() as connection:
        key = [at.date(), 1, message["peer_id"], message["conversation_message_id"]]
        if await connection.execute_query_dict(SEEN, key):
            await count(message["peer_id"], message["from_id"], at)
    return web.Response(body=b"ok")


async def count(peer: int, author: int, at: datetime) -> None:
    """The same decision as the one statement's, by models."""
    chat = await Conversation.get_or_none(
        community_id=1, peer_id=peer, counts=True, state=ConversationState.LIVE, registered_at__lte=at
    )
    binding = await (
        Binding.filter(person__vk_id=author, valid_from__lte=at, valid_to=None, entry__role="teacher")
        .select_related("entry")
        .first()
    )
    if chat is None or binding is None:
        return
    day, _new = await ActivityDay.get_or_create(teacher_id=binding.entry_id, day=at.date())
    await ActivityDay.filter(id=day.id).update(messages=F("messages") + 1)
    if chat.last_message_at is None or chat.last_message_at < at:
        await Conversation.filter(id=chat.id).update(last_message_at=at)


async def main(mode: str, dsn: str, key: str, *, patient: bool) -> None:
    """Serve until killed."""
    await store.open_store(dsn, maxsize=16)
    app, nursery = web.Application(client_max_size=MAX_BODY), Nursery()
    if mode in ("door", "judging"):
        vault = Vault(key)
        clock = SystemClock()
        gatherer = Gatherer(dsn, vault, clock, traffic=Traffic(clock) if mode == "judging" else None)
        door = CallbackDoor(gatherer, vault, refusals=Refusals(allowed=2**40) if patient else None)
        await door.reload()
        door.add_to(app)
        nursery.start(gatherer.run(), name="gatherer")
    else:
        app.router.add_post("/callback/{group_id:[0-9]{1,18}}", bare if mode == "bare" else orm)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    gc.collect()
    gc.freeze()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("mode", choices=["bare", "door", "judging", "orm"])
    parser.add_argument("--dsn", required=True)
    parser.add_argument("--key", required=True)
    parser.add_argument("--patient", action="store_true", help="go on listening to one that is refused often")
    given = parser.parse_args()
    uvloop.run(main(given.mode, given.dsn, given.key, patient=given.patient))
