"""A task that was cancelled just as its connection went back to the pool stayed bound to it: nothing worked after."""

import asyncio

from bot.kit.unit_of_work import unit_of_work

MOMENTS = 120  # turns of the loop after which the cancellation comes; a transaction takes fewer


async def test_whatever_the_moment_the_next_transaction_works(database: str) -> None:
    for moment in range(MOMENTS):
        assert await asyncio.create_task(_cancelled_and_on(moment)) == 1


async def _cancelled_and_on(moment: int) -> int:
    task = asyncio.current_task()
    assert task
    later = asyncio.create_task(_cancel(task, moment))
    try:
        await _one()
    except asyncio.CancelledError:
        task.uncancel()
    later.cancel()
    return await _one()


async def _one() -> int:
    async with unit_of_work() as connection:
        return int((await connection.execute_query_dict("select 1 as one"))[0]["one"])


async def _cancel(task: "asyncio.Task[int]", moment: int) -> None:
    for _ in range(moment):
        await asyncio.sleep(0)
    task.cancel()
