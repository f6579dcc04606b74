"""Three weeks of the demo's school, so that its reports have something to show: they end today."""

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from bot.demo.players import CastFailed, Player, Stage, link_in

# Messages of each teacher, week by week; more speak, and more each.
TALK: tuple[Mapping[str, int], ...] = (
    {"Лугова": 4, "Рябинина": 1},
    {"Лугова": 11, "Рябинина": 3, "Каштанов": 2},
    {"Лугова": 12, "Рябинина": 6, "Каштанов": 4},
)
LESSONS = {"Лугова": "5А Алгебра", "Рябинина": "5А Русский язык", "Каштанов": "5А История"}
WORDS = ("Доброе утро, 5А!", "Домашнее задание — в закреплённом сообщении.", "Молодцы, почти все сдали.")
SCHOOL_OPENS = timedelta(hours=6)  # UTC; nine in Moscow, after the hour at which reports are sent
PATIENCE_S = 6.0  # for a report; holidays may move a week, then it comes with the next


def begins_at(now: datetime) -> datetime:
    """The Monday morning with which the weeks begin."""
    monday = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=now.weekday())
    return monday - timedelta(weeks=len(TALK)) + SCHOOL_OPENS


def live(stage: Stage, region: Player, teachers: Sequence[Player]) -> None:
    """Conversations, then week after week of talk, each with its report; then on to the present."""
    speakers = {t.last_name: t for t in teachers if t.last_name in LESSONS}
    chats = {name: open_chat(player, LESSONS[name]) for name, player in speakers.items()}
    for week in TALK:
        for name, times in week.items():
            for number in range(times):
                speakers[name].says(WORDS[number % len(WORDS)], where=chats[name])
        with suppress(CastFailed):
            region.hears_after(lambda: forward(stage, timedelta(weeks=1)), "Считаем с", patience_s=PATIENCE_S)
    forward(stage, timedelta(seconds=max(time.time() - world_time(stage), 0)))


def open_chat(teacher: Player, lesson: str) -> int:
    """The peer of the lesson's conversation, made now if it is not there."""
    title = lesson.replace(" ", " · ", 1)
    if not teacher.has_chat(title):
        teacher.says(f"/беседа {lesson}")
        teacher.opens(link_in(teacher.waits_for(f"Готово: беседа «{title}»")))
    return teacher.chat(title)


def forward(stage: Stage, by: timedelta) -> None:
    """Let time pass in the sandbox; the bot follows."""
    stage.post("clock", forward_s=by.total_seconds())


def world_time(stage: Stage) -> float:
    """The sandbox's time, seconds since the epoch."""
    return datetime.fromisoformat(stage.get("clock")["now"]).timestamp()
