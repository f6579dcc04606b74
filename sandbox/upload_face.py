"""Upload hosts and the files themselves (vk-platform §7)."""

import secrets
from urllib.parse import quote

import orjson
from aiohttp import BodyPartReader, web

from sandbox.attachments import store_file
from sandbox.records import File
from sandbox.world import World

FIELDS = {"photo": "photo", "doc": "file", "chat_photo": "file"}


class UploadFace:
    """``POST /upload/<kind>`` takes the bytes, ``GET /file/<id>/<key>`` gives them back."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def take(self, request: web.Request) -> web.Response:
        """The answers of VK's upload hosts: JSON that says it is text (vk-platform §7)."""
        kind = request.match_info["kind"]
        stored = await self.read_file(request, FIELDS[kind], "doc" if kind == "doc" else "photo", _owner(request))
        if stored is None:
            return _text({"error": "ERR_UPLOAD_NO_FILE: upload_no_file"})
        if kind == "photo":
            photo = orjson.dumps([{"photo": stored.access_key, "token": stored.token}]).decode()
            return _text({"server": secrets.randbelow(900_000) + 1, "photo": photo, "hash": secrets.token_hex(16)})
        if kind == "doc":
            return _text({"file": f"{stored.owner_id}|0|-1|{stored.token}"})
        return _text({"response": f"{request.query.get('chat', '0')}:{stored.token}"})

    async def read_file(self, request: web.Request, field: str, kind: str, owner_id: int) -> File | None:
        """The first file of a multipart body (any field when ``field`` is empty)."""
        if not request.content_type.startswith("multipart/"):
            return None
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader) or (field and part.name != field):
                continue
            data = bytes(await part.read())
            kind_of = part.headers.get("Content-Type", "application/octet-stream")
            return store_file(self.world, kind, part.filename or "file", kind_of, data, owner_id)
        return None

    async def give(self, request: web.Request) -> web.Response:
        """The bytes, to anybody who knows the key."""
        file = self.world.state.files.get(int(request.match_info["id"]))
        if file is None or file.access_key != request.match_info["key"]:
            raise web.HTTPNotFound
        data = self.world.blobs.get(file.id)
        if data is None and self.world.folder is not None:
            place = self.world.folder / "uploads" / str(file.id)
            if place.exists():
                data = self.world.blobs[file.id] = place.read_bytes()
        if data is None:
            raise web.HTTPNotFound
        shown = "inline" if file.kind == "photo" else "attachment"
        headers = {
            "Content-Disposition": f"{shown}; filename*=UTF-8''{quote(file.name)}",
            "Content-Type": file.content_type,
            "X-Content-Type-Options": "nosniff",
        }
        return web.Response(body=data, headers=headers)


def _owner(request: web.Request) -> int:
    return int(request.query.get("owner", "0"))


def _text(body: object) -> web.Response:
    return web.Response(body=orjson.dumps(body), content_type="text/html", charset="utf-8")
