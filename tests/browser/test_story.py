"""The main job on the page, with the real bot behind it: from an empty region to a report and a reminder."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.world import Actor, World

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]

PICTURES = Path(__file__).parents[2] / "build" / "pictures"
LINK = re.compile(r"https://vk\.me/[^\s]+")


@dataclass
class Stage:
    """One browser tab in which everybody plays in turn."""

    page: Page
    world: World

    async def becomes(self, person: Actor, peer: int | None = None) -> None:
        """The tab shows this person's talk, the bot's if no other is named."""
        await self.page.goto(f"{self.world.sandbox.url}/#p={person.id}&t={peer or self.world.bot_peer}")
        await expect(self.page.get_by_test_id("composer")).to_be_visible()

    async def opens(self, person: Actor, link: str) -> None:
        """Paste a link into «Открыть ссылку» and press «Начать», as its text tells people to do."""
        await self.becomes(person)
        await self.page.get_by_test_id("open-link-input").fill(link)
        await self.page.get_by_test_id("open-link-input").press("Enter")
        await self.page.get_by_role("button", name="Начать").click()

    async def enters(self, person: Actor, link: str, yes: str = "Согласен") -> None:
        """The link, whose profile it is, the consent."""
        await self.opens(person, link)
        await self.presses("Да, это я")
        await self.presses(yes)

    async def presses(self, label: str) -> None:
        """The newest inline button of this label, else the one of the keyboard."""
        begins = re.compile(f"^\\s*{re.escape(label)}")
        inline = self.page.get_by_test_id("inline-button").filter(has_text=begins)
        below = self.page.get_by_test_id("keyboard-button").filter(has_text=begins)
        await expect(inline.or_(below).last).to_be_visible()
        await (inline.last if await inline.count() else below.last).click()

    async def says(self, text: str) -> None:
        """Type and send."""
        await self.page.get_by_test_id("composer").fill(text)
        await self.page.get_by_test_id("composer").press("Enter")

    async def sees(self, text: str) -> str:
        """A message with these words is there; returns its text."""
        message = self.page.get_by_test_id("message").filter(has_text=text).last
        await expect(message).to_be_visible(timeout=20_000)
        return await message.inner_text()

    async def link(self, beside: str) -> str:
        """The entry link of the newest message with these words."""
        found = LINK.search(await self.sees(beside))
        assert found
        return found.group(0)

    async def picture(self, name: str) -> None:
        """For people to look at."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        await self.page.screenshot(path=PICTURES / f"{name}.png")


@pytest.fixture
async def living(world: World) -> AsyncIterator[World]:
    """The world with its bot at work by itself."""
    stop = asyncio.Event()
    running = asyncio.create_task(world.app.run(stop))
    yield world
    stop.set()
    await running


async def test_the_main_job_on_the_page(living: World, browser: Browser) -> None:
    page = await browser.new_page(locale="ru-RU", timezone_id="Europe/Moscow", viewport={"width": 1280, "height": 800})
    stage = Stage(page, living)
    region, school = await living.stranger("Раиса", "Краева"), await living.stranger("Алла", "Школьная")
    teacher, pupil = await living.stranger("Анна", "Иванова"), await living.stranger("Петя", "Ручейков")

    await stage.enters(region, await living.init_region())
    await stage.says("Краева Раиса Павловна")
    await stage.sees("Вы вошли: Ставропольский край")
    await stage.presses("Новый муниципалитет")
    await stage.sees("Как называется муниципалитет?")
    await stage.says("Динской район")
    await stage.presses("Новая школа")
    await stage.sees("Как называется школа")
    await stage.says("Школа № 5")
    await stage.sees("Школа «Школа № 5» добавлена")
    await stage.presses("Ссылка администратору")
    to_school = await stage.link("для администратора: Школа № 5")
    await stage.picture("region-admin")

    await stage.enters(school, to_school)
    await stage.says("Школьная Алла Юрьевна")
    await stage.sees("Добро пожаловать")
    await stage.says("/класс 5А")
    await stage.sees("Класс добавлен: 5А")
    await stage.says("/учитель Иванова Анна Петровна; 5А Алгебра")
    await stage.presses("Личная ссылка")
    personal = await stage.link("Действует один раз")
    await stage.says("/классный 5А Иванова")
    await stage.sees("Классный руководитель 5А: Иванова")
    await stage.picture("school-admin")

    await stage.enters(teacher, personal)
    await stage.presses("Всё верно")
    await stage.sees("Добро пожаловать")
    await stage.says("/ссылка 5А ученики")
    for_pupils = await stage.link("Ссылка для учеников 5А")

    await stage.enters(pupil, for_pupils, "Мне нет 14")
    await stage.says("Ручейков Пётр")
    await stage.sees("Ждём ответа классного руководителя")
    await stage.becomes(teacher)
    await stage.sees("Ручейков Пётр")
    await stage.picture("teacher-card")
    await stage.presses("Впустить")
    await stage.sees("Впустили: Ручейков Пётр")
    await stage.says("/беседа 5А Алгебра")
    await stage.sees("Готово: беседа «5А · Алгебра»")
    await stage.presses("Войти")
    await expect(page.get_by_role("heading", name="5А · Алгебра")).to_be_visible()

    await stage.becomes(pupil)
    await stage.sees("Новая беседа «5А · Алгебра»")
    await stage.presses("Войти")
    await expect(page.get_by_role("heading", name="5А · Алгебра")).to_be_visible()
    await stage.becomes(teacher)
    await stage.says("/звонок 5А Алгебра")
    await stage.sees("карточка уже в беседе")
    await stage.presses("Моя активность")
    await stage.sees("0 из 3")

    for _ in range(4):  # Monday 10:00 → Friday 10:00: Thursday's reminder falls due
        await page.get_by_test_id("clock-forward-day").click()
        await asyncio.sleep(0.3)
    off = page.get_by_test_id("inline-button").filter(has_text="Не напоминать")
    await expect(off.last).to_be_visible(timeout=20_000)
    await stage.picture("teacher-reminded")
    await page.get_by_test_id("clock-forward-week").click()
    await stage.becomes(region)
    await stage.sees("30.11-04.12.2026")
    await stage.picture("region-report")
    await page.set_viewport_size({"width": 390, "height": 844})
    await stage.picture("region-report-phone")
    await page.close()
