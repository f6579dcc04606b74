"""The table of methods: each rule of VK's face is one small function under ``@method``."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from sandbox.errors import VkError
from sandbox.params import Params
from sandbox.records import Community, Token
from sandbox.world import World


@dataclass(frozen=True, slots=True)
class Call:
    """One call that has passed the door: who asks and with what."""

    world: World
    token: Token
    params: Params

    @property
    def group(self) -> Community:
        """The community whose token this is; a user token has to name a community of its own."""
        if self.token.kind == "group":
            return self.world.state.communities[self.token.group_id]
        group = self.world.state.communities.get(abs(self.params.number("group_id")))
        if group is None:
            raise VkError(125)
        if group.owner_id != self.token.user_id:
            raise VkError(15, words="Access denied: you should be group moderator")
        return group

    @property
    def me(self) -> int:
        """How the caller is written in ``from_id``."""
        return -self.token.group_id if self.token.kind == "group" else self.token.user_id


Answer = Callable[[Call], Any]
Kept = TypeVar("Kept", bound=Answer)


@dataclass(frozen=True, slots=True)
class Method:
    """A method of VK: what answers, which tokens may call it, which right it needs."""

    name: str
    answer: Answer
    kinds: tuple[str, ...]
    right: str


METHODS: dict[str, Method] = {}

# vk-platform §3.4, §5, §7: methods that exist but never for a community token
USER_ONLY = frozenset(
    [
        "messages.addChatUser",
        "messages.addChatUsers",
        "messages.joinChatByInviteLink",
        "messages.getChat",
        "messages.getChatPreview",
        "messages.allowMessagesFromGroup",
        "messages.denyMessagesFromGroup",
        "groups.invite",
        "groups.approveRequest",
        "groups.removeUser",
        "groups.editManager",
        "groups.create",
        "groups.getSettings",
        "groups.get",
        "groups.join",
        "groups.leave",
        "groups.search",
        "wall.post",
        "wall.edit",
        "wall.delete",
        "wall.get",
        "wall.createComment",
        "polls.create",
        "polls.edit",
        "polls.addVote",
        "polls.getById",
        "polls.getVoters",
        "photos.getWallUploadServer",
        "photos.saveWallPhoto",
        "video.save",
        "video.get",
        "friends.get",
        "friends.add",
        "friends.areFriends",
        "users.search",
        "newsfeed.get",
        "notifications.get",
        "account.getProfileInfo",
        "calls.start",
        "calls.forceFinish",
    ]
)


def method(name: str, *, right: str = "", kinds: tuple[str, ...] = ("group", "user")) -> Callable[[Kept], Kept]:
    """Put a function into the table under VK's name."""

    def put(answer: Kept) -> Kept:
        METHODS[name] = Method(name, answer, kinds, right)
        return answer

    return put


def call(world: World, token: Token, name: str, params: Params) -> Any:
    """Answer one call, inside or outside of ``execute``."""
    found = METHODS.get(name)
    # vk-platform §0: a token of the wrong kind is error 27, a missing right error 15
    if token.kind == "group" and (name in USER_ONLY or (found is not None and "group" not in found.kinds)):
        raise VkError(27)
    if found is None:
        raise VkError(15 if name in USER_ONLY else 3)
    if token.kind not in found.kinds or (found.right and found.right not in token.rights):
        raise VkError(15, "no access to call this method")
    return found.answer(Call(world, token, params))
