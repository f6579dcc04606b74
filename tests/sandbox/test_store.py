"""The world survives the process (--data), and the cast fills an empty one (--cast)."""

from collections import Counter
from pathlib import Path

import aiohttp

from tests.sandbox.conftest import CHAT, Community, Vk, start_sandbox


async def test_everything_comes_back(http: aiohttp.ClientSession, tmp_path: Path) -> None:
    server = start_sandbox("--data", str(tmp_path))
    vk = Vk(http, server.url)
    try:
        group = await vk.community(events="message_event")
        person = await group.friend()
        peer = await group.chat(person)
        form = aiohttp.FormData()
        form.add_field("file", b"bytes", filename="a.png", content_type="image/png")
        async with http.post(f"{vk.url}/sandbox/upload?from_id={person}", data=form) as answer:
            attachment = await answer.json()
        await vk.post("say", from_id=person, peer_id=peer, group_id=group.id, text="раз", attachments=[attachment])
        first = await group.send(person, random_id=77)
        await vk.forward(hours=50)
        before = await vk.get("clock")
        people, chats = await vk.get("people"), await vk.get("chats")
    finally:
        server.stop()
    server = start_sandbox("--data", str(tmp_path), "--cast")
    try:
        old, vk = vk.url, Vk(http, server.url)
        again = Community(vk, group.id, group.token, group.user_token, group.screen_name, group.key, group.ts)
        assert await vk.get("people") == people
        assert await vk.get("chats") == chats
        assert (await vk.get("clock"))["now_ts"] >= before["now_ts"]
        seen = (await vk.get("messages", viewer_id=person, peer_id=peer, group_id=group.id))[-1]
        assert old == vk.url or old not in str(seen)
        async with http.get(seen["url"] if "url" in seen else seen["attachments"][0]["url"]) as answer:
            assert await answer.read() == b"bytes"
        await vk.post("say", from_id=person, peer_id=group.peer, text="два")
        assert await again.send(person, random_id=0) == first + 2
        await again.listen()  # the old key died in the 50 hours
        again.ts = group.ts  # an older number is still good: the queue was kept
        assert [one["text"] for one in await again.news()] == ["раз", "два"]
        assert await again.chat() == CHAT + 2
    finally:
        server.stop()


async def test_a_new_world_may_begin_at_any_moment(http: aiohttp.ClientSession) -> None:
    server = start_sandbox("--now", "2026-11-30T10:00:00+03:00")
    try:
        clock = await Vk(http, server.url).get("clock")
    finally:
        server.stop()
    assert clock["now"].startswith("2026-11-30T07:00:0")


async def test_the_cast(http: aiohttp.ClientSession) -> None:
    server = start_sandbox("--cast")
    try:
        notes = Counter(one["note"] for one in await Vk(http, server.url).get("people"))
    finally:
        server.stop()
    assert set(notes) == {
        "region_admin",
        "municipal_admin",
        "school_admin",
        "teacher",
        "student",
        "parent",
        "stranger",
    }
    assert notes["teacher"] >= 3
    assert notes["student"] >= 4
    assert notes["parent"] >= 3
    assert notes["stranger"] == 2
