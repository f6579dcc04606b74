"""Uploads (vk-platform §7)."""

from typing import Any

import aiohttp
import orjson

from tests.sandbox.conftest import CHAT, Vk

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


async def put(vk: Vk, url: str, field: str, data: bytes, name: str, kind: str) -> Any:
    form = aiohttp.FormData()
    form.add_field(field, data, filename=name, content_type=kind)
    async with vk.http.post(url, data=form) as answer:
        assert "json" not in answer.content_type  # read as text
        return orjson.loads(await answer.text())


async def fetch(vk: Vk, url: str) -> bytes:
    async with vk.http.get(url) as answer:
        assert answer.status == 200
        return await answer.read()


async def test_a_photo(vk: Vk) -> None:
    group = await vk.community()
    person = await group.friend()
    server = await group.ok("photos.getMessagesUploadServer", peer_id=person)
    assert (server["album_id"], server["user_id"], server["group_id"]) == (-64, 0, group.id)
    sent = await put(vk, server["upload_url"], "photo", PNG, "qr.png", "image/png")
    (photo,) = await group.ok("photos.saveMessagesPhoto", **sent)
    name = f"photo{photo['owner_id']}_{photo['id']}_{photo['access_key']}"
    await group.send(person, "код", attachment=name)
    seen = (await vk.get("messages", viewer_id=person, peer_id=group.peer))[-1]["attachments"][0]
    assert seen["type"] == "photo"
    assert await fetch(vk, seen["url"]) == PNG


async def test_a_document(vk: Vk) -> None:
    group = await vk.community()
    person = await group.friend()
    server = await group.ok("docs.getMessagesUploadServer", type="doc", peer_id=person)
    sent = await put(vk, server["upload_url"], "file", b"1;2", "x.csv", "text/csv")
    saved = await group.ok("docs.save", title="Отчёт.csv", **sent)
    assert saved["type"] == "doc"  # an object, not an array
    assert (saved["doc"]["title"], saved["doc"]["ext"], saved["doc"]["size"]) == ("Отчёт.csv", "csv", 3)
    await group.send(person, "", attachment=f"doc{saved['doc']['owner_id']}_{saved['doc']['id']}")
    seen = (await vk.get("messages", viewer_id=person, peer_id=group.peer))[-1]["attachments"][0]
    assert await fetch(vk, seen["url"]) == b"1;2"


async def test_a_closed_peer_is_901_at_once(vk: Vk) -> None:
    group, person = await vk.community(), await vk.person()
    assert await group.error("photos.getMessagesUploadServer", peer_id=person) == 901
    assert await group.error("docs.getMessagesUploadServer", peer_id=person) == 901
    assert await group.error("photos.getWallUploadServer") == 27


async def test_what_was_not_uploaded_cannot_be_saved(vk: Vk) -> None:
    group = await vk.community()
    assert await group.error("photos.saveMessagesPhoto", photo="[]", server=1, hash="x") == 129
    assert await group.error("docs.save", file="x") == 100


async def test_a_chat_photo(vk: Vk) -> None:
    group = await vk.community()
    peer = await group.chat()
    server = await group.ok("photos.getChatUploadServer", chat_id=peer - CHAT)
    sent = await put(vk, server["upload_url"], "file", PNG, "x.png", "image/png")
    answer = await group.ok("messages.setChatPhoto", file=sent["response"])
    assert (answer["message_id"], answer["chat"]["title"]) == (0, "Алгебра")
    (card,) = await vk.get("chats", group_id=group.id)
    assert await fetch(vk, card["photo"]["photo_200"]) == PNG


async def test_a_chat_photo_needs_an_administrator(vk: Vk) -> None:
    group, owner = await vk.community(), await vk.person()
    guest = await group.guest_chat(owner)
    assert await group.error("photos.getChatUploadServer", chat_id=guest - CHAT) == 925  # vk-platform §3.4
    own = await group.chat()
    server = await group.ok("photos.getChatUploadServer", chat_id=own - CHAT)
    nothing = await put(vk, server["upload_url"], "photo", PNG, "x.png", "image/png")  # the field is `file`
    assert "response" not in nothing
    sent = await put(vk, server["upload_url"], "file", PNG, "x.png", "image/png")
    assert (await group.error("messages.setChatPhoto", file="nonsense")) == 129
    await group.ok("messages.setChatPhoto", file=sent["response"])
    await group.ok("messages.deleteChatPhoto", chat_id=own - CHAT)
    assert (await vk.get(f"chats/{own}", group_id=group.id))["photo"] is None


async def test_a_person_attaches_a_file(vk: Vk) -> None:
    group, person = await vk.community(), await vk.person()
    form = aiohttp.FormData()
    form.add_field("file", b"a;b", filename="Список.csv", content_type="text/csv")
    async with vk.http.post(f"{vk.url}/sandbox/upload?from_id={person}", data=form) as answer:
        attachment = await answer.json()
    await vk.post("say", from_id=person, peer_id=group.peer, attachments=[attachment])
    (message,) = await group.news()
    assert message["text"] == ""
    doc = message["attachments"][0]["doc"]
    assert (doc["title"], doc["ext"], doc["owner_id"]) == ("Список.csv", "csv", person)
    assert await fetch(vk, doc["url"]) == b"a;b"


async def test_what_another_has_uploaded_is_attached_by_its_key(vk: Vk) -> None:
    group, owner = await vk.community(), await vk.person()
    friend = await group.friend()
    form = aiohttp.FormData()
    form.add_field("file", b"plan", filename="план.docx", content_type="application/octet-stream")
    async with vk.http.post(f"{vk.url}/sandbox/upload?from_id={owner}&type=doc", data=form) as answer:
        attachment = await answer.json()
    chat = await group.chat(owner)
    place = {"from_id": owner, "peer_id": chat, "group_id": group.id}
    said = await vk.post("say", text="план", attachments=[attachment], **place)
    await vk.post("say", text="сохранить", reply_cmid=said["cmid"], **place)
    doc = (await group.news())[-1]["reply_message"]["attachments"][0]["doc"]
    name = f"doc{doc['owner_id']}_{doc['id']}"
    for wrong in (name, f"{name}_0123456789"):
        assert await group.error("messages.send", peer_id=friend, message="", random_id=0, attachment=wrong) == 100
    await group.send(friend, "план", attachment=f"{name}_{doc['access_key']}")
    seen = (await vk.get("messages", viewer_id=friend, peer_id=group.peer))[-1]["attachments"][0]
    assert await fetch(vk, seen["url"]) == b"plan"
