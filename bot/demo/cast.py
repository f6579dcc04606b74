"""Brings the demo's people into a school through the bot's own conversations: they say, press and open, as people do.

`python -m bot.demo.cast --url http://127.0.0.1:PORT --group ID --init-link https://vk.me/…`
"""

import argparse
import json
import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import Any

PATIENCE_S = 20.0
LINK = re.compile(r"https://vk\.me/\S+")

LESSONS = {
    "Лугова": "Лугова Анна Петровна; 5А Алгебра, 5Б Алгебра",
    "Каштанов": "Каштанов Сергей Иванович; 5А История, 6А История",
    "Рябинина": "Рябинина Елена Олеговна; 5А Русский язык, 5Б Русский язык",
    "Полевой": "Полевой Виктор Андреевич; 5Б География, 6А География",
}
HEADS = {"5А": "Лугова", "5Б": "Рябинина", "6А": "Каштанов"}
# Stavropol region's weekly tables of 2023: the official head-counts, by the day they hold from
OFFICIAL = (
    "школы 636; педагоги 17218; обучающиеся 312014; муниципалитеты 33; с 20.02.2023",
    "школы 626; педагоги 16819; обучающиеся 309292; муниципалитеты 33; с 23.02.2023",
)
CHILD_OF = {"Ручейкова": "Ручейков Петя", "Зорин": "Зорина Маша", "Садыкова": "Садыков Тимур"}


class CastFailed(Exception):
    """The bot did not answer as the story goes; the message says who waited for what."""


@dataclass
class Stage:
    """The sandbox's control face."""

    url: str
    group: int

    def post(self, name: str, **given: Any) -> Any:
        """A POST in JSON."""
        body = json.dumps(given).encode()
        request = urllib.request.Request(
            f"{self.url}/sandbox/{name}", body, {"Content-Type": "application/json"}, method="POST"
        )
        return _read(request)

    def get(self, name: str, **given: Any) -> Any:
        """A GET."""
        return _read(urllib.request.Request(f"{self.url}/sandbox/{name}?{urllib.parse.urlencode(given)}"))


def _read(request: urllib.request.Request) -> Any:
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        raise CastFailed(f"{request.full_url}: {error.read().decode()}") from error


@dataclass
class Player:
    """One person of the cast."""

    stage: Stage
    id: int
    first_name: str
    last_name: str

    def says(self, text: str, hears: str = "", where: int = 0) -> str:
        """Type a text in private and wait for an answer (with `hears` in it); returns the answer."""
        peer = where or -self.stage.group
        sent = self.stage.post("say", from_id=self.id, peer_id=peer, text=text, group_id=self.stage.group)
        return "" if where else self._waits(int(sent["cmid"]), hears)

    def presses(self, label: str, hears: str = "") -> str:
        """Press a button and wait for an answer."""
        before = self._last()
        self.stage.post("press", from_id=self.id, peer_id=-self.stage.group, label=label, wait_s=5)
        return self._waits(before, hears)

    def opens(self, link: str) -> str:
        """Open an entry link and write, as its text tells people to do; or enter a chat."""
        opened = self.stage.post("open", from_id=self.id, url=link)
        return self.says("Начать") if opened["kind"] == "private" else ""

    def chat(self, title: str) -> int:
        """The peer of a chat the person is in."""
        cards = self.stage.get("talks", viewer_id=self.id)
        return int(next(card["peer_id"] for card in cards if card["title"] == title))

    def waits_for(self, words: str) -> str:
        """Wait for something that comes unasked."""
        return self._waits(0, words)

    def _last(self) -> int:
        return max((int(m["cmid"]) for m in self._messages(0)), default=0)

    def _messages(self, after: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.stage.get(
            "messages", viewer_id=self.id, peer_id=-self.stage.group, after_cmid=after
        )
        return found

    def _waits(self, after: int, words: str) -> str:
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            for message in self._messages(after):
                if message["from_id"] != self.id and words in str(message["text"]):
                    return str(message["text"])
            time.sleep(0.05)
        raise CastFailed(f"{self.first_name} {self.last_name} waited for «{words}» and did not hear it")


def link_in(text: str) -> str:
    """The link of a message."""
    found = LINK.search(text)
    if not found:
        raise CastFailed(f"there is no link in: {text}")
    return found.group(0)


def enter_as_admin(player: Player, link: str, name: str) -> None:
    """An administrator comes in by her one-time link."""
    agree(player, link)
    player.says(name, hears="Добро пожаловать")


def agree(player: Player, link: str, yes: str = "Согласен") -> str:
    """Every entrance begins so: the link, the profile, the consent."""
    player.opens(link)
    player.presses("Да, это я")
    return player.presses(yes)


def fill(stage: Stage, init_link: str) -> None:
    """The whole story, from the link of `init` to a class that talks."""
    people = stage.get("people")
    cast = [Player(stage, int(p["id"]), p["first_name"], p["last_name"]) for p in people]
    by_note: dict[str, list[Player]] = {}
    for player, person in zip(cast, people, strict=True):
        by_note.setdefault(person["note"], []).append(player)
    region, district, school = (by_note[note][0] for note in ("region_admin", "municipal_admin", "school_admin"))
    enter_as_admin(region, init_link, "Светлова Марина Игоревна")
    region.says("/муниципалитет Динской район")
    for totals in OFFICIAL:
        region.says(f"/итоги {totals}")
    enter_as_admin(district, link_in(region.says("/админ Динской район", hears="vk.me")), "Бережной Олег Романович")
    district.says("/школа-новая Школа № 5")
    district.says("/школа-новая Школа № 12")
    enter_as_admin(school, link_in(district.says("/админ Школа № 5", hears="vk.me")), "Ясенева Нина Львовна")
    staff(school, by_note["teacher"])
    head = next(t for t in by_note["teacher"] if t.last_name == HEADS["5А"])
    families(head, by_note["student"], by_note["parent"])
    talk(head, by_note["student"])


def staff(school: Player, teachers: list[Player]) -> None:
    """Classes, teachers, class teachers; each teacher comes in by her personal link."""
    school.says("/класс 5А, 5Б, 6А")
    for teacher in teachers:
        school.says(f"/учитель {LESSONS[teacher.last_name]}")
        agree(teacher, link_in(school.presses("Личная ссылка", hears="vk.me")))
        teacher.presses("Всё верно", hears="Добро пожаловать")
    for title, last_name in HEADS.items():
        school.says(f"/классный {title} {last_name}")


def families(head: Player, students: list[Player], parents: list[Player]) -> None:
    """Pupils and parents of 5А ask, the class teacher lets them in."""
    for_students = link_in(head.says("/ссылка 5А ученики", hears="vk.me"))
    for student in students:
        agree(student, for_students, "Мне есть 14")
        student.says(f"{student.last_name} {student.first_name}", hears="Ждём")
        let_in(head, student)
    for_parents = link_in(head.says("/ссылка 5А родители", hears="vk.me"))
    for parent in parents:
        agree(parent, for_parents)
        parent.says(f"{parent.last_name} {parent.first_name}")
        parent.says(CHILD_OF[parent.last_name], hears="Ждём")
        let_in(head, parent)


def let_in(head: Player, who: Player) -> None:
    """The card comes to the class teacher, she presses «Впустить»."""
    head.waits_for(f"профиль ВК: {who.first_name} {who.last_name}")
    head.presses("Впустить", hears="Впустили")
    who.waits_for("Добро пожаловать")


def talk(head: Player, students: list[Player]) -> None:
    """The first conversation, and the first words in it."""
    head.says("/беседа 5А Алгебра")
    link = link_in(head.waits_for("Готово: беседа «5А · Алгебра»"))
    for player in (head, *students):
        player.opens(link)
    chat = head.chat("5А · Алгебра")
    head.says("Добрый день, 5А! Здесь будут задания и ответы на вопросы по алгебре.", where=chat)
    students[0].says("Здравствуйте, Анна Петровна!", where=chat)


def main() -> int:
    """Fill the sandbox; a failure is said in one line."""
    parser = argparse.ArgumentParser(prog="python -m bot.demo.cast", description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--group", required=True, type=int)
    parser.add_argument("--init-link", required=True)
    given = parser.parse_args()
    try:
        fill(Stage(given.url, given.group), given.init_link)
    except CastFailed as failure:
        print(f"cast: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
