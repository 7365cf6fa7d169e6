"""The embedded transport: the same promises over a table of PostgreSQL, for where no broker runs.

Publishing locks the counter rows of its partitions until it commits, so offsets have no gap and become visible in their
order; a subscriber reads `"offset" >= next` and misses nothing. It is woken by NOTIFY (which only the relays send) and
looks by itself every half second. A group has one active consumer at a time, whoever holds its advisory lock; others
stand by. The lock, the reading and the acknowledging are one session: who loses it can acknowledge nothing any more.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from typing import Final

import asyncpg

from shared.messaging.inbox import SQL
from shared.messaging.passing import is_passing
from shared.messaging.transport import (
    BATCH,
    PARTITIONS,
    Handler,
    Incoming,
    Outgoing,
    Positions,
    Readiness,
    Subscription,
    Unavailable,
    next_offsets,
)
from shared.telemetry.logs import logger

CHANNEL: Final = "kotopolku_bus"
LOOK_SECONDS: Final = 0.5  # the backstop behind NOTIFY
STANDBY_SECONDS: Final = 0.2  # how soon a standby notices that the leader is gone
PAUSES: Final = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)  # after a failure, the next one longer
BATCH_BYTES: Final = 16 * 1024 * 1024
CLOSE_SECONDS: Final = 5.0

log = logger(__name__)


class EmbeddedTransport:
    """The transport over the schema `bus` at `dsn` (role kotopolku_bus)."""

    def __init__(self, dsn: str, *, name: str = "kotopolku") -> None:
        self._dsn = dsn
        self._name = name
        self._pool: asyncpg.Pool | None = None
        self._opening = asyncio.Lock()

    async def start(self) -> None:
        await self._opened()

    async def stop(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            try:
                await asyncio.wait_for(pool.close(), CLOSE_SECONDS)
            except TimeoutError:
                pool.terminate()

    async def publish(self, messages: Sequence[Outgoing]) -> None:
        if not messages:
            return
        await self._on_pool(
            SQL["bus_publish"],
            [message.bucket for message in messages],
            [message.key for message in messages],
            [message.head for message in messages],
            [message.data for message in messages],
            [message.hash for message in messages],
        )

    async def consume(self, group: str, handler: Handler, *, start: Positions | None = None) -> Subscription:
        return _Consumer(self._dsn, group, handler, start)

    async def high_water(self) -> Mapping[int, int]:
        return _by_partition(await self._on_pool(SQL["bus_high_water"]))

    async def acknowledged(self, group: str) -> Mapping[int, int]:
        return _offsets(await self._on_pool(SQL["bus_offsets"], group))

    async def _on_pool(self, statement: str, *parameters: object) -> list[asyncpg.Record]:
        pool = await self._opened()
        try:
            return list(await pool.fetch(statement, *parameters))
        except Exception as error:
            if is_passing(error):
                raise Unavailable("the bus") from error
            raise

    async def _opened(self) -> asyncpg.Pool:
        async with self._opening:
            if self._pool is None:
                try:
                    self._pool = await asyncpg.create_pool(
                        self._dsn,
                        min_size=1,
                        max_size=2,
                        server_settings={"application_name": f"{self._name} bus"},
                    )
                except Exception as error:
                    if is_passing(error):
                        raise Unavailable("the bus") from error
                    raise
            return self._pool


class _Consumer:
    """One consumer of a group: stands by, leads, reads, hands over, acknowledges; connects again when it has to."""

    def __init__(self, dsn: str, group: str, handler: Handler, start: Positions | None) -> None:
        self._dsn = dsn
        self._group = group
        self._handler = handler
        self._start = start
        self._readiness = Readiness()
        self._woken = asyncio.Event()
        self._stopping = False
        self._leading = False
        self._failures = 0
        self._task = asyncio.create_task(self._run(), name=f"bus {group}")

    @property
    def caught_up(self) -> bool:
        return self._readiness.reached

    async def until_caught_up(self) -> None:
        reached = asyncio.create_task(self._readiness.wait())
        try:
            await asyncio.wait((reached, self._task), return_when=asyncio.FIRST_COMPLETED)
            if self._task.done():
                self._task.result()
        finally:
            reached.cancel()

    async def until_stopped(self) -> None:
        await asyncio.shield(self._task)

    async def stop(self) -> None:
        self._stopping = True
        self._woken.set()
        await asyncio.wait((self._task,))

    async def _run(self) -> None:
        while not self._stopping:
            try:
                await self._session()
            except Exception as error:
                if not is_passing(error):
                    raise
                log.warning(
                    "the bus is out of reach, trying again", group=self._group, error_type=type(error).__qualname__
                )
                await self._pause()

    async def _session(self) -> None:
        connection = await asyncpg.connect(
            self._dsn,
            # What an acknowledgement lost in a crash costs is a redelivery; it isn't worth waiting for the disk.
            server_settings={"application_name": f"kotopolku {self._group}", "synchronous_commit": "off"},
        )
        try:
            await connection.add_listener(CHANNEL, lambda *_: self._woken.set())
            connection.add_termination_listener(lambda *_: self._woken.set())
            self._readiness.mark(_by_partition(await connection.fetch(SQL["bus_high_water"])))
            while not self._stopping and not await connection.fetchval(SQL["bus_lead"], self._group):
                if not self._readiness.reached:
                    self._readiness.passed(_offsets(await connection.fetch(SQL["bus_offsets"], self._group)))
                await self._wait(STANDBY_SECONDS)
            if not self._stopping:
                await self._lead(connection)
        finally:
            with contextlib.suppress(OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await connection.close(timeout=CLOSE_SECONDS)

    async def _lead(self, connection: asyncpg.Connection) -> None:
        following = await self._positions(connection)
        self._readiness.passed(following)
        while not self._stopping:
            self._woken.clear()  # before the look: what comes after it wakes
            batch = await self._read(connection, following)
            if not batch:
                await self._wait(LOOK_SECONDS, clear=False)
                continue
            try:
                await self._handler(batch)
            except Exception as error:
                # Whatever it was: what isn't handled isn't acknowledged. Handlers park what is wrong with an event.
                log.exception("a batch failed and comes again", group=self._group, error_type=type(error).__qualname__)
                await self._pause()
                if self._start is not None:
                    following = await self._positions(connection)
                continue
            self._failures = 0
            acknowledged = next_offsets(batch)
            await connection.execute(
                SQL["bus_acknowledge"], self._group, list(acknowledged), list(acknowledged.values())
            )
            following.update(acknowledged)
            self._readiness.passed(acknowledged)

    async def _positions(self, connection: asyncpg.Connection) -> dict[int, int]:
        following = dict.fromkeys(range(PARTITIONS), 0)
        if self._start is None:
            following.update(_offsets(await connection.fetch(SQL["bus_offsets"], self._group)))
        else:
            following.update(await self._start(range(PARTITIONS)))
        return following

    async def _read(self, connection: asyncpg.Connection, following: Mapping[int, int]) -> list[Incoming]:
        counters = await connection.fetch(SQL["bus_high_water"])
        behind = [row["partition"] for row in counters if row["next"] > following[row["partition"]]]
        if not behind:
            return []
        rows = await connection.fetch(
            SQL["bus_batch"],
            behind,
            [following[partition] for partition in behind],
            max(1, BATCH // len(behind)),
            BATCH_BYTES,
        )
        return [Incoming(*row) for row in rows]

    async def _wait(self, seconds: float, *, clear: bool = True) -> None:
        if clear:
            self._woken.clear()
        if not self._stopping:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), seconds)

    async def _pause(self) -> None:
        pause = PAUSES[min(self._failures, len(PAUSES) - 1)]
        self._failures += 1
        deadline = asyncio.get_running_loop().time() + pause
        while not self._stopping and (left := deadline - asyncio.get_running_loop().time()) > 0:
            await self._wait(left)  # news of messages must not cut a pause short, a stop must


def _by_partition(rows: Sequence[asyncpg.Record]) -> dict[int, int]:
    return {row["partition"]: row["next"] for row in rows}


def _offsets(rows: Sequence[asyncpg.Record]) -> dict[int, int]:
    return {row["partition"]: row["offset"] for row in rows}
