"""Who is named class teacher, or is given a lesson, is meant by rules of the school, too: all links in one message."""

from tests.world import World, story


async def test_a_class_teacher_gets_the_links_of_rules_that_mean_her_now(world: World) -> None:
    school = await story.school(world)
    await story.teacher(school, "5А Алгебра", class_teacher_of="5А")
    boris = await story.teacher(school, "6Б Физика")
    await school.admin.says("/общешкольный Классные; классные руководители 5-6")
    await school.admin.says("/служебная")
    await school.admin.presses("Создать")
    await boris.hears("Учительская")
    await boris.hears_nothing()
    await school.admin.says(f"/классный 6Б {boris.name.split()[1]}")
    told = await boris.hears("классный руководитель 6Б", "Классные: https://vk.me/join/")
    assert "Учительская" not in told.text, "she has that link already"
    await boris.hears_nothing()


async def test_a_lesson_brings_the_links_of_rules_for_its_teachers(world: World) -> None:
    school = await story.school(world)
    await school.open_classes("5А")
    boris = await story.teacher(school, "6Б Физика")
    await school.admin.says("/общешкольный Пятые классы; учителя 5")
    await boris.hears_nothing()
    await school.admin.says(f"/предмет 5А Физика {boris.name.split()[1]}")
    await boris.hears("Физика", "5А", "Пятые классы: https://vk.me/join/")
    await boris.hears_nothing()
