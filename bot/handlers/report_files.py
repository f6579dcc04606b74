"""Files of the report: made when their message leaves, once for all who ask, beside the talks and not among them."""

import asyncio
import sys
from datetime import datetime

from bot.kit.errors import Bug
from bot.kit.i18n import DEFAULT_LOCALE, in_locale
from bot.services import periods, report_files
from bot.services.access import OrgKind
from bot.services.ports import MadeFile, file_maker
from bot.services.report import Report
from bot.services.report_book import Book
from bot.services.report_files import FileKey, Form, TermKey
from bot.ui import drawing, report_csv, report_levels_picture, report_picture, report_terms, report_xlsx

PATIENCE_S = 30  # for a picture, which takes 0.2 s


async def content_of(key: FileKey, *, now: datetime) -> bytes:
    """A file's bytes: the kept ones, else made now.

    An official table is one for all: whoever reads, it is in the installation's first language.
    """
    if kept := await report_files.find(key):
        return kept
    book = await report_files.book_of(key, now=now)
    with in_locale(DEFAULT_LOCALE):
        content = await _make(key.form, book)
    if book.own.is_frozen:
        content = await report_files.keep(key, content, now=now)
    return content


async def _make(form: Form, book: Book) -> bytes:
    match form:
        case Form.XLSX:
            return await asyncio.to_thread(report_xlsx.book, book)
        case Form.CSV:
            return report_csv.book(book)
        case Form.PNG:
            return await _paint(report_picture.svg(book))


async def _paint(svg: str) -> bytes:
    """PNG by another process: the painter holds Python's lock all the while (measured: 0.2 s), threads would wait."""
    pipe = asyncio.subprocess.PIPE
    painter = await asyncio.create_subprocess_exec(sys.executable, "-P", drawing.__file__, stdin=pipe, stdout=pipe)
    try:
        async with asyncio.timeout(PATIENCE_S):
            painted, _nothing = await painter.communicate(svg.encode())
    finally:
        if painter.returncode is None:
            painter.kill()
    if painter.returncode:
        raise Bug(f"the painter ended with {painter.returncode}")
    return painted


@file_maker("report_term")
async def make_term_report(args: tuple[str, ...], now: datetime) -> MadeFile:
    """`report_term ORG FORM TERM`, written by whoever has authorised it."""
    key = report_files.parse_term_key(args)
    book = await report_files.book_of_term(key, now=now)
    with in_locale(DEFAULT_LOCALE):
        name = f"{book.own.title} {report_terms.title(book.own)}.{key.form.value}".replace("/", "-")
        return MadeFile(name, await _make(key.form, book), is_picture=key.form is Form.PNG)


@file_maker("report")
async def make_report(args: tuple[str, ...], now: datetime) -> MadeFile:
    """`report PERIOD ORG FORM`, written by whoever has authorised it."""
    key = report_files.parse_key(args)
    content = await content_of(key, now=now)
    return MadeFile(await report_files.name_of(key), content, is_picture=key.form is Form.PNG)


async def of_level(newest: Report, level: OrgKind, form: Form, *, now: datetime) -> bytes:
    """For the command line: a region's whole report, or one level of it; in .xlsx with the levels below.

    Args:
        newest: any report of the week or term that is asked for.
        level: from which level down.
        form: workbook or picture.
        now: aware UTC moment.
    """
    region = (await periods.get(newest.period_id)).region
    key = FileKey(newest.period_id, region, form)
    if newest.term:
        book = await report_files.book_of_term(TermKey(newest.period, region, form), now=now)
    elif level is OrgKind.REGION:
        return await content_of(key, now=now)
    else:
        book = await report_files.book_of(key, now=now)
    with in_locale(DEFAULT_LOCALE):
        if level is OrgKind.REGION:
            return await _make(form, book)
        if form is Form.XLSX:
            return await asyncio.to_thread(report_xlsx.book, book, level)
        if level is OrgKind.MUNICIPALITY:
            return await _paint(report_levels_picture.municipalities_svg(book.municipalities))
        return await _paint(report_levels_picture.schools_svg(book.schools))
