"""The process seen from outside: is it alive, can it work, and its numbers; the callback door hangs here too."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bot.kit.clock import Clock
from bot.services import backlog
from bot.services.backlog import Backlog
from bot.telemetry import metrics
from models import store

log = logging.getLogger("bot.web")

PATIENCE_S = 3.0  # Postgres that does not answer within this is away
LAG_LIMIT_S = 300.0  # a worker whose oldest event waits longer is not ready: more workers are needed

Routes = Callable[[web.Application], None]


class WebServer:
    """One HTTP server a process. Port 0: any free one, see `port`."""

    def __init__(self, host: str, port: int, *, max_body: int = 1 << 20) -> None:
        self._host, self._wanted, self._max_body = host, port, max_body
        self._routes: list[Routes] = []
        self._runner: web.AppRunner | None = None

    def add(self, routes: Routes) -> None:
        """Hang something in; before `open`."""
        self._routes.append(routes)

    async def open(self) -> None:
        """Begin to listen, if there is anything to listen for."""
        if not self._routes or self._runner:
            return
        app = web.Application(client_max_size=self._max_body)
        for routes in self._routes:
            routes(app)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._wanted).start()
        log.info("listening", extra={"host": self._host, "port": self.port})

    @property
    def port(self) -> int:
        """Where it really listens; 0 when it does not."""
        return int(self._runner.addresses[0][1]) if self._runner else 0

    async def close(self) -> None:
        """Answer what came in, take nothing more."""
        if self._runner:
            await self._runner.cleanup()
        self._runner = None


class Observatory:
    """`/healthz`, `/readyz`, `/metrics`. `works`: this process takes turns, so that a long queue is its affair."""

    def __init__(self, clock: Clock, *, works: bool, stopping: Callable[[], bool]) -> None:
        self._clock, self._works, self._stopping = clock, works, stopping
        self._migrated = False

    def add_to(self, app: web.Application) -> None:
        """The three addresses."""
        app.router.add_get("/healthz", self._healthz)
        app.router.add_get("/readyz", self._readyz)
        app.router.add_get("/metrics", self._metrics)

    async def _healthz(self, _request: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def _readyz(self, _request: web.Request) -> web.Response:
        """503 with the reason: stopping, no Postgres, an old schema, or (workers) a queue that is too long."""
        found, why = await self._look()
        said: dict[str, object] = {"ready": not why, "why": why}
        if found:
            said |= {"inbox_lag_s": round(found.inbox_s, 1), "outbox_lag_s": round(found.outbox_s, 1)}
        return web.json_response(said, status=503 if why else 200)

    async def _look(self) -> tuple[Backlog | None, str]:
        if self._stopping():
            return None, "stopping"
        try:
            missing = [] if self._migrated else await asyncio.wait_for(store.missing_migrations(), PATIENCE_S)
            if missing:
                return None, "the schema is old: python -m bot migrate"
            self._migrated = True
            found = await _in_time(backlog.count(now=self._clock.now()))
        except Exception as error:  # noqa: BLE001 - whatever it is, this process cannot work now
            return None, f"no database: {type(error).__name__}"
        return found, "the inbox lags" if self._works and found.inbox_s > LAG_LIMIT_S else ""

    async def _metrics(self, _request: web.Request) -> web.Response:
        try:
            _set_gauges(await _in_time(backlog.count(now=self._clock.now())))
        except Exception as error:  # noqa: BLE001 - the process's own numbers are there without Postgres
            log.warning("metrics without Postgres", extra={"error": type(error).__name__})
        return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})


async def _in_time(work: Awaitable[Backlog]) -> Backlog:
    return await asyncio.wait_for(work, PATIENCE_S)


def _set_gauges(found: Backlog) -> None:
    metrics.INBOX_ROWS.set(found.events)
    metrics.INBOX_LAG_S.set(found.inbox_s)
    metrics.OUTBOX_LAG_S.set(found.outbox_s)
    for state, number in (("waiting", found.requests), ("dead", found.dead), ("unknown", found.unknown)):
        metrics.OUTBOX_ROWS.labels(state).set(number)
    metrics.QUARANTINED.set(found.quarantined)
    for state in ("queued", "picked", "failed"):
        metrics.JOBS_QUEUED.labels(state).set(found.jobs.get(state, 0))
