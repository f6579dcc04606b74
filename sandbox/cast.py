"""The demo's cast: invented people, each with the role intended for it."""

from sandbox.world import World

CAST = (
    ("Марина", "Светлова", "region_admin"),
    ("Олег", "Бережной", "municipal_admin"),
    ("Нина", "Ясенева", "school_admin"),
    ("Анна", "Лугова", "teacher"),
    ("Сергей", "Каштанов", "teacher"),
    ("Елена", "Рябинина", "teacher"),
    ("Виктор", "Полевой", "teacher"),
    ("Петя", "Ручейков", "student"),
    ("Маша", "Зорина", "student"),
    ("Гриша", "Кленов", "student"),
    ("Соня", "Вербина", "student"),
    ("Тимур", "Садыков", "student"),
    ("Ирина", "Ручейкова", "parent"),
    ("Павел", "Зорин", "parent"),
    ("Алсу", "Садыкова", "parent"),
    ("Аркадий", "Прохожий", "stranger"),
    ("Вера", "Дальняя", "stranger"),
)


def gather(world: World) -> None:
    """Create the cast in a world without people."""
    if not world.state.people:
        for first_name, last_name, note in CAST:
            world.add_person(first_name, last_name, note)
