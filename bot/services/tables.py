"""A table that a person sent as a file: .csv in whatever a Russian Excel writes, or .xlsx; as rows of words. Pure."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from bot.kit.errors import BadInput

MOST_BYTES = 2_000_000  # of the file; a calendar has some kilobytes
MOST_UNPACKED = 60_000_000  # bytes: an .xlsx is a zip, and a small one can unpack to anything
MOST_ROWS = 1_000
COLUMNS = 20
Row = dict[str, str]


@dataclass(frozen=True)
class BadTable(BadInput):
    """The file is no table; `said` is its name, `expects` why: form, empty, rows."""

    expects: str = "form"


def read_table(name: str, content: bytes) -> list[Row]:
    """Rows by the titles of the first one, lower case; empty rows are left out.

    Args:
        name: the file's name; its ending says the form.
        content: its bytes.

    Raises:
        BadTable: not a table of these forms, or too long.
    """
    try:
        lines = _sheet(content) if name.lower().endswith(".xlsx") else _text(name, content)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, csv.Error) as wrong:
        raise BadTable(said=name[:40]) from wrong
    if len(lines) > MOST_ROWS:
        raise BadTable(expects="rows", said=name[:40])
    if len(lines) < 2:
        raise BadTable(expects="empty", said=name[:40])
    titles = [title.strip().lower() for title in lines[0]]
    return [{title: cell for title, cell in zip(titles, line, strict=False) if title} for line in lines[1:]]


def _text(name: str, content: bytes) -> list[list[str]]:
    if not name.lower().endswith((".csv", ".tsv", ".txt")):
        raise BadTable(said=name[:40])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1251")  # what Excel for Windows writes as «CSV (разделители — запятые)»
    first = text.partition("\n")[0]
    delimiter = max(";\t,", key=first.count)
    return _full(csv.reader(io.StringIO(text), delimiter=delimiter))


def _sheet(content: bytes) -> list[list[str]]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
            raise BadTable(expects="rows")
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        rows = book.worksheets[0].iter_rows(max_row=MOST_ROWS + 1, max_col=COLUMNS, values_only=True)
        return _full([_word(cell) for cell in row] for row in rows)
    finally:
        book.close()


def _word(cell: object) -> str:
    if isinstance(cell, datetime | date):
        return f"{cell:%d.%m.%Y}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def _full(lines: Iterable[Sequence[str]]) -> list[list[str]]:
    cleaned = ([cell.strip() for cell in line[:COLUMNS]] for line in lines)
    return [line for line in cleaned if any(line)]
