"""The control face of chats: made by people, entered, left, ruled, called."""

import secrets

from sandbox import chats
from sandbox.errors import ControlError
from sandbox.posting import act, post
from sandbox.records import Chat, Json
from sandbox.views import chat_card, for_person
from sandbox.world import World

CALL_STATES = {"reached": "reached", "cancelled": "canceled_by_initiator"}  # vk-platform §4


class Gathering:
    """What people do to chats."""

    def __init__(self, world: World) -> None:
        self.world = world

    def _chat(self, given: Json) -> Chat:
        return self.world.chat_at(int(given["peer_id"]), int(given.get("group_id") or 0))

    def all(self, given: Json) -> list[Json]:
        """Every chat, or those of one community."""
        wanted = int(given.get("group_id") or 0)
        rows = [one for one in self.world.state.chats.values() if not wanted or wanted in one.numbers]
        return [chat_card(self.world, chat) for chat in rows]

    def one(self, given: Json) -> Json:
        """One chat."""
        return chat_card(self.world, self._chat(given))

    def create(self, given: Json) -> Json:
        """A chat made by people, without the bot."""
        owner = self.world.person(int(given["owner_id"]))
        if self.world.first_community() is None:
            raise ControlError("create a community first: chats are named by its numbers")
        members = [self.world.person(int(one)).id for one in given.get("members") or []]
        chat = chats.create(self.world, owner.id, str(given.get("title") or "Беседа"))
        for member in members:
            if member != owner.id:
                chats.add(self.world, chat, owner.id, member)
        return chat_card(self.world, chat)

    def add(self, given: Json) -> Json:
        """A member adds a person or a community (``member_id`` = -group_id), or comes back himself."""
        who = int(given["from_id"])
        chats.add(self.world, self._chat(given), who, int(given.get("member_id") or who))
        return {"ok": True}

    def kick(self, given: Json) -> Json:
        """An admin, or the one who invited him, removes a member."""
        chat, who, member = self._chat(given), int(given["from_id"]), int(given["member_id"])
        chats.ensure_inside(chat, who)
        chats.ensure_inside(chat, member)
        if not chats.may_kick(chat, who, member):
            raise ControlError(f"{who} may not remove {member}")
        chats.remove(self.world, chat, who, member)
        return {"ok": True}

    def leave(self, given: Json) -> Json:
        """A person leaves."""
        who = int(given["from_id"])
        chats.remove(self.world, self._chat(given), who, who)
        return {"ok": True}

    def rights(self, given: Json) -> Json:
        """Rights of a member, the bot's too."""
        chats.set_rights(
            self.world,
            self._chat(given),
            int(given["member_id"]),
            admin=given.get("admin"),
            full_access=given.get("full_access"),
        )
        return {"ok": True}

    def state(self, given: Json) -> Json:
        """ok, deleted, writing_disabled, moved_to_max."""
        chats.set_state(self.world, self._chat(given), str(given["state"]))
        return {"ok": True}

    def link(self, given: Json) -> Json:
        """The chat's invite link, as an admin sees it; ``reset`` makes a new one."""
        chat = self._chat(given)
        return {"link": chats.link_of(self.world, chat, reset=bool(given.get("reset")))}

    def title(self, given: Json) -> Json:
        """A person renames the chat."""
        chat, who = self._chat(given), int(given["from_id"])
        chats.ensure_inside(chat, who)
        chats.retitle(self.world, chat, who, str(given["title"]))
        return {"ok": True}

    def pin(self, given: Json) -> Json:
        """A person pins a message; cmid 0 unpins."""
        chat, who, cmid = self._chat(given), int(given["from_id"]), int(given.get("cmid") or 0)
        chats.ensure_inside(chat, who)
        if not cmid:
            chats.unpin(self.world, chat, who)
        elif cmid > len(chat.messages) or chat.messages[cmid - 1].deleted:
            raise ControlError(f"no message with cmid {cmid} here")
        else:
            chats.pin(self.world, chat, who, chat.messages[cmid - 1])
        return {"ok": True}

    def action(self, given: Json) -> Json:
        """Any service action, also one that nobody has seen yet (vk-platform §11.14)."""
        chat, who, action = self._chat(given), int(given["from_id"]), given["action"]
        chats.ensure_inside(chat, who)
        if not isinstance(action, dict) or not action.get("type"):
            raise ControlError("action needs a type")
        return for_person(self.world, chat, act(self.world, chat, who, action))

    def call(self, given: Json) -> Json:
        """A call in the chat: its attachment comes as a message (vk-platform §5)."""
        chat, who, state = self._chat(given), int(given["from_id"]), str(given["state"])
        chats.ensure_inside(chat, who)
        now = self.world.clock.stamp()
        if state == "started":
            token = secrets.token_urlsafe(32)
            chat.call = {"token": token, "started": now, "initiator_id": who}
            self.world.state.calls[token] = {"call_id": token, "owner_id": who, "started": now, "finished": 0}
            body: Json = {
                "initiator_id": who,
                "join_link": f"https://calls.okcdn.ru/join/{token}",
                "vk_join_link": f"https://vk.com/call/join/{token}",
                "participants": {"list": [who], "count": 1},
            }
            attachment: Json = {"type": "group_call_in_progress", "group_call_in_progress": body}
        elif state in CALL_STATES:
            began = chat.call or {"started": now, "initiator_id": who, "token": ""}
            if (call := self.world.state.calls.get(began["token"])) is not None:
                call["finished"] = now
            chat.call = None
            inside = [one for one, member in chat.members.items() if member.present and one > 0]
            body = {
                "initiator_id": began["initiator_id"],
                "receiver_id": self.world.shown_peer(chat)[0],
                "state": CALL_STATES[state],
                "time": began["started"],
                "duration": now - began["started"] if state == "reached" else 0,
                "video": True,
                "participants": {"list": inside, "count": len(inside)},
            }
            attachment = {"type": "call", "call": body}
        else:
            raise ControlError("state is started, reached or cancelled")
        return for_person(self.world, chat, post(self.world, chat, who, attachments=[attachment]))
