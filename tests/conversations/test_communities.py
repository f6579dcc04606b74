"""`/подключить` and `/проверка`: a school's own community, told as its administrator lives it."""

import re
from typing import Any

from models import Community, CommunityState, OutboxItem
from tests.world import Actor, World, story


async def _community(world: World, **more: Any) -> dict[str, Any]:
    """A community as VK makes it: nothing is switched on but incoming messages."""
    made: dict[str, Any] = await world.sandbox.post("communities", name="Школа № 1 ВКонтакте")
    await world.sandbox.post("token", group_id=made["group_id"], rate_per_s=100_000, **more)
    return made


async def test_a_school_connects_its_own_community_and_is_heard_there_without_a_restart(world: World) -> None:
    admin = (await story.school(world)).admin
    made = await _community(world)
    await admin.says("/подключить")
    admin.sees("Создать ключ", "Отмена")
    await admin.says(made["token"])
    admin.sees("Проверяю ключ", "Готово", f"vk.me/{made['screen_name']}")
    row = await Community.get(group_id=made["group_id"])
    assert row.org_id is not None
    assert made["token"].encode() not in bytes(row.token)
    at_home = Actor(_seen_from(world, made), admin.id, admin.name)
    await at_home.says("/меню")
    at_home.sees("Что делаем?")


def _seen_from(world: World, made: dict[str, Any]) -> World:
    """The same world, as people see it who write to another community."""
    return World(world.sandbox, world.app, world.settings, made["group_id"], made["screen_name"])


async def test_the_key_may_stand_behind_the_command(world: World) -> None:
    admin = (await story.school(world)).admin
    made = await _community(world)
    await admin.says(f"/connect {made['token']}")
    admin.sees("Готово")


async def test_what_is_missing_is_named_and_how_to_mend_it(world: World) -> None:
    admin = (await story.school(world)).admin
    made = await _community(world, rights=["messages", "docs"])
    await admin.says(f"/подключить {made['token']}")
    admin.sees("пока не подключено", "управление сообществом, фотографии", "Создайте новый ключ")
    assert not await Community.filter(group_id=made["group_id"]).exists()
    await world.sandbox.post("token", group_id=made["group_id"], rights=["messages", "manage", "photos", "docs"])
    await admin.presses("Прислать ключ")
    await admin.says(made["token"])
    admin.sees("Готово")


async def test_a_wrong_key_is_no_key(world: World) -> None:
    admin = (await story.school(world)).admin
    made = await _community(world)
    await admin.says("/подключить")
    await admin.says("вот он: 12345")
    admin.sees("Здесь нет ключа сообщества", "vk1.a.", "Создать ключ")
    await admin.says("vk1.a." + "x" * 60)
    admin.sees("ВК не знает такого ключа")
    await admin.says(f"/подключить {made['user_token']}")
    admin.sees("Это не ключ сообщества")
    assert await Community.all().count() == 1


async def test_another_schools_community_is_not_taken(world: World) -> None:
    first, second = await story.school(world), await story.school(world, 2)
    admin, stranger = first.admin, second.admin
    made = await _community(world)
    await admin.says(f"/подключить {made['token']}")
    await stranger.says(f"/подключить {made['token']}")
    stranger.sees("уже подключено к другой организации")
    await stranger.says(f"/подключить {world.settings.vk_token}")
    stranger.sees("уже подключено к другой организации")
    assert await Community.filter(group_id=made["group_id"], org__title=first.title).exists()
    await stranger.says("/проверка")
    assert made["name"] not in stranger.sees("Школьная связь").text


async def test_a_key_sent_twice_and_over_a_restart_connects_once(world: World) -> None:
    admin = (await story.school(world)).admin
    made = await _community(world)
    await admin.says("/подключить")
    await world.restart()
    await admin.says(made["token"])
    admin.sees("Готово")
    await admin.says(f"/подключить {made['token']}")
    admin.sees("уже подключено", "новый ключ принят")
    assert await Community.filter(group_id=made["group_id"]).count() == 1


async def test_the_key_never_lies_open_in_the_queue(world: World) -> None:
    admin = (await story.school(world)).admin
    made = await _community(world)
    await world.sandbox.post("say", from_id=admin.id, peer_id=world.bot_peer, text=f"/подключить {made['token']}")
    seen: list[str] = []
    take = world.app.stations.settle

    async def look() -> bool:
        seen.extend(str(row) for row in await OutboxItem.filter(verb="check_community").values_list("args", flat=True))
        return await take()

    world.app.stations.settle = look  # type: ignore[method-assign]
    await world.settle()
    assert seen
    assert made["token"] not in "".join(seen)
    assert not re.search(r"vk1\.a\.", "".join(seen))


async def test_a_check_says_what_key_and_chats_lack(world: World) -> None:
    school = await story.school(world)
    admin = school.admin
    teacher = await story.teacher(school, "5А Алгебра")
    chat = await story.own_chat(teacher)
    await admin.says("/проверка")
    admin.sees("Спрашиваю ВК", "«Школьная связь»: всё в порядке")
    made = await _community(world)
    await admin.says(f"/подключить {made['token']}")
    await world.sandbox.post("token", group_id=made["group_id"], rights=["messages", "manage", "photos"])
    await story.throws_out(teacher, chat)
    await admin.says("/check")
    admin.sees("не хватает", "файлы", "Меня удалили из бесед: «5А · Алгебра»")


async def test_a_check_is_the_same_over_a_restart_and_asked_twice(world: World) -> None:
    admin = (await story.school(world)).admin
    await admin.says("/проверка")
    admin.sees("«Школьная связь»: всё в порядке")
    await world.restart()
    await admin.says("/проверка")
    admin.sees("«Школьная связь»: всё в порядке")
    await world.delivers_again()
    await admin.hears_nothing()


async def test_a_dead_key_is_told_through_another_community_and_shown(world: World) -> None:
    admin = (await story.school(world)).admin
    made = await _community(world)
    await admin.says(f"/подключить {made['token']}")
    await admin.presses("Проверить")
    await world.sandbox.post("token", group_id=made["group_id"], state="revoked")
    await world.app.stations.check_tokens()
    await world.settle()
    await admin.hears("больше не действует", made["name"])
    assert (await Community.get(group_id=made["group_id"])).state is CommunityState.DEAD
    await admin.says("/проверка")
    admin.sees("ключ не действует", made["name"])
    await world.sandbox.post("token", group_id=made["group_id"], state="ok")
    await admin.says(f"/подключить {made['token']}")
    admin.sees("новый ключ принят")
    assert (await Community.get(group_id=made["group_id"])).state is CommunityState.LIVE
