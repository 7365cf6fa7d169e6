"""Live: a batch becomes one transaction that archives what is new, folds it into every read model, and moves on.

Two lanes (by bucket) take turns: while PostgreSQL works on the one, Python folds the other. Each is a transaction of
its own with its own positions, so either may fail and be given again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg
from opentelemetry.trace import SpanKind

from shared.messaging.parking import Cause
from shared.privacy.keys import KeyStore
from shared.projection import tables
from shared.projection.archive import SQL, WRITER_SETTINGS, Admission, Archive, Archived, Connection, Incoming
from shared.projection.folding import Decoded, Failure, Routes, fold
from shared.projection.parking import park, parked_keys
from shared.projection.projection import ALL, Handler, Projection
from shared.projection.tables import Rows, Table
from shared.telemetry.tracing import link, say, span

LANES: Final = 2
SMALL: Final = 100  # a batch under this goes down one lane: a second transaction would cost more than it gains


async def writer_pool(dsn: str, size: int = 4) -> asyncpg.Pool:
    """Connections that write the archive and the read models."""
    return await asyncpg.create_pool(
        dsn, min_size=LANES, max_size=max(size, LANES), server_settings=dict(WRITER_SETTINGS)
    )


@dataclass(slots=True)
class Ingested:
    """What became of a batch: events newly archived, doubles dropped, held after a gap, rejected, folds that failed."""

    archived: int = 0
    doubles: int = 0
    held: int = 0
    rejected: int = 0
    failures: list[Failure] = field(default_factory=list)

    def add(self, admission: Admission, failures: Sequence[Failure]) -> None:
        self.archived += len(admission.archived)
        self.doubles += admission.doubles
        self.held += admission.held
        self.rejected += admission.rejected
        self.failures.extend(failures)


class Engine:
    """Archives and folds batches. `folded` is called after each commit."""

    def __init__(
        self,
        pool: asyncpg.Pool,
        projections: Iterable[Projection[Any]],
        keys: KeyStore,
        *,
        folded: Callable[[], None] = lambda: None,
    ) -> None:
        self.pool = pool
        self.routes = Routes(projections)
        self.keys = keys
        self.archive = Archive()
        self.folded = folded
        self.newest: datetime | None = None  # when the event that was folded last had been recorded
        self._tables: dict[str, Table] = {}

    async def start(self) -> Mapping[int, int]:
        """Make the read models' tables where the archive is empty; gives the offsets to read on from.

        Raises:
            OutOfDate: the archive has events that a read model of this program has not been folded from.
        """
        async with self.pool.acquire() as connection, connection.transaction():
            await connection.execute(SQL["lock_active"])
            active = await tables.active_tables(connection)
            missing = [one for one in self.routes.projections if active.get(one.name, (0, ""))[0] != one.version]
            if missing and await connection.fetchval(SQL["archive_count"]):
                raise OutOfDate([one.name for one in missing])
            for projection in missing:
                name = tables.new_name(projection)
                await tables.create(connection, projection, name)
                await tables.finish(connection, projection, name)
                await connection.execute(SQL["activate"], projection.name, projection.version, name)
            for projection in self.routes.projections:
                if projection.name in active:  # made by a program from before there was protection
                    await tables.protect(connection, projection, active[projection.name][1])
            return await self.archive.positions(connection)

    async def ingest(self, batch: Sequence[Incoming]) -> Ingested:
        """Archive and fold `batch`; when it returns, that is committed. What failed to fold is parked.

        Raises:
            asyncpg.PostgresError, OSError: the database is away; give the batch again (what was committed is a double).
        """
        done = Ingested()
        if len(batch) < SMALL:
            lanes = [batch] if batch else []
        else:
            lanes = [lane for n in range(LANES) if (lane := [one for one in batch if one.bucket % LANES == n])]
        results = await asyncio.gather(*(self._ingest(lane) for lane in lanes), return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException):
                raise result
            done.add(*result)
        self.folded()
        return done

    async def _ingest(self, batch: Sequence[Incoming]) -> tuple[Admission, list[Failure]]:
        with span("projection fold", kind=SpanKind.CONSUMER, batch=len(batch)) as current:
            async with self.pool.acquire() as connection, connection.transaction():
                admission = await self.archive.admit(connection, batch)
                link(current, (event.head.traceparent for event in admission.archived))
                say(current, events=len(admission.archived))
                failures = await self._fold(connection, admission.archived)
        if admission.archived:
            self.newest = admission.archived[-1].head.time
        return admission, failures

    async def _fold(self, connection: Connection, events: Sequence[Archived]) -> list[Failure]:
        if not events:
            return []
        # Read after the heads were locked: a rebuild that swaps tables takes the same locks first.
        active = await tables.active_tables(connection)
        parked = await self.parked(connection)
        by_projection: dict[str, list[tuple[Handler, Decoded]]] = {}
        for event in self.routes.decoded(events, await self.routes.keys_of(events, self.keys)):
            for handler in event.handlers:
                by_projection.setdefault(handler.projection.name, []).append((handler, event))
        failures: list[Failure] = []
        for name, todo in by_projection.items():
            projection = todo[0][0].projection
            version, table_name = active.get(name, (0, ""))
            if version != projection.version:
                continue  # being rebuilt under a newer program; that rebuild catches up from the archive
            table = self._table(projection, table_name)
            failures += await self._fold_into(connection, table, todo, parked.get(name, frozenset()))
        if failures:
            await park(connection, failures)
        return failures

    async def _fold_into(
        self,
        connection: Connection,
        table: Table,
        todo: Sequence[tuple[Handler, Decoded]],
        held_back: frozenset[UUID],
    ) -> list[Failure]:
        """Fold one projection's events into its table; a key whose fold fails stays as it was before that event."""
        rows = await self._load(connection, table, todo, held_back)
        changes: dict[tuple[UUID, str], Any] = {}

        def touched(key: UUID, sub: str, row: Any) -> None:
            changes[key, sub] = row

        failures: list[Failure] = []
        stopped = set(held_back)
        for handler, event in todo:
            if event.archived.key in stopped:
                continue
            failure = fold(handler, event, rows, touched)
            if failure is not None:
                stopped.add(event.archived.key)
                failures.append(failure)
        await table.write(connection, changes)
        return failures

    async def _load(
        self,
        connection: Connection,
        table: Table,
        todo: Sequence[tuple[Handler, Decoded]],
        held_back: frozenset[UUID],
    ) -> Rows:
        whole: set[UUID] = set()
        some: set[tuple[UUID, str]] = set()
        for handler, event in todo:
            key = event.archived.key
            if key in held_back or key in whole:
                continue
            if isinstance(event.recorded, Cause):
                continue  # the fold itself will say so and park the key
            try:
                reads = handler.reads(event.recorded)
            except Exception:  # noqa: BLE001, S112 - the fold itself will fail as well
                continue
            if reads == ALL:
                whole.add(key)
            else:
                some.update((key, sub) for sub in reads)
        rows = await table.load(connection, list(whole))
        loaded = await table.load_some(connection, [(key, sub) for key, sub in some if key not in whole])
        rows.update(loaded)
        return rows

    async def parked(self, connection: Connection) -> dict[str, frozenset[UUID]]:
        """Projection → keys that it holds back."""
        return await parked_keys(connection, self.routes.projections)

    def _table(self, projection: Projection[Any], name: str) -> Table:
        held = self._tables.get(projection.name)
        if held is None or held.name != name:
            held = self._tables[projection.name] = Table(projection, name)
        return held


class OutOfDate(Exception):  # noqa: N818 - names the finding
    """Read models that this program folds otherwise than the one before it: they are to be rebuilt first."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(", ".join(names))
        self.names = names
