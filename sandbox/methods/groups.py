"""groups.*: who the community is, who is in it, what its token may (vk-platform §0, §3.4, §3.5)."""

from sandbox.errors import VkError, bad
from sandbox.methods.registry import Call, method
from sandbox.methods.users import profile
from sandbox.records import Community, Json

# vk-platform §3.5: settings a group token may set
SETTINGS = ("messages", "bots_capabilities", "bots_start_button", "bots_add_to_chat")
MASKS = {"photos": 4, "messages": 4096, "docs": 131_072, "manage": 262_144}


def card(group: Community) -> Json:
    """A community as groups.getById shows it."""
    return {
        "id": group.group_id,
        "name": group.name,
        "screen_name": group.screen_name,
        "is_closed": 0,
        "type": "group",
        "photo_50": "https://vk.com/images/community_50.png",
        "photo_100": "https://vk.com/images/community_100.png",
        "photo_200": "https://vk.com/images/community_200.png",
    }


@method("groups.getById")
def get_by_id(call: Call) -> Json:
    """vk-platform §0: with no parameters a group token gets its own community."""
    names = call.params.words("group_ids") or call.params.words("group_id")
    communities = call.world.state.communities
    if not names:
        if call.token.kind != "group":
            raise VkError(100, "group_ids is undefined")
        return {"groups": [card(call.group)], "profiles": []}
    found: list[Community] = []
    for name in names:
        bare = name.removeprefix("club").removeprefix("public").lstrip("-")
        group = communities.get(int(bare)) if bare.isdigit() else None
        group = group or next((one for one in communities.values() if one.screen_name == name), None)
        if group is not None:
            found.append(group)
    if not found:
        raise VkError(100, "group_ids is undefined")
    return {"groups": [card(group) for group in found], "profiles": []}


@method("groups.getTokenPermissions", kinds=("group",))
def get_token_permissions(call: Call) -> Json:
    """The rights of this token."""
    rights = [right for right in call.token.rights if right in MASKS]
    return {
        "mask": sum(MASKS[right] for right in rights),
        "permissions": [{"name": right, "setting": MASKS[right]} for right in rights],
    }


@method("groups.setSettings", right="manage")
def set_settings(call: Call) -> int:
    """Messages, bot capabilities, the «Начать» button, adding to chats (vk-platform §3.5)."""
    for name, value in call.params.switches(SETTINGS).items():
        call.group.settings[name] = int(value)
    call.world.dirty = True
    return 1


def _named(call: Call) -> Community:
    if not call.params.has("group_id") and call.token.kind == "group":
        return call.group
    group = call.world.state.communities.get(abs(call.params.number("group_id")))
    if group is None:
        raise VkError(125)
    return group


@method("groups.isMember")
def is_member(call: Call) -> object:
    """0 or 1 for one; an array for ``user_ids``."""
    group = _named(call)
    if many := call.params.numbers("user_ids", most=500):
        return [{"user_id": one, "member": int(one in group.members)} for one in many]
    user_id = call.params.number("user_id", call.token.user_id or None)
    if call.params.flag("extended"):
        return {"member": int(user_id in group.members)}
    return int(user_id in group.members)


@method("groups.getMembers")
def get_members(call: Call) -> Json:
    """vk-platform §2.1: at most 1000 a page."""
    group = _named(call)
    count = call.params.number("count", 1000, least=0, most=1000)
    offset = call.params.number("offset", 0, least=0)
    if call.params.text("filter") == "managers":
        managers: list[Json] = [{"id": group.owner_id, "role": "creator"}]
        return {"count": 1, "items": managers}
    page = group.members[offset : offset + count]
    fields = call.params.words("fields")
    items = [profile(call.world, one, fields) for one in page] if fields else page
    return {"count": len(group.members), "items": items}


def own_group(call: Call) -> Community:
    """The community named by ``group_id`` must be the caller's own."""
    wanted = abs(call.params.number("group_id"))
    if call.token.kind == "group" and wanted != call.token.group_id:
        if wanted not in call.world.state.communities:
            raise bad("group_id is invalid")
        raise VkError(15, "group auth failed")
    return call.group
