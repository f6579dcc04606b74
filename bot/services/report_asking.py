"""What a person asks of `/отчёт`: a week or a term, a form, an org below her own, a number; all may be left out."""

import re
from dataclasses import dataclass

from bot.kit.errors import BadInput
from bot.services import terms
from bot.services.report_files import Form
from bot.services.terms import AskedTerm

WEEK = re.compile(r"\d{1,2}\.\d{1,2}(?:\.\d{4})?\s*[-–—]\s*\d{1,2}\.\d{1,2}\.\d{4}|\b\d{4}-?[WwНн]\d{1,2}\b")
FORMS = {
    "xlsx": Form.XLSX,
    "эксель": Form.XLSX,
    "excel": Form.XLSX,
    "таблица": Form.XLSX,
    "table": Form.XLSX,
    "png": Form.PNG,
    "картинка": Form.PNG,
    "picture": Form.PNG,
    "csv": Form.CSV,
}
PAGE = re.compile(r"\b(?:стр|page)\.?\s*(\d{1,3})\s*$", re.IGNORECASE)
CALLS = re.compile(r"^(?:звонки|calls)\s+(вкл|выкл|on|off)$", re.IGNORECASE)
ANY = "any"
NUMBERS = {
    "числ": ANY,
    "number": ANY,
    "чат": "teachers_chat",
    "chat": "teachers_chat",
    "3": "teachers_3",
    "≥3": "teachers_3",
    "10": "teachers_10",
    "≥10": "teachers_10",
    "звон": "teachers_call",
    "call": "teachers_call",
    "педагог": "teachers_in",
    "учител": "teachers_in",
    "teacher": "teachers_in",
    "обуч": "students_in",
    "учени": "students_in",
    "pupil": "students_in",
    "через": "students_by_proxy",
    "through": "students_by_proxy",
    "неактивные моуо": "municipalities_idle",
    "неактив": "schools_idle",
    "не активн": "schools_idle",
    "idle": "schools_idle",
    "моуо": "municipalities_in",
    "муницип": "municipalities_in",
    "школ": "schools_in",
    "оо": "schools_in",
    "school": "schools_in",
}


@dataclass(frozen=True)
class BadNumber(BadInput):
    """Behind `;` stands no number of the report; `said` is what was written."""

    expects: str = "number"


@dataclass(frozen=True, slots=True)
class Asked:
    """What was understood.

    Attributes:
        week: a week or a term as it was said; `term` is what was meant, if it is one.
        place: a title (or «#id»), "" for the asker's own org.
        number: a number of the report to look behind, `ANY` for the list of them, "" for the report itself.
        page: of what is behind the number, from 0.
    """

    week: str = ""
    form: Form | None = None
    place: str = ""
    number: str = ""
    page: int = 0
    term: AskedTerm | None = None


def parse_switch(said: str) -> bool | None:
    """«звонки вкл», «звонки выкл»: the column of calls on or off; None for any other words."""
    found = CALLS.match(said.strip())
    return found[1].lower() in ("вкл", "on") if found else None


def parse_asked(said: str) -> Asked:
    """«30.11-04.12.2026 Грачёвский xlsx», «Грачёвский; 3 стр 2»: the number behind `;`.

    Raises:
        BadNumber: no such number.
    """
    rest, _semicolon, number = said.partition(";")
    found = WEEK.search(rest)
    of_term = None if found else terms.find_said(rest)
    week = found.group(0) if found else of_term[0] if of_term else ""
    rest = rest.replace(week, " ", 1) if week else rest
    forms = [FORMS[word] for word in rest.lower().split() if word in FORMS]
    place = " ".join(word for word in rest.split() if word.lower() not in FORMS)
    number, page = _page(number)
    code = parse_number(number) if number else ""
    return Asked(week, forms[0] if forms else None, place, code, page, of_term[1] if of_term else None)


def _page(said: str) -> tuple[str, int]:
    """«3 стр 2» is the second page of what is behind the number."""
    found = PAGE.search(said)
    return (PAGE.sub("", said).strip(), max(int(found[1]) - 1, 0)) if found else (said.strip(), 0)


def parse_number(said: str) -> str:
    """«чат», «≥3 сообщений», «звонки» as the report's code of that number.

    Raises:
        BadNumber: no such number.
    """
    words = said.strip().lower()
    first = words.split()[0]
    for stem, code in NUMBERS.items():
        if first == stem or (not stem[-1].isdigit() and words.startswith(stem)):
            return code
    raise BadNumber(said=said.strip()[:40])
