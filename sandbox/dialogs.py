"""The private talk and its permission: unknown → allowed → denied (vk-platform §6, §11.9)."""

from sandbox.events import emit
from sandbox.records import Dialog
from sandbox.world import World


def allow(world: World, dialog: Dialog, key: str = "") -> None:
    """The person allows messages; ``message_allow`` always comes with a key (vk-platform §1.3, §11.9)."""
    if dialog.permission == "allowed":
        return
    dialog.permission = "allowed"
    group = world.state.communities[dialog.group_id]
    emit(world, group, "message_allow", {"user_id": dialog.user_id, "key": key})


def deny(world: World, dialog: Dialog) -> None:
    """The person forbids messages."""
    if dialog.permission == "denied":
        return
    dialog.permission = "denied"
    emit(world, world.state.communities[dialog.group_id], "message_deny", {"user_id": dialog.user_id})


def refusal(world: World, group_id: int, user_id: int) -> int:
    """The error code of writing to this person, 0 when one may."""
    dialog = world.find_dialog(group_id, user_id)
    if dialog is None or dialog.permission != "allowed":
        return 901
    return 900 if dialog.blacklisted else 0
