"""What the engine still has to do, and what it could not do: numbers for the operator."""

from dataclasses import dataclass

from models import InboxEvent, OutboxItem, OutboxState, QuarantinedEvent


@dataclass(frozen=True, slots=True)
class Backlog:
    """Counts of rows: waiting events and requests, dead letters, lost answers, quarantined events."""

    events: int
    requests: int
    dead: int
    unknown: int
    quarantined: int


async def count() -> Backlog:
    """The queues as they are now."""
    return Backlog(
        events=await InboxEvent.all().count(),
        requests=await OutboxItem.filter(state__in=[OutboxState.READY, OutboxState.SENDING]).count(),
        dead=await OutboxItem.filter(state=OutboxState.DEAD).count(),
        unknown=await OutboxItem.filter(state=OutboxState.UNKNOWN).count(),
        quarantined=await QuarantinedEvent.all().count(),
    )
