"""How the control face reads and answers: JSON in, JSON out, refusals as HTTP 400 in words."""

from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from aiohttp import web

from sandbox.errors import ControlError
from sandbox.records import Json

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Act = Callable[[Json], Any]


def answer(value: Any) -> web.Response:
    """A JSON answer."""
    return web.Response(
        body=orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS), content_type="application/json", charset="utf-8"
    )


def refuse(words: str) -> web.Response:
    """HTTP 400 with the words."""
    return web.Response(
        status=400, body=orjson.dumps({"error": words}), content_type="application/json", charset="utf-8"
    )


async def body_of(request: web.Request) -> Json:
    """The JSON object of a request, or its query."""
    if request.method == "GET":
        return dict(request.query)
    data = await request.read()
    try:
        given = orjson.loads(data) if data else {}
    except orjson.JSONDecodeError as wrong:
        raise ControlError("the body is not JSON") from wrong
    if not isinstance(given, dict):
        raise ControlError("the body is not an object")
    return given


def face(act: Act) -> Handler:
    """A handler around a function that takes the JSON given and returns (or awaits) the JSON answer."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            given = await body_of(request)
            given.update(request.match_info)
            done = act(given)
            return answer(await done if isinstance(done, Awaitable) else done)
        except ControlError as refused:
            return refuse(str(refused))
        except KeyError as missing:
            return refuse(f"{missing.args[0]} is missing")
        except (ValueError, TypeError) as wrong:
            return refuse(f"bad value: {wrong}")

    return handle
