"""Who is in many chats: up to 25 questions a request, and further pages of the chats that are longer than one."""

from typing import Any

from bot.gateway import render
from bot.gateway.client import Call, VkClient
from bot.gateway.questions import ask_all
from bot.kit.errors import MessengerError

PAGE = 1000  # VK: getConversationMembers gives at most 1000 a page, docs/vk.md §2.1


async def audit_chats(vk: VkClient, chats: list[int]) -> dict[str, Any]:
    """The members of each chat, or the code with which VK refused this one; other errors end the whole request.

    The caller has waited for the pacer once.
    """
    found: dict[str, Any] = {}
    asked = [(chat, 0) for chat in chats]
    while asked:
        answers = await ask_all(vk, [_call(chat, offset) for chat, offset in asked])
        asked = [more for place, answer in zip(asked, answers, strict=True) if (more := _take(place, answer, found))]
        if asked:
            await vk.pacer.wait()
    return found


def _take(place: tuple[int, int], answer: Any, found: dict[str, Any]) -> tuple[int, int] | None:
    """Keep one answer; the next page of this chat, if there is one."""
    chat, offset = place
    if isinstance(answer, MessengerError):
        found[str(chat)] = {"error": answer.code}
        return None
    _add(found.setdefault(str(chat), {"members": [], "names": {}}), answer)
    return (chat, offset + PAGE) if answer["items"] and offset + PAGE < int(answer["count"]) else None


def _call(chat: int, offset: int) -> Call:
    return "messages.getConversationMembers", {"peer_id": chat, "count": PAGE, "offset": offset}


def _add(listed: dict[str, Any], answer: dict[str, Any]) -> None:
    listed["members"] += [render.member(item) for item in answer["items"]]
    listed["names"] |= {str(p["id"]): [p["first_name"], p["last_name"]] for p in answer.get("profiles", [])}
