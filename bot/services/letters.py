"""Many private messages at once, to each her own: as many statements for ten people as for ten thousand.

The rules are those of `post.tell`: through the community used last where she may be written to, drawn in her own
language. Equal facts are drawn once a language, and leave together.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
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
insert into outbox (id, community_id, lane, verb, random_id, priority, created_at, not_before, expires_at, "then",
    content, args, then_args, state, tries, error)
select coalesce(t.row, nextval('outbox_id_seq')), community,
    case when held is null then 'talk:' else 'held:' end || key, $10, random, $11, $12, coalesce(held, $12),
    expires, $13::text, content, jsonb_build_object('talk', key, 'screen', screen),
    case when $13::text = '' then '{}'::jsonb else $14::jsonb || jsonb_build_object('person', person) end,
    'ready', 0, ''
from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::jsonb[], $5::text[], $6::int[], $7::timestamptz[],
    $8::bigint[], $9::timestamptz[]) as t(person, community, key, screen, content, random, expires, row, held)
"""


@dataclass(frozen=True, slots=True)
class Letter(Generic[F]):
    """What one person is to be told.

    Attributes:
        expires_at: aware; it does not leave after that.
        row: the outbox row's id, where somebody drew it before; None: the next one.
        held_until: aware; does not leave before (quiet hours), and holds up nothing else in that talk.
    """

    person: PersonId
    fact: F
    expires_at: datetime | None = None
    row: int | None = None
    held_until: datetime | None = None


class NotReached(Exception):
    """Somebody who could be written to when the letter was drawn cannot be any more: draw them again."""


async def write(
    letters: Sequence[Letter[F]],
    draw: Callable[[F], Screen],
    *,
    now: datetime,
    priority: int = BROADCAST,
    then: str = "",
    then_args: Mapping[str, object] | None = None,
) -> int:
    """Tell many people something privately, each her own fact, in her own language.

    Args:
        letters: one a person. A text longer than a message is not split.
        draw: makes a screen of a fact.
        now: aware UTC moment.
        priority: lower leaves first.
        then: name of the continuation, "" for none.
        then_args: carried along to it, with `person` beside.

    Returns:
        How many of them may be written to.

    Raises:
        NotReached: one that has a row already may not.
    """
    written = 0
    drawn: dict[tuple[str, F], tuple[str, str]] = {}
    for chunk in _chunks(letters):
        ways = await same_transaction().execute_query_dict(WAYS, [[letter.person for letter in chunk]])
        way_of = {row["person"]: row for row in ways}
        rows = []
        for letter in chunk:
            if (way := way_of.get(letter.person)) is None:
                if letter.row is not None:
                    raise NotReached
                continue
            key = (str(way["locale"]), letter.fact)
            if key not in drawn:
                drawn[key] = _draw(draw, *key)
            screen, content = drawn[key]
            row = (letter.person, way["community"], way["key"], screen, content, new_random_id())
            rows.append((*row, letter.expires_at, letter.row, letter.held_until))
        await _write(rows, now, priority, then, orjson.dumps(then_args or {}).decode())
        written += len(rows)
    return written


def _chunks(letters: Sequence[Letter[F]]) -> Iterator[Sequence[Letter[F]]]:
    for begin in range(0, len(letters), CHUNK):
        yield letters[begin : begin + CHUNK]


def _draw(draw: Callable[[F], Screen], locale: str, fact: F) -> tuple[str, str]:
    with in_locale(locale):
        screen = draw(fact).to_json()
    return orjson.dumps(screen).decode(), content_of(screen)


async def reachable(people: Sequence[PersonId]) -> set[PersonId]:
    """Which of these people some community may write to."""
    return {PersonId(row["person"]) for row in await same_transaction().execute_query_dict(WAYS, [list(people)])}


async def _write(rows: Sequence[tuple[object, ...]], now: datetime, priority: int, then: str, then_args: str) -> None:
    if rows:
        columns = [list(column) for column in zip(*rows, strict=True)]
        await same_transaction().execute_query(WRITE, [*columns, Verb.SAY.value, priority, now, then, then_args])
