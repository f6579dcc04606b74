"""What the two faces refuse: VK's numbered errors and the control face's plain words."""

from typing import Any, Final

# vk-platform §2.6: the codes; the words are those VK sends with them.
WORDS: Final[dict[int, str]] = {
    1: "Unknown error occurred",
    3: "Unknown method passed",
    5: "User authorization failed: invalid access_token (4).",
    6: "Too many requests per second",
    7: "Permission to perform this action is denied",
    8: "Invalid request",
    9: "Flood control",
    10: "Internal server error: Unknown error, try later",
    12: "Unable to compile code",
    13: "Runtime error occurred during code invocation",
    14: "Captcha needed",
    15: "Access denied",
    27: "Group authorization failed: method is unavailable with group auth.",
    28: "Application authorization failed: method is unavailable with service token",
    29: "Rate limit reached",
    100: "One of the parameters specified was missing or invalid",
    103: "Out of limits",
    113: "Invalid user id",
    125: "Invalid group id",
    129: "Invalid photo",
    900: "Can't send messages for users from blacklist",
    901: "Can't send messages for users without permission",
    902: "Can't send messages to this user due to their privacy settings",
    909: "Can't edit this message, because it's too old",
    911: "Keyboard format is invalid",
    912: "This is a chat bot feature, change this status in settings",
    913: "Too many forwarded messages",
    914: "Message is too long",
    917: "You don't have access to this chat",
    919: "You can't see invite link for this chat",
    920: "Can't edit this kind of message",
    924: "Can't delete this message for everybody",
    925: "You are not admin of this chat",
    927: "Chat does not exist",
    931: "You can't change invite link for this chat",
    932: "Your community can't interact with this peer",
    935: "User not found in chat",
    936: "Contact not found",
    945: "Chat was disabled",
    946: "Chat not supported",
    947: "Can't send message to user without access to group",
    950: "Can't send message, reply timed out",
    980: "Can't pin a service message",
    983: "You are restricted to write to a chat",
    984: "You has spam restriction",
    986: "Need edu role",
    993: "Chat moved to MAX",
    995: "Messenger degradation",
    996: "Chat is blocked",
    1012: "Writing is disabled for this chat",
    1014: "Max pinned messages reached",
    1016: "Invalid account type: should not be edu",
    1017: "Chat was deleted",
    1018: "Message was deleted",
    1021: "Can't send messages to users without a conversation",
    1051: "Method is unavailable for this profile type",
    2000: "Callback servers number limit is reached",
}


class VkError(Exception):
    """A refusal of VK's face; answered with HTTP 200 and ``{"error": …}``."""

    def __init__(self, code: int, detail: str = "", *, words: str | None = None, **extra: Any) -> None:
        self.code = code
        base = words or WORDS.get(code, "Unknown error occurred")
        self.words = f"{base}: {detail}" if detail else base
        self.extra = extra
        super().__init__(f"{code} {self.words}")


class ControlError(Exception):
    """A refusal of the control face; answered with HTTP 400 and ``{"error": words}``."""


def bad(detail: str) -> VkError:
    """Error 100 with VK's wording and what exactly was wrong."""
    return VkError(100, detail)
