"""Who comes into chats and who is thrown out of them; the bot itself among them."""

from bot.handlers.numbers import pressed_number
from bot.handlers.registry import button, chat_event
from bot.kit.ids import ConversationId
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.services import chat_waiting, conversation_life, conversation_naming, members, post, strangers
from bot.services.ports import Done, continuation
from bot.services.strangers import Card
from bot.ui import chat_binding as binding_screens
from bot.ui import chat_members as cards
from bot.ui import conversations as screens


@chat_event("chat_invite_user", "chat_invite_user_by_link", "chat_invite_user_by_message_request")
async def on_joined(turn: Turn) -> Screen | None:
    """A joiner is judged silently; the bot itself greets a chat it does not know."""
    event = turn.chat_event
    if event and event.about_bot:
        return await _greet(turn)
    if event and event.member:
        await _tell(await strangers.judge_joiner(turn.talk, event.member, now=turn.now), turn)
    elif event and event.key:
        await _tell(await strangers.judge_bot(turn.talk, event.key, now=turn.now), turn)
    return None


async def _greet(turn: Turn) -> Screen | None:
    if await members.find_registered(turn.talk):
        return None
    title = await chat_waiting.come_back(turn.actor, turn.talk, now=turn.now)
    return binding_screens.back_again(title) if title else binding_screens.greeting()


@chat_event("chat_kick_user")
async def on_kicked(turn: Turn) -> None:
    """The bot was removed: the conversation is lost, and its teacher should know."""
    if turn.chat_event and not turn.chat_event.about_bot:
        await strangers.went(turn.talk, turn.chat_event.key, now=turn.now)
        return
    await chat_waiting.over(turn.talk)
    lost = await conversation_life.thrown_out(turn.talk, now=turn.now)
    if lost:
        await post.tell_all(
            lost.tell, lambda: screens.thrown_out(lost.conversation), now=turn.now, priority=post.NOTICE
        )


@chat_event("chat_title_update")
async def on_renamed_by_hand(turn: Turn) -> None:
    """Somebody gave the chat another title; the bot itself is not looked at."""
    event = turn.chat_event
    if event is None or event.member is None:
        return
    back = await conversation_naming.noticed(event.member, turn.talk, event.text, now=turn.now)
    if back:
        await post.tell_all(back.tell, lambda: screens.title_put_back(back), now=turn.now, priority=post.NOTICE)


@continuation("contour.named")
async def on_named(done: Done) -> None:
    """The stranger's name is known, or will not be: the card."""
    person, case = int(str(done.args["person"])), int(str(done.args["stranger"]))
    await _tell(await strangers.named(person, done.answer, case, now=done.now), done)


@continuation("contour.removed")
async def on_removed(done: Done) -> None:
    """A stranger is out, or could not be put out: one card to who answers for the chat."""
    code = done.error.code if done.error else 0
    await _tell(await strangers.removed(int(str(done.args["stranger"])), code=code, now=done.now), done)


async def _tell(card: Card | None, what: Turn | Done) -> None:
    if card:
        await post.tell_all(card.tell, lambda: cards.stranger_card(card), now=what.now, priority=post.NOTICE)


@button("stranger.let_in")
async def let_in(turn: Turn) -> Screen:
    """«Впустить»: may stay, or may come back."""
    return cards.let_in(await strangers.let_in(turn.actor, pressed_number(turn, 0, default=0), now=turn.now))


@button("stranger.put_out")
async def put_out(turn: Turn) -> Screen:
    """«Удалить»: has to go."""
    return cards.put_out(await strangers.put_out(turn.actor, pressed_number(turn, 0, default=0), now=turn.now))


@button("stranger.next")
async def show_next(turn: Turn) -> Screen:
    """The next case of a conversation that waits for a yes or no."""
    place = ConversationId(pressed_number(turn, 0, default=0))
    return cards.next_card(await strangers.first_open(turn.actor, place))


@button("stranger.all_out")
async def put_all_out(turn: Turn) -> Screen:
    """«Удалить всех»."""
    place = ConversationId(pressed_number(turn, 0, default=0))
    return cards.all_out(await strangers.put_all_out(turn.actor, place, now=turn.now))


@button("members.noted")
async def note_card(turn: Turn) -> Screen:
    """The card was read."""
    return cards.noted()
