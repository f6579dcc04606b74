"""What the engine still has to do, and what it could not do: numbers for the operator and for metrics."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.kit.unit_of_work import same_transaction
from models import InboxEvent, OutboxItem, OutboxState, QuarantinedEvent

LAG = """
select
    (select min(greatest(received_at, not_before)) from inbox where not_before <= $1) as inbox,
    (select min(greatest(created_at, not_before)) from outbox where state = 'ready' and not_before <= $1) as outbox
"""
JOBS = "select status::text as status, count(*) as number from pgqueuer group by 1"
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Backlog:
    """Counts of rows: waiting events and requests, dead letters, lost answers, quarantined events; jobs by state.

    `inbox_s` and `outbox_s` say for how long the oldest has waited that could be worked on now, in seconds.
    """

    events: int
    requests: int
    dead: int
    unknown: int
    quarantined: int
    jobs: Mapping[str, int]
    inbox_s: float
    outbox_s: float


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something the engine gave up: its id, when, the kind, and why; never a text."""

    id: str
    at: datetime
    kind: str
    error: str


async def count(*, now: datetime) -> Backlog:
    """The queues as they are now."""
    connection = same_transaction()
    lag = (await connection.execute_query_dict(LAG, [now]))[0]
    jobs = await connection.execute_query_dict(JOBS)
    return Backlog(
        events=await InboxEvent.all().count(),
        requests=await OutboxItem.filter(state__in=[OutboxState.READY, OutboxState.SENDING]).count(),
        dead=await OutboxItem.filter(state=OutboxState.DEAD).count(),
        unknown=await OutboxItem.filter(state=OutboxState.UNKNOWN).count(),
        quarantined=await QuarantinedEvent.all().count(),
        jobs={str(row["status"]): int(row["number"]) for row in jobs},
        inbox_s=_age(lag["inbox"], now),
        outbox_s=_age(lag["outbox"], now),
    )


async def quarantine() -> list[Trouble]:
    """The newest events that failed three times."""
    rows = await QuarantinedEvent.all().order_by("-id").limit(SHOWN)
    return [Trouble(row.event_id, row.at, row.type, row.error) for row in rows]


async def dead_letters() -> list[Trouble]:
    """The newest requests that VK refused for good, or whose answer was lost."""
    given_up = OutboxItem.filter(state__in=[OutboxState.DEAD, OutboxState.UNKNOWN])
    rows = await given_up.order_by("-id").limit(SHOWN)
    return [Trouble(str(row.id), row.created_at, f"{row.verb} {row.state.value}", _code(row.error)) for row in rows]


async def held_jobs() -> list[Trouble]:
    """Jobs that failed to the last try and wait for the operator."""
    rows = await same_transaction().execute_query_dict(
        "select id, updated, entrypoint, dedupe_key from pgqueuer where status = 'failed' order by id desc limit $1",
        [SHOWN],
    )
    return [Trouble(str(row["id"]), row["updated"], row["entrypoint"], str(row["dedupe_key"])) for row in rows]


async def try_again() -> int:
    """Give every held job its tries anew; returns how many there were."""
    rows = await same_transaction().execute_query_dict(
        "with again as (update pgqueuer set status = 'queued', attempts = 0, execute_after = now(),"
        " queue_manager_id = null where status = 'failed' returning id) select count(*) as number from again"
    )
    return int(rows[0]["number"])


def _age(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0


def _code(error: str) -> str:
    """VK's number; its words may quote what was sent."""
    return error.split(" ", 1)[0] or "?"
