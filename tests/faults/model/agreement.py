"""Do both sides agree? Asked in between and at the end of every example."""

from collections import Counter
from collections.abc import Sequence

from tests.faults.model.stage import Stage
from tests.faults.reconciliation import BY_TEACHER, GIVEN_UP
from tests.world.people import Actor

JOURNAL = "select act, details ->> 'number' as number from audit where act like 'model.%'"
WAITS = """
select (select count(*) from inbox) + (select count(*) from outbox where state in ('ready', 'sending'))
"""
TRIES_OF_VK = 3  # a door that has lost its connection says «later» once
DEAD = "select verb, state, error from outbox where state = any($1)"


async def nothing_twice(stage: Stage) -> None:
    """Each stream of messages that a person sees is the beginning of what she must see."""
    for person in (*stage.people, *stage.listeners):
        for seen, expected in await _streams(stage, person):
            assert _begins(expected, seen), f"{person.id} sees {seen}, must see {expected}"
    done = Counter(await _journal(stage))
    assert not done - stage.model.rows(), f"done too often: {done - stage.model.rows()}"


async def _streams(stage: Stage, person: Actor) -> list[tuple[list[str], list[str]]]:
    texts = [m.text for m in await person.reads() if m.from_id != person.id]
    after = [text for text in texts if text.startswith("услышано")]
    told = [text for text in texts if text.startswith("всем")]
    answers = [text for text in texts if not text.startswith(("услышано", "всем"))]
    model = stage.model
    wanted = (model.answers(person.id), model.afterwards(person.id), model.told.get(person.id, []))
    return list(zip((answers, after, told), wanted, strict=True))


async def _journal(stage: Stage) -> list[tuple[str, int]]:
    rows = await stage.raw.fetch(JOURNAL)
    return [(row["act"].removeprefix("model."), int(row["number"])) for row in rows]


async def reconcile(stage: Stage) -> None:
    """All goes well from now on; in the end both sides must agree to the last message."""
    await stage.world.sandbox.post("faults", clear=True)
    await stage.world.app.read_clock()
    await stage.hear_of_events()
    for _ in range(TRIES_OF_VK):
        await stage.pushes(sorted(set(range(len(stage.events))) - stage.accepted), None)
    for pause_s in (5, 5, 5, 3600) * 12:
        await stage.world.settle()
        if not await stage.raw.fetchval(WAITS):
            break
        await stage.time_passes(pause_s)
    await _agree(stage)


async def _agree(stage: Stage) -> None:
    assert not await stage.raw.fetchval(WAITS), "something waits for ever"
    given_up = [tuple(row) for row in await stage.raw.fetch(DEAD, GIVEN_UP)]
    assert not given_up, given_up
    for person in (*stage.people, *stage.listeners):
        for seen, expected in await _streams(stage, person):
            assert len(seen) == len(expected) and _begins(expected, seen), f"{seen} is not {expected}"
    assert sum(map(len, stage.model.arrived.values())) == len(stage.model.said), "an event was lost"
    assert Counter(await _journal(stage)) == stage.model.rows()
    assert await stage.raw.fetchval("select count(*) from quarantine") == stage.model.poisoned
    assert not await stage.raw.fetchval("select count(*) from outbox_batch"), "an empty batch"
    counted = {row["vk_id"]: row["messages"] for row in await stage.raw.fetch(BY_TEACHER)}
    assert +Counter(counted) == +stage.model.talked
    made = [chat["title"] for chat in await stage.world.sandbox.get("chats") if chat["owner_id"] == -stage.group]
    assert sorted(made) == stage.model.chats()


def _begins(expected: Sequence[str], seen: Sequence[str]) -> bool:
    return len(seen) <= len(expected) and all(part in text for part, text in zip(expected, seen, strict=False))
