"""The door of VK's face: tokens, versions, rates, errors, faults (vk-platform §0, §2.1, §2.6, §11.4, §11.14)."""

import asyncio
import time

import aiohttp
import pytest

from sandbox.methods.registry import METHODS, USER_ONLY
from tests.sandbox.conftest import Vk


async def test_get_and_bearer_and_multipart_are_taken(vk: Vk) -> None:
    group = await vk.community()
    url = f"{vk.url}/method/groups.getById"
    async with vk.http.get(url, params={"access_token": group.token, "v": "5.199"}) as answer:
        assert (await answer.json())["response"]["groups"][0]["id"] == group.id
    bearer = {"Authorization": f"Bearer {group.token}"}
    form = aiohttp.FormData({"v": "5.199"})
    form.add_field("group_id", str(group.id), content_type="text/plain")
    async with vk.http.post(url, data=form(), headers=bearer) as answer:
        assert "response" in await answer.json()
    async with vk.http.post(url, json={"v": "5.199"}, headers=bearer) as answer:
        assert (await answer.json())["error"]["error_code"] == 8  # a JSON body is not supported


async def test_an_error_never_shows_the_token(vk: Vk) -> None:
    group = await vk.community()
    async with vk.http.post(
        f"{vk.url}/method/messages.send?v=5.199&access_token={group.token}", data={"peer_id": "x", "random_id": "0"}
    ) as answer:
        text = await answer.text()
        assert answer.status == 200
    assert group.token not in text
    error = (await group.call("messages.send", peer_id="x", random_id=0, message="y"))["error"]
    assert error["error_code"] == 100
    assert error["error_msg"] == "One of the parameters specified was missing or invalid: peer_id not integer"
    assert {"key": "peer_id", "value": "x"} in error["request_params"]


async def test_versions(vk: Vk) -> None:
    group = await vk.community()
    for version, code in (("", 8), ("5.80", 8), ("x", 8)):
        assert (await vk.raw("users.get", group.token, v=version))["error"]["error_code"] == code


async def test_unknown_forbidden_and_missing(vk: Vk) -> None:
    group = await vk.community()
    assert await group.error("messages.fly") == 3
    for method in sorted(USER_ONLY):
        assert await group.error(method) == 27
    assert (await vk.raw("users.get", "nonsense"))["error"]["error_code"] == 5
    assert (await vk.raw("messages.send", group.user_token, peer_id=1, random_id=0))["error"]["error_code"] == 15


def test_no_method_is_both_offered_and_forbidden() -> None:
    assert not {name for name, one in METHODS.items() if "group" in one.kinds} & USER_ONLY


async def test_a_right_may_be_missing(vk: Vk) -> None:
    group = await vk.community()
    await vk.post("token", group_id=group.id, rights=["messages"])
    error = (await group.call("groups.getLongPollServer", group_id=group.id))["error"]
    assert (error["error_code"], error["error_msg"]) == (15, "Access denied: no access to call this method")
    permissions = await group.ok("groups.getTokenPermissions")
    assert permissions == {"mask": 4096, "permissions": [{"name": "messages", "setting": 4096}]}


async def test_a_token_is_revoked_and_restored(vk: Vk) -> None:
    group = await vk.community()
    await vk.post("token", group_id=group.id, state="revoked")
    assert await group.error("groups.getById") == 5
    await vk.post("token", group_id=group.id, state="ok")
    await group.ok("groups.getById")


async def test_twenty_requests_a_second(vk: Vk) -> None:
    group = await vk.community()
    await vk.post("token", group_id=group.id, rate_per_s=20)
    group.vk.http._connector._limit = 100  # type: ignore[union-attr]
    began = time.monotonic()
    answers = await asyncio.gather(*(group.call("groups.getById") for _ in range(30)))
    assert time.monotonic() - began < 1
    assert sum("response" in one for one in answers) <= 20
    assert {one["error"]["error_code"] for one in answers if "error" in one} == {6}


async def test_a_user_token_has_three(vk: Vk) -> None:
    group = await vk.community()
    answers = await asyncio.gather(*(vk.raw("users.get", group.user_token) for _ in range(6)))
    assert sum("response" in one for one in answers) <= 3


@pytest.mark.parametrize("code", [1, 6, 9, 10, 14, 29, 984, 986, 993, 995])
async def test_any_error_on_demand(vk: Vk, code: int) -> None:
    group = await vk.community()
    person = await group.friend()
    await vk.post("faults", method="messages.send", error_code=code, times=2)
    for _ in range(2):
        body = await group.call("messages.send", peer_id=person, message="x", random_id=0)
        assert body["error"]["error_code"] == code
        assert code != 14 or body["error"]["redirect_uri"].startswith("https://id.vk.com/not_robot_captcha")
    await group.send(person)


async def test_a_bad_gateway_is_html(vk: Vk) -> None:
    group = await vk.community()
    await vk.post("faults", method="groups.getById", http_status=502)
    async with vk.http.post(f"{vk.url}/method/groups.getById?v=5.199&access_token={group.token}") as answer:
        assert answer.status == 502
        assert answer.content_type == "text/html"
        assert "502 Bad Gateway" in await answer.text()


async def test_a_lost_answer_has_had_its_effect(vk: Vk) -> None:
    group = await vk.community()
    person = await group.friend()
    for drop in ("request", "answer"):
        await vk.post("faults", method="messages.send", drop=drop)
        with pytest.raises(aiohttp.ClientError):
            await group.send(person, drop, random_id=1)
    seen = await vk.get("messages", viewer_id=person, peer_id=group.peer)
    assert [one["text"] for one in seen] == ["привет", "answer"]


async def test_a_slow_answer(vk: Vk) -> None:
    group = await vk.community()
    await vk.post("faults", method="groups.getById", delay_s=0.15)
    began = time.monotonic()
    await group.ok("groups.getById")
    assert time.monotonic() - began >= 0.15
    assert await vk.get("faults") == []


async def test_a_fault_of_one_community_spares_the_others(vk: Vk) -> None:
    ill, well = await vk.community(), await vk.community()
    await vk.post("faults", group_id=ill.id, error_code=10, times=None)
    assert "error" in await ill.call("groups.getById")
    await well.ok("groups.getById")
    assert "error" in await ill.call("groups.getById")
    await vk.post("faults", clear=True)


async def test_a_share_of_faults_lasts_until_cleared(vk: Vk) -> None:
    group = await vk.community()
    await vk.post("faults", method="groups.getById", error_code=10, share=0.5)
    bodies = [await group.call("groups.getById") for _ in range(60)]
    assert 0 < sum("error" in one for one in bodies) < 60
    await vk.post("faults", clear=True)
    await group.ok("groups.getById")


async def test_the_journal_keeps_calls_without_tokens(vk: Vk) -> None:
    group = await vk.community()
    last = (await vk.get("calls"))[-1]["n"]
    await group.ok("groups.getById")
    await group.error("messages.fly")
    first, second = await vk.get("calls", after=last)
    assert (first["n"], first["method"], first["params"]) == (last + 1, "groups.getById", {"v": "5.199"})
    assert first["answer"]["response"]["groups"][0]["id"] == group.id
    assert second["answer"]["error"]["error_code"] == 3
    assert group.token not in str([first, second])


async def test_users_and_names(vk: Vk) -> None:
    group, person = await vk.community(), await vk.person("Пётр", "Каштанов")
    (user,) = await group.ok("users.get", user_ids=f"{person},1", fields="screen_name")
    assert (user["first_name"], user["screen_name"]) == ("Пётр", f"id{person}")
    assert await group.error("users.get", user_ids=",".join(["1"] * 1001)) == 100
    resolve = "utils.resolveScreenName"
    assert await group.ok(resolve, screen_name=group.screen_name) == {"type": "group", "object_id": group.id}
    assert await group.ok(resolve, screen_name=f"id{person}") == {"type": "user", "object_id": person}
    assert await group.ok(resolve, screen_name="nobody") == []
    assert (await group.ok("groups.getMembers", group_id=group.id))["count"] == 1


async def test_calls_need_a_user_token(vk: Vk) -> None:
    group, person = await vk.community(), await vk.person()
    assert await group.error("calls.start", group_id=group.id) == 27
    started = (await vk.raw("calls.start", group.user_token, group_id=-group.id))["response"]
    token = started["join_link"].removeprefix("https://vk.com/call/join/")
    assert len(token) == 43
    assert len(started["call_id"]) == 36
    assert (await vk.post("open", from_id=person, url=started["join_link"]))["alive"] is True
    assert (await vk.raw("calls.forceFinish", group.user_token, call_id=started["call_id"]))["response"] == 1
    assert (await vk.post("open", from_id=person, url=started["join_link"]))["alive"] is False
