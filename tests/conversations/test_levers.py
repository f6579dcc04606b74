"""The lever map: whom to call, by button and by words; schools by name, people in numbers only."""

from tests.world import World, story


async def test_the_shortest_way_to_a_target(world: World) -> None:
    mine, other = await story.school(world), await story.school(world, 2)
    head, admin, far = mine.region, mine.admin, other.region
    teacher = await story.teacher(mine, "5А Алгебра")
    await mine.admin.says("/учитель Яблокова Вера Павловна")
    await head.says("/рычаги")
    head.sees("Школ: 1", "Педагогов: 2", "→ вошли: 1", "Нет открытой цели", "/цели")
    await head.says("/итоги педагоги 4; с 30.11.2026")
    await head.says("/цели")
    await head.presses("Взять цели источника")
    await head.says("/цели")
    await head.presses("Что поможет")
    head.sees("Педагоги с чатом: нужно ещё 2", "Кратчайший путь — 2 звонка", "вошли, но без чата", "= +25,00 п.п.")
    head.sees(f"позвонить: {mine.title}", "Вместе — до 2 (50,00%): цель достигнута")
    assert not any(name in head.screen.text for name in ("Яблокова", teacher.name.split()[1]))
    await head.presses("Педагоги: 3 сообщения в неделю")
    head.sees("Педагоги: 3 сообщения в неделю: нужно ещё 1")
    before = head.screen.text
    await world.restart()
    await head.says("/levers 3 сообщения")
    assert head.screen.text == before
    await world.delivers_again()
    await head.says("/рычаги стулья")
    head.sees("Открытой цели «стулья»", "Например: /рычаги 3 сообщения")
    await admin.says("/рычаги 3")
    admin.sees("· вошли, но без чата: +1 = +50,00 п.п.")
    assert "Яблокова" not in admin.screen.text
    await far.says("/рычаги")
    far.sees("Педагогов: 0")
    await far.says("нажато", payload={"b": "levers.show", "a": ["teachers_3"]})
    far.sees("Открытой цели")
    await teacher.says("/рычаги")
    teacher.sees("Здесь такого нет")
