"""The control face of people who talk: say, press, open, and what they see.

``peer_id`` here is a person's view: ``-group_id`` for the private talk with a community, ``2000000000+n`` for a chat
as the first community numbers it (a chat made by another community's token has that community's number; the answer's
``group_id`` says whose, and giving ``group_id`` back always finds it).
"""

from typing import Any

from sandbox import buttons, chats, people
from sandbox.dialogs import allow, deny
from sandbox.errors import ControlError
from sandbox.events import emit
from sandbox.posting import edited, redraw, removed
from sandbox.records import Chat, Dialog, Json, Message, Talk
from sandbox.views import for_person, talk_card, visible_to
from sandbox.world import World


class Talking:
    """What people do and see."""

    def __init__(self, world: World) -> None:
        self.world = world

    def _talk(self, given: Json, who: str = "from_id") -> Talk:
        return people.talk_of(self.world, int(given[who]), int(given["peer_id"]), int(given.get("group_id") or 0))

    def _message(self, given: Json) -> tuple[Talk, Message]:
        talk, cmid = self._talk(given), int(given["cmid"])
        if not 0 < cmid <= len(talk.messages) or talk.messages[cmid - 1].deleted:
            raise ControlError(f"no message with cmid {cmid} here")
        return talk, talk.messages[cmid - 1]

    def say(self, given: Json) -> Json:
        """A person writes; the message comes back."""
        message = people.say(self.world, given)
        return for_person(self.world, self._talk(given), message)

    async def press(self, given: Json) -> Json:
        """A person presses a button."""
        return await buttons.press(self.world, given)

    def open(self, given: Json) -> Json:
        """A person follows a link."""
        return people.open_link(self.world, int(given["from_id"]), str(given["url"]))

    def messages(self, given: Json) -> list[Json]:
        """What this person sees in a talk, oldest first; he has read it then."""
        viewer, talk = int(given["viewer_id"]), self._talk(given, "viewer_id")
        if isinstance(talk, Chat) and viewer not in talk.members:
            raise ControlError(f"{viewer} is not in this chat")
        after = int(given.get("after_cmid") or 0)
        seen = [one for one in talk.messages[after:] if visible_to(talk, one, viewer)]
        if limit := int(given.get("limit") or 0):
            seen = seen[-limit:]
        self._read(talk, viewer, quiet=True)
        return [for_person(self.world, talk, one) for one in seen]

    def talks(self, given: Json) -> list[Json]:
        """This person's talks, newest first; communities not yet written to come last."""
        viewer = self.world.person(int(given["viewer_id"])).id
        state = self.world.state
        talks: list[Talk] = [
            state.dialogs.get(f"{group_id}:{viewer}") or Dialog(group_id=group_id, user_id=viewer)
            for group_id in state.communities
        ]
        talks += [chat for chat in state.chats.values() if viewer in chat.members]
        talks.sort(key=lambda one: one.messages[-1].version if one.messages else 0, reverse=True)
        return [talk_card(self.world, talk, viewer) for talk in talks]

    def read(self, given: Json) -> Json:
        """A person opens the talk and has read it (``message_read`` in a dialog: vk-platform §3.5)."""
        self._read(self._talk(given), int(given["from_id"]), quiet=False)
        return {"ok": True}

    def _read(self, talk: Talk, viewer: int, *, quiet: bool) -> None:
        if talk.read.get(viewer, 0) >= len(talk.messages):
            return
        talk.read[viewer] = len(talk.messages)
        if not quiet and isinstance(talk, Dialog):
            last = talk.messages[-1]
            what = {
                "from_id": viewer,
                "peer_id": viewer,
                "read_message_id": last.id,
                "conversation_message_id": last.cmid,
            }
            emit(self.world, self.world.state.communities[talk.group_id], "message_read", what)

    def typing(self, given: Json) -> Json:
        """A person types (``message_typing_state``, dialogs only)."""
        talk = self._talk(given)
        if isinstance(talk, Dialog):
            what = {"state": "typing", "from_id": talk.user_id, "to_id": -talk.group_id}
            emit(self.world, self.world.state.communities[talk.group_id], "message_typing_state", what)
        return {"ok": True}

    def react(self, given: Json) -> Json:
        """A person's reaction; ``reaction_id`` 0 takes it back."""
        talk, message = self._message(given)
        who, reaction = int(given["from_id"]), int(given.get("reaction_id") or 0)
        if reaction:
            message.reactions[who] = reaction
        else:
            message.reactions.pop(who, None)
        redraw(self.world, talk, message)
        groups = [talk.group_id] if isinstance(talk, Dialog) else list(_inside(talk))
        for group_id in groups:
            what = {"reacted_id": who, "peer_id": self.world.peer_for(talk, group_id), "cmid": message.cmid}
            if reaction:
                what["reaction_id"] = reaction
            emit(self.world, self.world.state.communities[group_id], "message_reaction_event", what)
        return {"ok": True}

    def edit(self, given: Json) -> Json:
        """A person edits a message of his own; no bot hears (vk-platform §3.5)."""
        talk, message = self._message(given)
        if message.from_id != int(given["from_id"]):
            raise ControlError("only one's own message can be edited")
        message.text = str(given["text"])
        edited(self.world, talk, message)
        return for_person(self.world, talk, message)

    def delete(self, given: Json) -> Json:
        """A person deletes a message for all; no bot hears (vk-platform §3.5)."""
        talk, message = self._message(given)
        who = int(given["from_id"])
        if message.from_id != who and not (isinstance(talk, Chat) and chats.is_admin(talk, who)):
            raise ControlError("only one's own message can be deleted")
        message.deleted = True
        removed(self.world, talk, message)
        return {"ok": True}

    def permission(self, given: Json) -> Json:
        """Allows or forbids messages of a community."""
        group = self.world.community(int(given["group_id"])) if given.get("group_id") else self.world.first_community()
        if group is None:
            raise ControlError("there is no community yet")
        dialog = self.world.dialog(group.group_id, self.world.person(int(given["from_id"])).id)
        if "blacklisted" in given:
            dialog.blacklisted = bool(given["blacklisted"])
        if "allow" in given:
            if given["allow"]:
                allow(self.world, dialog, str(given.get("key") or ""))
            else:
                deny(self.world, dialog)
        self.world.dirty = True
        return {"ok": True}

    def membership(self, given: Json) -> Json:
        """A person joins or leaves the community itself (``group_join``, ``group_leave``: vk-platform §4)."""
        group, who = self.world.community(int(given["group_id"])), self.world.person(int(given["from_id"])).id
        inside: Any = given.get("join", True)
        if inside and who not in group.members:
            group.members.append(who)
            emit(self.world, group, "group_join", {"user_id": who, "join_type": "join"})
        elif not inside and who in group.members:
            group.members.remove(who)
            emit(self.world, group, "group_leave", {"user_id": who, "self": int(not given.get("removed"))})
        return {"ok": True}


def _inside(talk: Talk) -> list[int]:
    assert isinstance(talk, Chat)
    return [group_id for group_id in talk.numbers if chats.present(talk, -group_id)]
