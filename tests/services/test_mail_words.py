"""Whom words mean: addressees, subjects, names; pure."""

from datetime import date

import pytest

from bot.kit.ids import EntryId
from bot.services.addressee_words import NobodyMeant, parse_wanted
from bot.services.class_titles import ClassTitle
from bot.services.movement_words import BadMovement, FutureDay, parse_movement
from bot.services.question_routes import Way, meant
from models import Role

A5, B5 = ClassTitle(5, "А"), ClassTitle(5, "Б")


@pytest.mark.parametrize(
    ("said", "roles", "titles", "names"),
    [
        ("5А родители", (Role.PARENT,), (A5,), ()),
        ("родителям 5а, 5б", (Role.PARENT,), (A5, B5), ()),
        ("родителям и ученикам 5А", (Role.PARENT, Role.STUDENT), (A5,), ()),
        ("всем учителям", (Role.TEACHER,), (), ()),
        ("администраторам школ", (Role.SCHOOL_ADMIN,), (), ()),
        ("муниципалитетам", (Role.MUNICIPAL_ADMIN,), (), ()),
        ("Иванова Мария, Петров Иван", (), (), ("Иванова Мария", "Петров Иван")),
        ("5А Иванова", (), (A5,), ("Иванова",)),
        ("родители Морозов Иван", (Role.PARENT,), (), ("Морозов Иван",)),
        ("#12", (), (), ("#12",)),
    ],
)
def test_whom_words_mean(
    said: str, roles: tuple[Role, ...], titles: tuple[ClassTitle, ...], names: tuple[str, ...]
) -> None:
    wanted = parse_wanted(said)
    assert (wanted.roles, wanted.titles, wanted.names) == (roles, titles, names)


@pytest.mark.parametrize("said", ["", " , ", "всем"])
def test_nobody_is_nobody(said: str) -> None:
    with pytest.raises(NobodyMeant):
        parse_wanted(said)


MATH = Way(EntryId(1), "Иванова Анна Петровна", "Математика")
PHYSICS = Way(EntryId(2), "Петров Борис Ильич", "Физика")
SPORT = Way(EntryId(3), "Мышкина Вера Львовна", "Физкультура")
RUSSIAN = Way(EntryId(4), "Сидоров Олег Олегович", "Русский язык")
HEAD = Way(EntryId(2), "Петров Борис Ильич", is_head=True)
OFFICE = Way(None)
ALL = [MATH, PHYSICS, SPORT, RUSSIAN, HEAD, OFFICE]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("что задали по математике?", [MATH]),
        ("Домашка по русскому", [RUSSIAN]),
        ("нужна ли форма на физкультуру", [SPORT]),
        ("по физике завтра контрольная?", [PHYSICS]),
        ("Анне Петровне: болеем", [MATH]),
        ("вопрос Ивановой", [MATH]),
        ("классному руководителю: опоздаем", [HEAD]),
        ("администратору: не открывается ссылка", [OFFICE]),
        ("по физике и математике", [MATH, PHYSICS]),
        ("когда каникулы", []),
        ("физический труд", []),
    ],
)
def test_who_is_meant_by_a_question(text: str, found: list[Way]) -> None:
    assert meant(text, ALL) == found


TODAY = date(2026, 11, 30)


def test_papers_in_any_order() -> None:
    said = parse_movement("Иванов Пётр; из школы № 3; 01.09; приказ № 12-у", today=TODAY)
    assert (said.name, said.day, said.order_no, said.place) == (
        "Иванов Пётр",
        date(2026, 9, 1),
        "12-у",
        "школы № 3",
    )
    assert parse_movement("Иванов Пётр, 25.12", today=TODAY).day == date(2025, 12, 25)
    assert parse_movement("Иванов Пётр; № 7; другой", today=TODAY).namesake


@pytest.mark.parametrize(
    ("said", "kind"), [("А Б; 31.02.2026", BadMovement), ("А Б; 01.12.2026", FutureDay), ("А Б; ммм", BadMovement)]
)
def test_what_is_no_paper_is_refused(said: str, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        parse_movement(said, today=TODAY)
