"""Who issues links, what a code opens, and that nobody uses one more often than it allows."""

import asyncio
from datetime import timedelta

import pytest

from bot.kit.errors import NotAllowed
from bot.kit.ids import ClassId, EntryId, OrgId, PersonId
from bot.kit.unit_of_work import unit_of_work
from bot.services import invite_opening, invites, orgs, profiles
from bot.services.invite_facts import (
    AlreadyIn,
    BadAudience,
    BadCode,
    EntryTaken,
    ExpiredInvite,
    OnlyClassTeacher,
    RevokedInvite,
    UsedUpInvite,
    WrongAudience,
)
from bot.services.invite_words import LinkAsked, parse_link_words
from models import AuditRow, Invite, InviteUse, Org, Role
from tests.services.schoolhouse import NOW, Schoolhouse, newcomer

LATER = NOW + timedelta(days=15)


@pytest.fixture
async def house(database: str) -> Schoolhouse:
    return await Schoolhouse.build()


async def stranger(vk_id: int = 77) -> PersonId:
    return await newcomer(vk_id=vk_id)


async def class_link(house: Schoolhouse, audience: Role = Role.STUDENT) -> invites.InviteFact:
    teacher = await house.teacher(class_teacher_of="5А")
    school_class = ClassId((await house.school_class("5А")).id)
    return await invites.issue_class(teacher, school_class, audience=audience, now=NOW)


async def test_only_the_class_teacher_makes_links_into_the_class(house: Schoolhouse) -> None:
    link = await class_link(house)
    assert (link.place, link.role, link.uses, link.max_uses) == ("5А", Role.STUDENT, 0, 60)
    admin, other = await house.person(Role.SCHOOL_ADMIN), await house.teacher("6Б Алгебра")
    assert link.school_class is not None
    with pytest.raises(OnlyClassTeacher) as refusal:
        await invites.issue_class(admin, link.school_class, audience=Role.STUDENT, now=NOW)
    assert refusal.value == OnlyClassTeacher(said="5А", named=True)
    for nobody in (other, await house.person(Role.STUDENT, "5А"), await stranger()):
        with pytest.raises(NotAllowed):
            await invites.issue_class(nobody, link.school_class, audience=Role.STUDENT, now=NOW)


async def test_a_class_without_a_class_teacher_has_no_links(house: Schoolhouse) -> None:
    admin = await house.person(Role.SCHOOL_ADMIN)
    school_class = ClassId((await house.school_class("5А")).id)
    with pytest.raises(OnlyClassTeacher) as refusal:
        await invites.issue_class(admin, school_class, audience=Role.STUDENT, now=NOW)
    assert not refusal.value.named


async def test_issuing_again_gives_the_live_link_and_a_reset_another(house: Schoolhouse) -> None:
    first = await class_link(house)
    teacher = PersonId((await Invite.get(id=first.id)).issued_by_id or 0)
    assert first.school_class is not None
    again = await invites.issue_class(teacher, first.school_class, audience=Role.STUDENT, now=NOW)
    parents = await invites.issue_class(teacher, first.school_class, audience=Role.PARENT, now=NOW)
    anew = await invites.issue_class(teacher, first.school_class, audience=Role.STUDENT, now=NOW, reset=True)
    assert again.code == first.code
    assert len({first.code, parents.code, anew.code}) == 3
    with pytest.raises(RevokedInvite):
        await invites.open_invite(await stranger(), first.code, now=NOW)
    assert await invites.reset_class(teacher, first.school_class, now=NOW) == 2


async def test_an_administrator_is_invited_by_the_level_above_only(house: Schoolhouse) -> None:
    region = await house.person(Role.REGION_ADMIN, org=house.region)
    school, top = OrgId(house.school.id), OrgId(house.region.id)
    link = await invites.issue_admin(region, school, now=NOW)
    assert (link.role, link.max_uses) == (Role.SCHOOL_ADMIN, 1)
    assert (await Org.get(id=school)).registered_at == NOW
    with pytest.raises(NotAllowed):
        await invites.issue_admin(region, top, now=NOW)
    for nobody in (await house.person(Role.SCHOOL_ADMIN), await house.teacher("5А Алгебра")):
        with pytest.raises(NotAllowed):
            await invites.issue_admin(nobody, school, now=NOW)
    elsewhere = await Schoolhouse.build("Чужая")
    with pytest.raises(NotAllowed):
        await invites.issue_admin(region, OrgId(elsewhere.school.id), now=NOW)


async def test_the_first_link_of_a_region_is_one(house: Schoolhouse) -> None:
    region = await orgs.found_region("Новый край", "Europe/Moscow", now=NOW)
    one = await invites.issue_first_admin(OrgId(region.id), now=NOW)
    two = await invites.issue_first_admin(OrgId(region.id), now=NOW)
    assert one.code == two.code
    assert (await Org.get(id=region.id)).registered_at == NOW


async def test_a_personal_link_is_for_one_who_is_not_in(house: Schoolhouse) -> None:
    admin = await house.person(Role.SCHOOL_ADMIN)
    teacher = await house.teacher("5А Алгебра", "5А Геометрия")
    entry = EntryId(house.entries[teacher].id)
    with pytest.raises(EntryTaken):
        await invites.issue_teacher(admin, entry, now=NOW)
    await profiles.release(house.entry(teacher), now=NOW)
    link = await invites.issue_teacher(admin, entry, now=NOW)
    opened = await invites.open_invite(await stranger(), link.code, now=NOW)
    assert opened.lessons == ("5А Алгебра", "5А Геометрия")
    foreign = await (await Schoolhouse.build("Чужая")).person(Role.SCHOOL_ADMIN)
    with pytest.raises(NotAllowed):
        await invites.issue_teacher(foreign, entry, now=NOW)


@pytest.mark.parametrize("said", ["", "x", "2346789DF", "2346789DF0", "🙂" * 10, "а" * 5000])
async def test_what_is_no_code_is_answered_so(house: Schoolhouse, said: str) -> None:
    with pytest.raises(BadCode) as refusal:
        await invites.open_invite(await stranger(), said, now=NOW)
    assert len(refusal.value.said) <= 20


async def test_a_code_is_read_as_people_type_it(house: Schoolhouse) -> None:
    link = await class_link(house)
    typed = f" {link.code[:5].lower()}-{link.code[5:]} "
    assert (await invites.open_invite(await stranger(), typed, now=NOW)).invite.id == link.id
    assert invites.looks_like_code(typed)
    assert not invites.looks_like_code("Здравствуйте")


async def test_opening_is_noted_and_costs_nothing(house: Schoolhouse) -> None:
    link, person = await class_link(house), await stranger()
    for _ in range(3):
        await invites.open_invite(person, link.code, now=NOW)
    use = await InviteUse.get(invite_id=link.id, person_id=person)
    assert (use.opened_at, use.used_at) == (NOW, None)
    assert (await Invite.get(id=link.id)).uses == 0


async def test_a_link_dies_of_age(house: Schoolhouse) -> None:
    link = await class_link(house)
    with pytest.raises(ExpiredInvite):
        await invites.open_invite(await stranger(), link.code, now=LATER)
    with pytest.raises(ExpiredInvite):
        await invite_opening.count_use(await stranger(78), link.id, now=LATER)


async def test_a_person_counts_once_and_the_limit_holds(house: Schoolhouse) -> None:
    link = await class_link(house)
    one, *others, late = [await newcomer() for _ in range(link.max_uses + 1)]
    for person in (one, one, *others, one):
        await invite_opening.count_use(person, link.id, now=NOW)
    assert (await Invite.get(id=link.id)).uses == link.max_uses
    with pytest.raises(UsedUpInvite):
        await invite_opening.count_use(late, link.id, now=NOW)
    assert not await InviteUse.filter(person_id=late).exists()


async def test_of_two_at_once_only_one_uses_a_one_time_link(house: Schoolhouse) -> None:
    admin, teacher = await house.person(Role.SCHOOL_ADMIN), await house.teacher()
    await profiles.release(house.entry(teacher), now=NOW)
    link = await invites.issue_teacher(admin, EntryId(house.entries[teacher].id), now=NOW)

    async def use(person: PersonId) -> bool:
        try:
            async with unit_of_work():
                await invite_opening.count_use(person, link.id, now=NOW)
        except UsedUpInvite:
            return False
        return True

    people = [await stranger(number) for number in range(10, 18)]
    assert sum(await asyncio.gather(*(use(person) for person in people))) == 1
    assert (await Invite.get(id=link.id)).uses == 1


async def test_who_is_in_is_told_so(house: Schoolhouse) -> None:
    link = await class_link(house)
    pupil = await house.person(Role.STUDENT, "5А")
    with pytest.raises(AlreadyIn) as refusal:
        await invites.open_invite(pupil, link.code, now=NOW)
    assert refusal.value.said == "5А"


async def test_a_pupil_is_neither_a_parent_nor_a_teacher_of_the_school(house: Schoolhouse) -> None:
    link = await class_link(house, Role.PARENT)
    pupil = await house.person(Role.STUDENT, "5А")
    staff = await invites.issue_teachers(await house.person(Role.SCHOOL_ADMIN), now=NOW)
    for code in (link.code, staff.code):
        with pytest.raises(WrongAudience):
            await invites.open_invite(pupil, code, now=NOW)


async def test_a_parent_does_not_come_in_as_the_child(house: Schoolhouse) -> None:
    link = await class_link(house)
    parent = await house.person(Role.PARENT, "5А")
    with pytest.raises(WrongAudience):
        await invites.open_invite(parent, link.code, now=NOW)


async def test_the_class_teacher_knows_her_own_link(house: Schoolhouse) -> None:
    link = await class_link(house, Role.PARENT)
    teacher = PersonId((await Invite.get(id=link.id)).issued_by_id or 0)
    assert (await invites.open_invite(teacher, link.code, now=NOW)).own
    assert not (await invites.open_invite(await stranger(), link.code, now=NOW)).own


async def test_revoking_is_for_whoever_could_issue_and_is_written(house: Schoolhouse) -> None:
    link = await class_link(house)
    teacher = PersonId((await Invite.get(id=link.id)).issued_by_id or 0)
    with pytest.raises(NotAllowed):
        await invites.revoke(await house.person(Role.SCHOOL_ADMIN), link.id, now=NOW)
    for _ in range(2):
        await invites.revoke(teacher, link.id, now=NOW)
    assert await AuditRow.filter(act="invite.revoke", actor_id=teacher).count() == 1


async def test_ways_in_are_those_of_ones_own_class(house: Schoolhouse) -> None:
    link = await class_link(house)
    teacher = PersonId((await Invite.get(id=link.id)).issued_by_id or 0)
    assert link.school_class is not None
    parents = await invites.issue_class(teacher, link.school_class, audience=Role.PARENT, now=NOW)
    pupil, parent = await house.person(Role.STUDENT, "5А"), await house.person(Role.PARENT, "5А")
    assert [f.code for f in await invites.ways_in(pupil, now=NOW)] == [link.code]
    assert [f.code for f in await invites.ways_in(parent, now=NOW)] == [parents.code]
    assert [f.code for f in await invites.ways_in(teacher, now=NOW)] == [link.code, parents.code]
    assert await invites.ways_in(await house.person(Role.STUDENT, "6Б"), now=NOW) == []
    await house.leave(pupil)
    assert await invites.ways_in(pupil, now=NOW) == []


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("5А ученики", LinkAsked("5А", Role.STUDENT, False)),
        ("5 «а» родителям", LinkAsked("5А", Role.PARENT, False)),
        ("5A parents reset", LinkAsked("5А", Role.PARENT, True)),
        ("5А сброс", LinkAsked("5А", None, True)),
        ("учителя", LinkAsked("", Role.TEACHER, False)),
        ("для учителей сброс", LinkAsked("", Role.TEACHER, True)),
        ("", LinkAsked("", None, False)),
    ],
)
def test_the_words_of_a_link(said: str, meant: LinkAsked) -> None:
    assert parse_link_words(said) == meant


@pytest.mark.parametrize("said", ["5А кошки", "5А 5Б ученики", "🙂", "дракон"])
def test_other_words_are_refused(said: str) -> None:
    with pytest.raises(BadAudience):
        parse_link_words(said)
