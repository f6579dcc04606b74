"""Who is refused too often is not listened to for a while; all others are, and so is she again later."""

import pytest

from bot.intake.addresses import Refusals
from tests.intake.conftest import Door, counted, open_door

ALLOWED = 3


async def _guesses(door: Door, times: int, **headers: str) -> list[int]:
    return [(await door.push(door.said(), secret="a guess", **headers))[0] for _ in range(times)]


async def test_who_guesses_secrets_is_soon_not_listened_to(database: str) -> None:
    async with open_door(database, refusals=Refusals(allowed=ALLOWED, per_s=0.0)) as door:
        assert await _guesses(door, ALLOWED + 2) == [403] * ALLOWED + [429] * 2
        status, body, headers = await door.push(door.said())  # even with the true secret now: it may be a lucky guess
        assert (status, body, headers["Retry-After"]) == (429, "later", "60")
        assert await counted() == 0


@pytest.mark.parametrize("bad", [b"{", b"[]"])
async def test_what_is_no_push_is_a_refusal_too(database: str, bad: bytes) -> None:
    async with open_door(database, refusals=Refusals(allowed=ALLOWED, per_s=0.0)) as door:
        statuses = [(await door.post(bad))[0] for _ in range(ALLOWED + 1)]
        assert statuses == [400] * ALLOWED + [429]


async def test_behind_a_proxy_of_this_machine_each_address_is_counted_by_itself(database: str) -> None:
    async with open_door(database, refusals=Refusals(allowed=ALLOWED, per_s=0.0)) as door:
        # what she writes herself stands in front of what the proxy adds, and changes nothing
        forged = [{"X-Forwarded-For": f"10.0.0.{n}, 203.0.113.7"} for n in range(ALLOWED)]
        for headers in forged:
            await _guesses(door, 1, **headers)
        assert (await door.push(door.said(), **{"X-Forwarded-For": "203.0.113.7"}))[0] == 429
        assert (await door.push(door.said(), **{"X-Forwarded-For": "95.142.192.1"}))[0] == 200
        assert await counted() == 1


def test_refusals_are_forgiven_with_time() -> None:
    refusals = Refusals(allowed=1, per_s=1e9)
    refusals.note("203.0.113.7")
    assert not refusals.are_too_many("203.0.113.7")


def test_a_crowd_of_addresses_does_not_fill_the_memory() -> None:
    refusals = Refusals(allowed=1, per_s=0.0, remembered=100)
    for number in range(1_000):
        refusals.note(f"10.0.{number // 256}.{number % 256}")
    assert not refusals.are_too_many("10.0.0.0"), "the one silent longest is forgotten"
    assert refusals.are_too_many("10.0.3.231"), "the last is not"
