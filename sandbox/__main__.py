"""``python -m sandbox --host 127.0.0.1 --port N [--data DIR] [--cast]``."""

import argparse
import asyncio
import ipaddress
import signal
import socket
import sys
import time
from datetime import datetime
from pathlib import Path

from aiohttp import web

from sandbox import store
from sandbox.app import build_app
from sandbox.cast import gather
from sandbox.clock import Clock
from sandbox.world import World


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(prog="sandbox", description="A faithful VK Bots API server with a messenger page.")
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address")
    parser.add_argument("--port", type=int, default=8800, help="0 picks a free one")
    parser.add_argument("--data", type=Path, help="a folder where the whole state is kept")
    parser.add_argument("--cast", action="store_true", help="create the demo's cast in an empty world")
    parser.add_argument("--now", type=datetime.fromisoformat, help="begin at this moment (aware ISO 8601)")
    given = parser.parse_args()
    if not _is_loopback(given.host):
        sys.exit(f"the sandbox binds to loopback only, not to {given.host}")
    asyncio.run(serve(given.host, given.port, given.data, cast=given.cast, begin=given.now))


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


async def serve(host: str, port: int, data: Path | None, *, cast: bool, begin: datetime | None = None) -> None:
    """Listen, say where, and wait for the signal."""
    listening = socket.create_server(
        (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=1024
    )
    shown = f"[{host}]" if ":" in host else host
    base_url = f"http://{shown}:{listening.getsockname()[1]}"
    world = store.load(data, base_url) if data else World()
    world.base_url = base_url
    if begin and not world.state.communities and not world.state.people:  # a kept world's time never goes back
        world.clock = Clock(begin.timestamp() - time.time())
    if cast:
        gather(world)
    runner = web.AppRunner(build_app(world), access_log=None, shutdown_timeout=0.5, handle_signals=False)
    await runner.setup()
    await web.SockSite(runner, listening).start()
    print(f"sandbox ready {base_url}", flush=True)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await stop.wait()
    await runner.cleanup()


if __name__ == "__main__":
    main()
