"""Who, where, when, and what was said: the one value that handlers and scenarios receive."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.kit.ids import CommunityId, PersonId
from bot.kit.screen import Pressed


@dataclass(frozen=True, slots=True)
class Talk:
    """A place where words are exchanged. `key` is the messenger's own and opaque to the domain."""

    community: CommunityId
    key: int
    is_chat: bool


@dataclass(frozen=True, slots=True)
class Attachment:
    """Something that came with a message.

    Attributes:
        kind: as VK names it.
        link: where it lies, "" if nowhere.
        item: the messenger's own name of it, by which it is sent again; `key` opens what is another's.
    """

    kind: str
    link: str = ""
    title: str = ""
    item: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class ChatEvent:
    """A service action in a chat: `kind` as VK names it; `member` is whom it is about (None: a community).

    `key` is the messenger's own key of whom it is about.
    """

    kind: str
    member: PersonId | None = None
    about_bot: bool = False
    text: str = ""
    key: int = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """One addressed event.

    Attributes:
        actor: who acts.
        talk: where; answers go there.
        now: the moment of the event's turn, aware UTC.
        locale: the actor's language, `ru` or `en`.
        text: what was said, stripped, without the bot's mention; "" for presses and service actions.
        command: the word after `/` or the first word in a private talk, lower case, "" if none; `rest` follows it.
        pressed: set when a button was pressed.
        ref: what the link carried (`vk.me/…?ref=`).
        attachments: what came with the message.
        answered: what came with the message that this one answers; known of «сохранить» in chats only.
        chat_event: set for service actions in chats.
        addressed: in a chat: `/`, mention or payload; in private always true.
        number: of the message in its talk, 0 if it is none.
        reply_to: message (its number in the talk) this one answers, 0 if none.
        reply_from: who wrote the message that this one answers or forwards; None if nobody or a community.
        actor_name: «Анна Иванова» as the VK profile says, "" while unknown.
    """

    actor: PersonId
    talk: Talk
    now: datetime
    locale: str = "ru"
    text: str = ""
    command: str = ""
    rest: str = ""
    pressed: Pressed | None = None
    ref: str = ""
    attachments: tuple[Attachment, ...] = ()
    answered: tuple[Attachment, ...] = ()
    chat_event: ChatEvent | None = None
    number: int = 0
    reply_to: int = 0
    reply_from: PersonId | None = None
    actor_name: str = ""
    event_key: str = field(default="", repr=False)
