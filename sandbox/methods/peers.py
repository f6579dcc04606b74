"""From a community's ``peer_id`` to the talk, with VK's refusals on the way."""

from sandbox import chats
from sandbox.errors import VkError, bad
from sandbox.methods.registry import Call
from sandbox.posting import sees_all
from sandbox.records import CHAT_BASE, Chat, Community, Dialog, Message, Talk

STATE_ERRORS = {"deleted": 1017, "writing_disabled": 1012, "moved_to_max": 993}  # vk-platform §11.13


def chat_by_number(call: Call, number: int, *, to_write: bool = False) -> Chat:
    """A chat this community is in, else 917; dead chats with their own codes."""
    group: Community = call.group
    chat = call.world.chat_of(group, number)
    if chat is None:
        raise VkError(917)
    if chat.state in ("deleted", "moved_to_max") or (to_write and chat.state != "ok"):
        raise VkError(STATE_ERRORS[chat.state])
    if not chats.present(chat, -group.group_id):
        raise VkError(917)
    return chat


def chat_of(call: Call, *, to_write: bool = False) -> Chat:
    """The chat named by ``peer_id`` or ``chat_id``."""
    number = call.params.number("chat_id", 0) or call.params.number("peer_id") - CHAT_BASE
    if number <= 0:
        raise bad("peer_id is not a chat")
    return chat_by_number(call, number, to_write=to_write)


def governed_chat(call: Call, refusal: int = 925) -> Chat:
    """A chat where this community is owner or admin, else ``refusal``."""
    chat = chat_of(call)
    if not chats.is_admin(chat, -call.group.group_id):
        raise VkError(refusal)
    return chat


def talk_of(call: Call, peer_id: int) -> Talk:
    """The talk of this peer: a dialog that exists, or a chat one is in."""
    if peer_id > CHAT_BASE:
        return chat_by_number(call, peer_id - CHAT_BASE)
    if peer_id < 0:
        raise VkError(932)
    if peer_id not in call.world.state.people:
        raise VkError(100, "peer_id is invalid")
    return call.world.find_dialog(call.group.group_id, peer_id) or Dialog(group_id=call.group.group_id, user_id=peer_id)


def readable(call: Call, talk: Talk) -> Talk:
    """vk-platform §3.4: history needs access to messages; 917 without it."""
    if isinstance(talk, Chat) and not sees_all(talk, call.group.group_id):
        raise VkError(917)
    return talk


def message_by_cmid(talk: Talk, cmid: int) -> Message:
    """A live message of the talk, else VK's refusal."""
    if not 0 < cmid <= len(talk.messages):
        raise bad("message not found")
    message = talk.messages[cmid - 1]
    if message.deleted:
        raise VkError(1018)
    return message


def message_in(call: Call, talk: Talk) -> Message:
    """The message named by ``cmid``, ``conversation_message_id`` or ``message_id`` (dialogs only: §3.1)."""
    params = call.params
    cmid = params.number("cmid", 0) or params.number("conversation_message_id", 0)
    if not cmid:
        message_id = params.number("message_id")
        found = next((one for one in talk.messages if one.id == message_id and message_id), None)
        if found is None:
            raise bad("message_id is invalid")
        cmid = found.cmid
    return message_by_cmid(talk, cmid)
