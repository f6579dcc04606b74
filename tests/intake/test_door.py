"""The callback door, through plain HTTP: what VK gets to hear, and what is kept."""

import hmac
import io
import json
from typing import Any

import pytest

from bot.intake import callback, decode
from models import Community, InboxEvent
from tests.intake.conftest import CHAT, SECRET, TEACHER, Door, counted, queued
from tests.services.schoolhouse import enrol

FORBIDDEN = {"remove", "version 5.199", "version 5.131"}


async def test_talk_is_counted_before_ok_and_leaves_no_word(door: Door) -> None:
    status, body, _ = await door.push(door.said(text="Завтра контрольная"))
    assert (status, body) == (200, "ok")
    assert await counted() == 1
    assert await queued() == []


async def test_the_same_message_is_counted_once(door: Door) -> None:
    event = door.said(7)
    for _ in range(3):
        assert (await door.push(event))[1] == "ok"
    other_id = {**event, "event_id": "f" * 40}  # what the other channel may call it
    await door.push(other_id, **{"X-Retry-Counter": "2"})
    assert await counted() == 1


async def test_a_command_goes_to_the_inbox_once(door: Door) -> None:
    event = door.said(8, text="/классы")
    await door.push(event)
    await door.push({**event, "event_id": "e" * 40})
    assert await queued() == [f"m:{CHAT}:8"]
    row = await InboxEvent.get()
    assert row.payload["text"] == "/классы"
    assert await counted() == 0


async def test_one_word_in_answer_keeps_names_of_files_and_no_word_of_the_message(door: Door) -> None:
    doc = {"id": 7, "owner_id": 5, "title": "план.docx", "url": "https://vk.com/doc5_7", "access_key": "ab12"}
    answered = {"from_id": 5, "text": "наша тайна", "conversation_message_id": 3, "fwd_messages": [{"text": "тайна"}]}
    answered["attachments"] = [{"type": "doc", "doc": doc}]
    for words in ("сохранить это", "сохранить?", "потом"):
        await door.push(door.said(text=words, reply_message=answered))
    await door.push(door.said(text="сохранить"))
    assert (await queued(), await counted()) == ([], 4)
    await door.push(door.said(9, text=" Сохранить! ", reply_message=answered))
    assert (await queued(), await counted()) == ([f"m:{CHAT}:9"], 4)
    kept = (await InboxEvent.get()).payload
    assert kept["text"] == "сохранить"
    link = "https://vk.com/doc5_7"
    assert kept["answered"] == [{"kind": "doc", "link": link, "title": "план.docx", "item": "doc5_7", "key": "ab12"}]
    assert "тайна" not in json.dumps(kept, ensure_ascii=False)
    await door.push(door.said(10, text="/правила", reply_message=answered))
    assert (await InboxEvent.get(event_id=f"m:{CHAT}:10")).payload["answered"] == []


async def test_an_answer_in_plain_words_takes_the_quick_way(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    slow: list[Any] = []
    monkeypatch.setattr(decode, "decode", lambda *whole: slow.append(whole))
    answered = {"from_id": 5, "text": "план", "conversation_message_id": 3, "attachments": [{"type": "doc"}]}
    await door.push(door.said(text="спасибо", reply_message=answered))
    assert (await counted(), slow) == (1, [])


async def test_a_press_is_known_by_its_own_id(door: Door) -> None:
    what = {"user_id": TEACHER, "peer_id": CHAT, "event_id": "feleyinek", "payload": {"b": "x"}}
    await door.push(door.event("message_event", what))
    await door.push(door.event("message_event", what))
    assert await queued() == ["p:feleyinek"]


async def test_the_confirmation_string_is_said_exactly(door: Door) -> None:
    status, body, _ = await door.push({"type": "confirmation", "group_id": door.group_id})
    assert (status, body) == (200, "1a2b3c4d")


async def test_a_changed_confirmation_string_is_known_at_once(door: Door) -> None:
    await Community.filter(id=door.community).update(callback_code="ffff0000")
    assert (await door.push({"type": "confirmation", "group_id": door.group_id}))[1] == "ffff0000"


@pytest.mark.parametrize("code", ["remove", "version 5.199", "ok", "", "a b"])
async def test_no_magic_word_leaves_even_if_it_were_the_confirmation_string(door: Door, code: str) -> None:
    await Community.filter(id=door.community).update(callback_code=code)
    status, body, _ = await door.push({"type": "confirmation", "group_id": door.group_id})
    assert (status, body) == (503, "later")


@pytest.mark.parametrize("secret", ["", "wrong", SECRET + "x", SECRET[:-1], "тайна"])
async def test_a_wrong_secret_is_refused(door: Door, secret: str) -> None:
    for kind in ("message_new", "confirmation"):
        status, body, _ = await door.push({**door.said(), "type": kind}, secret=secret)
        assert (status, body) == (403, "refused")
    assert await counted() == 0


async def test_the_secret_is_compared_in_constant_time(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[Any, Any]] = []

    def watch(one: Any, other: Any) -> bool:
        compared.append((one, other))
        return hmac.compare_digest(one, other)

    class Watched:
        compare_digest = staticmethod(watch)

    monkeypatch.setattr(callback, "hmac", Watched)
    await door.push(door.said(), secret="wrong")
    assert (b"wrong", SECRET.encode()) in compared


async def test_a_community_without_a_secret_lets_nobody_in(door: Door) -> None:
    await enrol(55)
    status, _, _ = await door.post(json.dumps({**door.said(), "group_id": 55, "secret": ""}).encode(), group_id=55)
    assert status == 403


async def test_a_new_secret_is_known_within_a_moment(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(callback, "LOOK_AGAIN_S", 0.0)
    await door.push(door.said())
    await Community.filter(id=door.community).update(callback_secret=door.vault.lock("fresh"))
    assert (await door.push(door.said(), secret="fresh"))[0] == 200
    assert (await door.push(door.said(), secret=SECRET))[0] == 403


@pytest.mark.parametrize("kind", ["group_join", "wall_post_new", "something_of_2031", "message_typing_state"])
async def test_types_we_do_not_know_are_accepted_and_ignored(door: Door, kind: str) -> None:
    assert (await door.push(door.event(kind, {"user_id": 1})))[:2] == (200, "ok")
    assert await queued() == []


@pytest.mark.parametrize("word", sorted(FORBIDDEN))
async def test_magic_words_are_never_echoed(door: Door, word: str) -> None:
    for event in (
        door.said(text=word),
        door.said(text=f"/{word}"),
        door.event(word, {"text": word}),
        {**door.said(), "event_id": word},
        {"type": word, "group_id": word},
        {"type": "confirmation", "group_id": door.group_id, "object": word},
    ):
        assert (await door.push(event))[1] not in FORBIDDEN
    assert (await door.post(word.encode()))[1] not in FORBIDDEN


async def test_what_is_not_understood_is_refused_in_constant_words(door: Door) -> None:
    for body in (b"", b"[]", b"null", b"{", b'{"type": 5}', b"\xff\xfe", b"[" * 100_000, b'"' + b"a" * 100):
        assert (await door.post(body))[:2] == (400, "not understood")


async def test_a_body_that_is_too_large_is_refused_unread(door: Door) -> None:
    body = io.BytesIO(b" " * ((1 << 20) + 1))
    async with door.http.post(f"{door.url}/callback/{door.group_id}", data=body) as answer:
        assert (answer.status, await answer.text()) == (413, "too large")


@pytest.mark.parametrize("press", ["\0feley\0inek", "\ud800feleyinek"])
async def test_an_id_that_postgres_cannot_keep_is_cleaned(door: Door, press: str) -> None:
    what = {"user_id": TEACHER, "peer_id": CHAT, "event_id": press, "payload": {}}
    for _ in range(2):
        body = json.dumps({**door.event("message_event", what), "secret": SECRET}).encode()
        assert (await door.post(body))[0] in (200, 400)  # half a pair is not JSON that could be read
    assert set(await queued()) <= {"p:feleyinek"}
    assert (await door.push(door.said()))[0] == 200


async def test_what_postgres_cannot_keep_is_left_out(door: Door) -> None:
    assert (await door.push(door.said(9, text="/класс \x005А")))[1] == "ok"
    assert (await InboxEvent.get()).payload["text"] == "/класс 5А"
