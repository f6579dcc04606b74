"""People of one school who speak with a world's bot: the shortest way into a story that begins in a school at work."""

from bot.kit.ids import CommunityId
from bot.services import communities
from models import Role
from tests.services.schoolhouse import Schoolhouse
from tests.world import World
from tests.world.people import Actor


async def school(world: World) -> Schoolhouse:
    """A school whose people speak with this world's bot."""
    known = await communities.live()
    return await Schoolhouse.build(community=CommunityId(known[0].id))


async def known(actor: Actor) -> Actor:
    """Somebody who has spoken to the bot, so that it may write; what it said to that is read."""
    await actor.says("/меню")
    return actor


async def teacher_of(world: World, house: Schoolhouse, *lessons: str, class_teacher_of: str = "") -> Actor:
    actor = await world.stranger("Анна", "Иванова")
    await house.teacher(*lessons, class_teacher_of=class_teacher_of, vk_id=actor.id)
    return await known(actor)


async def pupil_of(world: World, house: Schoolhouse, school_class: str) -> Actor:
    actor = await world.stranger("Пётр", "Петров")
    await house.person(Role.STUDENT, school_class, vk_id=actor.id)
    return await known(actor)


async def lesson_chat(world: World, teacher: Actor, lesson: str = "5А Алгебра") -> int:
    """The chat of a lesson, made by its teacher, who comes in; its peer."""
    await teacher.says(f"/беседа {lesson}")
    title = lesson.replace(" ", " · ", 1)
    await teacher.opens(teacher.screen.link)
    return (await teacher.talks())[title]
