"""The only way to VK: vkbottle's API, paced, with our own timeout and our own errors."""

import io
import json
import logging
import time
from dataclasses import dataclass
from typing import Any

import aiohttp
from vkbottle import API, AiohttpClient, VKAPIError
from vkbottle.api.request_rescheduler import ABCRequestRescheduler

from bot.gateway.errors import to_error
from bot.gateway.pacer import COMMUNITY_CALLS, Pacer
from bot.kit.errors import Busy
from bot.telemetry import metrics

CALL_TIMEOUT_S = 10.0
NO_ANSWER = -1  # in metrics, where 0 is a call that worked
EXECUTE_CALLS = 25  # VK: at most 25 calls in one execute, docs/vk.md §2.2
SCRIPT_LENGTH = 60_000  # characters of one execute: longer ones leave in parts

Call = tuple[str, dict[str, Any]]

logging.getLogger("vkbottle").setLevel(logging.WARNING)  # its DEBUG lines would carry texts


@dataclass(frozen=True, slots=True)
class Fetched:
    """One answer to a plain GET: where it sends us instead, or its status and the bytes (one more than asked for, if
    there are more)."""

    status: int
    location: str
    content: bytes


class _NoRescheduling(ABCRequestRescheduler):
    """An answer that is not JSON (an HTML 502) is an error at once: the sender decides about the next try."""

    async def reschedule(self, ctx_api: Any, method: str, data: dict[str, Any], recent_response: Any) -> dict[str, Any]:
        raise Busy(0, "the answer was not JSON")


def new_wire() -> AiohttpClient:
    """Connections that any number of clients share; whoever asked for them closes them."""
    connector = aiohttp.TCPConnector(limit=0)  # the pacers bound what flies, long polls stay open by design
    return AiohttpClient(
        session=aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=CALL_TIMEOUT_S))
    )


class VkClient:
    """One community's (or user's) token.

    Raises of every call: the tree below `MessengerError`; code 0 stands for a broken connection or a timeout.
    """

    def __init__(
        self,
        api_url: str,
        token: str,
        *,
        calls_per_s: float,
        limit: int = COMMUNITY_CALLS,
        wire: AiohttpClient | None = None,
    ) -> None:
        self.token, self._own = token, wire is None
        self._http = wire or AiohttpClient(timeout=aiohttp.ClientTimeout(total=CALL_TIMEOUT_S))
        self._api = API(token, http_client=self._http, request_rescheduler=_NoRescheduling())
        self._api.API_URL = api_url
        self.pacer = Pacer(calls_per_s, limit=limit)

    async def call(self, method: str, **params: Any) -> Any:
        """One method of VK; the value under `response`."""
        await self.pacer.wait()
        return (await self.now(method, params))["response"]

    async def now(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        """One request without waiting: for whoever has waited in the pacer's line already."""
        departure, code = self.pacer.leaves(method), NO_ANSWER
        began = time.perf_counter()
        try:
            answer: dict[str, Any] = await self._api.request(method, params)
            code = 0
            self.pacer.answered(departure)
        except VKAPIError as error:
            code = error.code
            self.pacer.answered(departure, is_refusal=True)
            raise to_error(error.code, error.error_msg) from error
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise Busy(0, type(error).__name__) from error
        finally:
            metrics.VK_CALLS.labels(method, code).inc()
            metrics.VK_CALL_S.labels(method).observe(time.perf_counter() - began)
        return answer

    async def execute_now(self, code: str) -> list[Any]:
        """A script of up to 25 calls as one request; each result is VK's value or an error of our tree (not raised)."""
        answer = await self.now("execute", {"code": code})
        failed = iter(answer.get("execute_errors", []))
        return [value if value is not False else _failure(next(failed, {})) for value in answer["response"]]

    async def upload(self, url: str, field: str, name: str, content: bytes) -> dict[str, Any]:
        """Send a file to an upload address that VK gave; answers come with any content type."""
        form = aiohttp.FormData()
        form.add_field(field, io.BytesIO(content), filename=name)  # bytes of a megabyte would hold the loop up
        try:
            async with self._http.request(url, method="POST", data=form) as response:  # type: ignore[arg-type]
                answer: dict[str, Any] = json.loads(await response.text())
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise Busy(0, type(error).__name__) from error
        return answer

    @property
    def api_url(self) -> str:
        """Where methods are called."""
        return str(self._api.API_URL)

    async def fetch(self, url: str, *, most_bytes: int) -> Fetched:
        """One GET without following redirects and without a token; reads one byte more than `most_bytes` at most."""
        try:
            async with self._http.request(url, method="GET", allow_redirects=False) as response:
                if response.status >= 500:
                    raise Busy(0, f"the file's host answered {response.status}")
                location = response.headers.get("Location", "") if 300 <= response.status < 400 else ""
                content = b"" if location else await _at_most(response.content, most_bytes + 1)
                return Fetched(response.status, location, content)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Busy(0, type(error).__name__) from error

    async def poll(self, url: str, params: dict[str, Any], *, timeout_s: float) -> dict[str, Any]:
        """One long-poll request, outside the pacing (VK does not count it)."""
        limit = aiohttp.ClientTimeout(total=timeout_s)
        try:
            async with self._http.request(url, method="GET", params=params, timeout=limit) as response:
                answer = json.loads(await response.text())
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise Busy(0, type(error).__name__) from error
        if not isinstance(answer, dict):
            raise Busy(0, "the answer was no object")
        return answer

    async def close(self) -> None:
        """Close the connections, unless they are shared."""
        if self._own:
            await self._http.close()


async def _at_most(stream: aiohttp.StreamReader, number: int) -> bytes:
    """The beginning of a stream."""
    read = bytearray()
    while len(read) < number and (piece := await stream.read(number - len(read))):
        read += piece
    return bytes(read)


def script(calls: list[Call]) -> tuple[str, int]:
    """The calls as VKScript, and how many of them fit into one script; at least one."""
    lines: list[str] = []
    length = 0
    for method, params in calls:
        line = f"API.{method}({_vkscript(params)})"
        length += len(line)
        if lines and length > SCRIPT_LENGTH:
            break
        lines.append(line)
    return f"return [{','.join(lines)}];", len(lines)


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
    code = int(error.get("error_code", 1))
    metrics.VK_CALLS.labels("inside execute", code).inc()
    return to_error(code, str(error.get("error_msg", "")))
