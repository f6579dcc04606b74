"""Many private messages at once, to each her own: as many statements for ten people as for ten thousand.

The rules are those of `post.tell`: through the community used last where she may be written to, drawn in her own
language. Equal facts are drawn once a language, and leave together.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

import orjson

from bot.kit.i18n import in_locale
from bot.kit.ids import PersonId, new_random_id
from bot.kit.screen import Screen
from bot.kit.unit_of_work import same_transaction
from bot.services.ports import Verb
from bot.services.post import BROADCAST, content_of

F = TypeVar("F", bound=Hashable)
CHUNK = 2000  # letters in one statement

# A person's community: the live one used last where the messenger lets us write.
WAYS = """
select distinct on (r.person_id) r.person_id as person, r.community_id as community, p.vk_id as key, p.locale
from reach r join community c on c.id = r.community_id and c.state = 'live' join person p on p.id = r.person_id
where r.person_id = any($1::bigint[]) and r.allowed
order by r.person_id, r.last_used_at desc, r.id
"""
WRITE = """
with drawn as (
    select nextval('outbox_id_seq') as id, t.*
    from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::jsonb[], $5::text[], $6::int[], $7::timestamptz[])
        with ordinality as t(person, community, key, screen, content, random, expires, n)
    order by n
), written as (
    insert into outbox (id, community_id, lane, verb, random_id, priority, created_at, not_before, expires_at, "then",
        content, args, then_args, state, tries, error)
    select id, community, 'talk:' || key, $8, random, $9, $10, $10, expires, '', content,
        jsonb_build_object('talk', key, 'screen', screen), '{}', 'ready', 0, ''
    from drawn
)
select person, id from drawn
"""


@dataclass(frozen=True, slots=True)
class Letter(Generic[F]):
    """What one person is to be told; not after `expires_at` (aware), if that is given."""

    person: PersonId
    fact: F
    expires_at: datetime | None = None


async def write(
    letters: Sequence[Letter[F]], draw: Callable[[F], Screen], *, now: datetime, priority: int = BROADCAST
) -> dict[PersonId, int]:
    """Tell many people something privately, each her own fact, in her own language.

    Args:
        letters: one a person. A text longer than a message is not split.
        draw: makes a screen of a fact.
        now: aware UTC moment.
        priority: lower leaves first.

    Returns:
        The outbox row of each; who may not be written to is not there.
    """
    written: dict[PersonId, int] = {}
    drawn: dict[tuple[str, F], tuple[str, str]] = {}
    for chunk in _chunks(letters):
        ways = await same_transaction().execute_query_dict(WAYS, [[letter.person for letter in chunk]])
        way_of = {row["person"]: row for row in ways}
        rows = []
        for letter in chunk:
            if (way := way_of.get(letter.person)) is None:
                continue
            key = (str(way["locale"]), letter.fact)
            if key not in drawn:
                drawn[key] = _draw(draw, *key)
            screen, content = drawn[key]
            row = (letter.person, way["community"], way["key"], screen, content, new_random_id(), letter.expires_at)
            rows.append(row)
        written |= await _write(rows, now, priority)
    return written


def _chunks(letters: Sequence[Letter[F]]) -> Iterator[Sequence[Letter[F]]]:
    for begin in range(0, len(letters), CHUNK):
        yield letters[begin : begin + CHUNK]


def _draw(draw: Callable[[F], Screen], locale: str, fact: F) -> tuple[str, str]:
    with in_locale(locale):
        screen = draw(fact).to_json()
    return orjson.dumps(screen).decode(), content_of(screen)


async def _write(rows: Sequence[tuple[object, ...]], now: datetime, priority: int) -> dict[PersonId, int]:
    if not rows:
        return {}
    columns = [list(column) for column in zip(*rows, strict=True)]
    made = await same_transaction().execute_query_dict(WRITE, [*columns, Verb.SAY.value, priority, now])
    return {PersonId(row["person"]): row["id"] for row in made}
