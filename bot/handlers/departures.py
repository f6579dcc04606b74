"""`/уволить`, `/выйти`: ways out of a school, the effects first."""

from bot.handlers.numbers import pressed_number
from bot.handlers.registry import button, command
from bot.kit.ids import ConversationId, EntryId, OrgId, PersonId
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.scenarios.dismiss_teacher import DismissDraft, DismissTeacher
from bot.scenarios.engine import begin
from bot.services import access, conversation_access, conversation_leaving, departures, post, self_care, teachers
from bot.services.ports import Done, continuation
from bot.ui import conversations as conversation_screens
from bot.ui import departures as screens


@command("уволить", alias="dismiss", act="teacher.dismiss")
async def dismiss(turn: Turn) -> Screen:
    """`/уволить Иванова`: what goes with her, then a yes; without the name, the list."""
    school = await access.access_org(turn.actor, "teacher.dismiss")
    if not turn.rest:
        return await begin(turn, DismissTeacher, DismissDraft())
    teacher = await teachers.ensure_teacher(OrgId(school.id), turn.rest, again="/уволить {it}")
    return await begin(turn, DismissTeacher, DismissDraft(teacher.id), step="confirm")


@command("выйти", alias="leave", in_chat=True)
async def leave(turn: Turn) -> Screen:
    """What leaving does; in a chat the answer goes to the private talk, for that chat."""
    places = await departures.own_places(turn.actor, now=turn.now)
    if not turn.talk.is_chat:
        return screens.ask_leave(places)
    fact = await conversation_access.here(turn.talk, now=turn.now)
    told = await post.tell(turn.actor, lambda: screens.ask_leave_chat(fact, places), now=turn.now, priority=post.ANSWER)
    return conversation_screens.answered_in_private(told=told)


@button("self.leave")
async def leave_role(turn: Turn) -> Screen:
    """The one tap."""
    fact = await departures.leave(turn.actor, EntryId(pressed_number(turn)), now=turn.now)
    await post.tell_all(fact.tell, lambda: screens.left_card(fact), now=turn.now, priority=post.NOTICE)
    return screens.left(fact, await self_care.roles_of(turn.actor))


@button("chat.leave")
async def leave_chat(turn: Turn) -> Screen:
    """One conversation only."""
    title = await conversation_leaving.ask_out(turn.actor, ConversationId(pressed_number(turn)), now=turn.now)
    return screens.leaving_chat(title)


@continuation("conversation.left")
async def on_left_chat(done: Done) -> None:
    """Out: no link lets her in again. VK would not do it: the person can herself."""
    if done.error is None:
        await conversation_leaving.left(done)
    elif done.error.code != conversation_leaving.GONE_ALREADY:
        person, title = PersonId(int(str(done.args["person"]))), str(done.args["title"])
        await post.tell(person, lambda: screens.chat_not_left(title), now=done.now)
