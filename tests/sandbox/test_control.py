"""The control face: people, links, talks, time, the stream, and what it refuses."""

import asyncio
import json
import subprocess
import sys
from datetime import datetime, timedelta

import pytest

from tests.sandbox.conftest import Refused, Vk


async def test_health_and_people(vk: Vk) -> None:
    assert await vk.get("health") == {"ok": True}
    made = await vk.post("people", first_name="Анна", last_name="Лугова")
    assert made == {"id": made["id"], "first_name": "Анна", "last_name": "Лугова", "note": ""}
    assert made in await vk.get("people")


async def test_communities_show_tokens_only_once(vk: Vk) -> None:
    made = await vk.post("communities", name="Школа 5")
    assert made["token"] != made["user_token"]
    assert {"group_id": made["group_id"], "name": "Школа 5", "screen_name": f"club{made['group_id']}"} in await vk.get(
        "communities"
    )


async def test_what_is_missing_is_said_in_words(vk: Vk) -> None:
    with pytest.raises(Refused, match="from_id is missing"):
        await vk.post("say", text="x")
    with pytest.raises(Refused, match="no person"):
        await vk.post("say", from_id=1, peer_id=-1, text="x")
    with pytest.raises(Refused, match="bad value"):
        await vk.post("say", from_id="x", peer_id=-1, text="x")
    with pytest.raises(Refused, match="no chat"):
        await vk.get("chats/2000099999")


@pytest.mark.parametrize(
    "form", ["https://vk.me/{name}?ref={ref}", "vk.com/write-{id}?ref={ref}", "https://vk.me/public{id}?ref={ref}"]
)
async def test_a_ref_comes_with_the_next_message_once(vk: Vk, form: str) -> None:
    group, person = await vk.community(), await vk.person()
    url = form.format(name=group.screen_name, id=group.id, ref="class_7a")
    opened = await vk.post("open", from_id=person, url=f"{url}&ref_source=poster")
    assert (opened["kind"], opened["peer_id"]) == ("private", group.peer)
    assert await group.events() == []  # opening alone gives no event
    await vk.post("press", from_id=person, peer_id=group.peer, label="Начать")
    await vk.post("say", from_id=person, peer_id=group.peer, text="ещё")
    first, second = await group.news()
    assert (first["ref"], first["ref_source"]) == ("class_7a", "poster")
    assert "ref" not in second


async def test_a_link_to_nobody(vk: Vk) -> None:
    person = await vk.person()
    with pytest.raises(Refused, match="no community"):
        await vk.post("open", from_id=person, url="https://vk.me/nobody_here")
    assert (await vk.post("open", from_id=person, url="https://example.org"))["kind"] == "link"


async def test_say_returns_the_message(vk: Vk) -> None:
    group, person = await vk.community(), await vk.person("Вера", "Дальняя")
    said = await vk.post("say", from_id=person, peer_id=group.peer, text="Здравствуйте", payload={"a": 1})
    assert said["from_name"] == "Вера Дальняя"
    assert (said["cmid"], said["text"], said["payload"], said["keyboard"]) == (1, "Здравствуйте", '{"a":1}', None)
    assert await vk.get("messages", viewer_id=person, peer_id=group.peer) == [said]
    assert await vk.get("messages", viewer_id=person, peer_id=group.peer, after_cmid=1) == []


async def test_talks_newest_first(vk: Vk) -> None:
    group = await vk.community()
    person = await group.friend()
    peer = await group.chat(person)
    await group.send(person, "раз")
    await group.send(person, "два")
    private, chat = (await vk.get("talks", viewer_id=person))[:2]
    assert (private["peer_id"], private["kind"], private["title"]) == (group.peer, "private", "Школа 1")
    assert (private["last_message"]["text"], private["unread"], private["permission"]) == ("два", 2, "allowed")
    assert (chat["peer_id"], chat["group_id"], chat["kind"], chat["title"]) == (peer, group.id, "chat", "Алгебра")
    assert [one["member_id"] for one in chat["chat"]["members"]] == [-group.id, person]
    await vk.get("messages", viewer_id=person, peer_id=group.peer)
    assert (await vk.get("talks", viewer_id=person))[0]["unread"] == 0


async def test_the_clock_jumps_and_runs(vk: Vk) -> None:
    before = datetime.fromisoformat((await vk.get("clock"))["now"])
    assert before.utcoffset() == timedelta(0)
    after = datetime.fromisoformat((await vk.post("clock", forward_s=86_400))["now"])
    assert timedelta(days=1) <= after - before < timedelta(days=1, minutes=1)
    await vk.post("clock", speed=3600)
    await asyncio.sleep(0.05)
    fast = await vk.post("clock", speed=1)
    assert datetime.fromisoformat(fast["now"]) - after > timedelta(minutes=2)
    assert fast["speed"] == 1
    group, person = await vk.community(), await vk.person()
    said = await vk.post("say", from_id=person, peer_id=group.peer, text="x")
    assert abs(said["date"] - fast["now_ts"]) < 5
    with pytest.raises(Refused, match="never goes back"):
        await vk.post("clock", forward_s=-1)


async def test_the_stream_tells_what_happens(vk: Vk) -> None:
    group, person = await vk.community(), await vk.person()
    async with vk.http.get(f"{vk.url}/sandbox/events") as stream:
        assert stream.content_type == "text/event-stream"
        await stream.content.readuntil(b"\n\n")
        await vk.post("say", from_id=person, peer_id=group.peer, text="привет")
        event = json.loads((await stream.content.readuntil(b"\n\n")).removeprefix(b"data: "))
    assert (event["type"], event["peer_id"], event["group_id"], event["user_id"]) == (
        "message",
        group.peer,
        group.id,
        person,
    )
    assert event["message"]["text"] == "привет"


async def test_the_page_is_served_and_nothing_beside_it(vk: Vk) -> None:
    async with vk.http.get(f"{vk.url}/") as answer:
        assert answer.status == 200
    async with vk.http.get(f"{vk.url}/page/%2e%2e/app.py") as answer:
        assert answer.status == 404


def test_only_loopback() -> None:
    command = [sys.executable, "-m", "sandbox", "--host", "0.0.0.0", "--port", "0"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20)
    assert done.returncode != 0
    assert "loopback only" in done.stderr
