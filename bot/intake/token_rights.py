"""What a token lacks for the events that we need. VK sends only message_new by itself (docs/vk.md §11)."""

import logging

from bot.gateway.client import VkClient
from bot.kit.errors import MessengerError

log = logging.getLogger("bot.intake")

RIGHTS = ("manage", "messages")  # manage: switches and servers of events; messages: all the rest


async def missing_rights(vk: VkClient, group_id: int) -> list[str]:
    """Rights that the community's token lacks; they are written to the log for the operator too."""
    try:
        given = await vk.call("groups.getTokenPermissions")
    except MessengerError as error:
        log.warning("the token's rights are not known", extra={"group": group_id, "code": error.code})
        return []
    names = {str(one.get("name")) for one in given.get("permissions", [])}
    missing = [right for right in RIGHTS if right not in names]
    if missing:
        log.error(
            "the community's token lacks rights: make a new one that has them",
            extra={"group": group_id, "rights": missing},
        )
    return missing
