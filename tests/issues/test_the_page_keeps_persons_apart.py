"""Whoever looks at the page now neither sees nor does what belongs to the person before her."""

import asyncio

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.conftest import Bot, Someone
from tests.browser.test_page import begin, button, inline

pytestmark = pytest.mark.browser


async def _stranger(bot: Bot, first_name: str) -> int:
    made = await bot.sandbox.post("people", first_name=first_name, last_name="Иная")
    return int(made["id"])


async def test_a_snackbar_leaves_with_its_person(page: Page, bot: Bot, person: Someone) -> None:
    other = await _stranger(bot, "Мария")
    await begin(page, person, bot)
    await bot.send(person.id, "Впустить Соню?", keyboard=inline([button("Впустить", "callback", "positive")]))
    await page.get_by_test_id("inline-button").filter(has_text="Впустить").click()
    event = await bot.next("message_event")
    known = {name: event[name] for name in ("event_id", "user_id", "peer_id")}
    answer = {"type": "show_snackbar", "text": "Соня принята"}
    await bot.call("messages.sendMessageEventAnswer", **known, event_data=answer)
    await expect(page.get_by_test_id("snackbar")).to_have_text("Соня принята")

    await page.evaluate(f"location.hash = '#p={other}'")
    await expect(page.get_by_text("Мария Иная").first).to_be_attached()
    await expect(page.get_by_test_id("snackbar")).to_have_count(0, timeout=2_000)  # by itself it goes after ten seconds


async def test_a_link_is_opened_by_who_pressed_it(page: Page, bot: Bot, person: Someone) -> None:
    chat = await bot.call("messages.createChat", title="7В · Химия")
    link = (await bot.call("messages.getInviteLink", peer_id=2_000_000_000 + chat["chat_id"]))["link"]
    other, asked, switched = await _stranger(bot, "Ольга"), asyncio.Event(), asyncio.Event()
    await begin(page, person, bot)
    await bot.send(person.id, f"Беседа класса: {link}")

    async def slowly(route: Route) -> None:
        asked.set()
        await switched.wait()
        await route.continue_()

    await page.route("**/sandbox/open", slowly)
    await page.get_by_role("link", name=link, exact=True).click()
    await asked.wait()
    await page.evaluate(f"location.hash = '#p={other}'")
    await expect(page.get_by_text("Ольга Иная").first).to_be_attached()
    async with page.expect_response("**/sandbox/open"):
        switched.set()
    joined = (await bot.next("message_new"))["message"]
    assert (joined["from_id"], joined["action"]["type"]) == (person.id, "chat_invite_user_by_link")
    await expect(page.get_by_test_id("talk-item").filter(has_text="7В · Химия")).to_have_count(0)
    assert await page.evaluate("location.hash") == f"#p={other}"
