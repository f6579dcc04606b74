"""How schools come in: from the dates that were kept, against the official register; each sees the own subtree."""

from datetime import date, timedelta

import pytest

from bot.kit.errors import NotAllowed
from bot.services import adoption, orgs, totals
from bot.services.totals import TotalKind
from bot.ui import adoption as screens
from tests.services.tree import NOW, Tree


async def test_the_curve_and_the_missing_are_of_the_register(database: str) -> None:
    tree, far = await Tree.grow(), await Tree.grow("Кузбасс")
    head = tree.region_admin
    beside = await orgs.create_municipality(head, "Шпаковский округ", now=NOW)
    schools = [await orgs.create_school(head, f"Школа № {n}", municipality=beside.id, now=NOW) for n in (6, 7, 8)]
    await orgs.mark_registered(schools[0].id, now=NOW - timedelta(days=60))
    await orgs.mark_registered(schools[1].id, now=NOW)
    await totals.record(head, {TotalKind.SCHOOLS: 10}, valid_from=None, now=NOW)
    seen = await adoption.unregistered(head, now=NOW)
    assert (seen.official, seen.registered, seen.unknown, seen.total) == (10, 2, 6, 2)
    assert seen.schools == (("Динской район", "Школа № 5"), ("Шпаковский округ", "Школа № 8"))
    assert "Шпаковский округ" in seen.towns and seen.towns_of == 2
    assert seen.by_town == {"Динской район": (0, 1), "Шпаковский округ": (2, 3)}
    shown = screens.unregistered(seen).text
    assert "Шпаковский округ:\n▰▰▰▰▰▰▱▱▱▱ 2 из 3\n· Школа № 8" in shown
    curve = await adoption.adoption(head, now=NOW)
    assert curve.months[0] == date(2026, 6, 1) and curve.months[-1] == date(2026, 11, 1)
    assert curve.reached == (0, 0, 0, 1, 1, 2) and curve.total == 10
    assert [(t.title, t.registered, t.total) for t in curve.towns] == [
        ("Динской район", 0, 1),
        ("Шпаковский округ", 2, 3),
    ]
    own = await adoption.unregistered(tree.municipal_admin, now=NOW)
    assert own.schools == (("Динской район", "Школа № 5"),) and own.official is None
    assert (await adoption.adoption(far.region_admin, now=NOW)).reached[-1] == 0
    for act in (adoption.adoption, adoption.unregistered):
        with pytest.raises(NotAllowed):
            await act(tree.school_admin, now=NOW)
