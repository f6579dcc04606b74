"""From an empty database to a school with classes and teachers, as people say it: typed and pressed."""

from tests.world import World, story


async def test_each_level_brings_in_the_level_below_by_a_one_time_link(world: World) -> None:
    region = await story.region_admin(world)
    await region.says("/муниципалитет Динской район")
    region.sees("Муниципалитет «Динской район» добавлен", "Ссылка администратору", "Новая школа")
    await region.presses("Ссылка администратору")
    link = region.screen.link
    district = await story.administrator(world, "Марина Районова", link)
    late = await world.stranger("Пётр", "Поздний")
    await late.opens(link)
    assert "Да, это я" not in late.screen.buttons
    await district.says("/школа-новая Школа № 5")
    district.sees("Школа «Школа № 5» добавлена", "Муниципалитет: Динской район")
    await district.presses("Ссылка администратору")
    admin = await story.administrator(world, "Ольга Школьная", district.screen.link)
    await admin.says("/школа")
    admin.sees("Школа № 5 · Динской район", "0 классов", "администратор вошёл".capitalize())


async def test_the_tree_is_built_by_buttons_alone(world: World) -> None:
    region = await story.region_admin(world)
    await region.says("/муниципалитет")
    region.sees("Как называется муниципалитет?", "Отмена")
    await region.says("Динской район")
    await region.presses("Новая школа")
    region.sees("Как называется школа или колледж?")
    await region.says("Динской техникум")
    region.sees("Колледж «Динской техникум» добавлен")
    await region.says("/регион")
    region.sees("Ставропольский край", "1 муниципалитет, 1 школа", "администратора пока нет")
    await region.presses("Динской район")
    await region.presses("Динской техникум")
    region.sees("Динской техникум · Динской район", "В другой муниципалитет")
    await region.says("/регион")
    await region.presses("Переименовать")
    await region.says("Кубань")
    region.sees("Регион теперь называется «Кубань»")


async def test_a_school_of_a_known_name_is_another_one_or_it_moved(world: World) -> None:
    region = await story.region_admin(world)
    for line in ("/муниципалитет Динской район", "/муниципалитет Город Сочи", "/школа-новая Школа № 5; динской"):
        await region.says(line)
    await region.says("/школа-новая школа №5; Сочи")
    region.sees("уже есть в «Динской район»", "Это другая школа", "Переехала сюда")
    await region.presses("Переехала сюда")
    region.sees("«Школа № 5» теперь в «Город Сочи»")
    await region.says("/школа-новая Школа № 5; Динской район; другая")
    region.sees("добавлена", "Муниципалитет: Динской район")
    await region.says("/админ Школа № 5")
    region.sees("Школа № 5 · Город Сочи", "Школа № 5 · Динской район")
    await region.presses("Школа № 5 · Город Сочи")
    region.sees("vk.me/")
    await region.says("/школа-новая Школа № 6; Анапа")
    region.sees("Не нахожу «Анапа»")
    await region.says("/школа-новая Школа № 6")
    region.sees("В каком муниципалитете", "Город Сочи", "Динской район")
    await region.says("сочи")
    region.sees("Школа «Школа № 6» добавлена")


async def test_an_administrator_is_invited_by_choosing_from_the_list(world: World) -> None:
    region = await story.region_admin(world)
    for number in range(1, 8):
        await region.says(f"/муниципалитет Район {number}")
    await region.says("/админ")
    region.sees("Чьего администратора пригласить?", "Район 6", "Дальше")
    await region.presses("Дальше")
    region.sees("Район 7", "Раньше")
    await region.says("Район")
    region.sees("Район 1")
    await region.says("район 7")
    region.sees("Ссылка для администратора: Район 7", "vk.me/")


async def test_classes_in_any_spelling_and_duplicates_refused(world: World) -> None:
    admin = (await story.school(world, 5)).admin
    await admin.says('/класс 5а, 5 "Б", 5-В…5Г')
    admin.sees("Классы добавлены: 5А, 5Б, 5В, 5Г", "Добавить учителя")
    await admin.says("/class 5A")
    admin.sees("Уже есть: 5А")
    await admin.says("/класс 5А, 6А")
    admin.sees("Класс добавлен: 6А", "Уже были: 5А")
    await admin.presses("Ещё классы")
    admin.sees("Какие классы?")
    await admin.says("12А")
    admin.sees("Не понимаю класс «12А»", "Какие классы?")
    await admin.says("11а")
    admin.sees("Класс добавлен: 11А")
    await admin.says("/классы")
    admin.sees("6 классов", "Нужно сделать: назначить классного руководителя в 5А, 5Б", "5А: назначить классного")


async def test_a_teacher_is_added_with_lessons_and_comes_in_by_her_link(world: World) -> None:
    admin = (await story.school(world, 5)).admin
    await admin.says("/класс 5А, 6Б")
    await admin.says("/учитель Иванова Анна Петровна; 5А алгебра, 6Б Геометрия")
    admin.sees("В списке: Иванова Анна Петровна", "5А Алгебра, 6Б Геометрия", "Личная ссылка")
    await admin.presses("Личная ссылка")
    link = admin.screen.link
    await admin.says("/учителя")
    admin.sees("1 учитель, из них здесь 0", "Иванова Анна Петровна — ещё не здесь")
    anna = await world.stranger("Анна", "И")
    await anna.opens(link)
    await anna.presses("Да, это я")
    await anna.presses("Согласен")
    await anna.presses("Всё верно")
    await admin.says("/учителя")
    admin.sees("Иванова Анна Петровна — здесь")
    await admin.presses("✓ Иванова А. П.")
    admin.sees("Уже здесь.", "5А Алгебра")
    assert "Личная ссылка" not in admin.screen.buttons
    await admin.presses("Убрать предмет")
    await admin.presses("6Б Геометрия")
    assert "Геометрия" not in admin.screen.text
    await anna.says("/школа")
    anna.sees("Школа № 5", "• 5А")


async def test_a_teacher_is_added_step_by_step_and_missing_classes_on_the_way(world: World) -> None:
    admin = (await story.school(world, 5)).admin
    await admin.says("/учитель")
    admin.sees("Фамилия, имя и отчество учителя?")
    await admin.says("Иванова")
    admin.sees("«Иванова» не похоже на полное имя")
    await admin.says("Иванова Анна")
    admin.sees("какие предметы и где?", "Позже")
    await admin.says("Алгебра")
    admin.sees("не хватает класса или предмета")
    await admin.says("5А Алгебра, 5Б Алгебра")
    admin.sees("В этом году нет 5А, 5Б. Добавить?")
    await admin.presses("Добавить")
    admin.sees("В списке: Иванова Анна", "5А Алгебра, 5Б Алгебра")
    await admin.says("/учитель Иванова Анна; 5А Физика")
    admin.sees("уже в списке", "Другой человек")
    await admin.presses("Другой человек")
    admin.sees("В списке: Иванова Анна", "5А Физика")


async def test_the_class_teacher_is_named_replaced_and_both_hear(world: World) -> None:
    admin = (await story.school(world, 5)).admin
    await admin.says("/класс 5А")
    teachers = []
    for name in ("Иванова Анна", "Иванова Вера"):
        await admin.says(f"/учитель {name}")
        await admin.presses("Личная ссылка")
        teacher = await world.stranger(*reversed(name.split()))
        await teacher.opens(admin.screen.link)
        await teacher.presses("Да, это я")
        await teacher.presses("Согласен")
        await teacher.presses("Всё верно")
        teachers.append(teacher)
    anna, vera = teachers
    await admin.says("/классный 5А Иванова")
    admin.sees("подходит")
    await admin.presses("Иванова Анна")
    admin.sees("Классный руководитель 5А: Иванова Анна")
    await anna.hears("Вы теперь классный руководитель 5А")
    await admin.says("/классный")
    admin.sees("В каком классе?")
    await admin.presses("✓ 5А")
    await admin.says("Иванова")
    admin.sees("Иванова А.", "Иванова В.")
    await admin.presses("Иванова В.")
    admin.sees("Классный руководитель 5А: Иванова Вера", "До этого был назначен другой человек: Иванова Анна")
    await anna.hears("Вы больше не классный руководитель 5А")
    await vera.hears("Вы теперь классный руководитель 5А")
    await admin.says("/классный 5А Сидорова")
    admin.sees("Учителя «Сидорова» нет в списке")
    await admin.says("/классный 7А Иванова")
    admin.sees("В этом году нет 7А", "Добавить 7А")


async def test_a_subject_is_given_by_words_or_step_by_step(world: World) -> None:
    admin = (await story.school(world, 5)).admin
    await admin.says("/класс 5А-5В")
    await admin.says("/учитель Иванова Анна")
    await admin.says("/предмет 5А, 5Б Русский язык Иванова")
    admin.sees("Иванова Анна: Русский язык, 5А, 5Б")
    await admin.says("/предмет 5А русский язык Иванова")
    admin.sees("Этот предмет уже назначен: Русский язык")
    await admin.says("/учитель Иванова Вера")
    await admin.says("/предмет 5В Русский язык Иванова")
    admin.sees("5В Русский язык: кто из учителей?", "Иванова В.")
    await admin.presses("Иванова В.")
    admin.sees("Иванова Вера: Русский язык, 5В")
    await admin.says("/предмет 5В Русский язык Сидорова")
    admin.sees("Учителя «Сидорова» нет в списке")
    await admin.says("/предмет")
    await admin.presses("5В")
    admin.sees("5В: какой предмет?")
    await admin.says("физика")
    admin.sees("5В Физика: кто из учителей?")
    await admin.presses("Иванова А.")
    admin.sees("Иванова Анна: Физика, 5В")
    await admin.presses("Карточка учителя")
    await admin.presses("Добавить предмет")
    await admin.says("5А")
    await admin.says("Химия")
    admin.sees("Иванова Анна: Химия, 5А")


async def test_the_journal_says_who_did_what(world: World) -> None:
    admin = (await story.school(world, 5)).admin
    await admin.says("/класс 5А, 5Б")
    await admin.says("/журнал")
    admin.sees("Журнал · Школа № 5", "Школьная Ольга · добавлены классы (2)")


async def test_what_is_above_the_school_does_not_exist_for_its_administrator(world: World) -> None:
    admin = (await story.school(world, 5)).admin
    for line in ("/регион Кубань", "/муниципалитет Район", "/школа-новая Школа № 9", "/админ Динской район", "/region"):
        await admin.says(line)
        admin.sees("Здесь такого нет")
    await admin.says("/журнал")
    admin.sees("Школьная Ольга · ссылка администратору: отказано", "регион переименован: отказано")


async def test_a_neighbours_school_does_not_exist_and_asking_is_written_down(world: World) -> None:
    region = await story.region_admin(world)
    for line in ("/муниципалитет Город Сочи", "/школа-новая Гимназия № 1; Сочи", "/муниципалитет Динской район"):
        await region.says(line)
    await region.presses("Ссылка администратору")
    district = await story.administrator(world, "Марина Районова", region.screen.link)
    answers = []
    for line in ("/школа Гимназия № 1", "/школа Гимназия № 2"):
        await district.says(line)
        answers.append(district.screen.text.replace("№ 2", "№ 1"))
    assert answers[0] == answers[1]
    await region.says("/журнал")
    region.sees("Районова Марина · смотрели структуру: отказано")


async def test_a_dialog_can_be_left_and_gone_back(world: World) -> None:
    admin = (await story.school(world, 5)).admin
    await admin.says("/учитель")
    await admin.says("Иванова Анна")
    await admin.presses("Назад")
    admin.sees("Фамилия, имя и отчество учителя?")
    await admin.presses("Отмена")
    admin.sees("Ничего не изменилось")
    await admin.says("/учителя")
    admin.sees("Учителей пока нет")
