"""The relay: from a service's ledger to the transport, in the ledger's order, each event at least once.

One is active at a time, whoever holds the advisory lock of the ledger; the lock is the session's, so it is free as soon
as the session is gone, and a spare takes over. It publishes, then moves the checkpoint: killed in between, the next one
publishes the same again under new offsets, and stream and version tell the doubles.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Sequence
from typing import Final

import asyncpg
from opentelemetry.trace import SpanKind

from shared.clock import Clock
from shared.events.envelope import Head
from shared.ledger import GapSafeReader, Row
from shared.ledger.ledger import SQL as LEDGER_SQL
from shared.messaging.inbox import SQL
from shared.messaging.opening import transport_for
from shared.messaging.passing import is_passing
from shared.messaging.transport import BATCH, Outgoing, Transport
from shared.settings import Settings
from shared.telemetry import logs, tracing
from shared.telemetry.logs import logger
from shared.telemetry.metrics import figures
from shared.telemetry.tracing import span

SOONEST: Final = 0.02  # seconds to the next look while events come; in-process `wake` is what makes it quick
LATEST: Final = 0.25  # and when nothing has come for a while
HOLE: Final = 0.005  # while a writer's hole is waited for: its end wakes nobody
STANDBY_SECONDS: Final = 0.25
LAG_SECONDS: Final = 1.0
PAUSES: Final = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
CLOSE_SECONDS: Final = 5.0

log = logger(__name__)


class Relay:
    """The relay of one service's ledger.

    Args:
        service: whose ledger.
        dsn: the service's own role there.
        transport: where to; started already, or startable on demand.
        clock: the one events are recorded by, for the age of what is not yet published.
    """

    def __init__(self, service: str, dsn: str, transport: Transport, clock: Clock, *, batch: int = BATCH) -> None:
        self.service = service
        self._dsn = dsn
        self._transport = transport
        self._clock = clock
        self._batch = batch
        self._woken = asyncio.Event()
        self._stopping = False
        self._active = False
        self._failures = 0
        self._published = 0  # the position up to which everything is out
        self._turn = asyncio.Lock()  # of the connection: a slow broker must not keep the lag from being said

    @property
    def active(self) -> bool:
        """Whether this one publishes, and no other."""
        return self._active

    def wake(self) -> None:
        """Something was appended: look now."""
        self._woken.set()

    def stop(self) -> None:
        """Let `run` come to its end after what it has in hand."""
        self._stopping = True
        self._woken.set()

    async def run(self) -> None:
        """Publish until stopped, through lost connections and brokers that are away."""
        while not self._stopping:
            try:
                await self._session()
            except Exception as error:
                if not is_passing(error):
                    raise
                log.warning(
                    "the relay lost a server, trying again",
                    service=self.service,
                    error_type=type(error).__qualname__,
                )
                pause = PAUSES[min(self._failures, len(PAUSES) - 1)]
                self._failures += 1
                await self._wait(pause, until_stopped=True)
            finally:
                self._active = False

    async def _session(self) -> None:
        connection = await asyncpg.connect(
            self._dsn,
            # A checkpoint lost in a crash costs doubles, which are told by their version; no need to wait for the disk.
            server_settings={"application_name": f"kotopolku relay {self.service}", "synchronous_commit": "off"},
        )
        try:
            while not self._stopping and not await connection.fetchval(SQL["relay_lead"]):
                await self._wait(STANDBY_SECONDS, until_stopped=True)
            if not self._stopping:
                self._active = True
                await self._publish_from(connection)
        finally:
            with contextlib.suppress(OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await connection.close(timeout=CLOSE_SECONDS)

    async def _publish_from(self, connection: asyncpg.Connection) -> None:
        self._published = await connection.fetchval(LEDGER_SQL["checkpoint"])
        telling = asyncio.create_task(self._tell_lag(connection))
        try:
            await self._publish_all(connection, telling)
        finally:
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)  # the same lost connection, said twice otherwise

    async def _publish_all(self, connection: asyncpg.Connection, telling: asyncio.Task[None]) -> None:
        reader = GapSafeReader(connection, self._published, batch=self._batch)
        idle = SOONEST
        while not self._stopping:
            self._woken.clear()  # before the look: what is appended after it wakes
            if telling.done():
                telling.result()  # ended by what it met: nobody would see the lag any more
            async with self._turn:
                rows = await reader.poll()
            if rows:
                await self._publish(connection, rows)
                idle = SOONEST
            if len(rows) < self._batch and not self._stopping:
                await self._wait(HOLE if reader.waiting else idle)
                idle = min(idle * 2, LATEST) if not rows else idle

    async def _publish(self, connection: asyncpg.Connection, rows: Sequence[Row]) -> None:
        traces = (Head.from_bytes(row.head).traceparent for row in rows)
        with span("relay publish", links=traces, kind=SpanKind.PRODUCER, service=self.service, events=len(rows)):
            await self._transport.publish([Outgoing(row.key, row.bucket, row.head, row.data, row.hash) for row in rows])
            async with self._turn:
                await connection.execute(LEDGER_SQL["move_checkpoint"], rows[-1].position)
        self._published = rows[-1].position
        self._failures = 0

    async def _tell_lag(self, connection: asyncpg.Connection) -> None:
        """Say the lag every second, also while a publish hangs or fails: that is when somebody looks at it."""
        while True:
            await self._say_lag(connection)
            await asyncio.sleep(LAG_SECONDS)

    async def _say_lag(self, connection: asyncpg.Connection) -> None:
        async with self._turn:
            lag = await connection.fetchrow(SQL["relay_lag"], self._published)
        if lag is None:
            raise RuntimeError("the lag has always a row")
        oldest = lag["oldest"]
        age = 0.0 if oldest is None else (self._clock.now() - oldest).total_seconds()
        figures().relay_lag(lag["events"] if oldest is not None else 0, max(age, 0.0))

    async def _wait(self, seconds: float, *, until_stopped: bool = False) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while not self._stopping and (left := deadline - loop.time()) > 0:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), left)
            if not until_stopped:
                return
            self._woken.clear()


async def run_relay(service: str, settings: Settings) -> None:
    """A relay alone in its process, spare or only one, until SIGTERM or SIGINT.

    Raises:
        LookupError: a DSN is not set.
    """
    logs.configure(f"relay-{service}", level=settings.log_level)
    spans = tracing.configure(f"relay-{service}", settings)
    transport = transport_for(settings, name=f"relay {service}")
    relay = Relay(service, settings.dsn(service), transport, settings.clock())
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, relay.stop)
    try:
        await relay.run()
    finally:
        await transport.stop()
        spans.flush()
        spans.close()
