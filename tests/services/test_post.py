"""Words to many people at once."""

from bot.intake.people import note_reach
from bot.kit.i18n import current_locale
from bot.kit.screen import Screen
from bot.services import post, self_care
from models import Role
from tests.services.schoolhouse import NOW, Schoolhouse, statements


async def test_many_are_told_in_a_constant_number_of_statements_each_in_her_own_language(database: str) -> None:
    house = await Schoolhouse.build()
    people = [await house.person(Role.STUDENT, "5А") for _ in range(6)]
    await self_care.choose_language(people[0], locale="en")
    await note_reach(people[1], house.community, allowed=False, now=NOW)
    with statements() as few:
        await post.tell_all(people[:1], lambda: Screen("one"), now=NOW)
    with statements() as many:
        told = await post.tell_all(people, lambda: Screen(current_locale()), now=NOW)
    assert 0 < len(few) == len(many)
    assert told == 5
    screens = [row.args["screen"] for row in (await house.asked("say"))[1:]]
    assert sorted(str(s["text"]) for s in screens if isinstance(s, dict)) == ["en", "ru", "ru", "ru", "ru"]
    assert len({row.random_id for row in await house.asked("say")}) == 6


async def test_nobody_is_told_nothing(database: str) -> None:
    assert await post.tell_all([], lambda: Screen("x"), now=NOW) == 0
