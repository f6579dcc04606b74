"""The one place where tasks are born: a task that dies takes its nursery down instead of dying unseen."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import TypeVar


class Nursery:
    """Long-lived tasks of one process: start them, wait for the first failure, cancel the rest."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[object, object, None], *, name: str) -> None:
        """Start a task that runs until it ends, fails or the nursery closes."""
        self._tasks.add(asyncio.create_task(work, name=name))

    async def watch(self) -> None:
        """Until a task ends or fails; a failure is raised here.

        Raises:
            Exception: whatever the first failing task raised.
        """
        if not self._tasks:
            return
        done, _ = await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()

    async def close(self) -> None:
        """Cancel what still runs and wait until all is quiet."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()


Item = TypeVar("Item")


async def for_each(items: Iterable[Item], do: Callable[[Item], Awaitable[None]], *, at_once: int) -> None:
    """Do it for every item, so many at once, in their order.

    Raises:
        ExceptionGroup: what failed; the rest is not begun.
    """
    left = iter(items)

    async def one_after_another() -> None:
        for item in left:
            await do(item)

    async with asyncio.TaskGroup() as group:
        for _ in range(at_once):
            group.create_task(one_after_another())
