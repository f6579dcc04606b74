"""The reminding job under faults: the power goes off anywhere, two work at once; and each gets exactly one."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper

from bot.jobs import remind_teachers, schedule
from bot.jobs.queue import Jobs
from bot.kit.ids import OrgId
from bot.kit.unit_of_work import unit_of_work
from bot.services import letters, nudges, periods, settings
from models import Nudge, OutboxItem, Person, Role
from tests.services.schoolhouse import NOW, Schoolhouse
from tests.services.test_nudges import THURSDAY

WEEK = timedelta(days=7)


@dataclass
class Power:
    """Goes off when so many statements and commits have passed; on again after that."""

    lasts: int | None = None
    passed: int = 0

    def passes(self) -> None:
        self.passed += 1
        if self.lasts is not None and self.passed > self.lasts:
            self.lasts = None
            raise ConnectionError("the power went off")


@pytest.fixture
def power(monkeypatch: pytest.MonkeyPatch) -> Power:
    """Every statement of ours asks it before, every commit before and after."""
    found = Power()

    def asking(real: Callable[..., Any], *, after: bool) -> Callable[..., Any]:
        async def tried(*given: Any, **more: Any) -> Any:
            found.passes()
            answer = await real(*given, **more)
            if after:
                found.passes()
            return answer

        return tried

    for name in ("execute_query", "execute_query_dict", "execute_insert"):
        monkeypatch.setattr(AsyncpgDBClient, name, asking(getattr(AsyncpgDBClient, name), after=False))
    monkeypatch.setattr(TransactionWrapper, "commit", asking(TransactionWrapper.commit, after=True))
    return found


async def work(now: Any, jobs: Jobs, power: Power | None = None, lasts: int | None = None) -> None:
    """What a worker does at a tick: put in what is due, work it off; its power lasts for so many statements."""
    await schedule.put_due(remind_teachers.due, now)
    if power:
        power.lasts, power.passed = lasts, 0
    try:
        await jobs.drain(now)
    except ConnectionError:
        assert power is not None and power.lasts is None
    finally:
        if power:
            power.lasts = None


async def told() -> Counter[int]:
    return Counter(int(str(row.args["talk"])) for row in await OutboxItem.all())


async def test_the_power_goes_off_at_every_statement(
    database: str, power: Power, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A week a place to break at: its job is killed there, and run again until it is done."""
    house = await Schoolhouse.build()
    people = [*[await house.person(Role.TEACHER) for _number in range(3)], await house.person(Role.SCHOOL_ADMIN)]
    accounts = [(await Person.get(id=person)).vk_id for person in people]
    region = OrgId(house.region.id)
    await settings.put(region, "nudge.stop_after", 1000, valid_from=NOW.date(), basis="проверка", now=NOW)
    await settings.put(region, "nudge.weekday", 4, valid_from=NOW.date(), basis="проверка", now=NOW)
    monkeypatch.setattr(remind_teachers.nudges, "claim", partial(nudges.claim, limit=2))
    await periods.ensure_periods(region, (THURSDAY + 2 * WEEK).date(), since=NOW.date())
    weeks, lasts, hour = 0, 0, THURSDAY
    while True:
        await periods.ensure_periods(region, hour.date() + WEEK)
        jobs = Jobs(schedule.STEPS, schedule._Still(hour))
        await work(hour, jobs, power, lasts)
        broke = power.passed > lasts
        await work(hour + timedelta(minutes=2), jobs)
        await work(hour + timedelta(minutes=4), jobs)
        heard = await told()
        if any(heard.values()):  # on a public holiday nobody is told
            weeks += 1
            assert heard == dict.fromkeys(accounts, 1), f"broken after {lasts}"
            assert await Nudge.all().count() == weeks * len(people)
            lasts += 1
        await OutboxItem.all().delete()
        hour += WEEK
        if not broke:
            break
    assert lasts > 40, "it broke at fewer places than the job has statements"


async def test_a_fault_between_two_chunks_of_letters_leaves_none(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = await Schoolhouse.build()
    people = [await house.person(Role.TEACHER) for _number in range(5)]
    monkeypatch.setattr(letters, "CHUNK", 2)
    written, real = 0, letters._write

    async def second_breaks(*given: Any) -> Any:
        nonlocal written
        written += 1
        if written == 2:
            raise ConnectionError("the power went off")
        return await real(*given)

    monkeypatch.setattr(letters, "_write", second_breaks)
    await schedule.run_due(THURSDAY)
    assert not await OutboxItem.all().exists() and not await Nudge.all().exists()
    await schedule.run_due(THURSDAY + timedelta(minutes=2))
    assert [await house.told(person) for person in people] == [1] * 5


async def test_two_schedulers_at_once_do_it_once(database: str) -> None:
    house = await Schoolhouse.build()
    people = [await house.person(Role.TEACHER) for _number in range(5)]
    await asyncio.gather(*(schedule.run_due(THURSDAY) for _instance in range(4)))
    assert [await house.told(person) for person in people] == [1] * 5


async def test_two_in_the_midst_of_it_at_once_do_it_once(database: str) -> None:
    """Even when the lock of the slot did not hold: the key of the reminder does."""
    house = await Schoolhouse.build()
    people = [await house.person(Role.TEACHER) for _number in range(5)]
    region = OrgId(house.region.id)
    await periods.ensure_periods(region, THURSDAY.date(), since=NOW.date())
    (slot, *_admins) = await remind_teachers.due(THURSDAY)

    async def one() -> None:
        async with unit_of_work():
            await remind_teachers.remind_teachers(slot.what, THURSDAY)

    await asyncio.gather(one(), one(), one())
    assert [await house.told(person) for person in people] == [1] * 5
