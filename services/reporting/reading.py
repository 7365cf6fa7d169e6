"""Reading: one transaction inside the viewer's municipalities, from the tables that answer now, at one position."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Any, Final, TypeVar
from uuid import UUID

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from services.reporting.hidden import SUSPICIONS, hidden_from
from services.reporting.readmodels import TOLD
from shared.access.policy import Viewer
from shared.access.rls import scoped
from shared.access.usage import read_personal
from shared.clock import Clock
from shared.events.envelope import bucket_of
from shared.events.intake import PersonDetails
from shared.events.model import Unreadable
from shared.postgres.pool import FairPool
from shared.privacy.blind import Blind
from shared.privacy.keys import KeyStore
from shared.projection import open_copied
from shared.projection.asof import AsOf, as_of
from shared.projection.folding import Routes
from shared.projection.tables import active_tables, filled_in
from shared.sql import statements

T = TypeVar("T")
SQL: Final = statements("services.reporting")
TRIES: Final = 5
WAIT_SECONDS: Final = 5.0  # how long a read waits for what its reader has just done
BACKSTOP_SECONDS: Final = 0.05  # another process may have folded it: nobody wakes us then

READER_SETTINGS: Final[Mapping[str, str]] = {
    "search_path": "reporting",
    "application_name": "kotopolku reporting reader",
    # One snapshot an answer: its position is the one that all of its rows were folded at.
    "default_transaction_isolation": "repeatable read",
}


@asynccontextmanager
async def open_reader(dsn: str, size: int, *, command_seconds: float = 20.0) -> AsyncIterator[FairPool]:
    """A pool that reads under row-level security.

    Raises:
        OSError, asyncpg.PostgresError: the server cannot be reached, or does not let us in.
    """
    pool = FairPool(
        dsn,
        min_size=size,
        max_size=size,
        max_queries=50_000,
        max_inactive_connection_lifetime=300.0,
        loop=None,
        connection_class=asyncpg.Connection,
        record_class=asyncpg.Record,
        command_timeout=command_seconds,
        server_settings=dict(READER_SETTINGS),
    )
    async with pool:
        yield pool


class Reading:
    """A transaction that sees one viewer's municipalities. `positions` are those of its snapshot, by bucket."""

    def __init__(
        self,
        connection: asyncpg.Connection | PoolConnectionProxy[asyncpg.Record],
        viewer: Viewer,
        tables: Mapping[str, str],
        positions: Sequence[int],
        keys: KeyStore,
    ) -> None:
        self.viewer = viewer
        self.positions = list(positions)
        self._connection = connection
        self._tables = tables
        self._keys = keys

    def position(self, key: UUID) -> int:
        """The position for one key."""
        return self.positions[bucket_of(key)]

    async def rows(self, name: str, *arguments: object) -> list[asyncpg.Record]:
        """The rows of the statement `name`."""
        return list(await self._connection.fetch(self._said(name), *arguments))

    async def row(self, name: str, *arguments: object) -> asyncpg.Record | None:
        """Its first row, None where there is none."""
        return await self._connection.fetchrow(self._said(name), *arguments)

    async def value(self, name: str, *arguments: object) -> Any:
        """The first column of its first row."""
        return await self._connection.fetchval(self._said(name), *arguments)

    async def reads(self, cases: Collection[UUID], *classes: str) -> None:
        """Write into the usage log that the viewer reads these classes of fields of these cases, before opening."""
        await read_personal(self._connection, self.viewer, cases, classes)

    async def persons(self, copies: Iterable[bytes | None]) -> Mapping[bytes, PersonDetails | Unreadable]:
        """The copied boxes opened. `reads` first: the usage log is what lets people look."""
        return await open_copied({copy for copy in copies if copy is not None}, PersonDetails, self._keys)

    async def opened(self, copies: Iterable[bytes | None], as_: type[T]) -> Mapping[bytes, T | Unreadable]:
        """Other copied boxes opened, as `persons` opens those of names. `reads` first."""
        return await open_copied({copy for copy in copies if copy is not None}, as_, self._keys)

    def _said(self, name: str) -> str:
        statement = SQL[name]
        for projection, table in self._tables.items():
            statement = statement.replace(f"{{{projection}}}", filled_in("{table}", table))
        return statement


class Reports:
    """What reporting's endpoints read with. `folded` wakes the reads that wait."""

    def __init__(
        self,
        reader: asyncpg.Pool,
        writer: asyncpg.Pool,
        keys: KeyStore,
        blind: Blind,
        routes: Routes,
        clock: Clock,
    ) -> None:
        self.reader = reader
        self.writer = writer
        self.keys = keys
        self.blind = blind
        self._told = Routes(TOLD)
        self._all = Routes((*routes.projections, *TOLD))
        self.clock = clock
        self._wake = asyncio.Event()

    def folded(self) -> None:
        """Something new has been committed."""
        self._wake.set()
        self._wake = asyncio.Event()

    async def read(self, viewer: Viewer, answer: Callable[[Reading], Awaitable[T]]) -> T:
        """Let `answer` read as `viewer`; again, where the usage log met another reader's entry.

        Raises:
            asyncpg.SerializationError: five times in a row.
        """
        for attempt in range(1, TRIES + 1):
            try:
                async with self.reader.acquire() as connection, scoped(connection, viewer):
                    positions = await connection.fetchval(SQL["positions"])
                    tables = {name: table for name, (_, table) in (await active_tables(connection)).items()}
                    return await answer(Reading(connection, viewer, tables, positions, self.keys))
            except (asyncpg.SerializationError, asyncpg.DeadlockDetectedError):
                if attempt == TRIES:
                    raise
        raise AssertionError("unreachable")

    async def told(self, municipality: str, case: UUID, *, known_at: int) -> AsOf:
        """What is stored nowhere (`TOLD`), folded up to a position, as `municipality` may know it.

        To be asked after the viewer is known to see it: the archive knows no municipality, so readers have no right to
        it, and it is read for them.
        """
        async with self.writer.acquire() as connection:
            hides = hidden_from(municipality)
            return await as_of(connection, self._told, self.keys, case, known_at=known_at, hides=hides)

    async def replayed(
        self, municipality: str, case: UUID, *, known_at: datetime | int | None, about: date | None
    ) -> AsOf:
        """Every read model of a case as known at an instant, about a day; to be asked as `told` is."""
        async with self.writer.acquire() as connection:
            hides = hidden_from(municipality)
            return await as_of(connection, self._all, self.keys, case, known_at=known_at, about=about, hides=hides)

    async def passed(self, viewer: Viewer, stream: str, version: int, *, seconds: float = WAIT_SECONDS) -> bool:
        """Wait until reporting has folded `version` of `stream`; False where that took too long.

        What the viewer has nothing to do with is waited for just as what does not exist: the time tells nothing.
        """
        deadline = time.monotonic() + seconds
        while True:
            wake = self._wake
            key: UUID | None = await self.writer.fetchval(SQL["reached"], stream, version)
            if key is not None and await self._may_know(viewer, stream) and await self.read(viewer, _sees(key)):
                return True
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            try:
                await asyncio.wait_for(wake.wait(), min(left, BACKSTOP_SECONDS))
            except TimeoutError:
                continue

    async def _may_know(self, viewer: Viewer, stream: str) -> bool:
        """Whether the stream is hidden from no municipality that the viewer asks for."""
        if not stream.startswith(SUSPICIONS):
            return True
        first: bytes | None = await self.writer.fetchval(SQL["first_of_stream"], stream)
        return first is not None and not all(hidden_from(one)(stream, first) for one in viewer.municipalities)


def _sees(key: UUID) -> Callable[[Reading], Awaitable[bool]]:
    async def sees(reading: Reading) -> bool:
        return bool(await reading.value("seen", key))

    return sees
