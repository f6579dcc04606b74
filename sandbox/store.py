"""The whole state in one file, written beside and put in place at once."""

import asyncio
import time
import types
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

import orjson

from sandbox.clock import Clock
from sandbox.records import State
from sandbox.world import World

DEBOUNCE_S = 1.0
SHARE_OF_TIME = 20  # a large world is saved less often: at most 1/20 of the time goes into saving


def build(kind: Any, data: Any) -> Any:
    """A value of this type from what JSON kept of it."""
    origin, inside = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return None if data is None else build(next(one for one in inside if one is not type(None)), data)
    if is_dataclass(kind) and isinstance(kind, type):
        hints = _hints(kind)
        return kind(**{one.name: build(hints[one.name], data[one.name]) for one in fields(kind) if one.name in data})
    if origin is list:
        return data if inside[0] in (int, str) or _plain(inside[0]) else [build(inside[0], one) for one in data]
    if origin is dict:
        key, value = inside
        if key is str and _plain(value):
            return data
        return {(int(one) if key is int else one): build(value, what) for one, what in data.items()}
    return data


def _plain(kind: Any) -> bool:
    return kind in (int, str, float, bool, Any) or (get_origin(kind) is dict and get_args(kind) == (str, Any))


_known: dict[type, dict[str, Any]] = {}


def _hints(kind: type) -> dict[str, Any]:
    if kind not in _known:
        _known[kind] = get_type_hints(kind)
    return _known[kind]


def load(folder: Path, base_url: str) -> World:
    """The world as it was, addresses of files moved to where the server listens now."""
    place = folder / "world.json"
    if not place.exists():
        return World(folder=folder)
    kept = orjson.loads(place.read_bytes())
    if (old := kept["base_url"]) and old != base_url:
        kept = orjson.loads(orjson.dumps(kept).replace(old.encode(), base_url.encode()))
    clock = Clock(kept["clock_offset_s"], kept["clock_speed"])
    return World(build(State, kept["state"]), clock, folder)


def dump(world: World) -> bytes:
    """Everything that is kept, as JSON."""
    kept = {
        "base_url": world.base_url,
        "clock_offset_s": world.clock.offset_s(),
        "clock_speed": world.clock.speed,
        "state": world.state,
    }
    return orjson.dumps(kept, option=orjson.OPT_NON_STR_KEYS)


def save(world: World) -> None:
    """Write now."""
    if world.folder is None:
        return
    world.dirty = False
    _put(world.folder, dump(world))


def _put(folder: Path, data: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    beside = folder / "world.json.new"
    beside.write_bytes(data)
    beside.replace(folder / "world.json")


async def keep_saving(world: World) -> None:
    """Save about a second after a change."""
    if world.folder is None:
        return
    pause = DEBOUNCE_S
    while True:
        await asyncio.sleep(pause)
        if not world.dirty:
            continue
        began = time.monotonic()
        world.dirty = False
        data = dump(world)
        await asyncio.to_thread(_put, world.folder, data)
        pause = max(DEBOUNCE_S, (time.monotonic() - began) * SHARE_OF_TIME)
