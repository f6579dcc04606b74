"""Both sides are laid beside each other: what people did at VK's side, and what has become of it at ours.

Every test of this folder ends with `reconcile`.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Awaitable, Callable

from bot.kit.unit_of_work import unit_of_work
from bot.services import backlog
from models import Conversation, InboxEvent, OutboxBatch, OutboxItem, QuarantinedEvent
from tests.engine.processes import until
from tests.faults.load import Load
from tests.world.people import Actor, Seen

WORD = re.compile(r"слово \d+")
BY_TEACHER = """
select p.vk_id, sum(a.messages)::int as messages
from activity_day a join binding b on b.entry_id = a.teacher_id join person p on p.id = b.person_id
group by p.vk_id
"""
GIVEN_UP = ("dead", "unknown")


async def reconcile(load: Load, *, ordered: bool = True, dead: int = 0, quarantined: int = 0) -> None:
    """Wait until all is quiet, then compare: every event handled once, every message sent once, counters equal.

    Args:
        load: what people did; the sandbox is asked for all of it.
        ordered: the long poll keeps the order in which people write; pushes overtake each other (docs/vk.md §1.2).
        dead: messages that were to be given up.
        quarantined: events that were to be set aside.
    """
    await _quiet(load)
    await _tables(dead, quarantined)
    for person in load.people:
        await _talk(load, person, ordered=ordered)
    await _counters(load)
    await _chats(load)


async def _quiet(load: Load) -> None:
    """Nothing is under way on either side; what VK would bring again in some hours it brings now."""
    try:
        await until(_nothing_waits(load), "nothing is under way any more", within_s=90)
    except AssertionError as error:
        raise AssertionError(f"{error}; there are {await _what_waits(load)}") from None
    await until(_delivered(load), "VK has brought everything again that it wanted to")
    await until(_nothing_waits(load), "nothing came of that")


def _nothing_waits(load: Load) -> Callable[[], Awaitable[bool]]:
    async def is_so() -> bool:
        if (
            await InboxEvent.all().exists()
            or await OutboxBatch.all().exists()
            or await OutboxItem.all().exclude(state__in=GIVEN_UP).exists()
        ):
            return False
        jobs = (await backlog.count(now=load.town.world.clock.now())).jobs
        return not jobs.get("queued") and not jobs.get("picked") and await _heard_all(load)

    return is_so


async def _what_waits(load: Load) -> dict[str, object]:
    return {
        "events": await InboxEvent.all().values("id", "tries", "not_before"),
        "requests": await OutboxItem.all().values("id", "verb", "state", "tries", "error", "not_before"),
        "jobs": (await backlog.count(now=load.town.world.clock.now())).jobs,
        "heard": await _heard_all(load),
        "merged sends": await OutboxBatch.all().count(),
        "counted": await _counted(),
    }


async def _heard_all(load: Load) -> bool:
    """The words are all with us: VK may still carry the last ones."""
    for person in load.people:
        seen = await person.reads()
        asked = [m.text for m in seen if m.from_id == person.id]
        if asked and not any(asked[-1] in m.text for m in seen if m.from_id != person.id):
            return False
    return not load.talkers or await _counted() == await _talked(load)


def _delivered(load: Load) -> Callable[[], Awaitable[bool]]:
    sandbox = load.town.world.sandbox

    async def is_so() -> bool:
        if not (await sandbox.get("pending"))["undelivered"]:
            return True
        await sandbox.post("clock", forward_s=1200)
        await asyncio.sleep(0.5)  # the bot sees that time has moved; a push is under way
        return False

    return is_so


async def _tables(dead: int, quarantined: int) -> None:
    given_up = await OutboxItem.filter(state__in=GIVEN_UP).values("verb", "state", "error")
    assert len(given_up) == dead, given_up
    aside = await QuarantinedEvent.all().values("type", "error")
    assert len(aside) == quarantined, aside
    async with unit_of_work() as connection:
        held = await connection.execute_query_dict("select entrypoint from pgqueuer where status = 'failed'")
    assert not held, held


async def _talk(load: Load, person: Actor, *, ordered: bool) -> None:
    """Each word has one answer, in the order of the words; and nothing else came but what was to come."""
    seen = await person.reads()
    asked = [m.text for m in seen if m.from_id == person.id and WORD.fullmatch(m.text)]
    answers = [m for m in seen if m.from_id != person.id]
    quoted = [word.group() for m in answers if (word := WORD.search(m.text))]
    if not ordered:
        asked, quoted = sorted(asked), sorted(quoted)
    assert quoted == asked, _difference(asked, quoted)
    others = sorted(m.text for m in answers if not WORD.search(m.text))
    expected = sorted(load.unasked.get(person.id, []))
    assert _fit(others, expected), f"came: {others}\nwas to come: {expected}"


def _fit(came: list[str], expected: list[str]) -> bool:
    left = list(came)
    for part in expected:
        fitting = next((text for text in left if part in text), None)
        if fitting is None:
            return False
        left.remove(fitting)
    return not left


def _difference(asked: list[str], quoted: list[str]) -> str:
    missed, doubled = Counter(asked) - Counter(quoted), Counter(quoted) - Counter(asked)
    return f"missed: {sorted(missed)}; twice or more: {sorted(doubled)}; order kept: {sorted(quoted) == quoted}"


async def _counters(load: Load) -> None:
    if load.talkers:
        assert await _counted() == await _talked(load)


async def _counted() -> Counter[int]:
    """Our own counters, by VK's number of the teacher."""
    async with unit_of_work() as connection:
        rows = await connection.execute_query_dict(BY_TEACHER)
    return +Counter({int(row["vk_id"]): int(row["messages"]) for row in rows})


async def _talked(load: Load) -> Counter[int]:
    """The sandbox's own count of the chats."""
    seen = [message for teacher in load.talkers for message in await teacher.reads(load.chats[teacher.id])]
    return Counter(message.from_id for message in seen if _is_talk(message))


def _is_talk(message: Seen) -> bool:
    return message.from_id > 0 and message.text.startswith("Задача")


async def _chats(load: Load) -> None:
    """Every chat that the bot made is a conversation of ours, and every conversation has its one chat."""
    group = load.town.world.group_id
    made = [chat["title"] for chat in await load.town.world.sandbox.get("chats") if chat["owner_id"] == -group]
    rows = await Conversation.filter(made_by_bot=True, peer_id__isnull=False)
    assert sorted(made) == sorted(row.title for row in rows), (made, [row.title for row in rows])
