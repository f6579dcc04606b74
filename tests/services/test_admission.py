"""Who is let in, by whom, as whom; and all the ways in which somebody must not be."""

import asyncio
from datetime import timedelta

import pytest

from bot.kit.errors import NotAllowed, NotFound, Refusal
from bot.kit.ids import ClassId, EntryId, OrgId, PersonId, RequestId
from bot.kit.unit_of_work import unit_of_work
from bot.services import access, admission, guardians, invites, join_requests, profiles
from bot.services.admission import NoOneWaits
from bot.services.guardians import OwnParent
from bot.services.invite_facts import AlreadyIn, EntryTaken, InviteFact, UsedUpInvite
from bot.services.names import parse_full_name
from bot.services.profiles import NotBound
from bot.services.request_facts import AlreadyDecided, AlreadyWaiting, Namesakes, RequestFact, TooManyRequests
from models import AuditRow, Binding, Guardian, JoinRequest, RequestState, Role, RosterEntry
from tests.services.schoolhouse import NOW, Schoolhouse, newcomer

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
async def house(database: str) -> Schoolhouse:
    return await Schoolhouse.build()


async def stranger() -> PersonId:
    return await newcomer("Петя", "П")


async def on_list(house: Schoolhouse, name: str, role: Role = Role.STUDENT, title: str = "5А") -> RosterEntry:
    return await house.on_list(role, name, title if role in (Role.STUDENT, Role.PARENT) else "")


class Class5A:
    """The class teacher, her two links, and people who ask."""

    def __init__(self, house: Schoolhouse, teacher: PersonId, pupils: InviteFact, parents: InviteFact) -> None:
        self.house, self.teacher, self.pupils, self.parents = house, teacher, pupils, parents

    @classmethod
    async def of(cls, house: Schoolhouse) -> "Class5A":
        teacher = await house.teacher(class_teacher_of="5А")
        row = ClassId((await house.school_class("5А")).id)
        links = [await invites.issue_class(teacher, row, audience=a, now=NOW) for a in (Role.STUDENT, Role.PARENT)]
        return cls(house, teacher, *links)

    async def pupil_asks(self, name: str, person: PersonId | None = None) -> RequestFact:
        who = person or await stranger()
        return await join_requests.ask_as_pupil(who, self.pupils.id, name=parse_full_name(name), now=NOW)

    async def parent_asks(self, name: str, child: str, person: PersonId | None = None) -> RequestFact:
        who, names = person or await stranger(), (parse_full_name(name), parse_full_name(child))
        return await join_requests.ask_as_parent(who, self.parents.id, name=names[0], child=names[1], now=NOW)


@pytest.fixture
async def class_5a(house: Schoolhouse) -> Class5A:
    return await Class5A.of(house)


async def behind(entry: RosterEntry) -> int | None:
    row = await Binding.get_or_none(entry_id=entry.id, valid_to__isnull=True)
    return row.person_id if row else None


async def teachers_link(house: Schoolhouse) -> tuple[PersonId, InviteFact]:
    admin = await house.person(Role.SCHOOL_ADMIN)
    return admin, await invites.issue_teachers(admin, now=NOW)


# at once


async def test_an_administrator_comes_in_once(house: Schoolhouse) -> None:
    link = await invites.issue_first_admin(OrgId(house.region.id), now=NOW)
    first, second = await stranger(), await stranger()
    done = await admission.enter_as_admin(first, link.id, name=parse_full_name("Иванова Анна"), now=NOW)
    assert (done.role, done.name) == (Role.REGION_ADMIN, "Иванова Анна")
    with pytest.raises(UsedUpInvite):
        await admission.enter_as_admin(second, link.id, name=parse_full_name("Петрова Анна"), now=NOW)
    with pytest.raises(AlreadyIn):
        await admission.enter_as_admin(first, link.id, name=parse_full_name("Иванова Анна"), now=NOW)
    assert await access.standings(second) == []


async def test_a_personal_link_binds_to_its_own_entry_and_says_who_confirmed(house: Schoolhouse) -> None:
    admin = await house.person(Role.SCHOOL_ADMIN)
    entry = await on_list(house, "Иванова Анна", Role.TEACHER)
    link = await invites.issue_teacher(admin, EntryId(entry.id), now=NOW)
    person = await stranger()
    await admission.enter_as_teacher(person, link.id, now=LATER)
    row = await Binding.get(entry_id=entry.id)
    assert (row.person_id, row.confirmed_by_id, row.valid_from) == (person, admin, LATER)
    with pytest.raises(UsedUpInvite):
        await admission.enter_as_teacher(await stranger(), link.id, now=LATER)


async def test_a_common_link_does_not_admit(house: Schoolhouse) -> None:
    _, link = await teachers_link(house)
    with pytest.raises(NotAllowed):
        await admission.enter_as_teacher(await stranger(), link.id, now=NOW)


async def test_counts_of_a_teacher_belong_to_her_first_school(house: Schoolhouse) -> None:
    admin, teacher = await house.person(Role.SCHOOL_ADMIN), await house.teacher("5А Алгебра")
    second = await on_list(house, "Иванова Анна", Role.TEACHER)
    link = await invites.issue_teacher(admin, EntryId(second.id), now=NOW)
    await admission.enter_as_teacher(teacher, link.id, now=NOW)
    await second.refresh_from_db()
    assert not second.is_main
    assert (await RosterEntry.get(id=house.entries[teacher].id)).is_main


# teachers by the common link


async def test_a_bound_entry_is_never_on_the_list(house: Schoolhouse) -> None:
    _, link = await teachers_link(house)
    taken, free = await house.teacher(), await on_list(house, "Ёлкина Анна", Role.TEACHER)
    assert [c.entry for c in await join_requests.free_teachers(link.id)] == [free.id]
    assert [c.entry for c in await join_requests.free_teachers(link.id, beginning="елк")] == [free.id]
    assert await join_requests.free_teachers(link.id, beginning="п") == []
    with pytest.raises(NotFound):
        await join_requests.ask_as_teacher(await stranger(), link.id, entry=EntryId(house.entries[taken].id), now=NOW)


async def test_a_teacher_of_another_school_cannot_be_picked(house: Schoolhouse) -> None:
    _, link = await teachers_link(house)
    foreign = await on_list(await Schoolhouse.build("Чужая"), "Иванова Анна", Role.TEACHER)
    with pytest.raises(NotFound):
        await join_requests.ask_as_teacher(await stranger(), link.id, entry=EntryId(foreign.id), now=NOW)


async def test_a_matching_name_never_admits(house: Schoolhouse) -> None:
    admin, link = await teachers_link(house)
    entry = await on_list(house, "Иванова Анна", Role.TEACHER)
    person = await stranger()
    fact = await join_requests.ask_as_teacher(person, link.id, name=parse_full_name("Иванова Анна"), now=NOW)
    assert fact.on_list
    assert await access.standings(person) == []
    await admission.admit(admin, fact.id, now=LATER)
    assert await behind(entry) == person


async def test_of_two_who_picked_the_same_only_one_is_let_in(house: Schoolhouse) -> None:
    admin, link = await teachers_link(house)
    entry = await on_list(house, "Иванова Анна", Role.TEACHER)
    people = [await stranger(), await stranger()]
    asked = [await join_requests.ask_as_teacher(p, link.id, entry=EntryId(entry.id), now=NOW) for p in people]
    done = await admission.admit_all(admin, [f.id for f in asked], now=LATER)
    assert [f.person for f in done.admitted] == people[:1]
    assert [type(why) for _, why in done.failed] == [EntryTaken]
    assert await behind(entry) == people[0]
    assert (await JoinRequest.get(id=asked[1].id)).state is RequestState.WAITING


async def test_one_not_on_the_list_is_put_there_by_the_yes(house: Schoolhouse) -> None:
    admin, link = await teachers_link(house)
    person = await stranger()
    fact = await join_requests.ask_as_teacher(person, link.id, name=parse_full_name("Новая Нина"), now=NOW)
    assert not fact.on_list
    assert not await RosterEntry.exists(last_name="Новая")
    await admission.admit(admin, fact.id, now=LATER)
    assert await behind(await RosterEntry.get(last_name="Новая", role=Role.TEACHER)) == person


async def test_teachers_are_let_in_by_their_own_administrator_only(house: Schoolhouse, class_5a: Class5A) -> None:
    _, link = await teachers_link(house)
    fact = await join_requests.ask_as_teacher(await stranger(), link.id, name=parse_full_name("Новая Нина"), now=NOW)
    foreign = await (await Schoolhouse.build("Чужая")).person(Role.SCHOOL_ADMIN)
    for nobody in (foreign, class_5a.teacher, fact.person, await house.person(Role.DIRECTOR)):
        for act in (admission.admit, admission.refuse):
            with pytest.raises(NotAllowed):
                await act(nobody, fact.id, now=LATER)
    assert (await JoinRequest.get(id=fact.id)).state is RequestState.WAITING


# pupils


async def test_a_pupil_is_in_only_after_the_yes_and_everything_is_written(class_5a: Class5A) -> None:
    entry = await on_list(class_5a.house, "Иванов Пётр Олегович")
    fact = await class_5a.pupil_asks("иванов петр")
    assert (fact.place, fact.on_list, fact.profile) == ("5А", True, "Петя П")
    assert await behind(entry) is None
    await admission.admit(class_5a.teacher, fact.id, now=LATER)
    row = await JoinRequest.get(id=fact.id)
    assert (row.invite_id, row.decided_by_id, row.decided_at) == (class_5a.pupils.id, class_5a.teacher, LATER)
    binding = await Binding.get(entry_id=entry.id)
    assert (binding.person_id, binding.confirmed_by_id) == (fact.person, class_5a.teacher)
    acts = await AuditRow.filter(org_id=class_5a.house.school.id).values_list("act", flat=True)
    assert {"request.make", "request.approved", "profile.bind"} <= set(acts)


async def test_another_class_teacher_and_the_administrator_do_not_decide(class_5a: Class5A) -> None:
    house = class_5a.house
    fact = await class_5a.pupil_asks("Иванов Пётр")
    for nobody in (await house.teacher(class_teacher_of="6Б"), await house.person(Role.SCHOOL_ADMIN), fact.person):
        with pytest.raises(NotAllowed):
            await admission.admit(nobody, fact.id, now=LATER)


async def test_a_forged_number_is_nothing(class_5a: Class5A) -> None:
    with pytest.raises(NotAllowed):
        await admission.admit(class_5a.teacher, RequestId(10**9), now=NOW)


async def test_while_the_class_has_no_class_teacher_the_administrator_decides(class_5a: Class5A) -> None:
    admin = await class_5a.house.person(Role.SCHOOL_ADMIN)
    fact = await class_5a.pupil_asks("Иванов Пётр")
    assert await admission.waiting(admin, now=NOW) == []
    assert await join_requests.deciders(fact) == [class_5a.teacher]
    await class_5a.house.leave(class_5a.teacher)
    assert await join_requests.deciders(fact) == [admin]
    assert [f.id for f in await admission.waiting(admin, now=NOW)] == [fact.id]
    await admission.admit(admin, fact.id, now=LATER)
    assert await access.standings(fact.person) != []


async def test_a_second_decision_finds_it_decided(class_5a: Class5A) -> None:
    fact = await class_5a.pupil_asks("Иванов Пётр")
    await admission.refuse(class_5a.teacher, fact.id, now=NOW)
    for act in (admission.admit, admission.refuse):
        with pytest.raises(AlreadyDecided):
            await act(class_5a.teacher, fact.id, now=LATER)
    with pytest.raises(NoOneWaits):
        await admission.admit_all(class_5a.teacher, [fact.id], now=LATER)
    assert await access.standings(fact.person) == []


async def test_two_who_decide_at_once_decide_once(class_5a: Class5A) -> None:
    fact = await class_5a.pupil_asks("Иванов Пётр")

    async def press() -> str:
        try:
            async with unit_of_work():
                await admission.admit(class_5a.teacher, fact.id, now=LATER)
        except Refusal as refusal:
            return type(refusal).__name__
        return "admitted"

    assert sorted(await asyncio.gather(*(press() for _ in range(6)))) == ["AlreadyDecided"] * 5 + ["admitted"]
    assert await Binding.filter(person_id=fact.person).count() == 1
    assert await RosterEntry.filter(last_name="Иванов").count() == 1


async def test_namesakes_are_told_apart_by_the_patronymic(class_5a: Class5A) -> None:
    await on_list(class_5a.house, "Иванов Пётр Олегович")
    second = await on_list(class_5a.house, "Иванов Пётр Ильич")
    person = await stranger()
    with pytest.raises(Namesakes):
        await class_5a.pupil_asks("Иванов Пётр", person)
    fact = await class_5a.pupil_asks("Иванов Пётр Ильич", person)
    await admission.admit(class_5a.teacher, fact.id, now=LATER)
    assert await behind(second) == person


async def test_nobody_becomes_somebody_who_is_in(class_5a: Class5A) -> None:
    entry = await on_list(class_5a.house, "Иванов Пётр")
    first = await class_5a.pupil_asks("Иванов Пётр")
    await admission.admit(class_5a.teacher, first.id, now=NOW)
    second = await class_5a.pupil_asks("Иванов Пётр")
    assert second.is_taken
    with pytest.raises(EntryTaken):
        await admission.admit(class_5a.teacher, second.id, now=LATER)
    assert await behind(entry) == first.person


async def test_a_new_profile_of_the_same_pupil_takes_the_place_and_history_stays(class_5a: Class5A) -> None:
    entry = await on_list(class_5a.house, "Иванов Пётр")
    old = await class_5a.pupil_asks("Иванов Пётр")
    await admission.admit(class_5a.teacher, old.id, now=NOW)
    new = await class_5a.pupil_asks("Иванов Пётр")
    await admission.admit(class_5a.teacher, new.id, now=LATER, rebind=True)
    assert await behind(entry) == new.person
    rows = await Binding.filter(entry_id=entry.id).order_by("id")
    assert [(r.person_id, r.valid_to) for r in rows] == [(old.person, LATER), (new.person, None)]


async def test_asking_twice_is_answered_and_asking_again_after_a_no_is_allowed(class_5a: Class5A) -> None:
    fact = await class_5a.pupil_asks("Иванов Пётр")
    with pytest.raises(AlreadyWaiting):
        async with unit_of_work():
            await class_5a.pupil_asks("Петров Иван", fact.person)
    await admission.refuse(class_5a.teacher, fact.id, now=NOW)
    again = await class_5a.pupil_asks("Иванов Пётр", fact.person)
    assert again.id != fact.id


async def test_nobody_plays_with_the_class_teachers_patience(class_5a: Class5A) -> None:
    person = await stranger()
    for _ in range(5):
        await join_requests.withdraw(person, (await class_5a.pupil_asks("Иванов Пётр", person)).id, now=NOW)
    with pytest.raises(TooManyRequests):
        await class_5a.pupil_asks("Иванов Пётр", person)


async def test_the_joiner_takes_back_her_own_request_only(class_5a: Class5A) -> None:
    fact = await class_5a.pupil_asks("Иванов Пётр")
    with pytest.raises(NotAllowed):
        await join_requests.withdraw(await stranger(), fact.id, now=NOW)
    assert await join_requests.withdraw_all(fact.person, now=NOW) == 1
    with pytest.raises(AlreadyDecided):
        await admission.admit(class_5a.teacher, fact.id, now=LATER)


# parents


async def test_a_parent_makes_a_child_without_vk_known(class_5a: Class5A) -> None:
    fact = await class_5a.parent_asks("Иванова Анна", "Иванов Пётр")
    assert (fact.child, fact.on_list) == ("Иванов Пётр", False)
    await admission.admit(class_5a.teacher, fact.id, now=LATER)
    child = await RosterEntry.get(role=Role.STUDENT, last_name="Иванов")
    assert await behind(child) is None
    assert child.school_class_id == class_5a.pupils.school_class
    (line,) = await profiles.roster(class_5a.teacher, ClassId(child.school_class_id or 0))
    assert line.by_proxy
    (fact_of_child,) = await guardians.children_of(fact.person, now=LATER)
    assert (fact_of_child.name, fact_of_child.class_title, fact_of_child.is_in) == ("Иванов Пётр", "5А", False)


async def test_two_parents_one_child_and_twins_of_one_parent(class_5a: Class5A) -> None:
    mother = await stranger()
    asked = [
        await class_5a.parent_asks("Иванова Анна", "Иванов Пётр", mother),
        await class_5a.parent_asks("Иванова Анна", "Иванова Мария", mother),
        await class_5a.parent_asks("Иванов Олег", "Иванов Пётр"),
    ]
    await admission.admit_all(class_5a.teacher, [f.id for f in asked], now=LATER)
    assert await RosterEntry.filter(role=Role.STUDENT, school_class_id=class_5a.pupils.school_class).count() == 2
    assert await RosterEntry.filter(role=Role.PARENT, school_class_id=class_5a.pupils.school_class).count() == 2
    assert [c.name for c in await guardians.children_of(mother, now=LATER)] == ["Иванов Пётр", "Иванова Мария"]
    with pytest.raises(AlreadyIn):
        await class_5a.parent_asks("Иванова Анна", "Иванов Пётр", mother)


async def test_a_child_is_not_its_own_parent(class_5a: Class5A) -> None:
    pupil = await class_5a.pupil_asks("Иванов Пётр")
    as_parent = await class_5a.parent_asks("Иванов Пётр", "Иванов Пётр", pupil.person)
    await admission.admit(class_5a.teacher, pupil.id, now=NOW)
    with pytest.raises(OwnParent):
        async with unit_of_work():
            await admission.admit(class_5a.teacher, as_parent.id, now=LATER)
    assert await Guardian.all().count() == 0


async def test_a_parent_does_not_become_the_child_afterwards(class_5a: Class5A) -> None:
    entry = await on_list(class_5a.house, "Иванов Пётр")
    pupil = await class_5a.pupil_asks("Иванов Пётр")
    as_parent = await class_5a.parent_asks("Иванов Пётр", "Иванов Пётр", pupil.person)
    await admission.admit(class_5a.teacher, as_parent.id, now=NOW)
    with pytest.raises(OwnParent):
        async with unit_of_work():
            await admission.admit(class_5a.teacher, pupil.id, now=LATER)
    assert await behind(entry) is None


async def test_a_second_child_of_another_class_waits_for_that_class_teacher(class_5a: Class5A) -> None:
    house = class_5a.house
    mother = await class_5a.parent_asks("Иванова Анна", "Иванов Пётр")
    other = await house.teacher(class_teacher_of="6Б")
    with pytest.raises(NotAllowed):
        await join_requests.ask_for_child(mother.person, "6Б", child=parse_full_name("Иванова Мария"), now=NOW)
    await admission.admit(class_5a.teacher, mother.id, now=NOW)
    fact = await join_requests.ask_for_child(mother.person, "6б", child=parse_full_name("Иванова Мария"), now=NOW)
    assert (fact.place, fact.name) == ("6Б", "Иванова Анна")
    assert await join_requests.deciders(fact) == [other]
    await admission.admit(other, fact.id, now=LATER)
    assert [c.class_title for c in await guardians.children_of(mother.person, now=LATER)] == ["5А", "6Б"]
    with pytest.raises(NotFound):
        await join_requests.ask_for_child(mother.person, "9Г", child=parse_full_name("Иванова Мария"), now=NOW)


async def test_a_parent_who_came_without_a_link_may_name_a_child(class_5a: Class5A) -> None:
    mother = await class_5a.house.person(Role.PARENT, "6Б")
    fact = await join_requests.ask_for_child(mother, "5А", child=parse_full_name("Иванова Мария"), now=NOW)
    await admission.admit(class_5a.teacher, fact.id, now=LATER)
    assert [c.name for c in await guardians.children_of(mother, now=LATER)] == ["Иванова Мария"]


async def test_a_teacher_may_be_a_parent_too(class_5a: Class5A) -> None:
    teacher = await class_5a.house.teacher("6Б Алгебра")
    fact = await class_5a.parent_asks("Иванова Анна", "Иванов Пётр", teacher)
    await admission.admit(class_5a.teacher, fact.id, now=LATER)
    assert {s.role for s in await access.standings(teacher)} == {Role.TEACHER, Role.PARENT}


# the wrong profile


async def test_unbinding_is_the_class_teachers_and_the_schools(class_5a: Class5A) -> None:
    house = class_5a.house
    pupil = await house.person(Role.STUDENT, "5А")
    entry = EntryId(house.entries[pupil].id)
    foreign = await (await Schoolhouse.build("Чужая")).person(Role.SCHOOL_ADMIN)
    for nobody in (foreign, await house.teacher("5А Алгебра"), await house.person(Role.DIRECTOR), pupil):
        with pytest.raises(NotAllowed):
            await admission.unbind(nobody, entry, now=LATER)
    gone = await admission.unbind(class_5a.teacher, entry, now=LATER)
    assert (gone.person, gone.place) == (pupil, "5А")
    assert (await Binding.get(entry_id=entry)).valid_to == LATER
    with pytest.raises(NotBound):
        await admission.unbind(class_5a.teacher, entry, now=LATER)


async def test_a_class_teacher_does_not_unbind_teachers(class_5a: Class5A) -> None:
    other = await class_5a.house.teacher("5А Алгебра")
    entry = EntryId(class_5a.house.entries[other].id)
    with pytest.raises(NotAllowed):
        await admission.unbind(class_5a.teacher, entry, now=LATER)
    await admission.unbind(await class_5a.house.person(Role.SCHOOL_ADMIN), entry, now=LATER)
    assert await access.standings(other) == []


async def test_the_class_list_shows_who_is_in(class_5a: Class5A) -> None:
    house = class_5a.house
    pupil = await house.person(Role.STUDENT, "5А")
    await house.parent_of(pupil)
    await on_list(house, "Яковлев Ян")
    school_class = ClassId((await house.school_class("5А")).id)
    lines = await profiles.roster(class_5a.teacher, school_class)
    assert [(line.pupil.is_in, len(line.parents), line.by_proxy) for line in lines] == [
        (True, 1, False),
        (False, 0, False),
    ]
    with pytest.raises(NotAllowed):
        await profiles.roster(await house.teacher("5А Алгебра"), school_class)
