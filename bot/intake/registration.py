"""Tells VK where our callback door is: makes or renews the community's server there and switches its events on."""

import asyncio
import logging
import secrets
from typing import Any

from bot.gateway.checking import API_VERSION, switches
from bot.gateway.client import VkClient
from bot.gateway.vault import Vault
from bot.intake.callback import CallbackDoor
from models import Community

log = logging.getLogger("bot.callback")

TITLE = "school-bot"  # VK: at most 14 characters, docs/vk.md §1.2
HANDSHAKE_LOOKS, HANDSHAKE_PAUSE_S = 20, 0.25
SECRET_BYTES = 24  # VK: a secret has at most 50 characters


def address(base: str, group_id: int) -> str:
    """Where VK pushes one community's events, below VK_CALLBACK_URL."""
    base = base.rstrip("/")
    return base if base.endswith(f"/callback/{group_id}") else f"{base}/callback/{group_id}"


async def register(
    community_id: int, vk: VkClient, vault: Vault, door: CallbackDoor, *, base: str, secret: str = ""
) -> int:
    """Make VK push this community's events to us. The door must be open already: VK shakes hands at once.

    Args:
        community_id: ours.
        door: has to know the secret before VK does.
        base: VK_CALLBACK_URL, without `/callback/<group_id>`.
        secret: what VK shall put into every push; "" keeps the one we have, or makes one.

    Returns:
        VK's number of the server.

    Raises:
        MessengerError: VK did not answer, or the token lacks the right `manage`.
    """
    row = await Community.get(id=community_id)
    kept = vault.open(bytes(row.callback_secret)) if row.callback_secret else ""
    secret = secret or kept or secrets.token_urlsafe(SECRET_BYTES)
    code = await vk.call("groups.getCallbackConfirmationCode", group_id=row.group_id)
    locked = row.callback_secret if secret == kept else vault.lock(secret)
    await Community.filter(id=row.id).update(callback_secret=locked, callback_code=str(code["code"]))
    await door.reload()
    server = await _server(row, vk, address(base, row.group_id), secret)
    await vk.call(
        "groups.setCallbackSettings",
        group_id=row.group_id,
        server_id=server,
        api_version=API_VERSION,
        **switches(),
    )
    await Community.filter(id=row.id).update(callback_server_id=server)
    status = await _handshake(row, vk, server)
    say = log.info if status == "ok" else log.error
    say("callback server registered", extra={"group": row.group_id, "server": server, "status": status})
    return server


async def _handshake(row: Community, vk: VkClient, server: int) -> str:
    """How VK's first look at our door ended: `ok`, or `failed`, `wait` when it does not reach VK_CALLBACK_URL."""
    status = "wait"
    for _ in range(HANDSHAKE_LOOKS):
        found = await vk.call("groups.getCallbackServers", group_id=row.group_id, server_ids=server)
        status = next((str(s["status"]) for s in found["items"] if s["id"] == server), "gone")
        if status != "wait":
            break
        await asyncio.sleep(HANDSHAKE_PAUSE_S)
    return status


async def _server(row: Community, vk: VkClient, url: str, secret: str) -> int:
    """Our server at VK: the one we made before, or one at the same address, or a new one."""
    found: list[dict[str, Any]] = (await vk.call("groups.getCallbackServers", group_id=row.group_id))["items"]
    ours = next((s for s in found if s["id"] == row.callback_server_id), None)
    ours = ours or next((s for s in found if s["url"] == url), None)
    wanted = {"group_id": row.group_id, "url": url, "title": TITLE, "secret_key": secret}
    if ours is None:
        return int((await vk.call("groups.addCallbackServer", **wanted))["server_id"])
    if (ours["url"], ours.get("secret_key"), ours.get("status")) != (url, secret, "ok"):
        await vk.call("groups.editCallbackServer", server_id=ours["id"], **wanted)
    return int(ours["id"])
