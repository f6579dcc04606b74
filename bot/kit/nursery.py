"""The one place where tasks are born: a task that dies takes its nursery down instead of dying unseen."""

import asyncio
from collections.abc import Coroutine


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
