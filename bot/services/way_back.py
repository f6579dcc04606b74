"""Who was put out of a conversation that is hers now: VK lets nobody back by a link who was removed (docs/vk.md §3.4).

A member can only be added by hand then, by somebody who is in. A stranger who was put out before the class teacher knew
her, and a pupil who left the class and came back, stand here until they are in again: their case (`stranger`) is
`removed` as long as the door is shut.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.kit.ids import ConversationId, PersonId
from bot.kit.unit_of_work import same_transaction
from models import Person, Stranger, StrangerKind, StrangerState

LEFT = """
insert into stranger as s (conversation_id, member, what, how, state, found_at, told_at, decided_at)
select $1, p.vk_id, 'person', 'left', 'removed', $3, $3, $3 from person p where p.id = $2 and p.vk_id > 0
on conflict (conversation_id, member, what) do update
    set state = 'removed', how = 'left', told_at = $3, decided_by_id = null, decided_at = $3
"""
CAME_IN = """
update stranger s set state = 'gone', decided_at = $3 from person p
where p.id = $2 and s.member = p.vk_id and s.conversation_id = $1 and s.what = 'person' and s.state = 'removed'
"""
INSIDE = """
update stranger s set state = 'gone', decided_at = $3
from unnest($1::bigint[], $2::bigint[]) as t(place, member)
where s.conversation_id = t.place and s.member = t.member and s.what = 'person' and s.state = 'removed'
    and s.decided_at <= $4
"""


async def shut(person: PersonId, conversations: Collection[ConversationId]) -> set[ConversationId]:
    """Those of the conversations whose links let this person in no more."""
    who = await Person.get(id=person)
    cases = Stranger.filter(
        conversation_id__in=list(conversations),
        member=who.vk_id,
        what=StrangerKind.PERSON,
        state=StrangerState.REMOVED,
    )
    return {ConversationId(int(str(place))) for place in await cases.values_list("conversation_id", flat=True)}


async def note_left(conversation: ConversationId, person: int, *, now: datetime) -> None:
    """The bot has put out somebody whose tie had ended; nothing is kept of who is forgotten."""
    await same_transaction().execute_query(LEFT, [conversation, person, now])


async def came_in(conversation: ConversationId, person: PersonId, *, now: datetime) -> None:
    """Somebody who may be there has come in: her door is open again."""
    await same_transaction().execute_query(CAME_IN, [conversation, person, now])


async def note_inside(found: Sequence[tuple[ConversationId, int]], *, seen_at: datetime, now: datetime) -> None:
    """Doors are open again to people who are in and may be.

    Args:
        found: conversation and the messenger's key of each.
        seen_at: they were in then (aware UTC); a removal asked for later has not been seen yet.
        now: aware UTC.
    """
    places, keys = [place for place, _key in found], [key for _place, key in found]
    await same_transaction().execute_query(INSIDE, [places, keys, now, seen_at])
