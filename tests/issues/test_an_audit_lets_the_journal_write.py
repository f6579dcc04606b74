"""An audit held its school so that no other transaction could write a line of the school's journal: a deadlock."""

import asyncpg

from bot.kit.ids import OrgId
from bot.kit.unit_of_work import unit_of_work
from bot.services import contour
from bot.services.ports import Done
from tests.services.schoolhouse import NOW, Schoolhouse

LINE = "insert into audit (at, org_id, act, outcome, details) values (now(), $1, 'conversation.live', 'done', '{}')"


async def test_the_journal_is_written_while_an_audit_is_taken(database: str) -> None:
    house = await Schoolhouse.build()
    beside = await asyncpg.connect(database)
    await beside.execute("set lock_timeout = '2s'")
    async with unit_of_work():
        args: dict[str, object] = {"org": OrgId(house.school.id), "chats": {}, "asker": None, "began": NOW.isoformat()}
        await contour.take(Done({}, None, args, house.community, NOW))
        await beside.execute(LINE, house.school.id)
    await beside.close()
