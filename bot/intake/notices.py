"""Events that are nobody's turn but must be known, in the order of their talk: permissions, calls, tokens typed."""

from datetime import datetime
from typing import Any

from bot.intake import people
from bot.intake.decode import CALL_SEEN, moment
from bot.kit.ids import CommunityId, PersonId
from bot.services import calls, post
from bot.services.hidden import has_secret
from bot.services.ports import Verb


async def note(
    kind: str, community: CommunityId, peer: int, sender: int, kept: dict[str, Any], *, now: datetime
) -> bool:
    """Take note of an event that needs no answer; False if it is somebody's turn."""
    if kind in ("message_allow", "message_deny"):
        person = await people.meet(sender, now=now)
        await people.note_reach(PersonId(person.id), community, allowed=kind == "message_allow", now=now)
        return True
    if kind == CALL_SEEN:
        await calls.seen_in_chat(community, peer, int(kept["initiator"]), started_at=moment(int(kept["at"])))
        return True
    return False


async def ask_to_delete_secret(community: CommunityId, peer: int, kept: dict[str, Any], *, now: datetime) -> None:
    """A token was typed: the door has hidden it from us, now its message should leave the talk too."""
    number = int(kept.get("number") or 0)
    if number and has_secret(str(kept)):
        args: dict[str, object] = {"chat": peer, "messages": [number]}
        await post.ask(community, Verb.DELETE_MESSAGES, args, lane=f"talk:{peer}", now=now, priority=post.URGENT)
