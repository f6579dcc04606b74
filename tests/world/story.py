"""How people come in, each by what she says, presses and opens: the beginning of a story that goes on elsewhere.

A story begins in an empty database. Whoever it needs comes in as in life: the region's administrator by the link of
`init`, the school's by hers, teachers by personal links, pupils and parents by the class's link and a yes.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.world.people import Actor
from tests.world.world import World

TEACHERS = ("Анна Иванова", "Олег Каштанов", "Елена Рябинина", "Виктор Полевой", "Инна Лугова", "Роман Ясенев")
PUPILS = ("Пётр Петров", "Мария Зорина", "Тимур Садыков", "Глеб Ручейков", "Дарья Котова", "Егор Громов")
PARENTS = ("Мария Петрова", "Павел Зорин", "Алия Садыкова")


def _names(of: tuple[str, ...]) -> Iterator[str]:
    return itertools.cycle(of)


@dataclass
class School:
    """A school at work, and who has come into it.

    Attributes:
        region: the region's administrator.
        admin: the school's administrator.
        heads: class title → its class teacher.
    """

    world: World
    title: str
    region_title: str
    region: Actor
    admin: Actor
    classes: set[str] = field(default_factory=set)
    heads: dict[str, Actor] = field(default_factory=dict)
    teachers: Iterator[str] = field(default_factory=lambda: _names(TEACHERS))
    pupils: Iterator[str] = field(default_factory=lambda: _names(PUPILS))
    parents: Iterator[str] = field(default_factory=lambda: _names(PARENTS))

    async def open_classes(self, *titles: str) -> None:
        """Classes that are not there yet."""
        fresh = [title for title in dict.fromkeys(titles) if title not in self.classes]
        if fresh:
            await self.admin.says(f"/класс {', '.join(fresh)}")
            self.classes.update(fresh)

    async def link(self, title: str, audience: str = "ученики") -> str:
        """The class's link, from its class teacher."""
        head = self.heads.get(title) or await teacher(self, class_teacher_of=title)
        await head.says(f"/ссылка {title} {audience}")
        return head.screen.link

    async def let_in(self, title: str, who: Actor) -> None:
        """The card comes to the class teacher, she presses «Впустить»."""
        head = self.heads[title]
        await head.hears("Впустить?", who.name)
        await head.presses("Впустить")
        await who.hears(f"Вы в классе {title}")
        await head.catches_up()


async def come_in(person: Actor, link: str, yes: str = "Согласен") -> Actor:
    """Every entrance begins so: the link, whose profile it is, and the consent, which is asked for once."""
    await person.opens(link)
    await person.presses("Да, это я")
    if any(label.startswith(yes) for label in person.screen.buttons):
        await person.presses(yes)
    return person


async def administrator(world: World, name: str, link: str) -> Actor:
    """An administrator comes in by her one-time link; `name` is «Имя Фамилия»."""
    actor = await _person(world, name)
    await come_in(actor, link)
    await actor.says(_on_list(name))
    actor.sees("Вы вошли")
    return actor


async def region_admin(world: World, title: str = "Ставропольский край") -> Actor:
    """The first person of a region."""
    return await administrator(world, "Раиса Краева", await world.init_region(title))


async def school(world: World, number: int = 1, *, district: str = "Динской район") -> School:
    """A region of its own and a school in it, each with an administrator who is in."""
    region_title, title = f"Край {number}", f"Школа № {number}"
    region = await region_admin(world, region_title)
    await region.says(f"/муниципалитет {district}")
    await region.says(f"/школа-новая {title}; {district}")
    await region.presses("Ссылка администратору")
    admin = await administrator(world, "Ольга Школьная", region.screen.link)
    await region.catches_up()
    return School(world, title, region_title, region, admin)


async def teacher(at: School, *lessons: str, class_teacher_of: str = "", name: str = "") -> Actor:
    """A teacher with lessons like «5А Алгебра» comes in by her personal link."""
    name = name or next(at.teachers)
    await at.open_classes(*(lesson.split()[0] for lesson in lessons), *filter(None, [class_teacher_of]))
    await at.admin.says(f"/учитель {'; '.join(filter(None, [_on_list(name), ', '.join(lessons)]))}")
    await at.admin.presses("Личная ссылка")
    actor = await come_in(await _person(at.world, name), at.admin.screen.link)
    await actor.presses("Всё верно")
    actor.sees("Добро пожаловать")
    if class_teacher_of:
        await at.admin.says(f"/классный {class_teacher_of} {_on_list(name)}")
        await actor.hears(f"Вы теперь классный руководитель {class_teacher_of}")
        at.heads[class_teacher_of] = actor
    await at.admin.catches_up()
    return actor


async def pupil(at: School, title: str, name: str = "") -> Actor:
    """A pupil asks by the class's link and is let in; a class teacher comes first if the class has none."""
    name = name or next(at.pupils)
    actor = await come_in(await _person(at.world, name), await at.link(title), "Мне есть 14")
    await actor.says(_on_list(name))
    await at.let_in(title, actor)
    return actor


async def parent(at: School, title: str, child: str, who: Actor | None = None) -> Actor:
    """A parent of the child «Фамилия Имя» asks and is let in; `who` has come in another role already."""
    actor = who or await _person(at.world, next(at.parents))
    await come_in(actor, await at.link(title, "родители"))
    if who is None:  # else the bot knows the name already
        await actor.says(_on_list(actor.name))
    await actor.says(child)
    await at.let_in(title, actor)
    return actor


async def lesson_chat(by: Actor, lesson: str = "5А Алгебра") -> int:
    """The conversation of a lesson, made by its teacher, who enters it; its peer."""
    await by.says(f"/беседа {lesson}")
    await by.opens(by.screen.link)
    return (await by.talks())[lesson.replace(" ", " · ", 1)]


async def own_chat(by: Actor, lesson: str = "5А Алгебра") -> int:
    """A chat that the teacher had made herself, and has taken in; its peer."""
    world = by.world
    made = await world.sandbox.post("chats", owner_id=by.id, title="Наша", members=[], group_id=world.group_id)
    place = {"peer_id": made["peer_id"], "member_id": -world.group_id, "group_id": world.group_id}
    await world.sandbox.post("add", from_id=by.id, **place)
    await world.sandbox.post("rights", admin=True, full_access=True, **place)
    await world.settle()
    await by.says(f"/привязать {lesson}", made["peer_id"])
    await by.hears("подключена")
    return int(made["peer_id"])


async def throws_out(by: Actor, chat: int) -> None:
    """The bot is removed from a chat."""
    world = by.world
    await world.sandbox.post("kick", from_id=by.id, member_id=-world.group_id, peer_id=chat, group_id=world.group_id)
    await world.settle()


async def _person(world: World, name: str) -> Actor:
    first, last = name.split()
    return await world.stranger(first, last)


def _on_list(name: str) -> str:
    """«Имя Фамилия» as lists have it: «Фамилия Имя»."""
    first, last = name.split()
    return f"{last} {first}"
