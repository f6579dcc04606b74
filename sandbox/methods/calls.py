"""calls.*: a user token only (vk-platform §5)."""

import secrets
import uuid

from sandbox.errors import VkError, bad
from sandbox.methods.registry import Call, method
from sandbox.records import Json


@method("calls.start", right="calls", kinds=("user",))
def start(call: Call) -> Json:
    """A person starts a call, for a community or himself; the link's token is 43 base64url characters."""
    group_id = abs(call.params.number("group_id", 0))
    if group_id and group_id not in call.world.state.communities:
        raise VkError(125)
    token = secrets.token_urlsafe(32)
    call_id = str(uuid.uuid4())
    call.world.state.calls[token] = {
        "call_id": call_id,
        "owner_id": call.token.user_id,
        "group_id": group_id,
        "started": call.world.clock.stamp(),
        "finished": 0,
    }
    call.world.dirty = True
    password = secrets.token_hex(3)
    return {
        "call_id": call_id,
        "join_link": f"https://vk.com/call/join/{token}",
        "ok_join_link": secrets.token_urlsafe(24),
        "broadcast_video_id": "",
        "broadcast_ov_id": "",
        "short_credentials": {
            "id": str(secrets.randbelow(10**9)),
            "password": password,
            "link_with_password": f"https://vk.com/call?p={password}",
            "link_without_password": "https://vk.com/call",
        },
    }


@method("calls.forceFinish", right="calls", kinds=("user",))
def force_finish(call: Call) -> int:
    """The call is over for all and its link is dead."""
    call_id = call.params.required("call_id")
    found = next((one for one in call.world.state.calls.values() if one["call_id"] == call_id), None)
    if found is None or found["owner_id"] != call.token.user_id:
        raise bad("call_id is invalid")
    found["finished"] = call.world.clock.stamp()
    call.world.dirty = True
    return 1
