"""What a person does by hand: writes and follows links."""

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sandbox import chats, dialogs
from sandbox.attachments import attachment_of_person
from sandbox.errors import ControlError
from sandbox.posting import post
from sandbox.records import CHAT_BASE, Chat, Community, Dialog, Json, Message, Talk
from sandbox.views import bottom_for, visible_to
from sandbox.world import World

MAX_FORWARDED = 100  # vk-platform §2.5
AT_NAME = re.compile(r"(?<![\w\[|@])[@*]([A-Za-z][\w.]*)")


def talk_of(world: World, person_id: int, peer_id: int, group_id: int = 0) -> Talk:
    """The talk a person means by ``peer_id`` (negative: the private talk; above 2·10⁹: a chat)."""
    world.person(person_id)
    if peer_id < 0:
        return world.dialog(world.community(-peer_id).group_id, person_id)
    if peer_id > CHAT_BASE:
        return world.chat_at(peer_id, group_id)
    raise ControlError("peer_id is -group_id for the private talk, 2000000000+n for a chat")


def say(world: World, said: Json) -> Message:
    """A person writes."""
    person_id, text = int(said["from_id"]), str(said.get("text") or "")
    talk = talk_of(world, person_id, int(said["peer_id"]), int(said.get("group_id") or 0))
    attachments = [attachment_of_person(world, person_id, one) for one in said.get("attachments") or []]
    if not text and not attachments and not said.get("forwards"):
        raise ControlError("an empty message: give text or attachments")
    if len(text) > 4096:
        raise ControlError("a message has at most 4096 characters")
    reply = int(said.get("reply_cmid") or 0)
    if reply and not 0 < reply <= len(talk.messages):
        raise ControlError(f"no message with cmid {reply} here")
    payload = said.get("payload")
    forwards = [_copied(world, person_id, one) for one in said.get("forwards") or []]
    if len(forwards) > MAX_FORWARDED:
        raise ControlError(f"at most {MAX_FORWARDED} messages are forwarded at once")
    return write(
        world,
        talk,
        person_id,
        text=_with_mentions(world, talk, text),
        attachments=attachments,
        payload=payload if payload is None or isinstance(payload, str) else _compact(payload),
        reply_cmid=reply,
        forwards=forwards,
        ref=said.get("ref"),
        ref_source=said.get("ref_source"),
    )


def _copied(world: World, person_id: int, one: Json) -> Json:
    """A message of any talk that the person sees, as it is forwarded: its author stays (vk-platform §2.5, §4)."""
    talk = talk_of(world, person_id, int(one["peer_id"]), int(one.get("group_id") or 0))
    cmid = int(one["cmid"])
    if not 0 < cmid <= len(talk.messages) or not visible_to(talk, talk.messages[cmid - 1], person_id):
        raise ControlError(f"no message with cmid {cmid} here to forward")
    message = talk.messages[cmid - 1]
    return {
        "date": message.date,
        "from_id": message.from_id,
        "text": message.text,
        "attachments": message.attachments,
        "conversation_message_id": cmid,
    }


def write(world: World, talk: Talk, person_id: int, **fields: Any) -> Message:
    """Lay a person's message down; the first one in a dialog is the consent (vk-platform §6)."""
    if isinstance(talk, Chat):
        chats.ensure_writable(world, talk, person_id)
        fields["ref"] = fields["ref_source"] = None  # vk-platform §6: no ref in chats
        return post(world, talk, person_id, **fields)
    assert isinstance(talk, Dialog)
    if not world.state.communities[talk.group_id].settings.get("messages"):
        raise ControlError("messages of this community are switched off")
    if talk.blacklisted:
        raise ControlError("this community has put the person on its blacklist")
    # vk-platform §6: ref comes only with the next message, once
    if fields.get("ref") is None:
        fields["ref"], fields["ref_source"] = talk.ref, talk.ref_source
    talk.ref = talk.ref_source = None
    dialogs.allow(world, talk)  # also after a «forbid»: who writes again wants an answer
    return post(world, talk, person_id, **fields)


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _with_mentions(world: World, talk: Talk, text: str) -> str:
    """VK turns ``@name`` of a community in a chat into ``[club1|@name]``."""
    if not isinstance(talk, Chat) or not ("@" in text or "*" in text):
        return text
    inside = [group for group in talk.numbers if chats.present(talk, -group)]
    names = {world.state.communities[group].screen_name.lower(): group for group in inside}
    names |= {f"club{group}": group for group in inside}

    def mention(found: re.Match[str]) -> str:
        name = found.group(1)
        group = names.get(name.lower())
        return f"[club{group}|@{name}]" if group else found.group(0)

    return AT_NAME.sub(mention, text)


def open_link(world: World, person_id: int, url: str) -> Json:
    """Follow a link of VK: to a community, into a chat, into a call."""
    world.person(person_id)
    parts = urlsplit(url if "//" in url else f"https://{url}")
    host, path = parts.netloc.lower().removeprefix("m."), parts.path.strip("/")
    query = parse_qs(parts.query)
    if path.startswith("call/join/"):
        call = world.state.calls.get(path.removeprefix("call/join/"))
        return {"kind": "call", "url": url, "alive": bool(call and not call.get("finished")), "call": call}
    if host == "vk.me" and path.startswith("join/"):
        chat = chats.join_by_link(world, person_id, path.removeprefix("join/"))
        peer_id, group_id = world.shown_peer(chat)
        return {"kind": "chat", "peer_id": peer_id, "group_id": group_id, "title": chat.title}
    group = _community_of(world, host, path)
    if group is None:
        return {"kind": "link", "url": url}
    dialog = world.dialog(group.group_id, person_id)
    # vk-platform §6: opening alone gives no event; ref waits for the next message
    dialog.ref = query.get("ref", [""])[0] or None
    dialog.ref_source = query.get("ref_source", [""])[0] or None
    world.dirty = True
    return {
        "kind": "private",
        "peer_id": -group.group_id,
        "group_id": group.group_id,
        "title": group.name,
        "keyboard": bottom_for(world, dialog, person_id),
    }


def _community_of(world: World, host: str, path: str) -> Community | None:
    name = path.split("/")[0]
    if host == "vk.me" or path.startswith("write-"):
        bare = name.removeprefix("write-")
        for prefix in ("club", "public", ""):
            if bare.startswith(prefix) and bare[len(prefix) :].isdigit():
                return world.state.communities.get(int(bare[len(prefix) :]))
        found = next((one for one in world.state.communities.values() if one.screen_name == bare), None)
        if found is None:
            raise ControlError(f"no community {bare}")
        return found
    return None
