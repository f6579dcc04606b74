"""Files of the report: made when their message leaves, once for all who ask."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from bot.kit.i18n import DEFAULT_LOCALE, in_locale
from bot.services import periods, report_files
from bot.services.access import OrgKind
from bot.services.ports import MadeFile, file_maker
from bot.services.report_book import Book
from bot.services.report_files import FileKey, Form
from bot.ui import report_csv, report_levels_picture, report_picture, report_xlsx


class Draw(Protocol):
    """Makes a file of a book."""

    def __call__(self, fact: Book) -> bytes:
        """Its bytes: the same for the same book."""


DRAW: Mapping[Form, Draw] = {Form.XLSX: report_xlsx.book, Form.PNG: report_picture.book, Form.CSV: report_csv.book}


async def content_of(key: FileKey, *, now: datetime) -> bytes:
    """A file's bytes: the kept ones, else drawn now, in a thread, so that talks go on meanwhile.

    An official table is one for all: whoever reads, it is in the installation's first language.
    """
    if kept := await report_files.find(key):
        return kept
    book = await report_files.book_of(key, now=now)
    with in_locale(DEFAULT_LOCALE):
        content = await asyncio.to_thread(DRAW[key.form], book)
    if book.own.is_frozen:
        content = await report_files.keep(key, content, now=now)
    return content


@file_maker("report")
async def make_report(args: tuple[str, ...], now: datetime) -> MadeFile:
    """`report PERIOD ORG FORM`, written by whoever has authorised it."""
    key = report_files.parse_key(args)
    content = await content_of(key, now=now)
    return MadeFile(await report_files.name_of(key), content, is_picture=key.form is Form.PNG)


async def of_level(period: int, level: OrgKind, form: Form, *, now: datetime) -> bytes:
    """For the command line: a region's whole report, or one level of it; in .xlsx with the levels below."""
    region = (await periods.get(period)).region
    key = FileKey(period, region, form)
    if level is OrgKind.REGION:
        return await content_of(key, now=now)
    book = await report_files.book_of(key, now=now)
    with in_locale(DEFAULT_LOCALE):
        if form is Form.XLSX:
            return await asyncio.to_thread(report_xlsx.book, book, level)
        if level is OrgKind.MUNICIPALITY:
            return await asyncio.to_thread(report_levels_picture.municipalities, book.municipalities)
        return await asyncio.to_thread(report_levels_picture.schools, book.schools)
