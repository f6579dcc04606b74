"""`/отчёт`: the weekly report, its files and what is behind its numbers."""

from bot.handlers.numbers import pressed_number
from bot.handlers.registry import button, command
from bot.kit.ids import PersonId
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.services import (
    post,
    report,
    report_asking,
    report_columns,
    report_late,
    report_of_class,
    report_parts,
    report_reading,
)
from bot.services.ports import Done, continuation
from bot.services.report import Report
from bot.services.report_asking import Asked
from bot.services.report_files import FileKey, Form, TermKey
from bot.ui import report_parts as part_screens
from bot.ui import report_terms as term_screens
from bot.ui import reports as screens


@command("отчёт", alias="report", act="report.open")
async def show_report(turn: Turn) -> Screen | None:
    """`/отчёт [неделя|1 четверть|год] [школа или муниципалитет] [xlsx|png|csv]`, `…; число`; no words: the last."""
    switch = report_asking.parse_switch(turn.rest)
    if switch is not None:
        return screens.switched(await report_columns.switch_calls(turn.actor, is_on=switch, now=turn.now))
    asked = report_asking.parse_asked(turn.rest)
    of_class = await report_of_class.find(turn.actor, asked, now=turn.now)
    if of_class:
        return screens.of_class(of_class)
    fact = await report_reading.read(turn.actor, asked, now=turn.now)
    if asked.number:
        return await _open_number(turn, fact, asked)
    if asked.form:
        await _send_file(turn, fact, asked.form)
        return None
    return screens.report(fact, await report_late.differences(fact))


async def _open_number(turn: Turn, fact: Report, asked: Asked) -> Screen:
    if asked.number == report_asking.ANY:
        return part_screens.numbers(fact, report_parts.numbers_of(fact))
    found = await report_parts.behind(turn.actor, fact, asked.number, page=asked.page, now=turn.now)
    return part_screens.parts(found)


async def _send_file(turn: Turn, fact: Report, form: Form) -> None:
    key = TermKey(fact.period, fact.org, form) if fact.term else FileKey(fact.period_id, fact.org, form)
    screen = Screen(part_screens.file_comes(fact), file=key.asked())
    back = {"person": turn.actor, "period": fact.period, "org": fact.org, "form": form.value}
    await post.say(turn.talk, screen, now=turn.now, then="report.file_sent", then_args=back)


@continuation("report.file_sent")
async def on_file_sent(done: Done) -> None:
    """Nobody waits for a file in vain."""
    if done.error:
        await post.tell(PersonId(int(str(done.args["person"]))), lambda: part_screens.no_file(done), now=done.now)


@button("report.terms")
async def show_terms(turn: Turn) -> Screen:
    """Quarters, half-years and the year, as far as they have begun."""
    return term_screens.choice(await report_reading.begun_terms(turn.actor, now=turn.now))


@button("report.idle")
async def show_idle(turn: Turn) -> Screen:
    """Names behind the number of the not active."""
    return screens.idle(await report.read_idle(turn.actor, pressed_number(turn)))
