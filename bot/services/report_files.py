"""Files of frozen reports: the first one made is kept, and whoever asks again gets its bytes."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.kit.errors import NotFound
from bot.kit.ids import OrgId
from bot.kit.unit_of_work import unit_of_work
from bot.services import periods, report_book, report_terms, terms
from bot.services.report_book import Book
from models import Org, ReportFile

# The first one that was made wins; another that was made meanwhile is the same or is dropped.
KEEP = """
insert into report_file (period_id, org_id, form, content, created_at) values ($1, $2, $3, $4, $5)
on conflict (period_id, org_id, form) do nothing
"""


class Form(StrEnum):
    """What a report can be had as, beside the text in the talk."""

    XLSX = "xlsx"
    PNG = "png"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class FileKey:
    """Which file: one org's report of one period in one form."""

    period: int
    org: OrgId
    form: Form

    def asked(self) -> str:
        """As `Screen.file` carries it."""
        return f"report {self.period} {self.org} {self.form.value}"


@dataclass(frozen=True, slots=True)
class TermKey:
    """Which file of a term's report; it is not kept: made of frozen weeks, it comes out the same every time."""

    term: str
    org: OrgId
    form: Form

    def asked(self) -> str:
        """As `Screen.file` carries it."""
        return f"report_term {self.org} {self.form.value} {self.term}"


def parse_term_key(args: tuple[str, ...]) -> TermKey:
    """What `TermKey.asked` wrote, behind its first word.

    Raises:
        NotFound: it is something else.
    """
    try:
        org, form, *term = args
        return TermKey(" ".join(term), OrgId(int(org)), Form(form))
    except ValueError as wrong:
        raise NotFound("report", " ".join(args)[:40]) from wrong


async def book_of_term(key: TermKey, *, now: datetime) -> Book:
    """What a term's file is made of.

    Raises:
        NotFound: no such term.
        NoWeekYet, NoSuchPeriod: see `report_terms.read`.
    """
    org, asked = await Org.get(id=key.org), terms.find_said(key.term)
    if asked is None:
        raise NotFound("report", key.term[:40])
    term = await terms.find(OrgId(org.region_id or org.id), asked[1], now=now)
    return await report_terms.gather(key.org, term, now=now)


def parse_key(args: tuple[str, ...]) -> FileKey:
    """What `asked` wrote, behind its first word.

    Raises:
        NotFound: it is something else.
    """
    try:
        period, org, form = args
        return FileKey(int(period), OrgId(int(org)), Form(form))
    except ValueError as wrong:
        raise NotFound("report", " ".join(args)[:40]) from wrong


async def find(key: FileKey) -> bytes | None:
    """The kept file."""
    row = await ReportFile.get_or_none(period_id=key.period, org_id=key.org, form=key.form.value)
    return bytes(row.content) if row else None


async def keep(key: FileKey, content: bytes, *, now: datetime) -> bytes:
    """Keep a file of a frozen report; returns the one that is kept from now on."""
    async with unit_of_work() as connection:
        await connection.execute_query(KEEP, [key.period, key.org, key.form.value, content, now])
    return await find(key) or content


async def book_of(key: FileKey, *, now: datetime) -> Book:
    """What the file is made of.

    Raises:
        NoSuchPeriod: there is no such period, or the org was not there then.
    """
    return await report_book.gather(key.org, await periods.get(key.period), now=now)


async def name_of(key: FileKey) -> str:
    """The file's name as people see it: «Ставропольский край 30.11-04.12.2026.xlsx»."""
    period, org = await periods.get(key.period), await Org.get(id=key.org)
    return f"{org.title.replace('/', '-')} {period.label}.{key.form.value}"
