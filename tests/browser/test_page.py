"""The messenger page, as a person with a mouse or a finger meets it."""

import base64
import json
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Bot, Sandbox, Someone

pytestmark = pytest.mark.browser

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def button(label: str, kind: str = "text", color: str = "primary") -> dict[str, Any]:
    return {"action": {"type": kind, "label": label, "payload": json.dumps({"button": label})}, "color": color}


def inline(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"inline": True, "buttons": list(rows)}


async def open_talk(page: Page, person: Someone, peer_id: int) -> None:
    await page.goto(f"/#p={person.id}&t={peer_id}")
    await expect(page.get_by_test_id("composer")).to_be_visible()


async def begin(page: Page, person: Someone, bot: Bot) -> None:
    """The private talk with the bot, already begun."""
    await bot.sandbox.post("say", from_id=person.id, peer_id=-bot.group_id, text="Привет")
    await bot.next("message_new")
    await open_talk(page, person, -bot.group_id)


async def test_one_chooses_a_person_begins_and_talks(page: Page, bot: Bot) -> None:
    await page.goto("/")
    await page.get_by_test_id("person-card").filter(has_text="Анна Лугова").click()
    await page.get_by_test_id("talk-item").filter(has_text=bot.name).click()
    await page.get_by_role("button", name="Начать").click()
    started = (await bot.next("message_new"))["message"]
    assert started["text"] == "Начать"
    assert json.loads(started["payload"]) == {"command": "start"}

    keyboard = {"one_time": False, "buttons": [[button("Мои классы"), button("Помощь", color="secondary")]]}
    await bot.send(started["from_id"], "Здравствуйте!\n  Что сделать?", keyboard=keyboard)
    await expect(page.get_by_test_id("message").last).to_contain_text("Здравствуйте!\n  Что сделать?")
    await page.get_by_test_id("keyboard-button").filter(has_text="Мои классы").click()
    pressed = (await bot.next("message_new"))["message"]
    assert (pressed["text"], json.loads(pressed["payload"])) == ("Мои классы", {"button": "Мои классы"})

    await page.get_by_test_id("composer").fill("первая строка")
    await page.get_by_test_id("composer").press("Shift+Enter")
    await page.get_by_test_id("composer").press_sequentially("вторая")
    await page.get_by_test_id("composer").press("Enter")
    assert (await bot.next("message_new"))["message"]["text"] == "первая строка\nвторая"
    await expect(page.get_by_test_id("composer")).to_have_value("")
    await expect(page.get_by_test_id("message").last).to_contain_text("вторая")


async def test_a_button_waits_for_its_answer_and_the_snackbar_shows_it(page: Page, bot: Bot, person: Someone) -> None:
    await begin(page, person, bot)
    await bot.send(person.id, "Впустить Соню?", keyboard=inline([button("Впустить", "callback", "positive")]))
    yes = page.get_by_test_id("inline-button").filter(has_text="Впустить")
    await yes.click()
    event = await bot.next("message_event")
    assert event["payload"] == {"button": "Впустить"}
    await expect(yes).to_have_attribute("aria-busy", "true")

    known = {name: event[name] for name in ("event_id", "user_id", "peer_id")}
    answer = {"type": "show_snackbar", "text": "Соня принята"}
    await bot.call("messages.sendMessageEventAnswer", **known, event_data=answer)
    await expect(page.get_by_test_id("snackbar")).to_have_text("Соня принята")
    await expect(yes).not_to_have_attribute("aria-busy", "true")

    cmid = event["conversation_message_id"]
    await bot.call("messages.edit", peer_id=person.id, conversation_message_id=cmid, message="Соня в классе.")
    await expect(page.get_by_test_id("message").last).to_contain_text("Соня в классе.")
    await expect(page.get_by_test_id("inline-button")).to_have_count(0)
    await bot.call("messages.delete", peer_id=person.id, cmids=str(cmid), delete_for_all=1)
    await expect(page.get_by_text("Соня в классе.")).to_have_count(0)


async def test_the_bottom_key_is_pressed_though_an_inline_one_is_named_alike(
    page: Page, bot: Bot, person: Someone
) -> None:
    await begin(page, person, bot)
    await bot.send(person.id, "Сверху", keyboard=inline([button("Меню", "callback")]))
    await bot.send(person.id, "Снизу", keyboard={"buttons": [[button("Меню")]]})
    await page.get_by_test_id("keyboard-button").filter(has_text="Меню").click()
    assert (await bot.next("message_new"))["message"]["text"] == "Меню"
    await page.get_by_test_id("keyboard-toggle").click()
    await expect(page.get_by_test_id("keyboard-button")).to_have_count(0)


async def test_a_link_in_a_message_joins_the_chat(page: Page, bot: Bot, person: Someone) -> None:
    chat = await bot.call("messages.createChat", title="5А · Алгебра")
    peer_id = 2_000_000_000 + chat["chat_id"]
    link = (await bot.call("messages.getInviteLink", peer_id=peer_id))["link"]
    await begin(page, person, bot)
    await bot.send(person.id, f"Беседа класса: {link}. Заходите!")
    await page.get_by_role("link", name=link, exact=True).click()

    await expect(page.get_by_role("heading", name="5А · Алгебра")).to_be_visible()
    joined = (await bot.next("message_new"))["message"]
    assert joined["action"]["type"] == "chat_invite_user_by_link"
    await expect(page.get_by_test_id("service").last).to_have_text(f"{person.name} присоединилась по ссылке")
    await page.get_by_test_id("composer").fill("Всем привет")
    await page.get_by_test_id("send").click()
    assert (await bot.next("message_new"))["message"]["text"] == "Всем привет"

    pinned = (await bot.send(peer_id, "Правила беседы", peer_ids=str(peer_id)))[0]["conversation_message_id"]
    await bot.call("messages.pin", peer_id=peer_id, cmid=pinned)
    await expect(page.get_by_test_id("pinned")).to_contain_text("Правила беседы")
    await page.get_by_test_id("members-toggle").click()
    await expect(page.get_by_test_id("member")).to_have_count(2)
    await expect(page.get_by_test_id("member").filter(has_text=bot.name)).to_contain_text("создатель")
    await page.get_by_test_id("leave").click()
    left = (await bot.next("message_new"))["message"]
    assert left["action"] == {"type": "chat_kick_user", "member_id": person.id}
    await expect(page.get_by_text("Вы больше не в этой беседе").first).to_be_visible()


async def test_a_link_with_ref_waits_for_the_first_word(page: Page, bot: Bot, person: Someone) -> None:
    await page.goto(f"/#p={person.id}")
    await page.get_by_test_id("open-link-input").fill(f"https://vk.me/{bot.screen_name}?ref=class_5a&ref_source=poster")
    await page.get_by_test_id("open-link-input").press("Enter")
    await expect(page.get_by_test_id("ref-hint")).to_contain_text("Нажмите «Начать» или напишите любое слово")
    await page.get_by_role("button", name="Начать").click()
    message = (await bot.next("message_new"))["message"]
    assert (message["ref"], message["ref_source"]) == ("class_5a", "poster")
    await expect(page.get_by_test_id("ref-hint")).to_have_count(0)


async def test_a_dead_invitation_and_a_call_say_so(page: Page, bot: Bot, person: Someone) -> None:
    await page.goto(f"/#p={person.id}")
    await page.get_by_test_id("open-link-input").fill("vk.me/join/AJQ1dNothing")
    await page.get_by_test_id("open-link-input").press("Enter")
    await expect(page.get_by_test_id("trouble")).to_have_text("Ссылка-приглашение больше не действует")
    await page.get_by_test_id("open-link-input").fill("https://vk.com/call/join/abc")
    await page.get_by_test_id("open-link-input").press("Enter")
    await expect(page.get_by_test_id("notice")).to_contain_text("https://vk.com/call/join/abc")


async def test_a_photo_goes_with_the_message(page: Page, bot: Bot, person: Someone) -> None:
    await begin(page, person, bot)
    await page.get_by_test_id("file-input").set_input_files(
        [
            {"name": "list.png", "mimeType": "image/png", "buffer": PIXEL},
            {"name": "5А.csv", "mimeType": "text/csv", "buffer": "ФИО".encode()},
        ]
    )
    await page.get_by_test_id("composer").fill("Список класса")
    await page.get_by_test_id("send").click()
    message = (await bot.next("message_new"))["message"]
    assert [one["type"] for one in message["attachments"]] == ["photo", "doc"]
    await expect(page.get_by_role("img", name="Фотография")).to_be_visible()
    await expect(page.get_by_role("link", name="5А.csv")).to_be_visible()


async def test_the_clock_is_moved_from_the_page(page: Page, sandbox: Sandbox, bot: Bot, person: Someone) -> None:
    await page.goto(f"/#p={person.id}")
    before = (await sandbox.get("clock"))["now_ts"]
    for name, seconds in (("hour", 3600), ("day", 86400), ("week", 7 * 86400)):
        shown = await page.get_by_test_id("clock-now").text_content()
        await page.get_by_test_id(f"clock-forward-{name}").click()
        await expect(page.get_by_test_id("clock-now")).not_to_have_text(shown or "")
        before += seconds
        assert before <= (await sandbox.get("clock"))["now_ts"] < before + 60


async def test_another_person_is_chosen_and_sees_what_came(
    page: Page, sandbox: Sandbox, bot: Bot, person: Someone
) -> None:
    other = await sandbox.post("people", first_name="Илья", last_name="Второй")
    await begin(page, person, bot)
    await page.goto(f"/#p={other['id']}")
    await page.get_by_test_id("person-select").select_option(str(person.id))
    await bot.send(person.id, "Новость для вас")
    mine = page.get_by_test_id("talk-item").filter(has_text=bot.name)
    await expect(mine).to_contain_text("Новость для вас")
    await expect(mine.locator(".badge")).to_have_text("1")
    await mine.click()
    await expect(page.get_by_test_id("message").last).to_contain_text("Новость для вас")
    await expect(page).to_have_url(f"{sandbox.base}/#p={person.id}&t={-bot.group_id}")


async def test_without_the_stream_the_page_asks_by_itself(page: Page, bot: Bot, person: Someone) -> None:
    await page.route("**/sandbox/events", lambda route: route.fulfill(status=204))
    await begin(page, person, bot)
    await bot.send(person.id, "Решать?", keyboard=inline([button("Да", "callback")]))
    await page.get_by_test_id("inline-button").click()
    event = await bot.next("message_event")
    known = {name: event[name] for name in ("event_id", "user_id", "peer_id")}
    answer = {"type": "show_snackbar", "text": "Решено"}
    await bot.call("messages.sendMessageEventAnswer", **known, event_data=answer)
    await expect(page.get_by_test_id("snackbar")).to_have_text("Решено")
