"""VK answered with JSON that is no answer: the long poll's process ended, a message became a dead letter."""

import pytest
from aiohttp import web

from bot.gateway.client import VkClient
from bot.gateway.errors import rule_of
from bot.kit.errors import Busy

JUNK = ("null", "[]", '"soon"', "{}", '{"response_": 1}', "17", "<html>Bad Gateway</html>", "")


@pytest.mark.parametrize("body", JUNK)
async def test_it_counts_as_an_answer_that_was_lost(body: str) -> None:
    async def say(_request: web.Request) -> web.Response:
        return web.Response(text=body, content_type="application/json")

    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", say)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    vk = VkClient(f"{url}/method/", "token", calls_per_s=1000.0)
    try:
        for ask in (
            vk.call("messages.send", peer_ids=1),
            vk.execute_now("return [API.users.get({})];"),
            vk.poll(f"{url}/wh1", {"act": "a_check"}, timeout_s=5),
        ):
            if body.startswith("{") and ask.__name__ == "poll":
                ask.close()  # an object at least: the long poll looks into it itself
                continue
            with pytest.raises(Busy) as lost:
                await ask
            assert rule_of(lost.value.code).in_doubt
    finally:
        await vk.close()
        await runner.cleanup()
