"""The rows of this world. Plain data that the store writes and reads whole; behaviour lives beside it."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

CHAT_BASE = 2_000_000_000  # vk-platform §3.1: a chat's peer_id is 2000000000 + its local number


@dataclass(slots=True)
class Person:
    """A VK user."""

    id: int
    first_name: str
    last_name: str
    note: str = ""


@dataclass(slots=True)
class Token:
    """An access key: of a community (``group_id``) or of a person (``user_id``)."""

    token: str
    kind: str  # "group" | "user"
    group_id: int = 0
    user_id: int = 0
    rights: list[str] = field(default_factory=list)
    state: str = "ok"  # "ok" | "revoked"
    rate_per_s: int = 20


@dataclass(slots=True)
class LongPoll:
    """One community's Bots Long Poll: its switches and its queue."""

    enabled: bool = True
    api_version: str = "5.199"
    events: dict[str, bool] = field(default_factory=dict)
    ts: int = 0
    queue: list[Json] = field(default_factory=list)  # the newest events; the last one has number ``ts``
    keys: dict[str, float] = field(default_factory=dict)  # key -> world time of its last use
    fetched: int = -1  # newest number handed to a reader; -1: nobody ever asked for a server


@dataclass(slots=True)
class CallbackServer:
    """One callback server of a community."""

    id: int
    title: str
    url: str
    secret_key: str = ""
    creator_id: int = 0
    status: str = "unconfigured"  # vk-platform §1.2: unconfigured | failed | wait | ok
    api_version: str = "5.199"
    events: dict[str, bool] = field(default_factory=dict)
    failures: int = 0
    paused_until: float = 0.0


@dataclass(slots=True)
class Push:
    """A callback event on its way: not yet acknowledged by the server."""

    id: int
    group_id: int
    server_id: int
    event: Json
    attempt: int = 0
    due: float = 0.0


@dataclass(slots=True)
class Community:
    """A VK community."""

    group_id: int
    name: str
    screen_name: str
    owner_id: int
    settings: dict[str, int] = field(default_factory=dict)
    members: list[int] = field(default_factory=list)
    chats: dict[int, int] = field(default_factory=dict)  # local number -> chat uid
    last_chat: int = 0
    last_message_id: int = 0
    long_poll: LongPoll = field(default_factory=LongPoll)
    callback_servers: list[CallbackServer] = field(default_factory=list)
    last_server: int = 0


@dataclass(slots=True)
class Message:
    """One message or service action of a talk."""

    cmid: int
    id: int  # real in dialogs, 0 in chats (vk-platform §3.1)
    from_id: int
    date: int
    version: int
    text: str = ""
    attachments: list[Json] = field(default_factory=list)
    keyboard: Json | None = None
    payload: str | None = None
    action: Json | None = None
    reply_cmid: int = 0
    forwards: list[Json] = field(default_factory=list)
    random_id: int = 0
    ref: str | None = None
    ref_source: str | None = None
    template: Json | None = None
    update_time: int = 0
    deleted: bool = False
    hidden_from: list[int] = field(default_factory=list)
    reactions: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class Bottom:
    """The keyboard at the bottom of a talk: stays until replaced (vk-platform §2.5)."""

    keyboard: Json
    group_id: int
    used_by: list[int] = field(default_factory=list)  # who has spent a one_time keyboard


@dataclass(slots=True)
class Talk:
    """What dialogs and chats share: one list of messages, cmid = place in it + 1."""

    messages: list[Message] = field(default_factory=list)
    bottom: Bottom | None = None
    pinned: int = 0
    read: dict[int, int] = field(default_factory=dict)  # member -> newest cmid read


@dataclass(slots=True)
class Dialog(Talk):
    """The private talk of a person with a community."""

    group_id: int = 0
    user_id: int = 0
    permission: str = "unknown"  # vk-platform §11.9: unknown | allowed | denied
    blacklisted: bool = False
    ref: str | None = None
    ref_source: str | None = None


@dataclass(slots=True)
class Member:
    """A place in a chat; ``spans`` are the cmids seen: [first, last], last 0 while inside."""

    invited_by: int
    join_date: int
    spans: list[list[int]] = field(default_factory=list)
    muted_until: float = 0.0  # world time; -1: for ever
    present: bool = True
    kicked: bool = False


@dataclass(slots=True)
class Chat(Talk):
    """A conversation. Each community numbers it in its own way (vk-platform §3.1)."""

    uid: int = 0
    title: str = ""
    owner_id: int = 0
    home: int = 0  # the community whose number the control face uses
    numbers: dict[int, int] = field(default_factory=dict)  # group_id -> local number
    admins: list[int] = field(default_factory=list)
    members: dict[int, Member] = field(default_factory=dict)
    full_access: list[int] = field(default_factory=list)
    link: str = ""
    state: str = "ok"  # ok | deleted | writing_disabled | moved_to_max
    photo: Json | None = None
    call: Json | None = None
    created: int = 0


@dataclass(slots=True)
class File:
    """An uploaded file; the bytes lie with the store."""

    id: int
    kind: str  # photo | doc
    name: str
    content_type: str
    size: int
    owner_id: int
    access_key: str
    date: int
    saved: bool = False
    token: str = ""


@dataclass(slots=True)
class Press:
    """A pressed callback button that waits for its answer (one minute, once)."""

    event_id: str
    group_id: int
    user_id: int
    talk: str
    cmid: int
    at: float
    answered: bool = False
    answer: Json | None = None


@dataclass(slots=True)
class Switches:
    """Behaviours that VK's own pages leave open; set by ``POST /sandbox/switches``."""

    create_chat_answer: str = "object"  # or "int" (vk-platform §3.3)
    distinct_event_ids: bool = False  # another event_id on each channel
    own_actions: bool = False  # does a bot get events about its own actions (vk-platform §3.6: unverified)
    chat_size: int = 1000  # vk-platform §3.7
    callback_pause_after: int = 20  # failures in a row until VK stops for a while (vk-platform §1.2)
    callback_timeout_s: float = 10.0  # real seconds; undocumented
    long_poll_depth: int = 20_000
    member_id_in_link_join: bool = True  # vk-platform §3.6: fixtures disagree
    delete_answer: str = "array"  # or "dict": the older form (vk-platform §3.4)


@dataclass(slots=True)
class State:
    """All that the store keeps."""

    people: dict[int, Person] = field(default_factory=dict)
    communities: dict[int, Community] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    dialogs: dict[str, Dialog] = field(default_factory=dict)  # "group:user"
    chats: dict[int, Chat] = field(default_factory=dict)
    files: dict[int, File] = field(default_factory=dict)
    pushes: dict[int, Push] = field(default_factory=dict)
    presses: dict[str, Press] = field(default_factory=dict)
    calls: dict[str, Json] = field(default_factory=dict)  # call token -> call
    switches: Switches = field(default_factory=Switches)
    last_person: int = 700_000_000
    last_group: int = 225_075_264
    last_chat: int = 0
    last_file: int = 456_239_000
    last_version: int = 10_127_239
    last_push: int = 0
