"""What the operator does with requests the engine gave up: send them again, or let them go."""

from datetime import datetime

from bot.kit.ids import new_random_id
from bot.kit.unit_of_work import unit_of_work
from models import OutboxItem, OutboxState, QuarantinedEvent

GIVEN_UP = (OutboxState.DEAD, OutboxState.UNKNOWN)


async def resend(which: str, *, now: datetime) -> int:
    """Put dead letters and lost answers back into the queue, as if they were written now.

    A `random_id` of their own anew: whoever asks for this wants them sent, even where VK may have done it before.

    Args:
        which: the number of one, or "all".
        now: aware UTC.

    Returns:
        How many there were.
    """
    async with unit_of_work():
        rows = await _given_up(which)
        for row in rows:
            row.update_from_dict(
                {
                    "state": OutboxState.READY,
                    "random_id": new_random_id(),
                    "tries": 0,
                    "created_at": now,
                    "not_before": now,
                    "expires_at": None,
                    "first_tried_at": None,
                    "lost_at": None,
                    "error": "",
                }
            )
            row.batch_id = None
            await row.save()
    return len(rows)


async def drop(which: str) -> int:
    """Forget a dead letter by its number, or an event in quarantine by its id; returns how many there were."""
    if _is_number(which):
        return await OutboxItem.filter(id=int(which), state__in=GIVEN_UP).delete()
    return await QuarantinedEvent.filter(event_id=which).delete()


async def _given_up(which: str) -> list[OutboxItem]:
    rows = OutboxItem.filter(state__in=GIVEN_UP).order_by("id").select_for_update()
    if which == "all":
        return await rows
    return await rows.filter(id=int(which)) if _is_number(which) else []


def _is_number(which: str) -> bool:
    return which.isdecimal() and int(which) < 2**63
