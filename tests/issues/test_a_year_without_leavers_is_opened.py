"""A region where no class leaves school: opening the year said that nothing had moved, and the journal kept silent."""

from datetime import UTC, datetime, timedelta

from bot.services import promotion
from models import AuditRow
from tests.services.tree import NOW, Tree


async def test_a_year_in_which_nobody_leaves_is_opened_and_written_down(database: str) -> None:
    tree = await Tree.grow()
    await tree.add_classes("5А, 5Б")
    september = datetime(NOW.year + 1, 9, 1, 9, tzinfo=UTC)
    assert await promotion.open_year(tree.region.id, now=september)
    assert not await promotion.open_year(tree.region.id, now=september + timedelta(days=1))
    [row] = await AuditRow.filter(act="year.open")
    assert row.details == {"moved": 2, "left": 0}
