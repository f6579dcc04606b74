"""Settings: dated data on an org, inherited downwards, each with the document behind it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from tortoise.expressions import Q

from bot.kit.errors import Bug
from bot.kit.ids import OrgId
from bot.kit.unit_of_work import same_transaction
from models import Org, Setting

# The school year of the sources: what they ask for is valid since then, so that old periods are judged by it too.
SOURCES_SINCE = date(2022, 9, 1)
REGULATION = "положение школы о работе в Сферуме (источник 002)"
MINISTRY = "протокол/дек министерства (источник 003)"

# key → (value, basis). Hours are [from, to) of the school's own clock; weekdays are ISO, 1 is Monday. A value is never
# a bare string: Tortoise would try to read it as JSON.
DEFAULTS: Mapping[str, tuple[object, str]] = {
    "norm.messages_per_week": (3, REGULATION),
    "quiet_hours": (["19:00", "08:00"], "правило платформы: ночью молчим"),
    "nudge.on": (True, REGULATION),
    "nudge.weekday": (4, "правило платформы: четверг, чтобы неделя ещё не кончилась"),
    "nudge.hours": (["09:00", "18:00"], "правило платформы: только в рабочее время"),
    "nudge.admins": (True, MINISTRY),
    "nudge.stop_after": (10, "правило платформы: столько без ответа подряд, и больше не напоминаем"),
    "help.addresses": ([], "правило платформы: адреса площадок и помощи пишет администратор"),
    "holidays": ([], "календарь школы: пары дат [с, по], в эти дни молчим"),
    "school_days": ([], "календарь школы: пары дат [с, по], когда учатся, хотя выше выходной"),
    "year.parts": ([], "четверти, триместры или полугодия: вид и пары дат [с, по]"),
    "moderation.rules": ({}, "правило платформы: что школа изменила в правилах своих бесед"),
    "contour.on_stranger": (["by_itself"], "правило платформы: первую неделю школы только сообщаем о посторонних"),
    "report.missing": ([], "что не собирали: коды столбцов отчёта"),
    "report.call_column": (False, MINISTRY),
}


LINE_UP = """
with recursive line as (
    select id, parent_id, 0 as step from org where id = $1
    union all
    select o.id, o.parent_id, l.step + 1 from line l join org o on o.id = l.parent_id
)
select id from line order by step
"""


async def get(org: OrgId, key: str, day: date) -> object:
    """The setting of an org on a day: its own, else its parent's, up to the region; then the platform's default.

    Raises:
        Bug: nobody ever defined this key.
    """
    return (await get_with_basis(org, key, day))[0]


async def get_with_basis(org: OrgId, key: str, day: date) -> tuple[object, str]:
    """The same, with the document behind it.

    Raises:
        Bug: nobody ever defined this key.
    """
    if key not in DEFAULTS:
        raise Bug(f"unknown setting {key}")
    line = await _line_up(org)
    rows = await Setting.filter(org_id__in=line, key=key, valid_from__lte=day)
    newest = {row.org_id: row for row in sorted(rows, key=lambda row: row.valid_from)}
    own = next((newest[node] for node in line if node in newest), None)
    return (own.value, own.basis) if own else DEFAULTS[key]


async def of_orgs(region: OrgId, keys: Sequence[str], day: date) -> dict[OrgId, dict[str, object]]:
    """The settings of a region and every org below it on a day, inherited as in `get`; two statements for all."""
    lines, newest = await _region(region, keys, day)
    return {org: {key: _nearest(newest, key, line) for key in keys} for org, line in lines.items()}


def _nearest(values: Mapping[tuple[int, str], object], key: str, line: Sequence[int]) -> object:
    return next((values[node, key] for node in line if (node, key) in values), DEFAULTS[key][0])


async def layers(org: OrgId, keys: Sequence[str], day: date) -> list[dict[str, object]]:
    """What an org and those above it have set themselves, from the top down to the org: for what adds up."""
    line = await _line_up(org)
    rows = await Setting.filter(org_id__in=line, key__in=list(keys), valid_from__lte=day)
    return _layers(_newest(rows), keys, line)


async def layers_of_orgs(region: OrgId, keys: Sequence[str], day: date) -> dict[OrgId, list[dict[str, object]]]:
    """The same of a region and every org below it; two statements for all."""
    lines, newest = await _region(region, keys, day)
    return {org: _layers(newest, keys, line) for org, line in lines.items()}


def _layers(
    values: Mapping[tuple[int, str], object], keys: Sequence[str], line: Sequence[int]
) -> list[dict[str, object]]:
    return [{key: values[node, key] for key in keys if (node, key) in values} for node in reversed(line)]


async def _region(
    region: OrgId, keys: Sequence[str], day: date
) -> tuple[dict[OrgId, list[int]], dict[tuple[int, str], object]]:
    """(each org with those above it, nearest first; what is set in them on a day)."""
    orgs = await Org.filter(Q(region_id=region) | Q(id=region)).values_list("id", "parent_id")
    rows = await Setting.filter(org_id__in=[org for org, _ in orgs], key__in=list(keys), valid_from__lte=day)
    lines = {OrgId(org): [node for node in dict.fromkeys((org, parent, region)) if node] for org, parent in orgs}
    return lines, _newest(rows)


def _newest(rows: Sequence[Setting]) -> dict[tuple[int, str], object]:
    return {(row.org_id, row.key): row.value for row in sorted(rows, key=lambda row: row.valid_from)}


async def put(org: OrgId, key: str, value: object, *, valid_from: date, basis: str, now: datetime) -> None:
    """Write a setting valid from a day; the same day twice keeps the last word. The caller has authorised.

    Raises:
        Bug: nobody ever defined this key.
    """
    if key not in DEFAULTS:
        raise Bug(f"unknown setting {key}")
    await Setting.update_or_create(
        {"value": value, "basis": basis, "created_at": now}, org_id=org, key=key, valid_from=valid_from
    )


async def lay_down(region: OrgId, *, now: datetime) -> None:
    """Give a new region the settings of the sources, as dated rows that people can change later."""
    await Setting.bulk_create(
        Setting(org_id=region, key=key, value=value, valid_from=SOURCES_SINCE, basis=basis, created_at=now)
        for key, (value, basis) in DEFAULTS.items()
    )


async def _line_up(org: OrgId) -> list[int]:
    """The org and those above it, nearest first; at most three."""
    return [int(row["id"]) for row in await same_transaction().execute_query_dict(LINE_UP, [org])]
