"""`/звонок`, and what the messenger answers when asked to start one."""

from bot.handlers.registry import command
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.scenarios.engine import begin
from bot.scenarios.start_call import CallDraft, StartCall, announce
from bot.services import calls, conversation_access, post
from bot.services.ports import Done, continuation
from bot.ui import calls as screens

ACT = "call.start"


@command("звонок", alias="call", act=ACT, in_chat=True)
async def start_call(turn: Turn) -> Screen | None:
    """`/звонок 5А Алгебра ссылка`; in a conversation the class and subject are known; without words, a dialog."""
    said, link = calls.split_call_link(" ".join([turn.rest, *(a.link for a in turn.attachments)]))
    if said:
        fact = await conversation_access.find_own(turn.actor, said, act=ACT, command="звонок", now=turn.now)
    elif turn.talk.is_chat:
        fact = await conversation_access.here(turn.talk, now=turn.now)
    else:
        return await begin(turn, StartCall, CallDraft(link=link or ""))
    if link is None and not turn.talk.is_chat and await calls.needs_link(fact.id):
        return await begin(turn, StartCall, CallDraft(conversation=fact.id), step="link")
    return await announce(turn, await calls.start(turn.actor, fact.id, link=link, now=turn.now))


@continuation("call.started")
async def on_started(done: Done) -> None:
    """The call runs: the card into the conversation, the way in to the teacher. Or it could not be started."""
    if done.error:
        asked = await calls.asked_for(done.args, now=done.now)
        if asked:
            await post.tell(asked.teacher, lambda: screens.not_started(asked), now=done.now)
        return
    fact = await calls.started(done.args, str(done.answer["link"]), now=done.now)
    if fact:
        await post.say(fact.talk, screens.card(fact), now=done.now)
        await post.tell(fact.teacher, lambda: screens.started(fact), now=done.now)
