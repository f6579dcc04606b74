"""Reports made by hand from the numbers of source 003, for what only shows them: no database is needed."""

from datetime import date
from decimal import Decimal

from bot.kit.ids import OrgId
from bot.services.access import OrgKind
from bot.services.period_labels import label
from bot.services.report import Report
from bot.services.report_book import Book, bind
from bot.services.report_facts import Aim, Counts

REGION = OrgId(1)
AIMS = {
    "teachers_chat": Aim(Decimal("0.35"), date(2023, 9, 1)),
    "teachers_3": Aim(Decimal("0.25"), date(2023, 9, 1)),
    "teachers_10": Aim(Decimal("0.35")),
}
# First and last day, next period; teachers with a chat, with three messages, with ten (mission 0.3).
WEEKS = [
    (date(2023, 2, 20), date(2023, 2, 22), date(2023, 2, 23), 3_666, 11, 3),
    (date(2023, 2, 23), date(2023, 3, 3), date(2023, 3, 6), 3_682, 21, 5),
    (date(2023, 4, 3), date(2023, 4, 7), date(2023, 4, 10), 3_745, 61, 17),
]
TOTALS = {"schools": 626, "teachers": 16_819, "students": 309_292, "municipalities": 33}


def report(
    number: int = -1, *, org: int = 1, parent: int | None = None, level: OrgKind = OrgKind.REGION, **given: object
) -> Report:
    """One report; `given` overrules any of its fields."""
    first, last, until, chat, three, ten = WEEKS[number]
    counts = Counts(618, 49, 18_064, 237_564, 12, 33, 23, chat, three, ten, 9)
    fields: dict[str, object] = {
        "title": "Ставропольский край",
        "counts": counts,
        "totals": TOTALS if level is OrgKind.REGION else {},
        "missing": ("teachers_10",) if first == WEEKS[0][0] else (),
        "is_frozen": True,
        "aims": AIMS,
    } | given
    return Report(
        org=OrgId(org),
        parent=OrgId(parent) if parent else None,
        level=level,
        period_id=WEEKS.index(WEEKS[number]) + 1,
        period=label(first, last),
        since=first,
        until=until,
        year_start=date(2022, 9, 1),
        **fields,  # type: ignore[arg-type]
    )


def book(schools: int = 4, **given: object) -> Book:
    """A region of two municipalities; each school has a teacher with three messages and none with ten."""
    towns = [
        report(org=10 + n, level=OrgKind.MUNICIPALITY, title=f"Округ {n}", counts=Counts(2, 0, 20, 60, 1, 1, n, 4, 2))
        for n in range(2)
    ]
    below = [
        report(
            org=100 + n,
            parent=10 + n % 2,
            level=OrgKind.SCHOOL,
            title=f"Школа № {schools - n}",
            counts=Counts(1, 0, 10, 30, 0, 0, 0, 2, 1),
        )
        for n in range(schools)
    ]
    return bind(report(**given), [*towns, *below], [report(0), report(1)])
