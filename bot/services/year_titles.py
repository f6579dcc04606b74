"""Chats that people made keep their title in the messenger when their class moves up: its teacher is asked (D9)."""

from collections import defaultdict
from datetime import date, datetime

from bot.kit.ids import OrgId, PersonId
from bot.kit.unit_of_work import same_transaction
from bot.services import members
from bot.services.conversation_facts import ConversationFact, facts_of
from models import Conversation

# Those whose title here begins with the class, so that it has changed with it.
MOVED_UP = """
select c.id from conversation c join org o on o.id = c.org_id
join class_title t on t.school_class_id = c.school_class_id
join school_year y on y.id = t.year_id and y.starts_on = $3
where o.region_id = $1 and o.timezone = $2 and c.state = 'live' and not c.made_by_bot and c.peer_id is not null
    and c.title like t.title || ' %'
    and exists (select 1 from class_title was join school_year w on w.id = was.year_id
        where was.school_class_id = c.school_class_id and w.starts_on < y.starts_on)
order by c.id
"""


async def moved_up(
    region: OrgId, timezone: str, year_starts: date, *, now: datetime
) -> dict[PersonId, list[ConversationFact]]:
    """Who answers for chats that people made and whose class has another title this year, with these chats."""
    ids = [row["id"] for row in await same_transaction().execute_query_dict(MOVED_UP, [region, timezone, year_starts])]
    rows = await Conversation.filter(id__in=ids).select_related("subject").order_by("id")
    found: defaultdict[PersonId, list[ConversationFact]] = defaultdict(list)
    for row, fact in zip(rows, await facts_of(rows, now=now), strict=True):
        for person in await members.keepers(row, teacher_first=True):
            found[person].append(fact)
    return found
