"""Who comes into chats and who is thrown out of them; the bot itself among them."""

from bot.handlers.registry import button, chat_event
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.services import conversation_life, members, post
from bot.services.ports import Done, continuation
from bot.ui import chat_members as cards
from bot.ui import conversations as screens


@chat_event("chat_invite_user", "chat_invite_user_by_link", "chat_invite_user_by_message_request")
async def on_joined(turn: Turn) -> Screen | None:
    """A joiner is judged silently; the bot itself greets a chat it does not know."""
    event = turn.chat_event
    if event and event.about_bot:
        return None if await members.find_registered(turn.talk) else screens.greeting()
    if event and event.member:
        await members.judge_joiner(turn.talk, event.member, now=turn.now)
    return None


@chat_event("chat_kick_user")
async def on_kicked(turn: Turn) -> None:
    """The bot was removed: the conversation is lost, and its teacher should know."""
    if not (turn.chat_event and turn.chat_event.about_bot):
        return
    lost = await conversation_life.thrown_out(turn.talk, now=turn.now)
    if lost:
        await post.tell_all(
            lost.tell, lambda: screens.thrown_out(lost.conversation), now=turn.now, priority=post.NOTICE
        )


@continuation("conversation.member_removed")
async def on_removed(done: Done) -> None:
    """A stranger is out, or could not be put out: one card to who answers for the chat."""
    removal = await members.removed(done.args, code=done.error.code if done.error else 0, now=done.now)
    if removal:
        await post.tell_all(removal.tell, lambda: cards.stranger_card(removal), now=done.now, priority=post.NOTICE)


@button("members.noted")
async def note_card(turn: Turn) -> Screen:
    """The card was read."""
    return cards.noted()
