"""Where the parts meet: one aiohttp application with VK's face, the control face and the page."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import unquote

from aiohttp import web

import sandbox.methods  # noqa: F401  (fills the table of methods)
from sandbox import store
from sandbox.api_face import ApiFace
from sandbox.attachments import attachment_of_file
from sandbox.callback import Postman
from sandbox.control.gathering import Gathering
from sandbox.control.routes import answer, face, refuse
from sandbox.control.ruling import Ruling
from sandbox.control.stream import stream
from sandbox.control.talking import Talking
from sandbox.faults import Faults
from sandbox.longpoll import LongPollFace
from sandbox.upload_face import UploadFace
from sandbox.world import World

PAGE = Path(__file__).parent / "page"
MAX_BODY = 64 * 1024 * 1024


def build_app(world: World) -> web.Application:
    """The whole server around one world."""
    app = web.Application(client_max_size=MAX_BODY)
    faults = Faults()
    postman = Postman(world)
    world.post_out, world.shake_hands = postman.carry, postman.shake_hands
    _vk_face(app, world, faults)
    _control_face(app, world, faults)
    _page(app)

    async def live(_: web.Application) -> AsyncIterator[None]:
        await postman.start()
        saver = asyncio.create_task(store.keep_saving(world))
        yield
        saver.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await saver
        await postman.stop()
        store.save(world)

    app.cleanup_ctx.append(live)
    return app


def _vk_face(app: web.Application, world: World, faults: Faults) -> None:
    api, polls, uploads = ApiFace(world, faults), LongPollFace(world, faults), UploadFace(world)
    for verb in ("GET", "POST"):
        app.router.add_route(verb, "/method/{name}", api.handle)
        app.router.add_route(verb, r"/wh{group:\d+}", polls.handle)
    app.router.add_post("/upload/{kind:photo|doc|chat_photo}", uploads.take)
    app.router.add_get(r"/file/{id:\d+}/{key}", uploads.give)


def _control_face(app: web.Application, world: World, faults: Faults) -> None:
    talking, gathering, ruling = Talking(world), Gathering(world), Ruling(world, faults)
    gets = {
        "health": ruling.health,
        "people": ruling.people,
        "communities": ruling.communities,
        "messages": talking.messages,
        "talks": talking.talks,
        "chats": gathering.all,
        r"chats/{peer_id:\d+}": gathering.one,
        "calls": ruling.calls,
        "clock": ruling.clock,
        "pending": ruling.pending,
        "faults": ruling.faults_coming,
        "switches": ruling.switches,
    }
    posts = {
        "people": ruling.add_person,
        "communities": ruling.add_community,
        "say": talking.say,
        "press": talking.press,
        "open": talking.open,
        "read": talking.read,
        "typing": talking.typing,
        "react": talking.react,
        "edit": talking.edit,
        "delete": talking.delete,
        "permission": talking.permission,
        "membership": talking.membership,
        "leave": gathering.leave,
        "kick": gathering.kick,
        "add": gathering.add,
        "chats": gathering.create,
        "rights": gathering.rights,
        "chat-state": gathering.state,
        "chat-link": gathering.link,
        "chat-title": gathering.title,
        "pin": gathering.pin,
        "action": gathering.action,
        "call": gathering.call,
        "faults": ruling.add_fault,
        "clock": ruling.clock,
        "token": ruling.token,
        "switches": ruling.switches,
        "event": ruling.event,
    }
    for name, read in gets.items():
        app.router.add_get(f"/sandbox/{name}", face(read))
    for name, act in posts.items():
        app.router.add_post(f"/sandbox/{name}", face(act))

    async def events(request: web.Request) -> web.StreamResponse:
        return await stream(world, request)

    async def upload(request: web.Request) -> web.StreamResponse:
        """A file that ``say`` can attach; ``type`` and ``from_id`` come in the query or before the file."""
        kind = request.query.get("type") or ""
        uploads = UploadFace(world)
        stored = await uploads.read_file(request, "", kind or "doc", int(request.query.get("from_id", "0")))
        if stored is None:
            return refuse("send the file as multipart/form-data")
        if not kind and stored.content_type.startswith("image/"):
            stored.kind = "photo"
        stored.name, stored.saved = unquote(stored.name), True  # some clients send names percent-encoded
        return answer(attachment_of_file(world, stored))

    app.router.add_get("/sandbox/events", events)
    app.router.add_post("/sandbox/upload", upload)


def _page(app: web.Application) -> None:
    async def index(_: web.Request) -> web.StreamResponse:
        if (PAGE / "index.html").exists():
            return web.FileResponse(PAGE / "index.html", headers={"Cache-Control": "no-cache"})
        return web.Response(text="The sandbox works; its page is not here.")

    async def asset(request: web.Request) -> web.StreamResponse:
        place = (PAGE / request.match_info["name"]).resolve()
        if not place.is_relative_to(PAGE.resolve()) or not place.is_file():
            raise web.HTTPNotFound
        return web.FileResponse(place, headers={"Cache-Control": "no-cache"})

    app.router.add_get("/", index)
    app.router.add_get("/page/{name:.+}", asset)
