"""`/подключить`, `/проверка`; and what becomes of a community whose key died."""

from bot.handlers.contour import tell_trouble
from bot.handlers.registry import command
from bot.kit.ids import CommunityId, ConversationId
from bot.kit.screen import Screen
from bot.kit.turn import Talk, Turn
from bot.scenarios.connect_community import ConnectCommunity, ConnectDraft
from bot.scenarios.engine import begin
from bot.services import access, chat_troubles, communities, connecting, contour, members, post
from bot.services.ports import CHAT_CLOSED, COMMUNITY_LOST, Done, continuation
from bot.ui import communities as screens


@command("подключить", alias="connect", act="connect.community")
async def connect(turn: Turn) -> Screen:
    """`/подключить КЛЮЧ`; without the key, how to make one."""
    await access.access_org(turn.actor, "connect.community")
    if not turn.rest:
        return await begin(turn, ConnectCommunity, ConnectDraft())
    await connecting.ask_check(turn.actor, turn.rest, talk=turn.talk, now=turn.now)
    return screens.checking()


@continuation("community.checked")
async def on_checked(done: Done) -> None:
    """VK has looked at the key: it is kept, or what is missing is told."""
    if done.error:
        error = done.error
        await post.tell(
            connecting.asker(done), lambda: screens.key_refused(error.code), now=done.now, priority=post.ANSWER
        )
        return
    checked = await connecting.connect(done)
    await post.tell(connecting.asker(done), lambda: screens.checked(checked), now=done.now, priority=post.ANSWER)


@command("проверка", alias="check", act="check.read")
async def check(turn: Turn) -> Screen:
    """What keys and chats lack, in words; VK's own answers follow."""
    dead = await connecting.ask_health(turn.actor, talk=turn.talk, now=turn.now)
    await contour.ask_own(turn.actor, "check.read", now=turn.now)
    return screens.looking(dead)


@continuation("community.examined")
async def on_examined(done: Done) -> None:
    """How one community is."""
    if done.error:
        name = await connecting.name_of(CommunityId(int(str(done.args["community"]))))
        code = done.error.code
        await post.tell(
            connecting.asker(done), lambda: screens.not_examined(name, code), now=done.now, priority=post.ANSWER
        )
        return
    health = await connecting.examined(done)
    await post.tell(connecting.asker(done), lambda: screens.health(health), now=done.now, priority=post.ANSWER)


@continuation(COMMUNITY_LOST)
async def on_community_lost(done: Done) -> None:
    """Its key is dead: whoever answers for it is told through another community."""
    name = await connecting.name_of(done.community)
    for person in await communities.keepers(done.community):
        await post.tell(person, lambda: screens.key_died(name), now=done.now, priority=post.NOTICE)


@continuation(CHAT_CLOSED)
async def on_chat_closed(done: Done) -> None:
    """The bot cannot write into a chat any more: the conversation is lost, its teacher should know."""
    talk = Talk(done.community, int(str(done.args["chat"])), is_chat=True)
    found, code = await members.find_registered(talk), done.error.code if done.error else 0
    if found is None:
        return
    trouble = await chat_troubles.note(ConversationId(found.id), code, now=done.now, closed=True)
    if trouble:
        await tell_trouble(trouble, done)
