"""Random interleavings of turns, crashes and retries: the real bot must agree with a tiny reference model."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from tests.faults.model.agreement import nothing_twice, reconcile
from tests.faults.model.moves import moves
from tests.faults.model.reference import Kind
from tests.faults.model.stage import Break, Stage
from tests.world.emptying import empty

HOURS = 20  # that may pass in all: after a day of passing errors a message is given up, and rightly
FAULTS: tuple[dict[str, Any], ...] = (
    *({"method": "messages.send", "error_code": code} for code in (1, 6, 9, 10, 14, 29)),
    *({"method": "execute", "error_code": code} for code in (1, 6, 10)),
    *(
        {"method": method, "drop": what}
        for method in ("messages.send", "execute", "messages.createChat", "users.get")
        for what in ("request", "answer")
    ),
    *({"method": method, "http_status": status} for method in ("messages.send", "execute") for status in (500, 502)),
    {"method": "messages.send", "error_code": 10, "when": "after"},
    {"method": "messages.getHistory", "error_code": 10},
    *({"method": "longpoll", "failed": failed} for failed in (1, 2, 3)),
)
# The same examples in every run; `--hypothesis-profile=deep` (tests/conftest.py) looks for new ones and shrinks them.
IS_DEEP = settings.get_current_profile_name() == "deep"
PATIENCE_S = 600.0 if IS_DEEP else 60.0  # a machine that others use, too, may stand still for a minute
BOUNDS = settings(
    settings() if IS_DEEP else settings(derandomize=True, max_examples=25, phases=[Phase.generate]),
    stateful_step_count=25,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
BREAKS = st.none() | st.builds(Break, st.integers(1, 10), st.booleans(), st.booleans())


class Interleavings(RuleBasedStateMachine):
    """Each rule is one step of the world; the bot does only what it is told to."""

    def __init__(self, loop: asyncio.AbstractEventLoop, dsn: str) -> None:
        super().__init__()
        self._loop = loop
        self._passed_h, self._is_broken = 0.0, False
        self.stage = self._wait(Stage.open(dsn))

    def _wait(self, step: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(step, self._loop).result(PATIENCE_S)

    def _do(self, step: Coroutine[Any, Any, Any]) -> None:
        try:
            self._wait(step)
        except BaseException:
            self._is_broken = True
            raise

    @rule(
        said=st.lists(st.tuples(st.integers(0, 2), st.sampled_from(Kind)), min_size=1, max_size=4), heard=st.booleans()
    )
    def people_say(self, said: list[tuple[int, Kind]], heard: bool) -> None:
        for who, kind in said:
            is_known = who < 2 or kind is not Kind.WORD  # a stranger's words begin the dialog of joining
            self._do(self.stage.says(who, kind if is_known else Kind.FINE))
        if heard:
            self._do(self.stage.polls(None))

    @rule(times=st.integers(1, 3))
    def a_teacher_talks(self, times: int) -> None:
        for _ in range(times):
            self._do(self.stage.talks())

    @rule(breaks=BREAKS)
    def the_bot_polls(self, breaks: Break | None) -> None:
        self._do(self.stage.polls(breaks))

    @precondition(lambda self: self.stage.events)
    @rule(which=st.lists(st.integers(0, 60), min_size=1, max_size=4), breaks=BREAKS)
    def vk_pushes(self, which: list[int], breaks: Break | None) -> None:
        self._do(self.stage.pushes(which, breaks))

    @rule(turns=st.integers(1, 4), breaks=BREAKS)
    def the_bot_works(self, turns: int, breaks: Break | None) -> None:
        self._do(self.stage.works(turns, breaks))

    @rule(breaks=BREAKS)
    def the_bot_sends(self, breaks: Break | None) -> None:
        self._do(self.stage.sends(breaks))
        self._do(nothing_twice(self.stage))

    @rule()
    def all_are_told(self) -> None:
        self._do(self.stage.broadcasts_to_all())

    @rule(fault=st.sampled_from(FAULTS), times=st.integers(1, 2))
    def vk_will_fail(self, fault: dict[str, Any], times: int) -> None:
        self._do(self.stage.fails({**fault, "times": times}))

    @precondition(lambda self: self._passed_h < HOURS)
    @rule(seconds=st.sampled_from((1, 3, 10, 150, 3500, 7200)))
    def time_passes(self, seconds: int) -> None:
        self._passed_h += seconds / 3600
        self._do(self.stage.time_passes(seconds))

    @rule(how=st.sampled_from((-25, -2, 2, "restart", "rewind")))
    def the_bot_is_moved(self, how: int | str) -> None:
        match how:
            case "restart":
                self._do(self.stage.restarts())
            case "rewind":
                self._do(self.stage.rewinds())
            case int(hours):
                self._do(self.stage.clock_is_off(hours))

    def teardown(self) -> None:
        try:
            if not self._is_broken:
                self._do(reconcile(self.stage))
        finally:
            self._wait(self.stage.close())


@pytest.mark.timeout(0 if IS_DEEP else 170)
async def test_any_interleaving_agrees_with_the_model(migrated: str) -> None:
    loop = asyncio.get_running_loop()

    with moves() as made:

        def machine() -> Interleavings:
            made.forget()
            asyncio.run_coroutine_threadsafe(empty(migrated), loop).result(PATIENCE_S)
            return Interleavings(loop, migrated)

        await asyncio.to_thread(run_state_machine_as_test, machine, settings=BOUNDS)
