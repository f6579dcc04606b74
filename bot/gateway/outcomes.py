"""The outbox table, the way back: what VK said becomes the end of a row, or its next try.

Every outcome but success counts only while the row is still on the way with the same number of tries: an owner who was
paused and comes late changes nothing. Success counts always: VK has done it, and the continuation runs once, with the
row's end.
"""

import logging
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.gateway.answers import Uploaded
from bot.gateway.errors import Do, rule_of
from bot.gateway.requests import UPLOADED, Request
from bot.kit.errors import MessengerError
from bot.kit.ids import CommunityId
from bot.kit.unit_of_work import same_transaction, unit_of_work
from bot.services.ports import CHAT_CLOSED, COMMUNITY_LOST, Done, continuation
from models import Community, CommunityState, OutboxItem, OutboxState, Reach
from models.store import is_away

log = logging.getLogger("bot.outbox")

DEADLINE = timedelta(hours=24)  # a passing error is no passing error any more
LONGEST_PAUSE_S = 300.0  # between two tries after a short fault
BROKEN_TRIES = 3  # of a continuation that fails

GONE = "delete from outbox where id = any($1::bigint[]) and state in ('sending', 'ready')"
LATER = """
update outbox o set state = 'ready', not_before = $3, error = $4,
    lost_at = case when $5 then null else coalesce(o.lost_at, $6) end,
    batch_id = case when $5 then null else o.batch_id end
from unnest($1::bigint[], $2::int[]) as t(id, tries)
where o.id = t.id and o.tries = t.tries and o.state = 'sending'
"""
# It was not a try: nothing was said yet, and no crash on the way leaves a doubt.
KEPT = """
update outbox set args = jsonb_set(args, $3::text[], to_jsonb($4::text)), state = 'ready', tries = tries - 1,
    not_before = least(not_before, $5), lost_at = null, first_tried_at = null
where id = $1 and tries = $2 and state = 'sending'
"""
DOUBT = "update outbox set lost_at = lost_at - interval '1 hour' where id = any($1::bigint[]) and state = 'ready'"
ALIKE_LATER = """
update outbox set not_before = greatest(not_before, $3)
where community_id = $1 and content = $2 and state = 'ready' and content <> ''
"""


async def succeed(community: CommunityId, done: Sequence[tuple[Request, dict[str, Any]]], now: datetime) -> None:
    """It worked: the rows go, texts and all, in one transaction; those with a continuation one by one with it."""
    plain = [request.id for request, _ in done if not request.then]
    if plain:
        await same_transaction().execute_query(GONE, [plain])
    for request, answer in done:
        if request.then:
            await _succeed_with(community, request, answer, now)


async def _succeed_with(community: CommunityId, request: Request, answer: dict[str, Any], now: datetime) -> None:
    try:
        async with unit_of_work():
            going = OutboxItem.filter(id=request.id, state__in=[OutboxState.SENDING, OutboxState.READY])
            if await going.delete():
                await _continue(community, request, answer, None, now)
    except Exception as error:  # noqa: BLE001 - our own mistake must not stop the others' messages
        await _broken(request, error, now)


async def _broken(request: Request, error: Exception, now: datetime) -> None:
    """A continuation failed: VK is asked the same again (it knows the random_id), then a dead letter lies there.

    Raises:
        Exception: `error`, where it is Postgres that went away; the row waits as it is.
    """
    if is_away(error):
        raise error
    said = f"{request.then}: {type(error).__name__}"
    log.error("continuation failed", extra={"item": request.id, "then": request.then, "error": type(error).__name__})
    if request.tries < BROKEN_TRIES:
        await later([request], now + timedelta(seconds=request.tries), said, lost_at=now)
        return
    await _still(request).update(state=OutboxState.DEAD, error=said[:200], batch_id=None)


async def refuse(community: CommunityId, request: Request, error: MessengerError, now: datetime) -> None:
    """VK's no is the answer that was asked for: the row goes, the continuation hears it."""
    try:
        async with unit_of_work():
            if await _still(request).delete():
                await _continue(community, request, {}, error, now)
    except Exception as mistake:  # noqa: BLE001 - our own mistake must not stop the others' messages
        await _broken(request, mistake, now)


async def fail(community: CommunityId, request: Request, error: MessengerError, now: datetime) -> None:
    """It will not work: a dead letter stays for the operator, the continuation hears why."""
    state = OutboxState.UNKNOWN if error.code == 0 else OutboxState.DEAD
    try:
        async with unit_of_work():
            if await _still(request).update(state=state, error=str(error)[:200], batch_id=None):
                await _continue(community, request, {}, error, now)
    except Exception as mistake:
        if is_away(mistake):
            raise
        log.error("continuation failed", extra={"item": request.id, "error": type(mistake).__name__})
        await _still(request).update(state=state, error=str(error)[:200], batch_id=None)


async def retry(
    community: CommunityId, tried: Sequence[Request], error: MessengerError, now: datetime, *, at: datetime
) -> None:
    """Later again, all at one moment; after the deadline never.

    Args:
        community: whose token sent.
        tried: requests that met the same error in one departure.
        error: what VK said; after some errors, and when nothing was heard, it may have been done.
        now: aware UTC.
        at: when they left; from then on VK may have done it.
    """
    over = [request for request in tried if now - request.created_at > DEADLINE]
    for request in over:
        await fail(community, request, error, now)
    again = [request for request in tried if request not in over]
    if not again:
        return
    pause_s = _pause_s(error, max(request.tries for request in again))
    await later(
        again, now + timedelta(seconds=pause_s), str(error), lost_at=at if rule_of(error.code).in_doubt else None
    )


def _pause_s(error: MessengerError, tries: int) -> float:
    """Growing with every try, never the same for two that failed together."""
    first_s = rule_of(error.code).after_s
    longest_s = max(LONGEST_PAUSE_S, first_s * 4)
    grown_s = min(first_s * 2.0 ** min(tries - 1, 16), longest_s)
    return grown_s * random.uniform(0.75, 1.25)


async def later(
    tried: Sequence[Request], when: datetime, said: str, *, lost_at: datetime | None = None, certain: bool = False
) -> None:
    """Back into the queue, not before `when`. `certain`: no try was heard by VK: any company will do."""
    values = [[r.id for r in tried], [r.tries for r in tried], when, said[:200], certain, lost_at]
    async with unit_of_work() as connection:
        await connection.execute_query(LATER, values)


async def keep_uploaded(request: Request, done: Uploaded, now: datetime) -> None:
    """The message is ready to leave, its picture named in it: whoever sends it does not upload again."""
    values = [request.id, request.tries, [UPLOADED], done.attachment, now]
    await same_transaction().execute_query(KEPT, values)


async def part(tried: Sequence[Request], now: datetime, said: str) -> None:
    """VK refused them together: each goes its own way. Where an earlier answer was lost, the history is asked first."""
    sure = [request for request in tried if request.lost_at is None]
    unsure = [request for request in tried if request.lost_at is not None]
    if sure:
        await later(sure, now, said, certain=True)
    if unsure:
        await later(unsure, now, said)
        doubted = [request.id for request in unsure if request.batch]
        async with unit_of_work() as connection:
            await connection.execute_query(DOUBT, [doubted])


async def hold_alike(community: CommunityId, contents: set[str], until: datetime) -> None:
    """All that say the same wait too."""
    async with unit_of_work() as connection:
        for content in contents - {""}:
            await connection.execute_query(ALIKE_LATER, [community, content, until])


async def drop(requests: Sequence[Request]) -> None:
    """Too late. For the answer to a press nobody waits any more; a message lies there for whoever wrote it, or for the
    operator."""
    words = [request.id for request in requests if request.verb == "say"]
    await OutboxItem.filter(id__in=words).update(state=OutboxState.DEAD, error="expired", batch_id=None)
    await OutboxItem.filter(id__in=[request.id for request in requests if request.id not in words]).delete()


async def close_peer(community: CommunityId, request: Request, error: MessengerError, now: datetime) -> None:
    """Nothing can be written there through this community any more: a person is not reached, a chat is lost."""
    if not request.to_chat:
        await Reach.filter(community_id=community, person__vk_id=request.talk).update(allowed=False)
        return
    async with unit_of_work():
        await _tell(CHAT_CLOSED, Done({}, error, {"chat": request.talk}, community, now))


async def note_trouble(community: CommunityId, error: MessengerError, now: datetime) -> None:
    """Keep what ails the community, for `/проверка`; a dead token also stops it, and its administrators are told."""
    async with unit_of_work():
        living = Community.filter(id=community, state=CommunityState.LIVE)
        if rule_of(error.code).do is not Do.STOP:
            await living.update(trouble_code=error.code, trouble_at=now)
        elif await living.update(state=CommunityState.DEAD, trouble_code=error.code, trouble_at=now):
            await _tell(COMMUNITY_LOST, Done({}, error, {"community": community}, community, now))


def _still(request: Request) -> Any:
    return OutboxItem.filter(id=request.id, state=OutboxState.SENDING, tries=request.tries)


async def _continue(
    community: CommunityId, request: Request, answer: dict[str, Any], error: MessengerError | None, now: datetime
) -> None:
    if request.then:
        await continuation.by_name[request.then](Done(answer, error, request.then_args, community, now))


async def _tell(name: str, done: Done) -> None:
    if name in continuation.by_name:
        await continuation.by_name[name](done)
