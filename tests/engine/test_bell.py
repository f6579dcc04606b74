"""Bells: what a turn leaves in the outbox is rung for after its commit, all else in it; nobody has to look again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from bot.handlers import router
from bot.intake.inbox import Inbox
from bot.kit.ids import CommunityId
from bot.kit.nursery import Nursery
from bot.kit.screen import Screen
from bot.kit.turn import Talk
from bot.services import post
from models import bell
from models.bell import Bell
from tests.engine.conftest import Town
from tests.engine.processes import until


@asynccontextmanager
async def heard_in(dsn: str, channel: str) -> AsyncIterator[list[str]]:
    """What a listener of another process hears, in order."""
    heard: list[str] = []
    connection = await asyncpg.connect(dsn)
    try:
        await connection.add_listener(channel, lambda _c, _pid, _channel, said: heard.append(str(said)))
        yield heard
    finally:
        await connection.close()


async def _settled(heard: list[str], number: int) -> None:
    async def is_there() -> bool:
        return len(heard) >= number

    await until(is_there, f"{number} rings")


async def test_a_turn_rings_once_after_its_commit_and_other_writers_in_it(town: Town, dsn: str) -> None:
    teacher = await town.teacher()
    rung: list[CommunityId] = []
    inbox = Inbox(router.answer, router.words, town.world.clock, rung.append)
    await town.queue(teacher.id, "/помощь", "/нет такого слова", "/архив")
    async with heard_in(dsn, bell.OUTBOX) as heard:
        while await inbox.work_one():
            pass
        assert rung == [town.community] * 3
        talk = Talk(town.community, teacher.id, is_chat=False)
        await post.say(talk, Screen("от часов"), now=town.world.clock.now())
        await _settled(heard, 1)
    assert heard == [str(town.community)], "the turns themselves rang for nobody inside their transactions"


async def test_a_first_contact_rings_for_the_question_about_the_profile(town: Town) -> None:
    stranger = await town.world.stranger("Пётр", "Новый")
    rung: list[CommunityId] = []
    inbox = Inbox(router.answer, router.words, town.world.clock, rung.append)
    await town.queue(stranger.id, "Начать")
    assert await inbox.work_one()
    assert rung == [town.community]


async def test_rings_of_one_moment_go_together_and_doubles_once(dsn: str) -> None:
    ringer, nursery = Bell(dsn), Nursery()
    async with heard_in(dsn, bell.OUTBOX) as heard:
        for said in ("1", "2", "1"):
            ringer.ring(bell.OUTBOX, said)
        nursery.start(ringer.run(), name="bell")
        try:
            await _settled(heard, 2)
            ringer.ring(bell.OUTBOX, "3")
            await _settled(heard, 3)
        finally:
            await nursery.close()
    assert sorted(heard) == ["1", "2", "3"]
