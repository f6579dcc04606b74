"""Files with a calendar or with official head-counts: fetched, tried without keeping anything, then kept.

The trial does everything in a savepoint and takes it back: what it promises is what the real run will do.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.kit.errors import NotFound, Refusal
from bot.kit.ids import OrgId, PersonId
from bot.kit.turn import Attachment, Talk
from bot.kit.unit_of_work import unit_of_work
from bot.services import access, post, region_calendar, totals
from bot.services.period_labels import BadDays, parse_days
from bot.services.ports import Done, Verb
from bot.services.tables import MOST_BYTES, BadTable, Row, read_table
from models import Org, Person

FETCHED = "table_file.fetched"
ACTS = {"calendar": "calendar.write", "totals": "totals.write"}


class Contents(StrEnum):
    """What a file is about."""

    CALENDAR = "calendar"
    TOTALS = "totals"


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of each line: how many went through, and what was wrong with the others (number in the file)."""

    good: int
    wrong: tuple[tuple[int, Refusal], ...]


class _TakeBack(Exception):
    """Ends the trial's savepoint."""


async def ask_for(
    actor: PersonId, attachments: Sequence[Attachment], contents: Contents, *, talk: Talk, now: datetime
) -> None:
    """Ask the messenger for the document that a person has sent; the continuation `FETCHED` reads it.

    Raises:
        NotAllowed: the actor may not change what the file is about.
        BadTable: no document came along.
    """
    await access.access_org(actor, ACTS[contents])
    document = next((one for one in attachments if one.kind == "doc" and one.link), None)
    if document is None:
        raise BadTable()
    carried: dict[str, object] = {
        "actor": actor,
        "contents": contents.value,
        "name": document.title[:100],
        "talk": talk.key,
    }
    wanted = {"link": document.link, "most_bytes": MOST_BYTES}
    lane = f"file:{talk.key}"
    await post.ask(talk.community, Verb.FETCH_FILE, wanted, lane=lane, now=now, then=FETCHED, then_args=carried)


def fetched(done: Done) -> tuple[Contents, list[Row]]:
    """(what it is about, its rows) of a document that has come.

    Raises:
        BadTable: it did not come, or is no table.
    """
    name = str(done.args["name"])
    content = done.answer.get("content")
    if not isinstance(content, bytes):
        raise BadTable(expects=str(done.answer.get("trouble") or "gone"), said=name[:40])
    return Contents(str(done.args["contents"])), read_table(name, content)


async def asker(done: Done) -> tuple[PersonId, Talk, str]:
    """Who waits for a file, where, in which language."""
    actor = PersonId(int(str(done.args["actor"])))
    talk = Talk(done.community, int(str(done.args["talk"])), is_chat=False)
    return actor, talk, (await Person.get(id=actor)).locale


async def attempt(actor: PersonId, contents: Contents, rows: Sequence[Row], *, now: datetime) -> Trial:
    """Try every line and keep nothing.

    Raises:
        NotAllowed: the actor may not change what the file is about.
    """
    try:
        async with unit_of_work():
            trial = await keep(actor, contents, rows, now=now)
            raise _TakeBack
    except _TakeBack:
        return trial


async def keep(actor: PersonId, contents: Contents, rows: Sequence[Row], *, now: datetime) -> Trial:
    """Keep every line that can be kept; the others change nothing.

    Raises:
        NotAllowed: the actor may not change what the file is about.
    """
    await access.access_org(actor, ACTS[contents])
    keep_row = KEEPERS[contents]
    wrong: list[tuple[int, Refusal]] = []
    for number, row in enumerate(rows, 2):
        try:
            async with unit_of_work():
                await keep_row(actor, row, now)
        except Refusal as refusal:
            wrong.append((number, refusal))
    return Trial(len(rows) - len(wrong), tuple(wrong))


async def _keep_calendar(actor: PersonId, row: Row, now: datetime) -> None:
    """«Начало; Конец; Вид» (каникулы, праздник, неделя), or «Неделя» with a label."""
    if label := row.get("неделя") or row.get("period"):
        await region_calendar.glue(actor, parse_days(label), now=now)
        return
    first, last = row.get("начало", ""), row.get("конец") or row.get("начало", "")
    span = parse_days(f"{first}-{last}" if first != last else first)
    kind = row.get("вид", "").lower()
    if kind.startswith("недел"):
        await region_calendar.glue(actor, span, now=now)
    elif kind.startswith(("каник", "празд", "выход")):
        await region_calendar.add_days_off(actor, span, now=now)
    else:
        raise BadDays(said=kind[:40])


async def _keep_totals(actor: PersonId, row: Row, now: datetime) -> None:
    """«Показатель; Значение; С даты; Основание», and «Организация» where it is not the region."""
    said = row.get("показатель") or row.get("kind") or ""
    kind = totals.find_kind(said)
    if kind is None:
        raise totals.BadTotals(said=said[:40])
    value = totals.parse_count(row.get("значение") or row.get("value") or "")
    since = row.get("с даты") or row.get("valid_from") or ""
    day = totals.parse_day(since) if since else None
    basis = row.get("основание") or row.get("source") or ""
    org = await _org(actor, row.get("организация", ""))
    await totals.record(actor, {kind: value}, valid_from=day, source=basis[:200], region=org, now=now)


async def _org(actor: PersonId, title: str) -> OrgId | None:
    if not title:
        return None
    region = await access.access_org(actor, "totals.write")
    found = await Org.filter(region_id=region.id, title__iexact=title, closed_at__isnull=True).limit(2)
    if len(found) != 1:
        raise NotFound("org", title[:40])
    return OrgId(found[0].id)


KEEPERS: dict[Contents, Callable[[PersonId, Row, datetime], Awaitable[None]]] = {
    Contents.CALENDAR: _keep_calendar,
    Contents.TOTALS: _keep_totals,
}
