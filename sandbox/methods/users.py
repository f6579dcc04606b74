"""users.get and utils.resolveScreenName."""

from typing import Any

from sandbox.errors import VkError, bad
from sandbox.methods.registry import Call, method
from sandbox.records import Json
from sandbox.world import World

CASES = ("nom", "gen", "dat", "acc", "ins", "abl")


def profile(world: World, person_id: int, fields: list[str]) -> Json | None:
    """A profile as users.get shows it."""
    person = world.state.people.get(person_id)
    if person is None:
        return None
    shown: Json = {
        "id": person.id,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "can_access_closed": True,
        "is_closed": False,
    }
    extra: Json = {
        "screen_name": f"id{person.id}",
        "domain": f"id{person.id}",
        "sex": 1 if person.last_name.endswith("а") else 2,
        "photo_50": "https://vk.com/images/camera_50.png",
        "photo_100": "https://vk.com/images/camera_100.png",
        "photo_200": "https://vk.com/images/camera_200.png",
        "online": 1,
        "can_write_private_message": 1,
    }
    for case in CASES:
        extra[f"first_name_{case}"], extra[f"last_name_{case}"] = person.first_name, person.last_name
    shown.update({name: extra[name] for name in fields if name in extra})
    return shown


@method("users.get")
def get(call: Call) -> list[Json]:
    """vk-platform §2.1: at most 1000; unknown ids are left out."""
    fields = call.params.words("fields")
    names = call.params.words("user_ids") or ([str(call.token.user_id)] if call.token.kind == "user" else [])
    if len(names) > 1000:
        raise bad("user_ids count should be less or equal to 1000")
    if not names:
        return []
    ids = [int(name.removeprefix("id")) for name in names if name.removeprefix("id").isdigit()]
    if not ids:
        raise VkError(113)
    found = [profile(call.world, one, fields) for one in ids]
    return [one for one in found if one is not None]


@method("utils.resolveScreenName")
def resolve_screen_name(call: Call) -> Any:
    """A person, a community, or an empty list when nobody has this name."""
    name = call.params.required("screen_name")
    for group in call.world.state.communities.values():
        if name in (group.screen_name, f"club{group.group_id}", f"public{group.group_id}"):
            return {"type": "group", "object_id": group.group_id}
    bare = name.removeprefix("id")
    if bare.isdigit() and int(bare) in call.world.state.people:
        return {"type": "user", "object_id": int(bare)}
    return []
