"""What the domain needs from outside, in words that know no messenger; and who goes on when the answer is there.

A request is an outbox row: it leaves after the commit, in the order of its lane, and its answer (or error) is
handed to a named continuation that runs in its own transaction.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.kit.errors import Bug, MessengerError
from bot.kit.ids import CommunityId


class Verb(StrEnum):
    """Everything a messenger may be asked for. Arguments stand beside each.

    `talk` and `chat` are the messenger's own keys of a talk (Talk.key), `person` its key of a person.
    """

    SAY = "say"  # talk, screen → {"message": number in the talk}
    ANSWER_PRESS = "answer_press"  # press, person, talk, toast
    LEARN_PROFILE = "learn_profile"  # person → {"first_name", "last_name"}
    CREATE_CHAT = "create_chat"  # title (unique for a while: an orphan is found again by it) → {"chat": key}
    RENAME_CHAT = "rename_chat"  # chat, title
    SET_CHAT_PHOTO = "set_chat_photo"  # chat, file (a picture's maker and its arguments, as in Screen.file)
    CHAT_LINK = "chat_link"  # chat, reset → {"link"}
    # chats (≤ 25) → chat: {"members": [{"person", "is_admin", "is_owner"}], "names": {person: [first, last]}}
    # or chat: {"error": code}
    AUDIT_CHATS = "audit_chats"
    PIN = "pin"  # chat, message
    REMOVE_MEMBER = "remove_member"  # chat, person
    DELETE_MESSAGES = "delete_messages"  # chat, messages → {"kept": numbers that stay}
    START_CALL = "start_call"  # → {"link"}; needs the community's user token
    # token (secret text) or community (its own token), chats (≤ 100) → {"group", "name", "screen_name",
    # "token" (secret text), "rights", "events", "capabilities": what is missing, "chats": those without admin rights}
    CHECK_COMMUNITY = "check_community"
    # link (of a document that a person sent), most_bytes → {"content": bytes}, in memory only, or {"trouble": "foreign"
    # (not the messenger's own host), "large" or "gone"}
    FETCH_FILE = "fetch_file"


# Continuations that the messenger's adapter starts by itself, without a request.
COMMUNITY_LOST = "community.lost"  # args: community; its token is dead
CHAT_CLOSED = "chat.closed"  # args: chat; the bot cannot write there any more


@dataclass(frozen=True, slots=True)
class Done:
    """What a continuation receives: the answer, or the error that ended the request for good.

    Attributes:
        answer: what VK gave, by the verb's own keys; empty on error.
        error: None when it worked.
        args: what the request carried along for its continuation.
        community: through whom it was asked.
        now: aware UTC moment of the continuation.
    """

    answer: dict[str, object]
    error: MessengerError | None
    args: dict[str, object]
    community: CommunityId
    now: datetime


Continuation = Callable[[Done], Awaitable[None]]


@dataclass
class Continuations:
    """Name → function. Filled by decorators when the modules above are imported by `bot.app`."""

    by_name: dict[str, Continuation] = field(default_factory=dict)

    def __call__(self, name: str) -> Callable[[Continuation], Continuation]:
        """Register a function under the name that outbox rows carry in `then`."""

        def register(function: Continuation) -> Continuation:
            if name in self.by_name:
                raise Bug(f"continuation {name} twice")
            self.by_name[name] = function
            return function

        return register


continuation = Continuations()


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file for a message: its name as people see it, and whether the talk shows it as a picture."""

    name: str
    content: bytes
    is_picture: bool = False


FileMaker = Callable[[tuple[str, ...], datetime], Awaitable[MadeFile]]


@dataclass
class FileMakers:
    """Name → function that makes a file when its message leaves (`Screen.file`). Filled as `Continuations` are."""

    by_name: dict[str, FileMaker] = field(default_factory=dict)

    def __call__(self, name: str) -> Callable[[FileMaker], FileMaker]:
        """Register a maker under the first word of `Screen.file`."""

        def register(function: FileMaker) -> FileMaker:
            if name in self.by_name:
                raise Bug(f"file maker {name} twice")
            self.by_name[name] = function
            return function

        return register

    async def make(self, asked: str, *, now: datetime) -> MadeFile:
        """The file that `Screen.file` asks for.

        Raises:
            Bug: nobody makes such files.
        """
        name, *args = asked.split()
        if name not in self.by_name:
            raise Bug(f"no file maker {name}")
        return await self.by_name[name](tuple(args), now)


file_maker = FileMakers()


class Vault(Protocol):
    """Keeps secrets as ciphertext (url-safe base64); its key never meets the database."""

    def lock(self, token: str) -> bytes:
        """The token as ciphertext."""

    def open(self, ciphertext: bytes) -> str:
        """The token again."""
