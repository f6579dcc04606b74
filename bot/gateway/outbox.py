"""The outbox table: claim what may leave now, and settle what came back."""

from datetime import datetime, timedelta
from typing import Any

from bot.gateway.client import EXECUTE_CALLS
from bot.kit.errors import MessengerError
from bot.kit.ids import CommunityId
from bot.kit.unit_of_work import unit_of_work
from bot.services.ports import Done, continuation
from models import OutboxItem, OutboxState, Reach

# VK remembers a random_id for an hour and 100 messages of the dialog (docs/vk.md §2.4); after this long an
# unanswered request is not repeated.
SAFE_REPEAT = timedelta(minutes=55)
MAX_TRIES = 12

# Heads of lanes only, so that one talk hears in the order that was written.
CLAIM = """
update outbox set state = 'sending', tries = tries + 1, first_tried_at = coalesce(first_tried_at, $2)
where id in (
    select o.id from outbox o
    where o.community_id = $1 and o.state = 'ready' and o.not_before <= $2
      and not exists (select 1 from outbox p where p.community_id = o.community_id and p.lane = o.lane
                      and p.id < o.id and p.state in ('ready', 'sending'))
    order by o.priority, o.id limit $3 for update skip locked)
returning id
"""


async def claim(community: CommunityId, now: datetime, limit: int = EXECUTE_CALLS) -> list[OutboxItem]:
    """Take up to `limit` requests that may leave now, the most urgent first."""
    async with unit_of_work() as connection:
        rows = await connection.execute_query_dict(CLAIM, [community, now, limit])
        return await OutboxItem.filter(id__in=[r["id"] for r in rows]).order_by("priority", "id")


async def give_back(community: CommunityId) -> None:
    """After a crash: what was on its way is tried again (same random_id, so VK drops the second)."""
    await OutboxItem.filter(community_id=community, state=OutboxState.SENDING).update(state=OutboxState.READY)


async def settle(item: OutboxItem, answer: dict[str, Any], now: datetime) -> None:
    """It worked: the row goes, text and all, and the continuation runs in the same transaction."""
    async with unit_of_work():
        if await OutboxItem.filter(id=item.id).delete():
            await _continue(item, answer, None, now)


async def fail(item: OutboxItem, error: MessengerError, now: datetime) -> None:
    """It will not work: a dead letter stays for the operator, the continuation hears why."""
    async with unit_of_work():
        await OutboxItem.filter(id=item.id).update(state=OutboxState.DEAD, error=str(error)[:200])
        await _continue(item, {}, error, now)


async def drop(item: OutboxItem) -> None:
    """It is too late for this one (an answer to a press older than VK remembers)."""
    await OutboxItem.filter(id=item.id).delete()


async def retry(item: OutboxItem, error: MessengerError, now: datetime, after_s: float) -> None:
    """Later again; or never, when it was tried too often or too long ago to be repeated safely."""
    too_late = item.first_tried_at and now - item.first_tried_at > SAFE_REPEAT
    if item.tries >= MAX_TRIES or (too_late and error.code == 0):
        state = OutboxState.UNKNOWN if error.code == 0 else OutboxState.DEAD
        async with unit_of_work():
            await OutboxItem.filter(id=item.id).update(state=state, error=str(error)[:200])
            await _continue(item, {}, error, now)
        return
    await OutboxItem.filter(id=item.id).update(
        state=OutboxState.READY, not_before=now + timedelta(seconds=after_s), error=str(error)[:200]
    )


async def close_reach(community: CommunityId, vk_id: int) -> None:
    """This person cannot be written to through this community any more."""
    await Reach.filter(community_id=community, person__vk_id=vk_id).update(allowed=False)


async def _continue(item: OutboxItem, answer: dict[str, Any], error: MessengerError | None, now: datetime) -> None:
    if item.then:
        done = Done(answer, error, item.then_args, CommunityId(item.community_id), now)
        await continuation.by_name[item.then](done)
