"""Reporting as a process: what is opened, how events come in, how it stops. `python -m services.reporting`."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import asyncpg
from fastapi import FastAPI

from services.reporting.api import router
from services.reporting.figures import ready as figures_ready
from services.reporting.reading import Reports, open_reader
from services.reporting.readmodels import projections
from shared import collector
from shared.clock import Clock
from shared.edge.app import ServiceApp, make_app
from shared.edge.serve import serve
from shared.messaging.opening import transport_for
from shared.messaging.passing import is_passing
from shared.messaging.transport import Incoming, Subscription, Transport, Unavailable
from shared.postgres.pool import open_pool
from shared.privacy.blind import Blind
from shared.privacy.keys import FileMasterKey, KeyStore
from shared.projection.archive import SQL
from shared.projection.engine import Engine, OutOfDate, writer_pool
from shared.projection.projection import Projection
from shared.projection.rebuild import drop_retired, rebuild
from shared.regions.profiles import load_profiles
from shared.settings import Settings
from shared.telemetry.logs import logger
from shared.telemetry.metrics import figures

T = TypeVar("T")
log: Final = logger(__name__)

SERVICE: Final = "reporting"
PROJECTIONS: Final = "services.reporting.readmodels:projections_of"
START_SECONDS: Final = 120.0
LAG_SECONDS: Final = 5.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 2.0


class _Standing:
    """What has been opened and what is still waited for."""

    def __init__(self) -> None:
        self.reader: asyncpg.Pool | None = None
        self.subscription: Subscription | None = None
        self.failed = False

    async def database(self) -> bool:
        if self.reader is None:
            return False
        try:
            return await self.reader.fetchval("select true") is True
        except Exception as error:
            if is_passing(error):
                return False
            raise

    async def archive(self) -> bool:
        return self.subscription is not None and self.subscription.caught_up

    async def background(self) -> bool:
        return not self.failed


def make_reporting(settings: Settings, *, failed: Callable[[], None] = lambda: None) -> ServiceApp:
    """The app of reporting. Entering its lifespan opens pools and the consumer; leaving it closes them in reverse.

    Raises:
        LookupError: a key file that the service needs is not set.
        Undeclared: an endpoint declares no access.
    """
    if settings.master_key_file is None or settings.blind_key_file is None:
        raise settings.missing("master_key_file", "blind_key_file")
    standing = _Standing()
    master, blind = FileMasterKey(settings.master_key_file), Blind.from_file(settings.blind_key_file)
    models = projections(blind)

    def fell() -> None:
        standing.failed = True
        failed()

    @asynccontextmanager
    async def part(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as parts:
            opening = parts.enter_async_context
            reader = await _patiently(
                "database", lambda: opening(open_reader(settings.dsn("reporting_reader"), settings.pool_size))
            )
            writer = await _patiently("database", lambda: opening(_writer(settings)))
            keys = KeyStore(await _patiently("keys", lambda: opening(open_pool(settings.dsn("keys"), 4))), master)
            engine = Engine(writer, models, keys)
            clock: Clock = app.state.clock
            app.state.regions = load_profiles(settings.regions)
            app.state.reports = reports = Reports(reader, writer, keys, blind, engine.routes, clock)
            engine.folded = reports.folded
            await _up_to_date(engine, settings)
            transport = transport_for(settings, name="kotopolku reporting")
            parts.push_async_callback(transport.stop)
            await _patiently("transport", transport.start)
            subscription = await _patiently("transport", lambda: subscribed(engine, transport))
            parts.push_async_callback(subscription.stop)
            watch = asyncio.create_task(_watch(subscription, Lag(engine, transport, models, clock), fell))
            parts.push_async_callback(_cancelled, watch)
            standing.subscription, standing.reader = subscription, reader
            # Figures' library takes seconds to import, which the first who asks for figures would wait for.
            warmed = asyncio.create_task(asyncio.to_thread(figures_ready))
            parts.push_async_callback(_cancelled, warmed)
            with collector.up():
                yield
            standing.reader = None  # ready no more: what follows is the end

    return make_app(
        SERVICE,
        title="Kotopolku: reporting",
        routers=[router],
        settings=settings,
        lifespan=[part],
        ready={"database": standing.database, "archive": standing.archive, "background": standing.background},
        unavailable=(Unavailable,),
    )


async def subscribed(engine: Engine, transport: Transport) -> Subscription:
    """The consumer of group `reporting`: where it stands is in the database, in the same transaction as the rows."""

    async def handle(batch: Sequence[Incoming]) -> None:
        await engine.ingest(batch)

    async def positions(buckets: Collection[int]) -> Mapping[int, int]:
        async with engine.pool.acquire() as connection:
            held = await engine.archive.positions(connection)
        return {bucket: held[bucket] for bucket in buckets if bucket in held}

    return await transport.consume(SERVICE, handle, start=positions)


async def _up_to_date(engine: Engine, settings: Settings) -> None:
    """Read models that this program folds otherwise than the one before are rebuilt before anything is folded live."""
    try:
        await engine.start()
    except OutOfDate as old:
        for name in old.names:
            log.warning("a read model is rebuilt before the service starts", projection=name)
        await rebuild(settings, PROJECTIONS, old.names)
        await engine.start()
    async with engine.pool.acquire() as connection:
        await drop_retired(connection)


@asynccontextmanager
async def _writer(settings: Settings) -> AsyncIterator[asyncpg.Pool]:
    async with await writer_pool(settings.dsn("reporting")) as pool:
        yield pool


async def _watch(subscription: Subscription, lag: Lag, fell: Callable[[], None]) -> None:
    """Keep the figures of lag and parked keys; tell when the consumer has ended by a mistake."""
    ended = asyncio.create_task(subscription.until_stopped())
    try:
        while True:
            done, _ = await asyncio.wait([ended], timeout=LAG_SECONDS)
            if done:
                if (error := ended.exception()) is not None:
                    log.error("the consumer has ended", exc_info=error)
                    fell()
                return
            try:
                await lag.measure()
            except Exception as error:
                if not is_passing(error) and not isinstance(error, Unavailable):
                    raise
                log.warning("the lag is not known", error_type=type(error).__qualname__)
    finally:
        ended.cancel()


class Lag:
    """How far the folds are behind what is published, and what is held back, as figures.

    In seconds it is the shorter of two bounds: how long ago the folds were last seen at the end, and how long ago the
    event that was folded last had been recorded. The first alone would grow under a steady stream, where there is
    always something on its way; the second alone would be a night long for the first event of the morning.
    """

    def __init__(self, engine: Engine, transport: Transport, models: Sequence[Projection[Any]], clock: Clock) -> None:
        self._engine = engine
        self._transport = transport
        self._models = models
        self._clock = clock
        self._level = time.monotonic()  # when nothing was behind

    async def measure(self) -> int:
        """Write the figures; gives the events behind.

        Raises:
            Unavailable, OSError, asyncpg.PostgresError: the broker or the database is away.
        """
        published = await self._transport.high_water()
        async with self._engine.pool.acquire() as connection:
            reached = await self._engine.archive.positions(connection)
            parked = await self._engine.parked(connection)
            alarms = await connection.fetchrow(SQL["alarms"])
        behind = sum(max(0, mark - reached.get(bucket, 0)) for bucket, mark in published.items())
        if behind == 0:
            self._level = time.monotonic()
        seconds = time.monotonic() - self._level if behind else 0.0
        if behind and self._engine.newest is not None:
            seconds = max(0.0, min(seconds, (self._clock.now() - self._engine.newest).total_seconds()))
        for model in self._models:
            figures().projection_lag(model.name, behind, seconds)
            figures().parked(model.name, len(parked.get(model.name, ())))
        for kind, count in (alarms or {}).items():
            figures().parked(f"archive.{kind}", count)
        return behind


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait([task])


async def _patiently(what: str, opening: Callable[[], Awaitable[T]]) -> T:
    """Try until it succeeds; what isn't about a server that is away is raised at once, as is the last failure."""
    loop = asyncio.get_running_loop()
    deadline, pause = loop.time() + START_SECONDS, _FIRST_PAUSE
    while True:
        try:
            return await opening()
        except Exception as error:
            if not (is_passing(error) or isinstance(error, Unavailable)) or loop.time() + pause > deadline:
                raise
            log.warning("a server is away, trying again", program=what, error_type=type(error).__qualname__)
        await asyncio.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)


def run(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT: then the batch in hand to its end, and everything closed."""
    address = urlsplit(settings.reporting_url)
    serve(
        # A service that cannot go on ends; what started it starts it again, and the log says why.
        make_reporting(settings, failed=lambda: signal.raise_signal(signal.SIGTERM)),
        service=SERVICE,
        settings=settings,
        host=address.hostname or "127.0.0.1",
        port=address.port or 80,
    )
