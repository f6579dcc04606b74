"""From an inbox row to a Turn: the only place that knows VK's keys of people and talks on their way in."""

from datetime import datetime
from typing import Any

from bot.intake import people
from bot.intake.decode import CHAT_BASE
from bot.intake.heads import Head
from bot.kit.ids import PersonId
from bot.kit.screen import Pressed
from bot.kit.turn import Attachment, ChatEvent, Talk, Turn


async def build_turn(head: Head, *, now: datetime) -> Turn:
    """The turn of an event whose person is known."""
    assert head.person is not None
    kept = head.payload
    talk = Talk(head.community, head.peer, is_chat=head.peer > CHAT_BASE)
    text = str(kept.get("text") or "")
    command, rest = split_command(text)
    return Turn(
        actor=head.person,
        talk=talk,
        now=now,
        locale=head.locale,
        text=text,
        command=command,
        rest=rest,
        pressed=read_press(kept.get("payload")),
        ref=str(kept.get("ref") or ""),
        attachments=tuple(Attachment(**a) for a in kept.get("attachments") or []),
        answered=tuple(Attachment(**a) for a in kept.get("answered") or []),
        chat_event=await _chat_event(kept.get("action"), head, now),
        number=int(kept.get("number") or 0),
        reply_to=int(kept.get("reply_to") or 0),
        reply_from=await _person(int(kept.get("reply_from") or 0), now),
        actor_name=head.name,
        event_key=head.key,
    )


def split_command(text: str) -> tuple[str, str]:
    """The first word without its slash, lower case, and what follows it on the line and after."""
    head, _, rest = text.strip().partition("\n") if "\n" in text.split(" ", 1)[0] else text.strip().partition(" ")
    if head.endswith(";"):  # «/отчёт; 3»: the mark belongs to what follows
        head, rest = head[:-1], f"; {rest}"
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


async def _chat_event(action: dict[str, Any] | None, head: Head, now: datetime) -> ChatEvent | None:
    if not action:
        return None
    member = int(action["member"])
    if member <= 0:
        return ChatEvent(str(action["type"]), about_bot=member == -head.group_id, key=member)
    person = head.person if member == head.sender else PersonId((await people.meet(member, now=now)).id)
    return ChatEvent(str(action["type"]), person, text=str(action.get("said") or ""), key=member)


async def _person(vk_id: int, now: datetime) -> PersonId | None:
    return PersonId((await people.meet(vk_id, now=now)).id) if vk_id > 0 else None
