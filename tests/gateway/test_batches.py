"""Requests of every kind leave together, each has its own answer, and each lane keeps its order."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from bot.kit.screen import Screen
from bot.kit.turn import Talk
from bot.services import post
from bot.services.ports import Done, Verb
from tests.gateway.conftest import Out

Heard = Callable[[], list[Done]]
_lanes = itertools.count(1)


@dataclass
class Chat:
    """A chat of people whose administrator the bot is; `people` are in it, the first is the owner."""

    out: Out
    key: int
    group: int
    people: list[int]

    @classmethod
    async def gather(cls, out: Out, people: int = 4) -> "Chat":
        found, group = await out.people(people), out.groups[out.first]["group_id"]
        made = await out.sandbox.post("chats", owner_id=found[0], title="5А", members=found[1:], group_id=group)
        place = {"peer_id": made["peer_id"], "group_id": group}
        await out.sandbox.post("add", from_id=found[0], member_id=-group, **place)
        await out.sandbox.post("rights", member_id=-group, admin=True, full_access=True, **place)
        return cls(out, int(made["peer_id"]), group, found)

    async def card(self) -> dict[str, Any]:
        found: dict[str, Any] = await self.out.sandbox.get(f"chats/{self.key}", group_id=self.group)
        return found

    async def inside(self) -> set[int]:
        return {m["member_id"] for m in (await self.card())["members"]} & set(self.people)

    async def says(self, who: int, text: str) -> int:
        """The message's number."""
        place = {"peer_id": self.key, "group_id": self.group}
        return int((await self.out.sandbox.post("say", from_id=who, text=text, **place))["cmid"])

    async def texts(self, viewer: int) -> list[str]:
        seen = await self.out.sandbox.get("messages", viewer_id=viewer, peer_id=self.key, group_id=self.group)
        return [message["text"] for message in seen]


async def ask(out: Out, verb: Verb, *, lane: str = "", priority: int = post.ANSWER, **args: Any) -> None:
    """A request of its own lane whose answer is heard under its verb."""
    await post.ask(
        out.first,
        verb,
        args,
        lane=lane or f"test:{next(_lanes)}",
        now=out.clock.now(),
        priority=priority,
        then="test.heard",
        then_args={"verb": verb.value},
    )


async def ask_of_every_kind(out: Out, chat: Chat, text: int) -> None:
    """One request of every kind that is one call."""
    await ask(out, Verb.REMOVE_MEMBER, chat=chat.key, person=chat.people[3], priority=post.URGENT)
    await ask(out, Verb.DELETE_MESSAGES, chat=chat.key, messages=[text], priority=post.URGENT)
    await ask(out, Verb.RENAME_CHAT, chat=chat.key, title="5Б")
    await ask(out, Verb.CHAT_LINK, chat=chat.key, reset=True)
    await ask(out, Verb.LEARN_PROFILE, person=chat.people[0])
    await post.say(Talk(out.first, chat.people[1], is_chat=False), Screen("личное"), now=out.clock.now())
    talk = Talk(out.first, chat.key, is_chat=True)
    await post.answer_press(talk, "нет такого", chat.people[0], "", now=out.clock.now())


def answers(heard: Heard) -> dict[str, Done]:
    """The last answer of each verb."""
    return {str(done.args["verb"]): done for done in heard()}


async def inner(out: Out) -> list[str]:
    """Methods inside of executes, as VK ran them."""
    return [call["method"] for call in await out.sandbox.get("calls") if call.get("via") == "execute"]


async def test_requests_of_every_kind_leave_as_one_and_are_answered_one_by_one(out: Out, heard: Heard) -> None:
    chat = await Chat.gather(out)
    text = await chat.says(chat.people[1], "плохое слово")
    await ask_of_every_kind(out, chat, text)
    await out.send()
    assert len(await out.calls("execute")) == 1
    assert len(await inner(out)) == 7
    assert (await inner(out))[:2] == ["messages.removeChatUser", "messages.delete"]  # what is urgent is done first
    for method in ("messages.removeChatUser", "messages.send", "messages.editChat", "users.get"):
        assert await out.calls(method) == []
    found = answers(heard)
    assert [done.error for done in found.values()] == [None] * 5
    card = await chat.card()
    assert (card["title"], card["link"]) == ("5Б", found["chat_link"].answer["link"])
    assert await chat.inside() == set(chat.people[:3])
    assert found["delete_messages"].answer == {"kept": []}
    assert found["learn_profile"].answer == {"first_name": "Пётр", "last_name": "Петров"}
    assert await out.texts(chat.people[1]) == ["личное"]
    assert await out.left() == []


async def test_a_single_request_leaves_as_itself(out: Out, heard: Heard) -> None:
    chat = await Chat.gather(out)
    await ask(out, Verb.RENAME_CHAT, chat=chat.key, title="5В")
    await out.send()
    assert await out.calls("execute") == []
    assert len(await out.calls("messages.editChat")) == 1
    assert answers(heard)["rename_chat"].error is None


async def test_each_refusal_among_many_has_its_own_code_and_costs_nobody_else(out: Out, heard: Heard) -> None:
    chat, nobody = await Chat.gather(out), await out.person(out.first)
    await ask(out, Verb.REMOVE_MEMBER, chat=chat.key, person=chat.people[0])  # the owner: 15
    await ask(out, Verb.REMOVE_MEMBER, chat=chat.key, person=nobody)  # 935: out is out
    await ask(out, Verb.CHAT_LINK, chat=chat.key + 77)  # no such chat
    await ask(out, Verb.RENAME_CHAT, chat=chat.key, title="5Г")
    for person in chat.people:
        await out.say(person, f"вам {person}", priority=post.ANSWER)
    await out.send()
    assert len(await out.calls("execute")) == 1
    said = [(str(done.args["verb"]), getattr(done.error, "code", 0)) for done in heard()]
    assert sorted(said) == [("chat_link", 917), ("remove_member", 0), ("remove_member", 15), ("rename_chat", 0)]
    assert await chat.inside() == set(chat.people)
    assert (await chat.card())["title"] == "5Г"
    assert [await out.texts(person) for person in chat.people] == [[f"вам {person}"] for person in chat.people]
    assert await out.left() == []


async def test_what_only_one_of_many_has_to_wait_for_holds_up_its_lane_and_nobody_else(out: Out, heard: Heard) -> None:
    chat = await Chat.gather(out)
    await out.fault("messages.editChat", error_code=10, times=1)
    for title in ("раз", "два"):
        await ask(out, Verb.RENAME_CHAT, chat=chat.key, title=title, lane="rename")
    await ask(out, Verb.CHAT_LINK, chat=chat.key)
    await ask(out, Verb.LEARN_PROFILE, person=chat.people[0])
    await out.send()
    assert {str(done.args["verb"]) for done in heard()} == {"chat_link", "learn_profile"}
    assert (await chat.card())["title"] == "5А"
    await out.forward(seconds=5)
    assert [c["params"]["title"] for c in await out.sandbox.get("calls", method="messages.editChat")][1:] == [
        "раз",
        "два",
    ]
    assert (await chat.card())["title"] == "два"
    assert await out.left() == []


@pytest.mark.parametrize("lost", ["answer", "request"])
async def test_a_batch_whose_answer_is_lost_is_done_once(out: Out, heard: Heard, lost: str) -> None:
    chat = await Chat.gather(out)
    text = await chat.says(chat.people[1], "плохое слово")
    await ask_of_every_kind(out, chat, text)
    await out.say(chat.key, "в беседу", priority=post.ANSWER)
    await out.fault("execute", drop=lost)
    await out.send()
    assert heard() == []
    await out.forward(seconds=5)
    found = answers(heard)
    assert len(heard()) == len(found) == 5
    assert [done.error for done in found.values()] == [None] * 5
    assert found["delete_messages"].answer == {"kept": []}
    assert (await chat.card())["link"] == found["chat_link"].answer["link"]
    assert await chat.inside() == set(chat.people[:3])
    assert (await chat.texts(chat.people[0])).count("в беседу") == 1
    assert await out.texts(chat.people[1]) == ["личное"]
    assert await out.left() == []


async def test_a_chat_is_made_apart_from_all_and_found_again_when_the_answer_is_lost(out: Out, heard: Heard) -> None:
    people = await out.people(3)
    await out.fault("messages.createChat", drop="answer")
    await ask(out, Verb.CREATE_CHAT, title="новая 1")
    for person in people:
        await out.say(person, f"вам {person}", priority=post.ANSWER)
    await out.send()
    await out.forward(seconds=5)
    (made,) = heard()
    assert [chat["title"] for chat in await out.sandbox.get("chats")] == ["новая 1"]
    assert made.answer["chat"] == (await out.sandbox.get("chats"))[0]["peer_id"]
    assert len(await out.calls("messages.createChat")) == 1
    assert "messages.createChat" not in await inner(out)
    assert [await out.texts(person) for person in people] == [[f"вам {person}"] for person in people]


async def test_lanes_keep_their_order_over_many_batches(out: Out) -> None:
    people = await out.people(30)
    for number in range(3):
        for person in people:
            await out.say(person, f"{number} {person}", priority=post.ANSWER)
    await out.fault("execute", error_code=10, times=2)
    await out.fault("messages.send", error_code=10, times=7)
    await out.send()
    for _ in range(4):
        await out.forward(seconds=20)
    assert [await out.texts(p) for p in people] == [[f"{n} {p}" for n in range(3)] for p in people]
    assert await out.left() == []


async def test_pictures_are_uploaded_apart_and_their_messages_leave_together(out: Out, heard: Heard) -> None:
    people = await out.people(5)
    await out.fault("messages.send", error_code=10, times=5)  # so that all pictures are at VK before one message is
    for person in people:
        talk = Talk(out.first, person, is_chat=False)
        await post.say(talk, Screen(f"ссылка {person}", qr=f"https://vk.me/{person}"), now=out.clock.now())
        await post.say(talk, Screen("и слово после неё"), now=out.clock.now())
    await out.send()
    assert len(await out.calls("photos.saveMessagesPhoto")) == 5
    executes, singles = len(await out.calls("execute")), len(await out.calls("messages.send"))
    await out.forward(seconds=30)
    group = out.groups[out.first]["group_id"]
    for person in people:
        assert await out.texts(person) == [f"ссылка {person}", "и слово после неё"]
        seen = await out.sandbox.get("messages", viewer_id=person, peer_id=-group)
        assert [[a["type"] for a in one["attachments"] or []] for one in seen] == [["photo"], []]
    assert len(await out.calls("execute")) - executes == 2, "the pictures' messages, then the words behind them"
    assert len(await out.calls("messages.send")) == singles
    assert len(await out.calls("photos.saveMessagesPhoto")) == 5
    assert await out.left() == []


async def test_a_picture_that_is_at_vk_is_not_uploaded_again(out: Out, heard: Heard) -> None:
    (person,) = await out.people(1)
    talk = Talk(out.first, person, is_chat=False)
    await out.fault("messages.send", error_code=10)
    await post.say(talk, Screen("ссылка", qr="https://vk.me/x"), now=out.clock.now())
    await out.send()
    assert await out.texts(person) == []
    another = out.another()
    await out.stations.close()
    await another.open()
    await out.sandbox.post("clock", forward_s=30)
    await out.read_clock()
    await another.settle()
    await another.close()
    assert await out.texts(person) == ["ссылка"]
    assert len(await out.calls("photos.saveMessagesPhoto")) == 1
    await out.stations.open()


async def test_killed_during_the_upload_it_is_uploaded_and_said_once(out: Out, heard: Heard) -> None:
    (person,) = await out.people(1)
    await out.fault("photos.saveMessagesPhoto", drop="answer")
    await post.say(Talk(out.first, person, is_chat=False), Screen("ссылка", qr="https://vk.me/x"), now=out.clock.now())
    await out.send()
    await out.forward(hours=2)
    assert await out.texts(person) == ["ссылка"]
    assert await out.left() == []


async def test_lost_answers_are_looked_up_together(out: Out, heard: Heard) -> None:
    people = await out.people(30)
    await out.fault("execute", drop="answer", times=2)
    for person in people:
        await out.say(person, f"вам {person}", priority=post.ANSWER, then="test.heard")
    (lost,) = await out.people(1)
    await out.send()
    await out.fault("messages.send", drop="request")
    await out.say(lost, "вам тоже", priority=post.ANSWER, then="test.heard")
    await out.send()
    assert heard() == []
    before = len(await out.calls("execute"))
    await out.forward(hours=2)
    for person in people:
        assert await out.texts(person) == [f"вам {person}"]
    assert await out.texts(lost) == ["вам тоже"]
    assert (await inner(out)).count("messages.getHistory") + len(await out.calls("messages.getHistory")) == 31
    assert len(await out.calls("execute")) - before <= 3
    assert len(heard()) == 31
    assert await out.left() == []


async def test_one_closed_history_among_many_costs_the_others_nothing(out: Out, heard: Heard) -> None:
    people = await out.people(3)
    await out.fault("execute", drop="answer")
    for person in people:
        await out.say(person, f"вам {person}", priority=post.ANSWER, then="test.heard")
    await out.send()
    await out.fault("messages.getHistory", error_code=15, times=1)
    await out.forward(hours=2)
    assert sorted(getattr(done.error, "code", None) is None for done in heard()) == [False, True, True]
    assert [row["state"] for row in await out.left()] == ["unknown"]


async def test_where_no_history_tells_all_stay_unknown_and_nothing_turns_in_circles(out: Out, heard: Heard) -> None:
    people = await out.people(3)
    await out.fault("execute", drop="answer")
    for person in people:
        await out.say(person, f"вам {person}", priority=post.ANSWER, then="test.heard")
    await out.send()
    await out.fault("messages.getHistory", error_code=15, times=50)
    await out.forward(hours=2)
    assert [row["state"] for row in await out.left()] == ["unknown"] * 3
    assert len(heard()) == 3
