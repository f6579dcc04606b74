"""An event that nobody can digest does not stop its talk, and its words are kept nowhere."""

import pytest

from bot.handlers import registry
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from models import InboxEvent, QuarantinedEvent
from tests.world import World

SECRET = "Светлана Печорина"


async def _poisoned(turn: Turn) -> Screen:
    raise ValueError(f"cannot digest {turn.text}")


async def test_three_tries_then_quarantine_and_the_talk_goes_on(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    person = await world.stranger()
    await person.says("Начать")
    broken = registry.Command("язык", "language", _poisoned)
    monkeypatch.setitem(registry.COMMANDS, "язык", broken)
    await person.says(f"/язык {SECRET}")
    person.sees_nothing()
    await person.says("/меню")
    person.sees_nothing()  # its turn comes after the broken one's
    for tries in (1, 2):
        assert (await InboxEvent.all().order_by("id").first()).tries == tries  # type: ignore[union-attr]
        await world.clock.forward(seconds=tries)
    heard = [seen.text for seen in (await person.reads())[-2:]]
    assert "ошиблись мы" in heard[0] or "ошибк" in heard[0].lower(), heard
    assert not await InboxEvent.all().exists()
    [kept] = await QuarantinedEvent.all()
    assert kept.error.startswith("ValueError at test_quarantine.py:")
    assert SECRET not in f"{kept.event_id} {kept.type} {kept.error}"
    assert SECRET not in caplog.text
    said = await world.command_line("queue")
    assert "quarantined events  1" in said and "ValueError at test_quarantine.py" in said
    await kept.delete()


async def test_a_person_is_told_once_that_we_failed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    person = await world.stranger()
    await person.says("Начать")
    monkeypatch.setitem(registry.COMMANDS, "язык", registry.Command("язык", "language", _poisoned))
    before = len(await person.reads())
    await person.says("/язык en")
    await world.clock.forward(seconds=1)
    await world.clock.forward(seconds=2)
    await world.clock.forward(seconds=60)
    assert len(await person.reads()) == before + 2  # what was said, and one answer
    await QuarantinedEvent.all().delete()
