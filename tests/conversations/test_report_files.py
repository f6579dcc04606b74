"""The report opened: files to take away, and what is behind each number, as deep as the reader may see."""

from pathlib import Path

from bot.command_line import figures
from bot.services import report_files
from bot.services.ports import file_maker
from models import ReportFile
from tests.world import Actor, World, story
from tests.world.story import School

WEEK = "30.11-04.12.2026"


async def busy_week(world: World) -> tuple[School, Actor]:
    """A school whose one teacher has written three times; the week is over and its report was sent."""
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра")
    chat = await story.lesson_chat(teacher)
    for text in ("раз", "два", "три"):
        await teacher.says(text, where=chat)
    await world.clock.forward(days=7)
    for reader in (school.region, school.admin):
        await reader.hears(WEEK)
    return school, teacher


async def downloaded(world: World, by: Actor, name: str = "") -> bytes:
    """The file that stands beside the last message."""
    [(title, url)] = by.screen.files
    assert not name or title == name
    async with world.sandbox.http.get(url) as answer:
        assert answer.status == 200
        return await answer.read()


async def test_a_report_comes_as_a_file_and_is_the_same_for_ever(world: World) -> None:
    school, teacher = await busy_week(world)
    head = school.region
    await head.says("/отчёт")
    await head.presses("Таблица")
    head.sees(school.region_title, WEEK)
    table = await downloaded(world, head, f"{school.region_title} {WEEK}.xlsx")
    assert table.startswith(b"PK")
    await head.says(f"/отчёт картинка {WEEK}")
    picture = await downloaded(world, head, "picture")
    assert picture.startswith(b"\x89PNG")
    await head.says(f"/report {WEEK} csv")
    rows = (await downloaded(world, head)).decode("utf-8-sig").splitlines()
    assert [row.split(";")[0] for row in rows[1:]] == [school.region_title, "Динской район", school.title]

    await head.says("/итоги педагоги 7; с 30.11.2026")
    await head.says("/регион Другое название")
    await world.restart()
    await head.says("/отчёт xlsx")
    assert await downloaded(world, head) == table
    await head.says(f"/отчёт {WEEK} png")
    assert await downloaded(world, head) == picture
    assert await ReportFile.all().count() == 3
    await school.admin.says("/отчёт xlsx")
    assert await downloaded(world, school.admin, f"{school.title} {WEEK}.xlsx") != table
    await teacher.says("/отчёт xlsx")
    teacher.sees("Здесь такого нет")


async def test_each_number_opens_down_to_the_school_and_names_stay_there(world: World) -> None:
    school, teacher = await busy_week(world)
    head, admin = school.region, school.admin
    await head.says("/отчёт")
    await head.presses("Что за числами")
    await head.presses("≥3 сообщений: 1")
    head.sees("≥3 сообщений: 1", "Динской район: 1")
    await head.presses("Динской район")
    head.sees("Динской район", f"{school.title}: 1")
    await head.presses(school.title)
    head.sees("Имена видит только сама школа")
    assert teacher.name.split()[1] not in head.screen.text
    await head.presses("Весь отчёт")
    head.sees(school.title, "Педагогов в Сфере: 1")

    await admin.says("/отчёт; 3")
    admin.sees("≥3 сообщений: 1", teacher.name.split()[1])
    await admin.says("/отчёт; 10")
    admin.sees("≥10 сообщений: 0")
    assert teacher.name.split()[1] not in admin.screen.text
    await admin.says("/отчёт; числа")
    admin.sees("Какое число раскрыть?", "Педагогов в Сфере: 1")


async def test_a_report_of_below_is_asked_for_by_title_and_of_beside_is_not_there(world: World) -> None:
    mine, other = await story.school(world), await story.school(world, 2, district="Крымский район")
    await world.clock.forward(days=7)
    head, admin = mine.region, mine.admin
    await head.says("/отчёт динской")
    head.sees("Динской район", WEEK)
    await head.says(f"/отчёт {mine.title} xlsx")
    assert (await downloaded(world, head, f"{mine.title} {WEEK}.xlsx")).startswith(b"PK")
    await head.says("/отчёт вчера")
    head.sees("«вчера» — не неделя", "Например: /отчёт")
    await head.says("/отчёт 31.02")
    head.sees("31.02", "/отчёт 06.03-10.03.2023")
    await head.says("/отчёт; столько")
    head.sees("В отчёте нет числа «столько»")
    for line in (f"/отчёт {other.title}", "/отчёт Крымский район", "/отчёт #1"):
        await admin.says(line)
        assert "Педагогов" not in admin.screen.text, line


async def test_who_waits_for_a_file_hears_when_it_cannot_be_sent(world: World) -> None:
    world.expects_dead_letters = True
    school, _teacher = await busy_week(world)
    head = school.region
    await world.sandbox.post("token", group_id=world.group_id, rights=["messages", "manage"])
    await head.says("/отчёт xlsx")
    head.sees("Файл не отправился", "Ещё раз")
    await world.sandbox.post("token", group_id=world.group_id, rights=["messages", "manage", "photos", "docs"])
    await head.presses("Ещё раз")
    assert (await downloaded(world, head)).startswith(b"PK")


async def test_a_running_week_is_drawn_and_not_kept(world: World) -> None:
    school = await story.school(world)
    head = school.region
    await head.says(f"/отчёт {WEEK} png")
    assert (await downloaded(world, head)).startswith(b"\x89PNG")
    assert not await ReportFile.all().exists()


async def test_a_class_teacher_reads_her_class_and_others_do_not(world: World) -> None:
    school, teacher = await busy_week(world)
    head = await story.teacher(school, class_teacher_of="5А")
    pupil = await story.pupil(school, "5А")
    await head.says("/отчёт")
    head.sees("5А · Школа № 1", WEEK, "Всего обучающихся: 0", "Педагогов в Сфере: 1")
    await head.says("/отчёт 07.12-11.12.2026")
    head.sees("Всего обучающихся: 1", "Обучающихся в Сфере: 1", "Неделя ещё идёт", "/активация")
    await school.admin.says("/отчёт 5а 07.12-11.12.2026")
    school.admin.sees("5А · Школа № 1", "Всего обучающихся: 1")
    for other in (teacher, pupil):
        await other.says("/отчёт 5А")
        other.sees("Здесь такого нет")


async def test_the_column_of_calls_is_switched_for_weeks_to_come(world: World) -> None:
    school, _teacher = await busy_week(world)
    head = school.region
    for _ in range(2):
        await head.says("/отчёт звонки вкл")
        head.sees("Столбец звонков включён с недели 07.12-11.12.2026")
    await world.restart()
    await head.says("/отчёт")
    assert "звонка" not in head.screen.text, "a closed week stays as it is"
    await head.says("/отчёт 07.12-11.12.2026")
    head.sees("≥1 звонка: 0")
    await head.says("/отчёт звонки выкл")
    await head.says("/отчёт 07.12-11.12.2026")
    assert "звонка" not in head.screen.text
    await school.admin.says("/отчёт звонки вкл")
    school.admin.sees("Здесь такого нет")


async def test_the_command_line_prints_every_form_of_every_level(world: World) -> None:
    school, _teacher = await busy_week(world)
    await school.region.says("/отчёт xlsx")
    kept = await downloaded(world, school.region)
    beginnings = {"tsv": b"\xd0", "csv": b"\xef\xbb\xbf", "xlsx": b"PK", "png": b"\x89PNG"}
    for level in ("region", "municipality", "school"):
        for form, beginning in beginnings.items():
            made = await figures_of(world, school, level, form)
            assert made.startswith(beginning), (level, form)
            assert form != "xlsx" or (made == kept) is (level == "region")


async def figures_of(world: World, school: School, level: str, form: str) -> bytes:
    """What `python -m bot report … --out FILE` writes, without the seconds that a process costs."""
    return await figures.content(school.region_title, WEEK, level, form, now=world.clock.now())


async def test_the_command_line_writes_bytes_to_the_screen_or_a_file(world: World, tmp_path: Path) -> None:
    school, _teacher = await busy_week(world)
    out = tmp_path / "week.png"
    words = ["report", "--region", school.region_title, "--period", WEEK, "--format", "png", "--out", str(out)]
    assert "week.png" in await world.command_line(*words)
    picture = out.read_bytes()
    assert picture.startswith(b"\x89PNG")
    await school.region.says("/отчёт png")
    assert await downloaded(world, school.region) == picture, "whoever asks first, it is one file"


async def test_the_command_line_says_what_is_wrong_in_one_line(world: World, tmp_path: Path) -> None:
    school, _teacher = await busy_week(world)
    here = ["--region", school.region_title]
    for words, said in (
        (["--region", "Тридевятое царство"], "«Тридевятое царство»"),
        ([*here, "--period", "завтра"], "«завтра» — не похоже на неделю"),
        ([*here, "--period", "06.03-10.03.2023"], "«06.03-10.03.2023»"),
        ([*here, "--period", "2 четверть", "--level", "school", "--format", "png"], "Такой четверти ещё нет"),
        ([*here, "--out", str(tmp_path)], f"cannot write {tmp_path}"),
        ([*here, "--out", str(tmp_path / "nowhere" / "week.tsv")], "cannot write"),
    ):
        answer = await world.command_line("report", *words, expect=2)
        assert said in answer and len(answer.splitlines()) == 1, answer
    assert "invalid choice" in await world.command_line("report", "--level", "class", expect=2)
    for period in (WEEK, "год"):
        made = await figures.content(school.region_title, period, "municipality", "csv", now=world.clock.now())
        assert made.decode("utf-8-sig").splitlines()[1].startswith("Динской район;")


def test_what_a_message_asks_for_is_read_back() -> None:
    key = report_files.FileKey(5, report_files.OrgId(7), report_files.Form.PNG)
    name, *args = key.asked().split()
    assert name in file_maker.by_name
    assert report_files.parse_key(tuple(args)) == key
