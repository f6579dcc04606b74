"""`/беседы`, `/беседа`, `/привязать`, `/архив`; and what the messenger answers about chats."""

from functools import partial

from bot.handlers.contour import tell_trouble
from bot.handlers.numbers import pressed_number
from bot.handlers.registry import button, command
from bot.kit.ids import ConversationId, PersonId
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.scenarios.create_conversation import ConversationDraft, CreateConversation
from bot.scenarios.engine import begin
from bot.scenarios.rename_conversation import RenameConversation, RenameDraft
from bot.services import (
    access,
    chat_binding,
    chat_plans,
    chat_troubles,
    chat_waiting,
    conversation_access,
    conversation_life,
    conversation_naming,
    conversations,
    post,
    wide_chats,
    wide_plans,
)
from bot.services.chat_binding import Bound
from bot.services.conversation_life import Lost
from bot.services.ports import Done, continuation
from bot.ui import chat_binding as binding_screens
from bot.ui import conversation_refusals, refusals
from bot.ui import conversations as screens

__all__ = ["conversation_refusals"]


@command("беседы", alias="chats", in_chat=True)
async def show_conversations(turn: Turn) -> Screen:
    """The person's own conversations with links; in a chat the links go to the private talk."""
    facts = await conversations.links_for(turn.actor, now=turn.now)
    roles = [s.role for s in await access.standings(turn.actor)]
    may_create = access.may(roles, "conversation.create")
    governed = [f for f in facts if f.org in {s.org for s in await access.standings(turn.actor)}]
    shares = await wide_chats.shares(governed)
    page = int(turn.rest) if turn.rest.isdecimal() and len(turn.rest) < 4 else 1

    def draw() -> Screen:
        return screens.own_list(facts, page=page, now=turn.now, may_create=may_create, shares=shares)

    if not turn.talk.is_chat:
        return draw()
    return screens.answered_in_private(told=await post.tell(turn.actor, draw, now=turn.now, priority=post.ANSWER))


@command("беседа", alias="chat", act="conversation.create")
async def create_conversation(turn: Turn) -> Screen:
    """`/беседа 5А Алгебра`; without words, a dialog."""
    if not turn.rest:
        return await begin(turn, CreateConversation, ConversationDraft())
    plan = await chat_plans.find_plan(turn.actor, turn.rest, act="conversation.create", command="беседа", now=turn.now)
    named = screens.chat_word(plan.kind)
    return screens.begun(
        await conversations.create(turn.actor, plan.key, named=named, community=turn.talk.community, now=turn.now)
    )


@command("привязать", alias="bind", act="conversation.bind", in_chat=True)
async def bind_chat(turn: Turn) -> Screen:
    """`/привязать 5А Алгебра`, `/привязать Педагоги; учителя` inside a chat made by people; without words, buttons."""
    plan = await wide_plans.find_typed(turn.actor, turn.rest, turn.talk, now=turn.now)
    if plan is None:
        office = access.may([s.role for s in await access.standings(turn.actor)], "conversation.office")
        if not turn.rest and turn.talk.is_chat:
            return binding_screens.ask_bind(await chat_plans.own_plans(turn.actor, now=turn.now), office=office)
        plans = await chat_plans.get_plans(turn.actor, "conversation.bind", now=turn.now)
        plan = chat_plans.pick(turn.rest, plans, command="привязать")
    bound = await chat_binding.begin(turn.actor, plan.key, talk=turn.talk, now=turn.now)
    return binding_screens.bound_already(bound) if bound else binding_screens.binding_begun()


@command("архив", alias="archive", act="conversation.archive", in_chat=True)
async def archive_conversation(turn: Turn) -> Screen:
    """`/архив` inside the conversation, or `/архив 5А Алгебра`; without words in private, buttons."""
    act = "conversation.archive"
    if turn.talk.is_chat and not turn.rest:
        fact = await conversation_access.here(turn.talk, now=turn.now)
    elif not turn.rest:
        return screens.ask_archive(await conversation_access.get_own(turn.actor, act, now=turn.now))
    else:
        fact = await conversation_access.find_own(turn.actor, turn.rest, act=act, command="архив", now=turn.now)
    return screens.archived(await conversations.archive(turn.actor, fact.id, now=turn.now))


@command("переименовать", alias="rename", act=conversation_naming.ACT, in_chat=True)
async def rename_conversation(turn: Turn) -> Screen:
    """`/переименовать Новое название` in the chat, `/переименовать 5А Алгебра; Новое название`; else a dialog."""
    if turn.talk.is_chat:
        fact = await conversation_access.here(turn.talk, now=turn.now)
        title = conversation_naming.parse_chat_title(turn.rest)
        return screens.renamed(await conversation_naming.rename(turn.actor, fact.id, title, now=turn.now))
    await access.access_standing(turn.actor, conversation_naming.ACT)
    which, mark, title = turn.rest.partition(";")
    if not which.strip():
        return await begin(turn, RenameConversation, RenameDraft())
    fact = await conversation_access.find_own(
        turn.actor, which, act=conversation_naming.ACT, command="переименовать", now=turn.now
    )
    if not mark:
        return await begin(turn, RenameConversation, RenameDraft(fact.id), step="title")
    title = conversation_naming.parse_chat_title(title)
    return screens.renamed(await conversation_naming.rename(turn.actor, fact.id, title, now=turn.now))


@button("chat.title")
async def give_title(turn: Turn) -> Screen:
    """In VK it is called as here: after the first of September, of a chat that people made."""
    place = ConversationId(pressed_number(turn))
    fact = await conversation_access.access_fact(turn.actor, conversation_naming.ACT, place, now=turn.now)
    return screens.renamed(await conversation_naming.rename(turn.actor, place, fact.title, now=turn.now))


@continuation("conversation.changed")
async def on_changed(done: Done) -> None:
    """The chat has its title, its rules are pinned; or the bot lacks the right, and who answers for it hears how."""
    if done.error and (trouble := await chat_troubles.note(_conversation(done), done.error.code, now=done.now)):
        await tell_trouble(trouble, done)


@continuation("conversation.created")
async def on_created(done: Done) -> None:
    """The chat exists (or will not): its title, link and rules come next."""
    conversation = _conversation(done)
    if done.error:
        await _tell_not_made(await conversation_life.failed(conversation, now=done.now), done)
        return
    talk = await conversation_life.chat_made(conversation, int(str(done.answer["chat"])), now=done.now)
    if talk:
        fact = await conversations.get_fact(conversation, now=done.now)
        then_args: dict[str, object] = {"conversation": conversation}
        await post.say(
            talk,
            screens.rules(fact.title, fact.kind),
            now=done.now,
            then="conversation.rules_said",
            then_args=then_args,
        )


@continuation("conversation.linked")
async def on_linked(done: Done) -> None:
    """The link is there: the teacher is told, and everybody of the class who is in."""
    conversation = _conversation(done)
    if done.error:
        await _tell_not_made(await conversation_life.failed(conversation, now=done.now), done)
        return
    ready = await conversation_life.linked(conversation, str(done.answer["link"]), now=done.now)
    if ready is None:
        return
    told = await post.tell_all(ready.people, lambda: screens.invitation(ready.conversation), now=done.now)
    if ready.teacher:
        await post.tell(
            ready.teacher, lambda: screens.ready(ready.conversation, people=told), now=done.now, priority=post.ANSWER
        )


@continuation("conversation.rules_said")
async def on_rules_said(done: Done) -> None:
    """The rules stand in the chat: pin them. Unsaid rules are no reason to lose the chat."""
    if done.error is None:
        await conversation_life.pin_rules(_conversation(done), int(str(done.answer["message"])), now=done.now)


@continuation("conversation.bind_members")
async def on_bind_members(done: Done) -> None:
    """What the bot is in a chat that people made."""
    if code := await chat_binding.read_members(done):
        await _say_right_missing(done, code)


@continuation("conversation.bind_linked")
async def on_bind_linked(done: Done) -> None:
    """The last answer of taking a chat in."""
    if done.error:
        await _say_right_missing(done, done.error.code)
        return
    await chat_waiting.over(chat_binding.talk_of(done))
    match await chat_binding.finish(done):
        case Bound() as bound:
            await _tell_bound(done, bound)
        case None:
            return
        case refusal:
            await post.say(chat_binding.talk_of(done), refusals.screen(refusal), now=done.now)


async def _tell_bound(done: Done, bound: Bound) -> None:
    fact = bound.conversation
    await post.say(chat_binding.talk_of(done), binding_screens.bound(fact), now=done.now)
    actor = PersonId(int(str(done.args["actor"])))
    await post.tell(actor, lambda: binding_screens.bound_privately(fact), now=done.now)
    await post.tell_all(bound.people, lambda: screens.invitation(fact), now=done.now)


async def _say_right_missing(done: Done, code: int) -> None:
    if await chat_waiting.wait(done, code):
        await post.say(chat_binding.talk_of(done), binding_screens.bind_right_missing(code), now=done.now)


async def _tell_not_made(lost: Lost | None, done: Done) -> None:
    if lost:
        draw = partial(screens.not_made, lost.conversation)
        await post.tell_all(lost.tell, draw, now=done.now, priority=post.ANSWER)


def _conversation(done: Done) -> ConversationId:
    return ConversationId(int(str(done.args["conversation"])))
