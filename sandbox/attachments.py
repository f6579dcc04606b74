"""Attachments: what people attach, and how the bot names what it uploaded (vk-platform §4, §7)."""

import re
import secrets

from sandbox.errors import ControlError
from sandbox.records import File, Json
from sandbox.world import World

NAMED = re.compile(r"([a-z_]+?)(-?\d+)_(\d+)(?:_(\w+))?$")


def store_file(world: World, kind: str, name: str, content_type: str, data: bytes, owner_id: int) -> File:
    """Keep the bytes of an upload."""
    state = world.state
    state.last_file += 1
    file = File(
        state.last_file,
        kind,
        name or "file",
        content_type,
        len(data),
        owner_id,
        secrets.token_hex(9),
        world.clock.stamp(),
        token=secrets.token_urlsafe(24),
    )
    state.files[file.id] = file
    world.blobs[file.id] = data
    if world.folder is not None:
        place = world.folder / "uploads"
        place.mkdir(parents=True, exist_ok=True)
        (place / str(file.id)).write_bytes(data)
    world.dirty = True
    return file


def url_of(world: World, file: File) -> str:
    """Where the file can be fetched."""
    return f"{world.base_url}/file/{file.id}/{file.access_key}"


def attachment_of_file(world: World, file: File) -> Json:
    """The attachment object of an uploaded file, in VK's shape, with a ``url`` on this server."""
    url = url_of(world, file)
    if file.kind == "photo":
        sizes = [
            {"type": letter, "width": side, "height": side, "url": url} for letter, side in (("s", 75), ("x", 604))
        ]
        photo = {
            "album_id": -3,
            "date": file.date,
            "id": file.id,
            "owner_id": file.owner_id,
            "has_tags": False,
            "access_key": file.access_key,
            "sizes": sizes,
            "text": "",
        }
        return {"type": "photo", "photo": photo}
    ext = file.name.rsplit(".", 1)[-1].lower() if "." in file.name else ""
    doc = {
        "id": file.id,
        "owner_id": file.owner_id,
        "title": file.name,
        "size": file.size,
        "ext": ext,
        "date": file.date,
        "type": 1,
        "url": url,
        "is_unsafe": 0,
        "access_key": file.access_key,
    }
    return {"type": "doc", "doc": doc}


def attachment_named(world: World, name: str, me: int) -> Json | None:
    """The attachment that a bot names as ``photo-1_2_key`` or ``doc-1_2``; None when there is no such file for it.

    What belongs to another needs its ``access_key`` (vk-platform §7); one that is given wrong opens nothing.
    """
    found = NAMED.match(name.strip())
    if found is None:
        return None
    kind, owner, item, key = found.group(1), int(found.group(2)), int(found.group(3)), found.group(4)
    file = world.state.files.get(item)
    if kind in ("photo", "doc"):
        if file is None or file.kind != kind or file.owner_id != owner or not file.saved:
            return None
        if key != file.access_key and (key or owner != me):
            return None
        return attachment_of_file(world, file)
    return {"type": kind, kind: {"id": item, "owner_id": owner}}


def attachment_of_person(world: World, person_id: int, given: Json) -> Json:
    """What a person attaches: an answer of ``upload`` as it is, or a kind with as many fields as one cares to give."""
    kind = str(given.get("type") or "")
    if not kind:
        raise ControlError("an attachment needs a type")
    if kind in given:
        return given
    body = {key: value for key, value in given.items() if key != "type"}
    now, number = world.clock.stamp(), 456_239_000 + secrets.randbelow(900_000)
    # vk-platform §4: the fields of each kind, as recorded
    usual: dict[str, Json] = {
        "sticker": {"product_id": 1, "sticker_id": 9008, "inner_type": "base_sticker_new", "images": []},
        "audio_message": {
            "id": number,
            "owner_id": person_id,
            "duration": 5,
            "waveform": [0, 3, 7, 3],
            "link_ogg": "https://psv4.userapi.com/voice.ogg",
            "link_mp3": "https://psv4.userapi.com/voice.mp3",
            "access_key": secrets.token_hex(9),
        },
        "video": {
            "id": number,
            "owner_id": person_id,
            "title": "Видео",
            "duration": 12,
            "description": "",
            "date": now,
            "comments": 0,
            "views": 1,
            "width": 1920,
            "height": 1080,
            "is_favorite": False,
            "access_key": secrets.token_hex(9),
            "can_add": 1,
            "type": "video",
            "image": [{"url": "https://sun9-9.userapi.com/v.jpg", "width": 130, "height": 96, "with_padding": 1}],
        },
        "link": {"url": "https://vk.com", "title": "", "caption": "", "description": ""},
        "call": {
            "initiator_id": person_id,
            "receiver_id": person_id,
            "state": "reached",
            "time": now,
            "duration": 30,
            "video": True,
        },
        "doc": {
            "id": number,
            "owner_id": person_id,
            "title": "Файл.pdf",
            "size": 67920,
            "ext": "pdf",
            "date": now,
            "type": 1,
            "url": "https://vk.com/doc",
            "is_unsafe": 0,
            "access_key": secrets.token_hex(9),
        },
        "photo": {
            "album_id": -3,
            "date": now,
            "id": number,
            "owner_id": person_id,
            "has_tags": False,
            "access_key": secrets.token_hex(9),
            "sizes": [{"type": "x", "width": 604, "height": 340, "url": "https://sun9-9.userapi.com/b.jpg"}],
            "text": "",
        },
    }
    if kind not in usual:
        # vk-platform §11.14: kinds that nobody has seen yet come as they are
        return {"type": kind, kind: body} if body else {"type": kind}
    return {"type": kind, kind: {**usual[kind], **body}}
