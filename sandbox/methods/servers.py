"""groups.*: the switches and servers of both event channels (vk-platform §1)."""

import hashlib
import secrets

from sandbox.errors import VkError, bad
from sandbox.events import EVENT_TYPES
from sandbox.methods.groups import own_group
from sandbox.methods.registry import Call, method
from sandbox.records import CallbackServer, Community, Json
from sandbox.world import World

MAX_SERVERS, MAX_TITLE, MAX_SECRET = 10, 14, 50  # vk-platform §1.2
KEYS_KEPT = 20


@method("groups.getLongPollServer", right="manage")
def get_long_poll_server(call: Call) -> Json:
    """``ts`` is a string here (vk-platform §1.1)."""
    group = own_group(call)
    poll = group.long_poll
    if not poll.enabled:
        raise bad("longpoll for this group is not enabled")
    key = secrets.token_hex(20)
    poll.keys[key] = call.world.clock.now()
    while len(poll.keys) > KEYS_KEPT:
        del poll.keys[next(iter(poll.keys))]
    poll.fetched = max(poll.fetched, 0) if poll.fetched >= 0 else poll.ts
    call.world.dirty = True
    return {"key": key, "server": f"{call.world.base_url}/wh{group.group_id}", "ts": str(poll.ts)}


def _shown(events: dict[str, bool]) -> dict[str, int]:
    return {name: int(bool(events.get(name))) for name in EVENT_TYPES}


@method("groups.getLongPollSettings", right="manage")
def get_long_poll_settings(call: Call) -> Json:
    """Every switch as 0 or 1."""
    poll = own_group(call).long_poll
    return {"is_enabled": poll.enabled, "api_version": poll.api_version, "events": _shown(poll.events)}


@method("groups.setLongPollSettings", right="manage")
def set_long_poll_settings(call: Call) -> int:
    """A group token may switch on its own events (vk-platform §1.1)."""
    poll = own_group(call).long_poll
    poll.enabled = call.params.flag("enabled", poll.enabled)
    poll.api_version = call.params.text("api_version", poll.api_version)
    poll.events.update(call.params.switches(EVENT_TYPES))
    call.world.dirty = True
    return 1


# -- callback ----------------------------------------------------------------------------------------------------


def confirmation_code(world: World, group: Community) -> str:
    """vk-platform §1.2: the string changes over time (here: every day of this world)."""
    day = int(world.clock.now() // 86_400)
    return hashlib.sha256(f"{group.group_id}:{day}".encode()).hexdigest()[:8]


@method("groups.getCallbackConfirmationCode", right="manage")
def get_callback_confirmation_code(call: Call) -> Json:
    """What the server has to answer to the handshake."""
    return {"code": confirmation_code(call.world, own_group(call))}


def _server(call: Call) -> tuple[Community, CallbackServer]:
    group, server_id = own_group(call), call.params.number("server_id")
    found = next((one for one in group.callback_servers if one.id == server_id), None)
    if found is None:
        raise bad("server_id is invalid")
    return group, found


def _fields(call: Call) -> tuple[str, str, str]:
    url, title = call.params.required("url"), call.params.required("title")
    secret = call.params.text("secret_key")
    if not url.startswith(("http://", "https://")):
        raise bad("url is invalid")
    if len(title) > MAX_TITLE:
        raise bad("title should be less or equal to 14 letters")
    if len(secret) > MAX_SECRET:
        raise bad("secret_key should be less or equal to 50 letters")
    return url, title, secret


@method("groups.addCallbackServer", right="manage")
def add_callback_server(call: Call) -> Json:
    """At most ten (2000); the handshake follows at once."""
    group = own_group(call)
    url, title, secret = _fields(call)
    if len(group.callback_servers) >= MAX_SERVERS:
        raise VkError(2000)
    group.last_server += 1
    server = CallbackServer(
        group.last_server,
        title,
        url,
        secret,
        creator_id=call.token.user_id or group.owner_id,
        events={"message_new": True},  # vk-platform §11.12
    )
    group.callback_servers.append(server)
    call.world.shake_hands(group, server)
    call.world.dirty = True
    return {"server_id": server.id}


@method("groups.editCallbackServer", right="manage")
def edit_callback_server(call: Call) -> int:
    """A changed address is confirmed anew."""
    group, server = _server(call)
    server.url, server.title, server.secret_key = _fields(call)
    call.world.shake_hands(group, server)
    call.world.dirty = True
    return 1


@method("groups.deleteCallbackServer", right="manage")
def delete_callback_server(call: Call) -> int:
    """Gone, with all that was still on its way."""
    group, server = _server(call)
    group.callback_servers.remove(server)
    for push in [one for one in call.world.state.pushes.values() if one.server_id == server.id]:
        if push.group_id == group.group_id:
            del call.world.state.pushes[push.id]
    call.world.dirty = True
    return 1


@method("groups.getCallbackServers", right="manage")
def get_callback_servers(call: Call) -> Json:
    """All of them, or those in ``server_ids``."""
    wanted = call.params.numbers("server_ids", most=MAX_SERVERS)
    items = [
        {
            "id": one.id,
            "title": one.title,
            "creator_id": one.creator_id,
            "url": one.url,
            "secret_key": one.secret_key,
            "status": one.status,
        }
        for one in own_group(call).callback_servers
        if not wanted or one.id in wanted
    ]
    return {"count": len(items), "items": items}


@method("groups.getCallbackSettings", right="manage")
def get_callback_settings(call: Call) -> Json:
    """Every switch of one server as 0 or 1."""
    _, server = _server(call)
    return {"api_version": server.api_version, "events": _shown(server.events)}


@method("groups.setCallbackSettings", right="manage")
def set_callback_settings(call: Call) -> int:
    """Each server has its own switches and version (vk-platform §1.2)."""
    _, server = _server(call)
    server.api_version = call.params.text("api_version", server.api_version)
    server.events.update(call.params.switches(EVENT_TYPES))
    call.world.dirty = True
    return 1
