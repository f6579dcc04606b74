"""VK's face: ``/method/<name>`` (vk-platform §0)."""

import asyncio
from typing import Any

import orjson
from aiohttp import web

from sandbox import execute
from sandbox.errors import VkError
from sandbox.faults import Fault, Faults
from sandbox.methods.registry import call
from sandbox.params import Params
from sandbox.rates import Rates
from sandbox.records import Json, Token
from sandbox.world import World

OLDEST_VERSION = (5, 81)  # vk-platform §0: older ones were switched off
SECRET_PARAMS = frozenset(("access_token", "secret_key"))
BAD_GATEWAY = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n"
    "<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n"
)


class ApiFace:
    """Takes a call through the door: token, rate, version, fault, method, journal."""

    def __init__(self, world: World, faults: Faults) -> None:
        self.world = world
        self.faults = faults
        self.rates = Rates()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request; HTTP 200 whatever VK thinks of it."""
        name = request.match_info["name"]
        given = dict(request.query)
        if request.method == "POST":
            given.update({key: value for key, value in (await request.post()).items() if isinstance(value, str)})
        try:
            token = self._token(request, given)
            self.rates.admit(token)
        except VkError as refused:
            return _answer(self._refused(name, given, refused))
        fault = self.faults.strike(name, token.group_id)
        if fault is None:
            return _answer(self.run(token, name, given))
        return await self._faulty(request, fault, token, name, given)

    async def _faulty(
        self, request: web.Request, fault: Fault, token: Token, name: str, given: dict[str, str]
    ) -> web.StreamResponse:
        if fault.delay_s:
            await asyncio.sleep(fault.delay_s)
        if fault.when == "after" or not (fault.error_code or fault.http_status or fault.drop):
            answer = self.run(token, name, given)
        elif fault.error_code:
            answer = self._refused(name, given, VkError(fault.error_code, **fault.extra))
        else:
            answer = {}
            self._note(name, given, {"fault": "dropped" if fault.drop else fault.http_status})
        if fault.drop:
            if request.transport is not None:
                request.transport.abort()
            raise asyncio.CancelledError
        if fault.http_status:
            return web.Response(status=fault.http_status, text=BAD_GATEWAY, content_type="text/html")
        if fault.error_code and fault.when == "after":
            answer = self._refused(name, given, VkError(fault.error_code, **fault.extra))
        return _answer(answer)

    def run(self, token: Token, name: str, given: dict[str, str]) -> Json:
        """One call, or an ``execute`` with all its inner calls."""
        try:
            _check_version(given)
            if name == "execute":
                answer = execute.run(Params(given).required("code"), lambda *inner: self._inner(token, *inner))
            else:
                answer = {"response": call(self.world, token, name, Params(given))}
        except VkError as refused:
            return self._refused(name, given, refused)
        self._note(name, given, answer)
        return answer

    def _inner(self, token: Token, name: str, params: dict[str, str]) -> Any:
        try:
            if name == "execute":
                raise VkError(3)
            if (fault := self.faults.strike(name, token.group_id, inner=True)) is not None:
                raise VkError(fault.error_code or 10)
            value = call(self.world, token, name, Params(params))
        except VkError as refused:
            self._note(name, params, {"error": {"error_code": refused.code, "error_msg": refused.words}}, via="execute")
            raise
        self._note(name, params, {"response": value}, via="execute")
        return value

    def _token(self, request: web.Request, given: dict[str, str]) -> Token:
        written = given.get("access_token", "")
        header = request.headers.get("Authorization", "")
        if not written and header.startswith("Bearer "):
            written = header.removeprefix("Bearer ").strip()
        if not written:
            raise VkError(5, words="User authorization failed: no access_token passed.")
        token = self.world.state.tokens.get(written)
        if token is None or token.state != "ok":
            raise VkError(5)  # vk-platform §0: invalid or revoked
        return token

    def _refused(self, name: str, given: dict[str, str], refused: VkError) -> Json:
        params = [{"key": "method", "value": name}]
        params += [{"key": key, "value": value} for key, value in given.items() if key not in SECRET_PARAMS]
        answer: Json = {
            "error": {
                "error_code": refused.code,
                "error_msg": refused.words,
                "request_params": params,
                **_captcha(refused),
                **refused.extra,
            }
        }
        self._note(name, given, answer)
        return answer

    def _note(self, name: str, given: dict[str, str], answer: Any, **more: Any) -> None:
        params = {key: value for key, value in given.items() if key not in SECRET_PARAMS}
        self.world.journal.note(name, params, answer, self.world.clock.now(), **more)


def _captcha(refused: VkError) -> Json:
    """vk-platform §2.6: since 2025 the useful field is ``redirect_uri``."""
    if refused.code != 14:
        return {}
    return {
        "captcha_sid": "239633676097",
        "captcha_img": "https://api.vk.com/captcha.php?sid=239633676097",
        "redirect_uri": "https://id.vk.com/not_robot_captcha?domain=vk.com&session_token=sandbox",
        "captcha_ts": 0.0,
        "captcha_attempt": 1,
    }


def _check_version(given: dict[str, str]) -> None:
    if not given.get("v"):
        raise VkError(8, "v (version) is required")
    try:
        major, _, minor = given["v"].partition(".")
        version = (int(major), int(minor or 0))
    except ValueError as wrong:
        raise VkError(8, "v is invalid") from wrong
    if version < OLDEST_VERSION:
        raise VkError(8, "versions below 5.81 are no longer supported")


def _answer(body: Json) -> web.Response:
    return web.Response(body=orjson.dumps(body), content_type="application/json", charset="utf-8")
