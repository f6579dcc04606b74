"""Tables as files: whatever Excel writes is read the same; what is no table, or too much of one, is refused."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from bot.gateway.downloads import is_ours
from bot.services.tables import MOST_ROWS, MOST_UNPACKED, BadTable, read_table

CSV = "Начало;Конец;Вид\n25.10.2026;02.11.2026;каникулы\n;;\n"
ROWS = [{"начало": "25.10.2026", "конец": "02.11.2026", "вид": "каникулы"}]


def workbook(*rows: tuple[object, ...]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("к.csv", CSV.encode()),
        ("к.csv", CSV.encode("utf-8-sig")),
        ("К.CSV", CSV.encode("cp1251")),
        ("к.csv", CSV.replace(";", ",").encode()),
        ("к.tsv", CSV.replace(";", "\t").replace("\n", "\r\n").encode()),
        ("к.xlsx", workbook(("Начало", "Конец", "Вид"), (datetime(2026, 10, 25), date(2026, 11, 2), "каникулы"), ())),
    ],
)
def test_the_same_table_in_every_spelling(name: str, content: bytes) -> None:
    assert read_table(name, content) == ROWS


def test_numbers_stay_numbers() -> None:
    assert read_table("и.xlsx", workbook(("Значение",), (16819,), (16819.0,))) == [{"значение": "16819"}] * 2


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"\0" * (MOST_UNPACKED + 1))
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("фото.png", b"\x89PNG", "form"),
        ("к.xlsx", b"not a zip", "form"),
        ("к.xlsx", bomb(), "rows"),
        ("к.csv", b"", "empty"),
        ("к.csv", "Начало;Конец\n".encode(), "empty"),
        ("к.csv", b"a\n" + b"1\n" * (MOST_ROWS + 1), "rows"),
        ("к.xlsx", workbook(("a",), *[(n,) for n in range(MOST_ROWS + 9)]), "rows"),
    ],
)
def test_what_is_no_table(name: str, content: bytes, why: str) -> None:
    with pytest.raises(BadTable) as refused:
        read_table(name, content)
    assert refused.value.expects == why


@pytest.mark.parametrize(
    ("url", "ours"),
    [
        ("https://vk.com/doc1_2?hash=3", True),
        ("https://psv4.userapi.com/c1/d2.xlsx", True),
        ("http://127.0.0.1:8080/file/1/key", True),
        ("http://127.0.0.1:5432/", False),
        ("http://vk.com/doc1_2", False),
        ("https://vk.com.evil.example/doc", False),
        ("https://evilvk.com/doc", False),
        ("https://evil.example/?vk.com", False),
        ("https://vk.com@evil.example/doc", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_files_come_from_vk_only(url: str, ours: bool) -> None:
    assert is_ours(url, "http://127.0.0.1:8080/method/") is ours
