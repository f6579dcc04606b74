"""The only way to VK: vkbottle's API, paced, with our own timeout and our own errors."""

import asyncio
import json
import logging
import time
from typing import Any

import aiohttp
from vkbottle import API, AiohttpClient, VKAPIError
from vkbottle.api.request_rescheduler import ABCRequestRescheduler

from bot.gateway.errors import to_error
from bot.kit.errors import Busy

CALL_TIMEOUT_S = 10.0
EXECUTE_CALLS = 25  # VK: at most 25 calls in one execute, docs/vk.md §2.2

logging.getLogger("vkbottle").setLevel(logging.WARNING)  # its DEBUG lines would carry texts


class Pacer:
    """Spaces all calls of one token evenly; a pause is a deadline, so that no finished call clears it."""

    def __init__(self, calls_per_s: float) -> None:
        self._gap_s = 1.0 / calls_per_s
        self._next = 0.0

    async def wait(self) -> None:
        """Until this call may leave."""
        now = time.monotonic()
        at = max(now, self._next)
        self._next = at + self._gap_s
        if at > now:
            await asyncio.sleep(at - now)

    def pause(self, seconds: float) -> None:
        """Nothing leaves for this long."""
        self._next = max(self._next, time.monotonic() + seconds)


class _NoRescheduling(ABCRequestRescheduler):
    """An answer that is not JSON (an HTML 502) is an error at once: the sender decides about the next try."""

    async def reschedule(self, ctx_api: Any, method: str, data: dict[str, Any], recent_response: Any) -> dict[str, Any]:
        raise Busy(0, "the answer was not JSON")


class VkClient:
    """One community's (or user's) token.

    Raises of every call: the tree below `MessengerError`; code 0 stands for a broken connection or a timeout.
    """

    def __init__(self, api_url: str, token: str, *, calls_per_s: float) -> None:
        self._http = AiohttpClient(timeout=aiohttp.ClientTimeout(total=CALL_TIMEOUT_S))
        self._api = API(token, http_client=self._http, request_rescheduler=_NoRescheduling())
        self._api.API_URL = api_url
        self.pacer = Pacer(calls_per_s)

    async def call(self, method: str, **params: Any) -> Any:
        """One method of VK; the value under `response`."""
        await self.pacer.wait()
        try:
            answer = await self._api.request(method, params)
        except VKAPIError as error:
            raise to_error(error.code, error.error_msg) from error
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise Busy(0, type(error).__name__) from error
        return answer["response"]

    async def execute(self, calls: list[tuple[str, dict[str, Any]]]) -> list[Any]:
        """Up to 25 calls as one request; each result is VK's value or an error of our tree (not raised)."""
        script = f"return [{','.join(f'API.{method}({_vkscript(params)})' for method, params in calls)}];"
        await self.pacer.wait()
        try:
            answer = await self._api.request("execute", {"code": script})
        except VKAPIError as error:
            raise to_error(error.code, error.error_msg) from error
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise Busy(0, type(error).__name__) from error
        failed = iter(answer.get("execute_errors", []))
        return [value if value is not False else _failure(next(failed, {})) for value in answer["response"]]

    async def upload(self, url: str, field: str, name: str, content: bytes) -> dict[str, Any]:
        """Send a file to an upload address that VK gave; answers come with any content type."""
        form = aiohttp.FormData()
        form.add_field(field, content, filename=name)
        try:
            async with self._http.request(url, method="POST", data=form) as response:  # type: ignore[arg-type]
                answer: dict[str, Any] = json.loads(await response.text())
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise Busy(0, type(error).__name__) from error
        return answer

    async def poll(self, url: str, params: dict[str, Any], *, timeout_s: float) -> dict[str, Any]:
        """One long-poll request, outside the pacing (VK does not count it)."""
        limit = aiohttp.ClientTimeout(total=timeout_s)
        try:
            async with self._http.request(url, method="GET", params=params, timeout=limit) as response:
                answer: dict[str, Any] = json.loads(await response.text())
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise Busy(0, type(error).__name__) from error
        return answer

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()


def _vkscript(params: dict[str, Any]) -> str:
    """Arguments as a VKScript object; nested objects travel as JSON strings, as in a form."""
    flat = {k: _flat(v) for k, v in params.items() if v is not None}
    return json.dumps(flat, ensure_ascii=True)


def _flat(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, (list, tuple)):
        return ",".join(str(v) for v in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return value


def _failure(error: dict[str, Any]) -> Exception:
    return to_error(int(error.get("error_code", 1)), str(error.get("error_msg", "")))
