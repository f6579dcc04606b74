"""From an inbox row to a Turn: the only place that knows VK's keys of people and talks on their way in."""

from datetime import datetime
from typing import Any

from bot.intake import people
from bot.intake.decode import CHAT_BASE
from bot.kit.ids import CommunityId, PersonId
from bot.kit.screen import Pressed
from bot.kit.turn import Attachment, ChatEvent, Talk, Turn
from models import InboxEvent, Person


async def build_turn(event: InboxEvent, actor: Person, group_id: int, *, now: datetime) -> Turn:
    """The turn of an inbox row."""
    kept: dict[str, Any] = event.payload
    talk = Talk(CommunityId(event.community_id), event.peer_id, is_chat=event.peer_id > CHAT_BASE)
    text = str(kept.get("text") or "")
    command, rest = split_command(text)
    return Turn(
        actor=PersonId(actor.id),
        talk=talk,
        now=now,
        locale=actor.locale,
        text=text,
        command=command,
        rest=rest,
        pressed=read_press(kept.get("payload")),
        ref=str(kept.get("ref") or ""),
        attachments=tuple(Attachment(**a) for a in kept.get("attachments") or []),
        chat_event=await _chat_event(kept.get("action"), group_id, now),
        reply_to=int(kept.get("reply_to") or 0),
        actor_name=f"{actor.first_name} {actor.last_name}".strip(),
        event_key=event.event_id,
    )


def split_command(text: str) -> tuple[str, str]:
    """The first word without its slash, lower case, and what follows it on the line and after."""
    head, _, rest = text.strip().partition("\n") if "\n" in text.split(" ", 1)[0] else text.strip().partition(" ")
    return head.removeprefix("/").lower().replace("ё", "ё"), rest.strip()


def read_press(payload: dict[str, Any] | None) -> Pressed | None:
    """A button's payload; a forged or foreign one becomes a press of nothing, which is answered as outdated."""
    if payload is None:
        return None
    if payload.get("command") == "start":  # VK's own «Начать» button
        return Pressed("start")
    args, number = payload.get("a", []), payload.get("s", 0)
    if not isinstance(args, list) or not all(isinstance(a, (str, int)) for a in args) or not isinstance(number, int):
        return Pressed("")
    return Pressed(str(payload.get("b", "")), tuple(args), number)


async def _chat_event(action: dict[str, Any] | None, group_id: int, now: datetime) -> ChatEvent | None:
    if not action:
        return None
    member = int(action["member"])
    if member <= 0:
        return ChatEvent(str(action["type"]), about_bot=member == -group_id)
    person = await people.meet(member, now=now)
    return ChatEvent(str(action["type"]), PersonId(person.id))
