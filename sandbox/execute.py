"""``execute``: VKScript of the one form ``return [API.a.b({…}), …];`` (vk-platform §2.2)."""

import re
from collections.abc import Callable
from typing import Any

import orjson

from sandbox.errors import VkError
from sandbox.records import Json

MOST_CALLS = 25  # vk-platform §2.1
_CALL = re.compile(r"\s*API\.([A-Za-z]+\.[A-Za-z]+)\s*\(\s*")
_RETURN = re.compile(r"\s*return\b\s*(\[)?")
_END = re.compile(r"\s*;?\s*$")

Inner = tuple[str, dict[str, str]]


def compile_code(code: str) -> tuple[list[Inner], bool]:
    """The calls of the script, and whether their values come in an array."""
    head = _RETURN.match(code)
    if head is None:
        raise VkError(12, "unexpected beginning, return expected")
    place, array = head.end(), bool(head.group(1))
    calls: list[Inner] = []
    if array and (empty := re.compile(r"\s*\]").match(code, place)):
        return _finish(code, empty.end(), calls, array)
    while True:
        found = _CALL.match(code, place)
        if found is None:
            raise VkError(12, f"unexpected token at {place}")
        params, place = _object(code, found.end())
        calls.append((found.group(1), params))
        after = re.compile(r"\s*([,\]])").match(code, place) if array else None
        if after is None:
            if array:
                raise VkError(12, f"unexpected token at {place}")
            return _finish(code, place, calls, array)
        place = after.end()
        if after.group(1) == "]":
            return _finish(code, place, calls, array)


def _finish(code: str, place: int, calls: list[Inner], array: bool) -> tuple[list[Inner], bool]:
    if _END.match(code, place) is None:
        raise VkError(12, f"unexpected token at {place}")
    if len(calls) > MOST_CALLS:
        raise VkError(13, "too many api calls")
    return calls, array


def _object(code: str, place: int) -> tuple[dict[str, str], int]:
    """The JSON literal of a call's arguments and the place after its bracket."""
    end = _object_end(code, place)
    body = code[place:end].strip()
    try:
        given = orjson.loads(body) if body else {}
    except orjson.JSONDecodeError as wrong:
        raise VkError(12, f"unexpected token at {place}") from wrong
    if not isinstance(given, dict):
        raise VkError(12, f"object expected at {place}")
    return {name: _as_param(value) for name, value in given.items() if value is not None}, end + 1


def _object_end(code: str, place: int) -> int:
    """Where the closing bracket of the call is; brackets inside strings do not count."""
    in_string = escaped = False
    for index in range(place, len(code)):
        letter = code[index]
        if in_string:
            if escaped:
                escaped = False
            elif letter == "\\":
                escaped = True
            elif letter == '"':
                in_string = False
        elif letter == '"':
            in_string = True
        elif letter == ")":
            return index
    raise VkError(12, "unexpected end of code")


def _as_param(value: Any) -> str:
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, list):
        return ",".join(_as_param(one) for one in value)
    return orjson.dumps(value).decode() if isinstance(value, dict) else str(value)


def run(code: str, inner: Callable[[str, dict[str, str]], Any]) -> Json:
    """``response`` and, when an inner call failed (its value is ``false``), ``execute_errors``."""
    calls, array = compile_code(code)
    values: list[Any] = []
    errors: list[Json] = []
    for name, params in calls:
        try:
            values.append(inner(name, params))
        except VkError as refused:
            values.append(False)
            errors.append({"method": name, "error_code": refused.code, "error_msg": refused.words})
    answer: Json = {"response": values if array else values[0]}
    if errors:
        answer["execute_errors"] = errors
    return answer
