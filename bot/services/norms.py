"""The norm of a week (002:48): how many messages an org asks of each teacher, on which act (mission G4, I9)."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.kit.errors import BadInput
from bot.kit.ids import OrgId, PersonId
from bot.services import access, audit, periods, settings
from bot.services.target_words import parse_basis
from bot.services.years import local_day

KEY = "norm.messages_per_week"
ACT = "targets.write"
MOST = 100  # more is a typing mistake


@dataclass(frozen=True)
class BadNorm(BadInput):
    """No whole number from 1 to `MOST`; `said` is what was written."""

    expects: str = "norm"


@dataclass(frozen=True, slots=True)
class Norm:
    """Messages a week, the document behind it, and (when just set) the first day it holds on."""

    messages: int
    basis: str
    since: date | None = None


async def read(org: OrgId, day: date) -> Norm:
    """The norm of an org on a day: its own, else of those above it."""
    value, basis = await settings.get_with_basis(org, KEY, day)
    return Norm(int(str(value)), basis)


async def set_norm(actor: PersonId, said: str, *, now: datetime) -> Norm:
    """Ask for «5; решение педсовета № 3» a week, from the next week on: a week that runs keeps its norm.

    Raises:
        NotAllowed: the actor sets no targets.
        BadNorm: no such number.
        BadTarget: no document behind it.
    """
    org = await access.access_org(actor, ACT)
    number, _semicolon, basis = said.partition(";")
    digits = number.strip()
    if not digits.isascii() or not digits.isdigit() or not 1 <= int(digits) <= MOST:
        raise BadNorm(said=digits[:40])
    running = await periods.running(OrgId(org.region_id or org.id), local_day(org.timezone, now))
    norm = Norm(int(digits), parse_basis(basis), running.until)
    await settings.put(OrgId(org.id), KEY, norm.messages, valid_from=running.until, basis=norm.basis, now=now)
    await audit.record(actor, ACT, org=OrgId(org.id), now=now, norm=norm.messages)
    return norm
