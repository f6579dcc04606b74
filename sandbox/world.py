"""The world: all state and the few look-ups that every rule needs."""

import asyncio
import secrets
from collections.abc import Callable
from pathlib import Path

from sandbox.clock import Clock
from sandbox.errors import ControlError
from sandbox.feed import Feed
from sandbox.journal import Journal
from sandbox.records import (
    CHAT_BASE,
    CallbackServer,
    Chat,
    Community,
    Dialog,
    LongPoll,
    Person,
    Push,
    State,
    Talk,
    Token,
)

# vk-platform §3.5: rights a community token needs
GROUP_RIGHTS = ("messages", "manage", "photos", "docs")
USER_RIGHTS = ("groups", "calls", "photos", "docs", "manage")


class World:
    """State plus the parts that live only while the process does."""

    def __init__(self, state: State | None = None, clock: Clock | None = None, folder: Path | None = None) -> None:
        self.state = state or State()
        self.clock = clock or Clock()
        self.feed = Feed()
        self.journal = Journal()
        self.folder = folder
        self.base_url = ""
        self.dirty = False
        self.blobs: dict[int, bytes] = {}
        self.answers: dict[str, asyncio.Event] = {}  # event_id of a pressed button -> its answer has come
        self.arrivals: dict[int, asyncio.Event] = {}  # group_id -> a long-poll event has come
        self.post_out: Callable[[Push], None] = lambda _: None  # the callback postman, set by the app
        self.shake_hands: Callable[[Community, CallbackServer], None] = lambda *_: None

    # -- people and communities ------------------------------------------------------------------------------

    def add_person(self, first_name: str, last_name: str, note: str = "") -> Person:
        """A new VK user."""
        self.state.last_person += 1
        person = Person(self.state.last_person, first_name, last_name, note)
        self.state.people[person.id] = person
        self.dirty = True
        self.feed.tell("people", person_id=person.id)
        return person

    def person(self, person_id: int) -> Person:
        """A person of this world, or a refusal in words."""
        found = self.state.people.get(person_id)
        if found is None:
            raise ControlError(f"no person with id {person_id}")
        return found

    def add_community(self, name: str, owner_id: int = 0, screen_name: str = "") -> tuple[Community, Token, Token]:
        """A new community with a token of its own and a user token of its owner."""
        state = self.state
        if not owner_id:
            admins = [one.id for one in state.people.values() if one.note == "region_admin"]
            owner_id = admins[0] if admins else self.add_person("Владислав", "Хозяинов", "owner").id
        state.last_group += 1
        group = Community(
            group_id=state.last_group,
            name=name,
            screen_name=screen_name or f"club{state.last_group}",
            owner_id=owner_id,
            settings={"messages": 1, "bots_capabilities": 1, "bots_start_button": 1, "bots_add_to_chat": 1},
            members=[owner_id],
            # vk-platform §11.12: only message_new is on at first
            long_poll=LongPoll(events={"message_new": True}),
        )
        state.communities[group.group_id] = group
        own = Token("vk1.a." + secrets.token_urlsafe(60), "group", group_id=group.group_id, rights=list(GROUP_RIGHTS))
        # vk-platform §2.1: a user token has 3 requests a second
        user = Token(
            "vk1.a." + secrets.token_urlsafe(60), "user", user_id=owner_id, rights=list(USER_RIGHTS), rate_per_s=3
        )
        state.tokens[own.token], state.tokens[user.token] = own, user
        self.dirty = True
        self.feed.tell("community", group_id=group.group_id)
        return group, own, user

    def community(self, group_id: int) -> Community:
        """A community of this world, or a refusal in words."""
        found = self.state.communities.get(abs(group_id))
        if found is None:
            raise ControlError(f"no community with id {abs(group_id)}")
        return found

    def first_community(self) -> Community | None:
        """The community by whose numbers the control face names chats."""
        return next(iter(self.state.communities.values()), None)

    # -- talks -----------------------------------------------------------------------------------------------

    def find_dialog(self, group_id: int, user_id: int) -> Dialog | None:
        """The private talk, if it ever began."""
        return self.state.dialogs.get(f"{group_id}:{user_id}")

    def dialog(self, group_id: int, user_id: int) -> Dialog:
        """The private talk, begun if need be."""
        key = f"{group_id}:{user_id}"
        found = self.state.dialogs.get(key)
        if found is None:
            found = self.state.dialogs[key] = Dialog(group_id=group_id, user_id=user_id)
            self.dirty = True
        return found

    def chat_of(self, group: Community, number: int) -> Chat | None:
        """A chat by the number this community gives it."""
        uid = group.chats.get(number)
        return None if uid is None else self.state.chats[uid]

    def chat_at(self, peer_id: int, group_id: int = 0) -> Chat:
        """A chat as the control face names it: by ``group_id``'s number, else the first community's, else any."""
        number = peer_id - CHAT_BASE
        named = self.state.communities.get(group_id) if group_id else self.first_community()
        if named is not None and (chat := self.chat_of(named, number)):
            return chat
        if not group_id:
            homes = [one for one in self.state.chats.values() if one.numbers.get(one.home) == number]
            if len(homes) == 1:
                return homes[0]
            if homes:
                raise ControlError(f"several communities have a chat {peer_id}: add group_id")
        raise ControlError(f"no chat with peer_id {peer_id}")

    def number_chat(self, chat: Chat, group: Community) -> int:
        """The number of this chat for this community, given at first need (vk-platform §3.1: from 1, each its own)."""
        number = chat.numbers.get(group.group_id)
        if number is None:
            group.last_chat += 1
            number = chat.numbers[group.group_id] = group.last_chat
            group.chats[number] = chat.uid
            chat.home = chat.home or group.group_id
        return number

    def peer_for(self, talk: Talk, group_id: int) -> int:
        """peer_id of this talk as this community sees it."""
        if isinstance(talk, Dialog):
            return talk.user_id
        assert isinstance(talk, Chat)
        return CHAT_BASE + talk.numbers[group_id]

    def shown_peer(self, talk: Talk) -> tuple[int, int]:
        """(peer_id, group_id) of this talk on the control face."""
        if isinstance(talk, Dialog):
            return -talk.group_id, talk.group_id
        assert isinstance(talk, Chat)
        return CHAT_BASE + talk.numbers.get(talk.home, 0), talk.home

    def full_name(self, member_id: int) -> str:
        """How people see the author of a message."""
        if member_id < 0:
            group = self.state.communities.get(-member_id)
            return group.name if group else f"club{-member_id}"
        person = self.state.people.get(member_id)
        return f"{person.first_name} {person.last_name}" if person else f"id{member_id}"

    def next_version(self) -> int:
        """The ever-growing ``version`` of messages."""
        self.state.last_version += 1
        return self.state.last_version
