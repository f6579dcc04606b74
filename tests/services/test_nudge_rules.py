"""What a reminder offers, when there are no more of them, and what becomes of one that still waits for its way out."""

from datetime import datetime, timedelta

from bot.gateway import outcomes
from bot.gateway.requests import read
from bot.jobs import schedule
from bot.kit.ids import ClassId, OrgId, PersonId
from bot.services import audit, invite_opening, invites, join_requests, nudge_posts, nudges, settings
from bot.services.names import parse_full_name
from models import AuditRow, Nudge, OrgKind, OutboxItem, Person, Role
from tests.services.schoolhouse import NOW, Schoolhouse, newcomer
from tests.services.test_nudges import THURSDAY

WEEK = timedelta(days=7)


async def acts() -> list[str]:
    return [row.act for row in await Nudge.all().order_by("id")]


async def delivered() -> None:
    """What waited has left."""
    await OutboxItem.all().delete()


async def reminded_at(now: datetime) -> None:
    await schedule.run_due(now)
    await delivered()


async def test_it_offers_what_is_true(database: str) -> None:
    house = await Schoolhouse.build()
    teacher = await house.teacher("5А Алгебра", class_teacher_of="5А")
    await reminded_at(THURSDAY)
    assert await acts() == ["make_chat"]
    await house.chat(teacher, 2_000_000_001)
    await reminded_at(THURSDAY + WEEK)
    assert await acts() == ["make_chat", "greet"]
    period = (await Nudge.all().order_by("-id").first()).period_id  # type: ignore[union-attr]
    offer = await nudge_posts.get_offer(teacher, period, now=THURSDAY + WEEK)
    await nudge_posts.post_text(teacher, period, offer.places[0].conversation, now=THURSDAY + WEEK)
    for week in (2, 3, 4):
        await reminded_at(THURSDAY + week * WEEK)
    assert (await acts())[2:] == ["plan", "ask", "send"]


async def test_who_waits_for_her_comes_first(database: str) -> None:
    house = await Schoolhouse.build()
    teacher = await house.teacher("5А Алгебра", class_teacher_of="5А")
    school_class = ClassId((await house.school_class("5А")).id)
    link = await invites.issue_class(teacher, school_class, audience=Role.STUDENT, now=NOW)
    pupil = await newcomer("Пётр", "Петров")
    await invite_opening.open_invite(pupil, link.code, now=NOW)
    await join_requests.ask_as_pupil(pupil, link.id, name=parse_full_name("Петров Пётр"), now=NOW)
    await delivered()
    await reminded_at(THURSDAY)
    assert await acts() == ["answer"]


async def test_after_so_many_without_an_answer_there_are_no_more(database: str) -> None:
    house = await Schoolhouse.build()
    silent, answers = await house.person(Role.TEACHER), await house.person(Role.TEACHER)
    day = NOW.date()
    await settings.put(OrgId(house.region.id), "nudge.stop_after", 2, valid_from=day, basis="проба", now=NOW)
    for week in range(5):
        await reminded_at(THURSDAY + week * WEEK)
        await audit.record(answers, "activity.read", org=None, now=THURSDAY + week * WEEK + timedelta(hours=1))
    of = {person: await Nudge.filter(entry_id=house.entry(person)).count() for person in (silent, answers)}
    assert of == {silent: 2, answers: 5}
    assert (await Person.get(id=silent)).nudges_off and not (await Person.get(id=answers)).nudges_off
    assert await AuditRow.filter(act="nudge.stop").count() == 1
    await nudges.switch(silent, on=True, now=THURSDAY + 5 * WEEK - timedelta(days=1))
    await reminded_at(THURSDAY + 5 * WEEK)
    assert await Nudge.filter(entry_id=house.entry(silent)).count() == 3


async def test_a_message_of_hers_is_an_answer_and_one_that_never_left_is_not_ignored(database: str) -> None:
    house = await Schoolhouse.build()
    wrote, unreached = await house.person(Role.TEACHER), await house.person(Role.TEACHER)
    await settings.put(OrgId(house.region.id), "nudge.stop_after", 1, valid_from=NOW.date(), basis="проба", now=NOW)
    await schedule.run_due(THURSDAY)
    await OutboxItem.filter(args__contains={"talk": (await Person.get(id=wrote)).vk_id}).delete()
    await house.wrote(wrote, 1)  # NOW is before THURSDAY
    await schedule.run_due(THURSDAY + WEEK)
    assert (await Person.get(id=wrote)).nudges_off, "she wrote before the reminder, not after it"
    assert not (await Person.get(id=unreached)).nudges_off


async def test_who_meets_the_norm_while_it_waits_does_not_get_it(database: str) -> None:
    house = await Schoolhouse.build()
    met, off, below = [await house.person(Role.TEACHER) for _number in range(3)]
    await schedule.run_due(THURSDAY)
    await house.wrote(met, 3)
    await nudges.switch(off, on=False, now=THURSDAY)
    await schedule.run_due(THURSDAY + timedelta(minutes=2))
    assert [await house.told(person) for person in (met, off, below)] == [0, 0, 1]
    assert await Nudge.all().count() == 1


async def test_what_was_too_late_for_its_hour_comes_the_next_morning_once(database: str) -> None:
    house = await Schoolhouse.build()
    teacher, met = await house.person(Role.TEACHER), await house.person(Role.TEACHER)
    await schedule.run_due(THURSDAY)
    rows = await OutboxItem.all()
    assert {row.expires_at for row in rows} == {THURSDAY + timedelta(minutes=15)}
    night = THURSDAY + timedelta(hours=8)  # VK answers again at last
    await _expire()
    await house.wrote(met, 3)
    await schedule.run_due(night)
    assert not await OutboxItem.all().exists() and not await Nudge.all().exists()
    morning = THURSDAY + timedelta(hours=18, minutes=1)
    await schedule.run_due(morning)
    assert [await house.told(person) for person in (teacher, met)] == [1, 0]
    await schedule.run_due(morning + timedelta(minutes=2))
    assert await house.told(teacher) == 1


async def _expire() -> None:
    rows = await OutboxItem.all().values()
    await OutboxItem.all().update(state="sending", tries=1)
    await outcomes.drop([read({**row, "batch_id": None, "tries": 1}) for row in rows])
    assert {(row.state.value, row.error) for row in await OutboxItem.all()} == {("dead", "expired")}


async def test_one_level_up(database: str) -> None:
    house = await Schoolhouse.build()
    region = await house.person(Role.REGION_ADMIN, org=house.region)
    town = await house.school.parent
    assert town is not None and town.kind is OrgKind.MUNICIPALITY
    over = await house.person(Role.MUNICIPAL_ADMIN, org=town)
    here = await house.person(Role.SCHOOL_ADMIN)
    beside = await Schoolhouse.build(beside=house)
    people = (region, over, here)
    await schedule.run_due(THURSDAY)
    assert await _acts_of(house, *people) == ["wake", "wake", "make_classes"]
    said = " ".join(str(row.args) for row in await OutboxItem.all().order_by("id"))
    assert "Ещё не начал 1 муниципалитет из 2" in said, "nobody administers the other municipality"
    assert "Ещё не начала 1 школа из 1" in said and "В школе ещё нет классов" in said
    await delivered()
    await house.school_class("5А")
    await nudges.switch(region, on=False, now=THURSDAY)
    await schedule.run_due(THURSDAY + WEEK)
    assert await Nudge.all().count() == 3, "nothing stands still any more, but for what she does not want to hear"
    assert await Nudge.filter(entry__org_id=beside.school.id).count() == 0


async def _acts_of(house: Schoolhouse, *people: PersonId) -> list[str]:
    return [(await Nudge.get(entry_id=house.entry(person))).act for person in people]


async def test_one_a_week_whatever_she_is(database: str) -> None:
    house = await Schoolhouse.build()
    teacher = await house.person(Role.TEACHER)
    other = await Schoolhouse.build()
    await other.on_list(Role.TEACHER, "Вторая Анна")
    await schedule.run_due(THURSDAY)
    await schedule.run_due(THURSDAY + timedelta(days=3))
    assert await house.told(teacher) == 1
