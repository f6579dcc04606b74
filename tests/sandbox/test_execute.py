"""``execute`` (vk-platform §2.2)."""

import json

import pytest

from tests.sandbox.conftest import Vk


def send(person: int, text: str) -> str:
    return "API.messages.send(" + json.dumps({"peer_id": person, "message": text, "random_id": 0}) + ")"


async def test_values_come_in_order_and_failures_are_false(vk: Vk) -> None:
    group, stranger = await vk.community(), await vk.person()
    person = await group.friend()
    last = (await vk.get("calls"))[-1]["n"]
    code = f'return [{send(person, "раз")}, {send(stranger, "два")}, API.users.get({{"user_ids": [{person}]}})];'
    body = await group.call("execute", code=code)
    assert body["response"][:2] == [2, False]
    assert body["response"][2][0]["id"] == person
    (error,) = body["execute_errors"]
    assert (error["method"], error["error_code"]) == ("messages.send", 901)
    calls = await vk.get("calls", after=last)
    assert [(one["method"], one.get("via")) for one in calls] == [
        ("messages.send", "execute"),
        ("messages.send", "execute"),
        ("users.get", "execute"),
        ("execute", None),
    ]
    assert calls[0]["answer"] == {"response": 2}


async def test_brackets_and_quotes_inside_texts(vk: Vk) -> None:
    group = await vk.community()
    person = await group.friend()
    text = 'a) "b", ]; \\ {\n} я'
    assert (await group.call("execute", code=f"return [{send(person, text)}];"))["response"] == [2]
    assert (await vk.get("messages", viewer_id=person, peer_id=group.peer))[-1]["text"] == text


async def test_lists_flags_and_objects_become_parameters(vk: Vk) -> None:
    group = await vk.community()
    person = await group.friend()
    board = {"inline": True, "buttons": [[{"action": {"type": "text", "label": "Да"}}]]}
    params = {"peer_ids": [person], "message": "x", "random_id": 0, "keyboard": board, "disable_mentions": True}
    body = await group.call("execute", code=f"return [API.messages.send({json.dumps(params)})];")
    assert body["response"][0][0]["conversation_message_id"] == 2
    assert (await vk.get("messages", viewer_id=person, peer_id=group.peer))[-1]["keyboard"]["inline"] is True


async def test_at_most_25_calls(vk: Vk) -> None:
    group = await vk.community()
    some = ", ".join(["API.groups.getById()"] * 25)
    assert len((await group.call("execute", code=f"return [{some}];"))["response"]) == 25
    assert await group.error("execute", code=f"return [{some}, API.groups.getById()];") == 13
    assert (await group.call("execute", code="return API.groups.getById();"))["response"]["groups"][0]["id"] == group.id
    assert await group.ok("execute", code="return [];") == []


@pytest.mark.parametrize(
    "code",
    [
        "var a = 1; return a;",
        "return [API.users.get({user_ids: 1})];",
        "return [API.users.get({}) API.users.get({})];",
        "return [API.users.get({})",
        "return [API.users.get({}",
        "return [API.users.get([1])];",
        "return 1;",
        "return [API.users.get({})]; return 2;",
    ],
)
async def test_other_code_does_not_compile(vk: Vk, code: str) -> None:
    assert await (await vk.community()).error("execute", code=code) == 12


async def test_it_counts_as_one_request(vk: Vk) -> None:
    group = await vk.community()
    await vk.post("token", group_id=group.id, rate_per_s=3)
    some = ", ".join(["API.groups.getById({})"] * 25)
    bodies = [await group.call("execute", code=f"return [{some}];") for _ in range(4)]
    assert len(bodies[0]["response"]) == 25
    assert "response" in bodies[1]
    assert bodies[3]["error"]["error_code"] == 6


async def test_a_fault_may_strike_inside(vk: Vk) -> None:
    group = await vk.community()
    person = await group.friend()
    await vk.post("faults", method="messages.send", error_code=9)
    body = await group.call("execute", code=f"return [{send(person, 'раз')}, {send(person, 'два')}];")
    assert body["response"] == [False, 2]
    assert body["execute_errors"][0]["error_code"] == 9
