"""Targets as rows: which are in force for an org on a day, set, ended, taken over from the sources."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.kit.errors import NotFound
from bot.kit.ids import OrgId, PersonId
from bot.services import access, audit
from bot.services.settings import REGULATION, SOURCES_SINCE
from bot.services.target_words import ABOVE_SCHOOLS, METRICS, OF_SOURCES, BadTarget, TypedTarget
from bot.services.years import local_day
from models import SCHOOL_KINDS, Org, OrgKind, Target


@dataclass(frozen=True)
class NoSuchTarget(NotFound):
    """The org itself has set no such target; one that it inherits is ended where it was set."""

    what: str = "target"


async def in_force(org: Org, day: date) -> list[Target]:
    """The targets an org is measured by on a day: its own, else those of whom it stands below; one a metric."""
    line = [node for node in (org.region_id, org.parent_id, org.id) if node]
    rows = await Target.filter(org_id__in=line, valid_from__lte=day).order_by("valid_from", "id")
    newest = {(row.metric, row.org_id): row for row in rows}
    live = [row for row in newest.values() if row.ended_on is None or row.ended_on > day]
    live.sort(key=lambda row: line.index(row.org_id))
    return list({row.metric: row for row in live}.values())


async def set_target(actor: PersonId, said: TypedTarget, *, now: datetime) -> TypedTarget:
    """Ask the actor's own org (and all below it) for a share, from today on; earlier days keep what was asked then.

    Raises:
        NotAllowed: the actor sets no targets.
        BadTarget: a school has no target of schools or municipalities.
    """
    org = await access.access_org(actor, "targets.write")
    if org.kind in SCHOOL_KINDS and said.metric in ABOVE_SCHOOLS:
        raise BadTarget(said=said.metric)
    today = local_day(org.timezone, now)
    what = {"share": said.share, "deadline": said.deadline, "basis": said.basis, "ended_on": None}
    await Target.update_or_create(what, org_id=org.id, metric=said.metric, valid_from=today)
    await audit.record(
        actor, "targets.write", org=OrgId(org.id), now=now, metric=said.metric, share=str(said.share.normalize())
    )
    return said


async def end_target(actor: PersonId, metric: str, *, now: datetime) -> None:
    """From today on the actor's org does not ask for it any more.

    Raises:
        NotAllowed: the actor sets no targets.
        NoSuchTarget: this org has set none that is in force.
    """
    org = await access.access_org(actor, "targets.write")
    today = local_day(org.timezone, now)
    row = await Target.filter(org_id=org.id, metric=metric, valid_from__lte=today).order_by("-valid_from").first()
    if row is None or (row.ended_on and row.ended_on <= today):
        raise NoSuchTarget()
    row.ended_on = today
    await row.save(update_fields=["ended_on"])
    await audit.record(actor, "targets.write", org=OrgId(org.id), now=now, metric=metric, ended=1)


async def take_sources(actor: PersonId, *, now: datetime) -> int:
    """Give the actor's org the targets of the sources as dated rows; those that it has set itself stay.

    They are valid since the school year of the sources, so that older reports are measured by them, too.

    Returns:
        How many were new.

    Raises:
        NotAllowed: the actor sets no targets.
    """
    org = await access.access_org(actor, "targets.write")
    known = {str(metric) for metric in await Target.filter(org_id=org.id).values_list("metric", flat=True)}
    fitting = [t for t in OF_SOURCES if org.kind is OrgKind.REGION or t.basis == REGULATION]
    fresh = [target for target in fitting if target.metric not in known]
    for target in fresh:
        what = {"share": target.share, "deadline": target.deadline, "basis": target.basis}
        await Target.get_or_create(what, org_id=org.id, metric=target.metric, valid_from=SOURCES_SINCE)
    if fresh:
        await audit.record(actor, "targets.write", org=OrgId(org.id), now=now, taken=len(fresh))
    return len(fresh)


async def settable(actor: PersonId) -> list[str]:
    """What the actor's own org may be asked for, in the order of METRICS.

    Raises:
        NotAllowed: the actor sets no targets.
    """
    org = await access.access_org(actor, "targets.write")
    return [metric for metric in METRICS if org.kind not in SCHOOL_KINDS or metric not in ABOVE_SCHOOLS]


async def is_set(actor: PersonId, metric: str, *, now: datetime) -> bool:
    """Has the actor's own org set this target, and is it in force?

    Raises:
        NotAllowed: the actor sets no targets.
    """
    org = await access.access_org(actor, "targets.write")
    rows = await in_force(org, local_day(org.timezone, now))
    return any(row.metric == metric and row.org_id == org.id for row in rows)
