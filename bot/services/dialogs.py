"""Where people stand in dialogs: one row a (talk, person). Dialogs older than a day are forgotten."""

from dataclasses import dataclass
from datetime import datetime

import orjson

from bot.kit.ids import PersonId
from bot.kit.turn import Talk
from bot.kit.unit_of_work import same_transaction
from models import ScenarioState


@dataclass(frozen=True, slots=True)
class DialogState:
    """A live dialog: which, at which step, what is gathered so far, the steps behind, the number of its screen."""

    name: str
    version: int
    step: str
    draft: dict[str, object]
    trail: list[str]
    screen_no: int


# By hand: every turn asks one of these, and the ORM takes longer to write them than Postgres to run them.
FIND = """
select name, version, step, draft, trail, screen_no from scenario_state
where community_id = $1 and peer_id = $2 and person_id = $3 and name <> ''
"""
DROP = """
update scenario_state set name = '', step = '', draft = '{}', trail = '[]'
where community_id = $1 and peer_id = $2 and person_id = $3 and name <> ''
"""


async def find(talk: Talk, person: PersonId) -> DialogState | None:
    """The live dialog of a person in a talk."""
    rows = await same_transaction().execute_query_dict(FIND, [talk.community, talk.key, person])
    if not rows:
        return None
    row = rows[0]
    draft, trail = orjson.loads(row["draft"]), orjson.loads(row["trail"])
    return DialogState(row["name"], row["version"], row["step"], draft, trail, row["screen_no"])


async def save(
    talk: Talk,
    person: PersonId,
    *,
    name: str,
    version: int,
    step: str,
    draft: dict[str, object],
    trail: list[str],
    now: datetime,
) -> int:
    """Keep where the dialog stands; the number returned marks the buttons of its newest screen."""
    row = await ScenarioState.get_or_none(community_id=talk.community, peer_id=talk.key, person_id=person)
    row = row or ScenarioState(community_id=talk.community, peer_id=talk.key, person_id=person, screen_no=0)
    row.update_from_dict(
        {"name": name, "version": version, "step": step, "draft": draft, "trail": trail, "updated_at": now}
    )
    row.screen_no += 1
    await row.save()
    return row.screen_no


async def drop(talk: Talk, person: PersonId) -> bool:
    """End the dialog, its draft with it. The screen number stays, so that old buttons are known as old."""
    changed, _rows = await same_transaction().execute_query(DROP, [talk.community, talk.key, person])
    return changed > 0
