"""Upload servers and what is saved from them (vk-platform §7)."""

import orjson

from sandbox.attachments import attachment_of_file
from sandbox.errors import VkError, bad
from sandbox.methods.messages import recipient
from sandbox.methods.peers import governed_chat
from sandbox.methods.registry import Call, method
from sandbox.records import File, Json


def _address(call: Call, kind: str, chat: int = 0) -> str:
    return f"{call.world.base_url}/upload/{kind}?owner={call.me}&chat={chat}"


def _open_peer(call: Call) -> None:
    """vk-platform §7: a peer without permission is 901 already here."""
    if peer_id := call.params.number("peer_id", 0):
        recipient(call, peer_id)


def _uploaded(call: Call, secret: str) -> File:
    file = next((one for one in call.world.state.files.values() if one.token == secret), None)
    if file is None or file.owner_id != call.me:
        raise bad("file is invalid")
    file.saved = True
    call.world.dirty = True
    return file


@method("photos.getMessagesUploadServer", right="photos", kinds=("group",))
def photo_server(call: Call) -> Json:
    """Field ``photo``."""
    _open_peer(call)
    return {
        "album_id": -64,
        "upload_url": _address(call, "photo"),
        "user_id": 0,
        "group_id": call.group.group_id,
    }


@method("photos.saveMessagesPhoto", right="photos", kinds=("group",))
def save_photo(call: Call) -> list[Json]:
    """An array of one photo."""
    call.params.number("server")
    call.params.required("hash")
    try:
        rows = orjson.loads(call.params.required("photo"))
        secret = str(rows[0]["token"])
    except (orjson.JSONDecodeError, LookupError, TypeError) as wrong:
        raise VkError(129) from wrong
    return [attachment_of_file(call.world, _uploaded(call, secret))["photo"]]


@method("photos.getChatUploadServer", right="photos", kinds=("group",))
def chat_photo_server(call: Call) -> Json:
    """Field ``file``; the answer's ``response`` goes to messages.setChatPhoto; 925 for no admin (§3.4)."""
    chat = governed_chat(call)
    return {"upload_url": _address(call, "chat_photo", chat.uid)}


@method("docs.getMessagesUploadServer", right="docs", kinds=("group",))
def doc_server(call: Call) -> Json:
    """Field ``file``."""
    if call.params.text("type", "doc") not in ("doc", "audio_message", "graffiti"):
        raise bad("type is invalid")
    _open_peer(call)
    return {"upload_url": _address(call, "doc")}


@method("docs.save", right="docs", kinds=("group",))
def save_doc(call: Call) -> Json:
    """An object, not an array."""
    file = _uploaded(call, call.params.required("file").rpartition("|")[2])
    if call.params.has("title"):
        file.name = call.params.text("title")
    return attachment_of_file(call.world, file)
