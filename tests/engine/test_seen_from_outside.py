"""Logs without names and texts; numbers that tell what happened."""

import io
import json
import logging

import aiohttp
import pytest

from bot.telemetry import errors_out, logs
from tests.engine.conftest import Town
from tests.engine.processes import until
from tests.world import World

NAMES = ("Аполлинария", "Звездилина", "Пугачёва")
SAID = "тайное слово о котором никто не узнает"


async def test_the_logs_of_a_whole_story_hold_no_name_and_no_text(town: Town) -> None:
    stranger = await town.world.stranger(NAMES[0], NAMES[1])
    teacher = await town.teacher("Алла", NAMES[2])
    bot = await town.start(LOG_LEVEL="DEBUG")
    await town.says(stranger, "Начать")
    await until(lambda: town.heard(stranger, ""), "a greeting")
    for text in (SAID, "/код ABCDEFGHJK", "/помощь"):
        await town.says(teacher, text)
    await until(lambda: town.heard(teacher, SAID), "an answer that quotes")
    await town.world.sandbox.post("faults", method="messages.send", times=1, error_code=901)
    await town.says(teacher, f"/язык {SAID}")
    await until(lambda: bot.wrote("refused"), "a refusal of VK in the log")
    await bot.kill()
    lines = [line for line in bot.output.splitlines() if line != "bot ready"]
    assert lines and all(json.loads(line)["at"] for line in lines)
    for private in (*NAMES, SAID, "ABCDEFGHJK"):
        assert private not in bot.output and json.dumps(private) not in bot.output


@pytest.fixture
def written() -> io.StringIO:
    """What the log says while a test runs."""
    return io.StringIO()


def test_what_could_be_private_does_not_get_through(written: io.StringIO) -> None:
    root = logging.getLogger()
    kept, level = root.handlers[:], root.level
    try:
        logs.to_json("INFO", written)
        try:
            raise ValueError(SAID)
        except ValueError as error:
            logging.getLogger("bot.test").exception("it failed", extra={"text": SAID, "number": 5, "cause": error})
        logging.getLogger("other").error("cannot read %s\nin %s", SAID, NAMES[0])
        logging.getLogger("bot.test").error("long", extra={"found": "я" * 201, "nested": {"name": SAID, "id": 3}})
    finally:
        root.handlers[:], root.level = kept, level
    assert SAID not in written.getvalue() and NAMES[0] not in written.getvalue()
    first, second, third = (json.loads(line) for line in written.getvalue().splitlines())
    assert first["error"] == "ValueError" and first["number"] == 5 and first["cause"] == "ValueError"
    assert first["where"][-1].startswith("test_seen_from_outside.py:")
    assert second["event"] == "cannot read %s"
    assert third["found"] == "(201 characters)" and third["nested"] == {"id": 3}


def test_what_leaves_for_sentry_has_places_and_no_values() -> None:
    frame = {"filename": "turns.py", "lineno": 5, "vars": {"text": SAID}, "context_line": SAID}
    event = {
        "exception": {"values": [{"type": "ValueError", "value": SAID, "stacktrace": {"frames": [frame]}}]},
        "logentry": {
            "message": f"Task exception was never retrieved\nfuture: <Task {SAID}>",
            "params": [SAID],
            "formatted": SAID,
        },
        "extra": {"sys.argv": [SAID]},
        "user": {"id": 1},
    }
    sent = errors_out.scrub(event, {})
    assert SAID not in json.dumps(sent, ensure_ascii=False)
    assert sent["exception"]["values"][0]["stacktrace"]["frames"] == [{"filename": "turns.py", "lineno": 5}]
    assert sent["logentry"] == {"message": "Task exception was never retrieved"}
    assert not errors_out.watch("", release="1")


async def test_the_numbers_of_a_process(world: World) -> None:
    person = await world.stranger()
    await person.says("Начать")
    await person.says("/язык xx")
    async with aiohttp.ClientSession() as http:
        async with http.get(f"http://127.0.0.1:{world.app.server.port}/metrics") as answer:
            page = await answer.text()
        async with http.get(f"http://127.0.0.1:{world.app.server.port}/readyz") as answer:
            assert answer.status == 200, await answer.text()
    for name in (
        'bot_events_total{outcome="done",type="message_new"}',
        'bot_events_total{outcome="refused",type="message_new"}',
        'bot_turn_seconds_count{outcome="done"}',
        "bot_inbox_wait_seconds_count",
        "bot_inbox_lag_seconds 0.0",
        "bot_outbox_lag_seconds 0.0",
        'bot_outbox_rows{state="dead"} 0.0',
        'bot_vk_calls_total{code="0",method="groups.getLongPollServer"}',
        "bot_pacer_wait_seconds_count",
        "bot_quarantine_rows 0.0",
    ):
        assert name in page, name
