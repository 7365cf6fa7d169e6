"""A projection's parked keys, as `kotopolku parked` works on them: what is held back is in the archive already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

import asyncpg
import orjson

from shared.events.codec import TrustedHead
from shared.messaging.parking import Cause, NotParked, Outcome, ParkedEvent, ParkedKey
from shared.privacy.keys import KeyStore
from shared.projection.archive import SQL, Connection, bucket_of_key
from shared.projection.folding import Failure, Routes
from shared.projection.projection import Projection
from shared.projection.replay import replay_keys, standing
from shared.projection.tables import Table, active_tables

KEY_UNKNOWN: Final = "parked.unknown_key"
EVENT_UNKNOWN: Final = "parked.unknown_event"


async def parked_keys(connection: Connection, projections: Iterable[Projection[Any]]) -> dict[str, frozenset[UUID]]:
    """Projection → keys that it holds back, in its version."""
    said = list(projections)
    rows = await connection.fetch(SQL["parked_of"], [one.name for one in said], [one.version for one in said])
    found: dict[str, set[UUID]] = {}
    for row in rows:
        found.setdefault(row["projection"], set()).add(row["key"])
    return {name: frozenset(keys) for name, keys in found.items()}


async def park(connection: Connection, failures: Sequence[Failure]) -> None:
    """Write down where each fold stopped, and say so."""
    await connection.execute(
        SQL["park"],
        [one.projection.name for one in failures],
        [one.projection.version for one in failures],
        [one.event.key for one in failures],
        [one.event.bucket for one in failures],
        [one.event.seq for one in failures],
        [one.event.head.id for one in failures],
        [one.event.stream for one in failures],
        [one.event.version for one in failures],
        [orjson.dumps(one.cause).decode() for one in failures],
    )
    from shared.telemetry.logs import logger  # a rebuild's processes start without what only a failure needs

    log = logger(__name__)
    for one in failures:
        log.error("a key is parked", projection=one.projection.name, key=one.event.key, stream=one.event.stream,
                  version=one.event.version)  # fmt: skip


class ProjectionParking:
    """The parked keys of one projection in its present version; a `shared.messaging.parking.ParkedKeys`."""

    def __init__(self, pool: asyncpg.Pool, projection: Projection[Any], keys: KeyStore) -> None:
        self.pool = pool
        self.projection = projection
        self.consumer = f"{projection.name}.v{projection.version}"
        self._keys = keys
        self._routes = Routes((projection,))

    async def list(self) -> Sequence[ParkedKey]:
        """All parked keys, the longest parked first."""
        async with self.pool.acquire() as connection:
            return [self._key(row) for row in await self._rows(connection, None)]

    async def show(self, key: UUID) -> tuple[ParkedKey, Sequence[ParkedEvent]]:
        """One parked key and its waiting events in order, the failing one first.

        Raises:
            NotParked: the key is not held back here.
        """
        async with self.pool.acquire() as connection:
            row = await self._row(connection, key)
            return self._key(row), [_event(one) for one in await self._waiting(connection, row)]

    async def retry(self, key: UUID) -> Outcome:
        """Fold the key again from its beginning, to the end or to the next failure.

        Raises:
            NotParked: the key is not held back here.
        """
        projection = self.projection
        async with self.pool.acquire() as connection, connection.transaction():
            await connection.fetch(SQL["lock_heads"], [bucket_of_key(key)])  # live folding of this key waits
            row = await self._row(connection, key)
            waiting = [self._seq(one) for one in await self._waiting(connection, row)]
            at = (await standing(connection, (projection,))).without(projection.name, key)
            replay = await replay_keys(connection, self._routes, self._keys, [key], at)
            active = (await active_tables(connection)).get(projection.name)
            if active is not None and active[0] == projection.version:
                await Table(projection, active[1]).replace(connection, replay.rows[projection.name])
            await connection.execute(SQL["rebuild_again"], projection.name, projection.version, row["bucket"])
            if replay.failures:
                await park(connection, replay.failures)
                stopped = replay.failures[0].event.seq
                again = self._key(await self._row(connection, key))
                return Outcome(sum(1 for seq in waiting if seq < stopped), again)
            await connection.execute(SQL["unpark"], projection.name, projection.version, key)
            return Outcome(len(waiting), None)

    async def discard(self, event: UUID, by: str, reason: str) -> ParkedEvent:
        """Record that this projection passes over the event for ever; its key stays parked until `retry`.

        Raises:
            NotParked: no such event waits here.
        """
        async with self.pool.acquire() as connection, connection.transaction():
            for row in await self._rows(connection, None):
                for one in await self._waiting(connection, row):
                    if TrustedHead(one["head"]).id == event:
                        await connection.execute(
                            SQL["skip"],
                            self.projection.name,
                            self.projection.version,
                            one["bucket"],
                            one["seq"],
                            row["key"],
                            by,
                            reason,
                        )
                        return _event(one)
        raise NotParked(EVENT_UNKNOWN, event)

    async def _rows(self, connection: Connection, key: UUID | None) -> Sequence[asyncpg.Record]:
        rows: Sequence[asyncpg.Record] = await connection.fetch(
            SQL["parked_list"], self.projection.name, self.projection.version, key
        )
        return rows

    async def _row(self, connection: Connection, key: UUID) -> asyncpg.Record:
        rows = await self._rows(connection, key)
        if not rows:
            raise NotParked(KEY_UNKNOWN, key)
        return rows[0]

    async def _waiting(self, connection: Connection, row: asyncpg.Record) -> Sequence[asyncpg.Record]:
        """What the projection would fold of what has come since; events it does not want do not wait."""
        rows = await connection.fetch(SQL["waiting"], row["key"], row["seq"])
        return [one for one in rows if self._routes.of(one["type"])[0]]

    def _seq(self, row: asyncpg.Record) -> int:
        return int(row["seq"])

    def _key(self, row: asyncpg.Record) -> ParkedKey:
        cause = orjson.loads(row["cause"])
        return ParkedKey(
            consumer=self.consumer,
            key=row["key"],
            stream=row["stream"],
            version=row["stream_version"],
            event=row["event_id"],
            type=row["type"],
            cause=Cause(cause["type"], cause["text"], tuple(cause["frames"])),
            parked_at=row["parked_at"],
            attempts=row["attempts"],
            waiting=row["waiting"],
        )


def _event(row: asyncpg.Record) -> ParkedEvent:
    return ParkedEvent(TrustedHead(row["head"]).id, row["stream"], row["version"], row["type"])
