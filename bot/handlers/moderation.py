"""Messages that the rules found, complaints, and what teachers decide."""

from dataclasses import replace

from bot.handlers.numbers import pressed_number
from bot.handlers.registry import button, chat_event, command
from bot.kit.errors import NotFound
from bot.kit.ids import PersonId
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.services import cases, moderation, post, strikes
from bot.services.cases import CaseFact, CaseState
from bot.services.judging import Reason, What
from bot.services.moderation import Applied
from bot.services.ports import Done, continuation
from bot.ui import moderation as screens
from bot.ui import moderation_refusals

__all__ = ["moderation_refusals"]


@chat_event("judged")
async def on_judged(turn: Turn) -> Screen | None:
    """The door has judged a message: do what the verdict says, and tell whom it concerns."""
    assert turn.chat_event
    what, _, reason = turn.chat_event.text.partition(" ")
    applied = await moderation.apply(
        turn.talk, turn.actor, turn.number, what=What(what), reason=Reason(reason), now=turn.now
    )
    if applied is None:
        return None
    if applied.hint:
        await post.tell(turn.actor, lambda: screens.hint(applied), now=turn.now)
        return None
    return await _spread(turn, applied)


async def _spread(turn: Turn, applied: Applied) -> Screen | None:
    """Cards first: they quote what is then deleted."""
    case = applied.case
    assert case
    if applied.is_shown:
        await send_card(case, turn)
    if applied.what is What.DELETE:
        await cases.ask_to_delete(case, [case.message], now=turn.now, lane=moderation.lane_of(case))
    if applied.third:
        await send_third(applied.third, turn)
    if applied.to_author:
        await post.tell(turn.actor, lambda: screens.to_author(applied), now=turn.now)
    return screens.fraud_warning(case) if applied.is_fraud and applied.is_shown else None


async def send_card(case: CaseFact, turn: Turn) -> None:
    """To everybody who answers for the chat, with the message below it."""
    for person in case.tell:
        await post.tell(
            person,
            lambda: screens.card(case),
            now=turn.now,
            priority=post.ANSWER,
            lane=moderation.lane_of(case),
            then="moderation.carded",
            then_args={"case": case.id, "person": person},
            quote=(case.talk, case.message),
        )


async def send_third(third: CaseFact, turn: Turn) -> None:
    """Three warnings."""
    await post.tell_all(third.tell, lambda: screens.third(third), now=turn.now, priority=post.NOTICE)


@continuation("moderation.carded")
async def on_carded(done: Done) -> None:
    """The messenger would not quote (the message is gone already): the card comes without it."""
    if done.error is None:
        return
    case = await cases.get_fact(int(str(done.args["case"])), now=done.now)
    if case:
        person = PersonId(int(str(done.args["person"])))
        await post.tell(person, lambda: screens.card(case), now=done.now, priority=post.ANSWER)


@continuation("moderation.deleted")
async def on_deleted(done: Done) -> None:
    """What the messenger would not delete is told to those who asked."""
    if done.error or done.answer.get("kept"):
        await _tell_not_done(done)


@continuation("moderation.removed")
async def on_removed(done: Done) -> None:
    """Out: no link lets her in again. What the messenger would not do is told to those who asked."""
    if done.error is None:
        await moderation.note_removed(int(str(done.args["case"])), now=done.now)
    elif done.error.code != moderation.GONE_ALREADY:
        await _tell_not_done(done)


async def _tell_not_done(done: Done) -> None:
    case = await cases.not_done(int(str(done.args["case"])), now=done.now)
    if case:
        await post.tell_all(case.tell, lambda: screens.not_done(case), now=done.now, priority=post.NOTICE)


@button("cases.delete")
async def delete(turn: Turn) -> Screen:
    """A card: the message goes."""
    return await _decide(turn, CaseState.DELETED)


@button("cases.warn")
async def warn(turn: Turn) -> Screen:
    """A card: its author is warned."""
    return await _decide(turn, CaseState.WARNED)


@button("cases.leave")
async def leave(turn: Turn) -> Screen:
    """A card: nothing happens."""
    return await _decide(turn, CaseState.LEFT)


@button("cases.remove")
async def remove(turn: Turn) -> Screen:
    """The card of the third warning: out of the chat."""
    return await _decide(turn, CaseState.REMOVED)


async def _decide(turn: Turn, what: CaseState) -> Screen:
    return await _done(turn, await cases.decide(turn.actor, pressed_number(turn), what, now=turn.now))


async def _done(turn: Turn, case: CaseFact) -> Screen:
    if strike := case.strike:
        await post.tell(case.about, lambda: screens.warned(strike), now=turn.now)
        if third := await moderation.third_of(case, now=turn.now):
            await send_third(third, turn)
    return screens.decided(case)


@button("strikes.back")
async def take_back(turn: Turn) -> Screen:
    """A warning was wrong."""
    strike = await strikes.take_back(turn.actor, pressed_number(turn), now=turn.now)
    await post.tell(strike.person, lambda: screens.forgiven(strike), now=turn.now)
    return screens.taken_back(strike)


@command("удалить", alias="delete", act="moderation.act", in_chat=True)
async def delete_here(turn: Turn) -> Screen | None:
    """In reply: the message goes, and the command with it."""
    return await _act_here(turn, CaseState.DELETED)


@command("предупредить", alias="warn", act="moderation.act", in_chat=True)
async def warn_here(turn: Turn) -> Screen | None:
    """In reply: its author is warned, privately; the command goes."""
    return await _act_here(turn, CaseState.WARNED)


async def _act_here(turn: Turn, what: CaseState) -> Screen | None:
    case = await cases.act_here(turn.actor, turn.talk, turn.reply_to, turn.reply_from, what, now=turn.now)
    await cases.hide_command(turn.talk, turn.number, now=turn.now)
    shown = await _done(turn, case)
    told = await post.tell(turn.actor, lambda: screens.decided(case), now=turn.now, priority=post.ANSWER)
    return None if told else replace(shown, rows=())


@command("пожаловаться", alias="complain", in_chat=True)
async def complain(turn: Turn) -> Screen | None:
    """In reply, by anybody of the chat: the class teacher looks at it, and nobody sees who asked."""
    case = await cases.complain(turn.actor, turn.talk, turn.reply_to, turn.reply_from, now=turn.now)
    if case:
        await send_card(case, turn)
    await cases.hide_command(turn.talk, turn.number, now=turn.now)
    told = await post.tell(turn.actor, screens.complained, now=turn.now, priority=post.ANSWER)
    return None if told else screens.complaint_passed_on()


@command("это-учитель", alias="is-teacher", act="teacher.check", in_chat=True)
async def check_teacher(turn: Turn) -> Screen:
    """In reply, or in private with a forwarded message: what the roster says of its author."""
    if turn.reply_from is None:
        return screens.how_to_check()
    if turn.talk.is_chat:
        return screens.who_is(await moderation.who_is(turn.talk, turn.reply_from, now=turn.now))
    return screens.who_is(await moderation.who_is_to(turn.actor, turn.reply_from))


@button("teacher.check")
async def check_author(turn: Turn) -> Screen:
    """Below the warning of a fraud: a short answer for the one who pressed."""
    if not turn.talk.is_chat:
        raise NotFound()
    fact = await moderation.who_is(turn.talk, PersonId(pressed_number(turn)), now=turn.now)
    return Screen(toast=screens.who_is(fact).toast)
