"""What a community's token can and cannot do, found out by asking VK (docs/vk.md §3.5)."""

from collections.abc import Sequence
from typing import Any

from bot.gateway.client import VkClient
from bot.kit.errors import AuthLost, Busy, MessengerError

RIGHTS = ("messages", "manage", "photos", "docs")
EVENTS = ("message_new", "message_event", "message_allow", "message_deny")
# Of our calls and of every community's events: set for each of them, whatever its administrator chose before.
API_VERSION = "5.199"
# VK has no way to read these with a community's token, only to set them; so they are set.
CAPABILITIES = {"messages": 1, "bots_capabilities": 1, "bots_start_button": 1, "bots_add_to_chat": 1}


def switches() -> dict[str, int]:
    """Our event types, switched on."""
    return dict.fromkeys(EVENTS, 1)


async def check(vk: VkClient, chats: Sequence[int]) -> dict[str, Any]:
    """Whose token it is and what is missing: rights, event switches (they are switched on first), settings, chats.

    Raises:
        AuthLost: the token is no community's token, or is dead.
        Busy: VK does not answer just now.
    """
    group = (await vk.call("groups.getById"))["groups"][0]
    given = await vk.call("groups.getTokenPermissions")
    rights = {right["name"] for right in given["permissions"]}
    missing = [right for right in RIGHTS if right not in rights]
    may_manage = "manage" in rights
    return {
        "group": int(group["id"]),
        "name": str(group["name"]),
        "screen_name": str(group["screen_name"]),
        "rights": missing,
        "events": await _missing_events(vk, int(group["id"])) if may_manage else [],
        "capabilities": [] if not may_manage or await _switch_on(vk) else sorted(CAPABILITIES),
        "chats": await _without_rights(vk, chats) if "messages" in rights else [],
    }


async def _missing_events(vk: VkClient, group: int) -> list[str]:
    """Event types that stay off although we switched them on."""
    try:
        await vk.call("groups.setLongPollSettings", group_id=group, enabled=1, api_version=API_VERSION, **switches())
        events = (await vk.call("groups.getLongPollSettings", group_id=group))["events"]
    except (AuthLost, Busy):
        raise
    except MessengerError:
        return list(EVENTS)
    return [name for name in EVENTS if not events.get(name)]


async def _switch_on(vk: VkClient) -> bool:
    """Messages, keyboards, «Начать», adding to chats."""
    try:
        await vk.call("groups.setSettings", **CAPABILITIES)
    except (AuthLost, Busy):
        raise
    except MessengerError:
        return False
    return True


async def _without_rights(vk: VkClient, chats: Sequence[int]) -> list[int]:
    """VK leaves out of its answer the chats in which the bot is no administrator (docs/vk.md §3.4)."""
    if not chats:
        return []
    answer = await vk.call("messages.getConversationsById", peer_ids=",".join(str(chat) for chat in chats))
    seen = {int(item["peer"]["id"]) for item in answer["items"]}
    return [chat for chat in chats if chat not in seen]
