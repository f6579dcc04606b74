"""Two thousand bent payloads through plain HTTP: no 5xx, no traceback, constants only."""

import asyncio
import logging

import pytest

from benchmarks.mutations import Mutations
from models import QuarantinedEvent
from tests.intake.conftest import EXAMPLES, SECRET, Door, counted

CONSTANTS = {"ok", "refused", "not understood", "too large"}
COUNT, AT_ONCE = 2_000, 50


async def test_bent_payloads_break_nothing(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    mutations = Mutations(EXAMPLES, group_id=door.group_id, secret=SECRET, seed=20261122)
    answers: list[tuple[int, str]] = []
    with caplog.at_level(logging.WARNING):
        for _ in range(COUNT // AT_ONCE):
            some = await asyncio.gather(*(door.post(mutations.body()) for _ in range(AT_ONCE)))
            answers += [(status, body) for status, body, _ in some]
    assert {status for status, _ in answers} <= {200, 400, 403, 413}  # nothing here overloads
    assert {body for _, body in answers} <= CONSTANTS
    assert sum(status == 200 for status, _ in answers) > COUNT / 2  # most came further than the lock
    assert not [record for record in caplog.records if record.exc_info or "Traceback" in record.getMessage()]
    assert await QuarantinedEvent.all().count() == 0
    before = await counted()
    assert (await door.push(door.said()))[0] == 200
    assert await counted() == before + 1
