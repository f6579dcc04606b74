"""`/кружок`, `/общешкольный`, `/служебная`: conversations of no one class."""

from bot.handlers.numbers import pressed_number
from bot.handlers.registry import button, command
from bot.kit.ids import ConversationId
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.scenarios.engine import begin
from bot.scenarios.wide_chat import WideChat, WideDraft, draft_of
from bot.services import access, conversation_naming, conversations, wide_chats, wide_plans
from bot.services.chat_plans import ChatPlan
from bot.services.conversations import ConversationKind, ConversationState
from bot.ui import conversations as conversation_screens
from bot.ui import wide_chats as screens
from bot.ui import wide_refusals

__all__ = ["wide_refusals"]


@command("кружок", alias="club", act="conversation.club")
async def make_club(turn: Turn) -> Screen:
    """`/кружок Робототехника; 5А, 6Б`; without words, the teacher's clubs, or a dialog."""
    return await _make(turn, ConversationKind.CLUB)


@command("общешкольный", alias="school-chat", act="conversation.school")
async def make_school_chat(turn: Turn) -> Screen:
    """`/общешкольный Родители; родители 1-4`; without words, the school's conversations, or a dialog."""
    return await _make(turn, ConversationKind.SCHOOL)


async def _make(turn: Turn, kind: ConversationKind) -> Screen:
    await access.access_standing(turn.actor, wide_plans.ACTS[kind])
    own = await wide_chats.list_own(turn.actor, [kind], now=turn.now)
    if not turn.rest:
        return screens.listed(kind, own) if own else await _begin(turn, draft_of(kind.value))
    known = next((fact for fact in own if fact.title.lower() == turn.rest.lower()), None)
    if known:
        return screens.card(await wide_chats.get_card(turn.actor, known.id, now=turn.now), now=turn.now)
    if ";" not in turn.rest and not await wide_plans.is_known(turn.actor, kind, turn.rest):
        title = conversation_naming.parse_chat_title(turn.rest)
        return await begin(turn, WideChat, WideDraft(kind.value, title=title), step="whom")
    return await _create(turn, await wide_plans.plan_wide(turn.actor, kind, turn.rest, now=turn.now))


async def _begin(turn: Turn, draft: WideDraft) -> Screen:
    return await begin(turn, WideChat, draft, step="title" if draft.kind == ConversationKind.CLUB.value else "whom")


async def _create(turn: Turn, plan: ChatPlan) -> Screen:
    community = turn.talk.community
    begun = await conversations.create(turn.actor, plan.key, named="", community=community, now=turn.now)
    return conversation_screens.begun(begun)


@command("служебная", alias="staff-chat", act="conversation.office")
async def show_office(turn: Turn) -> Screen:
    """The staff room of a school, the office of a municipality or region: as it is, or the offer to make it."""
    plan = await wide_plans.plan_office(turn.actor)
    row = await conversations.find_alive(plan)
    if row is None:
        return screens.offer_office(plan)
    if row.state is ConversationState.CREATING:
        return await _create(turn, plan)
    return screens.card(await wide_chats.get_card(turn.actor, ConversationId(row.id), now=turn.now), now=turn.now)


@button("wide.office")
async def make_office(turn: Turn) -> Screen:
    """«Создать»."""
    return await _create(turn, await wide_plans.plan_office(turn.actor))


@button("wide.new")
async def make_new(turn: Turn) -> Screen:
    """One more."""
    args = turn.pressed.args if turn.pressed else ()
    draft = draft_of(str(args[0]) if args else "")
    await access.access_standing(turn.actor, wide_plans.ACTS[ConversationKind(draft.kind)])
    return await _begin(turn, draft)


@button("wide.show")
async def show_card(turn: Turn) -> Screen:
    """One of the list."""
    place = ConversationId(pressed_number(turn))
    return screens.card(await wide_chats.get_card(turn.actor, place, now=turn.now), now=turn.now)


@button("wide.check")
async def check(turn: Turn) -> Screen:
    """Who is there, who is not."""
    await wide_chats.check(turn.actor, ConversationId(pressed_number(turn)), now=turn.now)
    return screens.checking()


@button("wide.rule")
async def change_rule(turn: Turn) -> Screen:
    """For whom it is, from now on."""
    place = ConversationId(pressed_number(turn))
    fact = await wide_chats.access_rule(turn.actor, place, now=turn.now)
    return await begin(turn, WideChat, WideDraft(fact.kind.value, conversation=place), step="whom")
