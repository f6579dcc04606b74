"""The door forgot the chats it knew while a batch of theirs was being judged: the batch was refused."""

import pytest

from bot.intake import traffic
from bot.intake.decode import Incoming, Kind
from bot.intake.taken import Taken
from bot.intake.traffic import Traffic
from bot.kit.clock import SystemClock


async def test_a_batch_of_known_and_new_chats_is_judged_when_the_memory_is_full(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(traffic, "CHATS", 2)
    door = Traffic(SystemClock())
    for peers in ([1, 2], [2, 3], [3, 1]):
        said = [Incoming(Kind.TALK, f"m:{peer}:1", "message_new", peer=peer, said="привет") for peer in peers]
        await door.learn([Taken(1, [(event, b"") for event in said])])
        assert [door.judged(1, event).peer for event in said] == peers
