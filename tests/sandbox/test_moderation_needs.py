"""What moderation asks of VK: whose message is answered or forwarded, a quote into another talk, deletion by number."""

import json

import pytest

from tests.sandbox.conftest import Refused, Vk


async def test_an_answer_names_whose_message_it_answers(vk: Vk) -> None:
    """vk-platform §4: reply_message is a message object with its author and number."""
    group = await vk.community()
    author, other = await vk.person(), await vk.person("Ольга")
    chat = await group.chat(author, other)
    said = await vk.post("say", from_id=author, peer_id=chat, group_id=group.id, text="первое")
    await vk.post("say", from_id=other, peer_id=chat, group_id=group.id, text="/пожаловаться", reply_cmid=said["cmid"])
    answer = (await group.news())[-1]["reply_message"]
    assert (answer["from_id"], answer["conversation_message_id"]) == (author, said["cmid"])


async def test_a_person_forwards_what_she_sees_and_its_author_stays(vk: Vk) -> None:
    """vk-platform §2.5, §4: fwd_messages keep from_id; at most 100 at the top level."""
    group = await vk.community()
    author, mother = await vk.person(), await group.friend("Мария")
    chat = await group.chat(author, mother)
    said = await vk.post("say", from_id=author, peer_id=chat, group_id=group.id, text="Я учитель")
    one = {"peer_id": chat, "group_id": group.id, "cmid": said["cmid"]}
    await vk.post("say", from_id=mother, peer_id=group.peer, text="/это-учитель", forwards=[one])
    [copy] = (await group.news())[-1]["fwd_messages"]
    assert (copy["from_id"], copy["text"]) == (author, "Я учитель")
    with pytest.raises(Refused):
        await vk.post("say", from_id=mother, peer_id=group.peer, text="x", forwards=[one] * 101)
    with pytest.raises(Refused):
        await vk.post("say", from_id=mother, peer_id=group.peer, text="x", forwards=[{**one, "cmid": 99}])


async def test_a_chats_message_is_quoted_in_private_until_it_is_deleted(vk: Vk) -> None:
    """vk-platform §3.1, §3.4: only the number names it; a quote that was sent outlives its original."""
    group = await vk.community()
    author, teacher = await vk.person(), await group.friend("Анна")
    chat = await group.chat(author, teacher)
    said = await vk.post("say", from_id=author, peer_id=chat, group_id=group.id, text="плохое слово")
    forward = json.dumps({"peer_id": chat, "conversation_message_ids": [said["cmid"]]})
    await group.send(teacher, "взгляните", random_id=1, forward=forward)
    [row] = await group.ok("messages.delete", peer_id=chat, cmids=said["cmid"], delete_for_all=1)
    assert row["response"] == 1
    shown = await vk.get("messages", viewer_id=teacher, peer_id=group.peer)
    assert [one["text"] for one in shown[-1]["forwards"]] == ["плохое слово"]
    assert await group.error("messages.send", peer_id=teacher, message="ещё", random_id=2, forward=forward) == 100
    [row] = await group.ok("messages.delete", peer_id=chat, cmids=said["cmid"], delete_for_all=1)
    assert row["error"]["code"] == 1018
