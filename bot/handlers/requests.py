"""`/заявки` and the cards: who is let in, who is not, and what the joiner hears."""

from collections.abc import Sequence

from bot.handlers.numbers import pressed_number
from bot.handlers.registry import button, command
from bot.kit.errors import NotFound, Refusal
from bot.kit.ids import RequestId
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.services import admission, conversations, join_requests, post, self_care
from bot.services.request_facts import RequestFact
from bot.ui import joining, requests


@command("заявки", alias="requests", act="requests.read")
async def show_waiting(turn: Turn) -> Screen:
    """Everybody who waits for this person's yes; the number is where the page begins."""
    first = int(turn.rest) if turn.rest.isdecimal() and len(turn.rest) < 5 else 0
    return requests.card(await admission.waiting(turn.actor, now=turn.now), first=first)


@button("requests.admit")
async def admit(turn: Turn) -> Screen:
    """One, or all of a card."""
    ids = _ids(turn)
    if len(ids) == 1:
        return await _done(turn, admitted=[await admission.admit(turn.actor, ids[0], now=turn.now)])
    decided = await admission.admit_all(turn.actor, ids, now=turn.now)
    return await _done(turn, admitted=decided.admitted, failed=decided.failed)


@button("requests.rebind")
async def rebind(turn: Turn) -> Screen:
    """The same human with a new profile."""
    fact = await admission.admit(turn.actor, RequestId(pressed_number(turn)), now=turn.now, rebind=True)
    return await _done(turn, admitted=[fact])


@button("requests.refuse")
async def refuse(turn: Turn) -> Screen:
    """No."""
    fact = await admission.refuse(turn.actor, RequestId(pressed_number(turn)), now=turn.now)
    await post.tell(fact.person, lambda: joining.refused(fact), now=turn.now)
    return await _done(turn, refused=[fact])


@button("join.withdraw")
async def withdraw(turn: Turn) -> Screen:
    """The joiner takes her request back."""
    await join_requests.withdraw(turn.actor, RequestId(pressed_number(turn)), now=turn.now)
    return joining.withdrawn(await self_care.roles_of(turn.actor))


def _ids(turn: Turn) -> list[RequestId]:
    args = turn.pressed.args if turn.pressed else ()
    if not 0 < len(args) <= 10:
        raise NotFound()
    return [RequestId(pressed_number(turn, at)) for at in range(len(args))]


async def _done(
    turn: Turn,
    *,
    admitted: Sequence[RequestFact] = (),
    refused: Sequence[RequestFact] = (),
    failed: Sequence[tuple[RequestFact, Refusal]] = (),
) -> Screen:
    for fact in admitted:
        await _welcome(turn, fact)
    remaining = await admission.waiting(turn.actor, now=turn.now)
    return requests.decided(admitted, refused, failed, remaining)


async def _welcome(turn: Turn, fact: RequestFact) -> None:
    """The joiner gets the ways into the conversations."""
    links = await conversations.links_for(fact.person, now=turn.now)
    roles = await self_care.roles_of(fact.person)
    await post.tell(fact.person, lambda: joining.admitted(fact, roles, links), now=turn.now)
