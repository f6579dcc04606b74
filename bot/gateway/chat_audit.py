"""Who is in many chats: up to 25 questions a request, and further pages of the chats that are longer than one."""

from typing import Any

from bot.gateway import render
from bot.gateway.client import VkClient, script
from bot.kit.errors import MessengerError, Rejected

PAGE = 1000  # VK: getConversationMembers gives at most 1000 a page, docs/vk.md §2.1
TOO_BIG = 13  # VK: the answer of an execute is too long


async def audit_chats(vk: VkClient, chats: list[int]) -> dict[str, Any]:
    """The members of each chat, or the code with which VK refused this one; other errors end the whole request.

    The caller has waited for the pacer once.
    """
    found: dict[str, Any] = {}
    asked = [(chat, 0) for chat in chats]
    has_waited = True
    while asked:
        if not has_waited:
            await vk.pacer.wait()
        has_waited = False
        asked = await _ask(vk, asked, found)
    return found


async def _ask(vk: VkClient, asked: list[tuple[int, int]], found: dict[str, Any]) -> list[tuple[int, int]]:
    """One request; returns what is still to be asked."""
    calls = [_call(chat, offset) for chat, offset in asked]
    code, fitting = script(calls)
    try:
        answers = await vk.execute_now(code)
    except Rejected as error:
        if error.code != TOO_BIG or len(asked) == 1:
            raise
        half = len(asked) // 2
        await vk.pacer.wait()
        return await _ask(vk, asked[:half], found) + asked[half:]
    more = asked[fitting:]
    for (chat, offset), answer in zip(asked, answers, strict=False):
        if isinstance(answer, MessengerError):
            found[str(chat)] = {"error": answer.code}
            continue
        _add(found.setdefault(str(chat), {"members": [], "names": {}}), answer)
        if answer["items"] and offset + PAGE < int(answer["count"]):
            more.append((chat, offset + PAGE))
    return more


def _call(chat: int, offset: int) -> tuple[str, dict[str, Any]]:
    return "messages.getConversationMembers", {"peer_id": chat, "count": PAGE, "offset": offset}


def _add(listed: dict[str, Any], answer: dict[str, Any]) -> None:
    listed["members"] += [render.member(item) for item in answer["items"]]
    listed["names"] |= {str(p["id"]): [p["first_name"], p["last_name"]] for p in answer.get("profiles", [])}
