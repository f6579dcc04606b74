"""Makes the pictures of README and guides anew, of a running demo: `python -m scripts.pictures http://127.0.0.1:PORT`."""

import asyncio
import shutil
import sys
from pathlib import Path

from playwright.async_api import Browser, async_playwright

from bot.demo.cast import agree
from bot.demo.players import Player, Stage, link_in

OUT = Path(__file__).parents[1] / "docs" / "pictures"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def play(url: str) -> tuple[Stage, Player, Player, int]:
    """A pupil waits for a yes, the class teacher has a call on; returns whom to look at and where."""
    communities = Stage(url, 0).get("communities")
    stage = Stage(url, int(communities[0]["group_id"]))
    people = {p["last_name"]: Player(stage, int(p["id"]), p["first_name"], p["last_name"]) for p in stage.get("people")}
    teacher, pupil = people["Лугова"], people["Ручейков"]
    chat = teacher.chat("5А · Алгебра")
    teacher.says("/звонок 5А Алгебра")
    teacher.waits_for("карточка уже в беседе")
    made = stage.post("people", first_name="Лёва", last_name="Синицын")
    newcomer = Player(stage, int(made["id"]), "Лёва", "Синицын")
    agree(newcomer, link_in(teacher.says("/ссылка 5А ученики", hears="vk.me")), "Мне нет 14")
    newcomer.says("Синицын Лев", hears="Ждём")
    teacher.waits_for("Синицын Лев")
    return stage, teacher, pupil, chat


def cards(stage: Stage, teacher: Player) -> Player:
    """A stranger comes into a chat, the teacher of a club leaves; returns the administrator of the school."""
    people = {p["last_name"]: Player(stage, int(p["id"]), p["first_name"], p["last_name"]) for p in stage.get("people")}
    school = people["Ясенева"]
    school.says("/контур сообщать", hears="только сообщаю")
    made = stage.post("people", first_name="Иван", last_name="Незваный")
    stranger = Player(stage, int(made["id"]), "Иван", "Незваный")
    told = teacher.says("/беседы", hears="5А · Алгебра")
    teacher.hears_after(lambda: stranger.opens(link_in(told.partition("5А · Алгебра")[2])), "Иван Незваный")
    school.says("/уволить Полевой")
    school.hears_after(lambda: school.presses("Да, уволить"), "без руководителя", patience_s=90)
    return school


async def shoot(browser: Browser, url: str, name: str, size: tuple[int, int], person: int, peer: int) -> None:
    """One picture of one person's talk."""
    page = await browser.new_page(viewport={"width": size[0], "height": size[1]})
    await page.goto(f"{url}/#p={person}&t={peer}")
    await page.get_by_test_id("message").last.wait_for()
    close = page.get_by_role("button", name="Закрыть подсказку")
    if await close.count():
        await close.first.click()
    await page.wait_for_timeout(500)
    await page.screenshot(path=OUT / name)


async def main(url: str) -> None:
    """Play, then look."""
    stage, teacher, pupil, chat = await asyncio.to_thread(play, url)
    OUT.mkdir(exist_ok=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        await shoot(browser, url, "demo-desktop.png", (1280, 800), teacher.id, -stage.group)
        await shoot(browser, url, "demo-phone.png", (390, 844), pupil.id, chat)
        school = await asyncio.to_thread(cards, stage, teacher)
        await shoot(browser, url, "card-stranger.png", (720, 560), teacher.id, -stage.group)
        await shoot(browser, url, "card-clubs.png", (720, 560), school.id, -stage.group)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
