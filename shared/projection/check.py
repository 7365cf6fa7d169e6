"""The proof: live rows equal what the folds make of the archive. Checksums don't depend on order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from shared.privacy.keys import KeyStore
from shared.projection import tables
from shared.projection.archive import SQL, Connection
from shared.projection.folding import Routes
from shared.projection.projection import Projection
from shared.projection.replay import CHUNK, Replay, standing
from shared.projection.tables import Rows, Table

NAMED: Final = 20  # differing keys that are named
KEYS_AT_ONCE: Final = 2_000
_WHOLE: Final = 1 << 256


@dataclass(frozen=True, slots=True)
class Checked:
    """One projection's rows, live and folded anew. Checksums are hexadecimal, equal where the rows are."""

    projection: str
    rows: int
    rebuilt_rows: int
    checksum: str
    rebuilt_checksum: str
    differing: tuple[UUID, ...]
    parked: int

    @property
    def equal(self) -> bool:
        return not self.differing and self.checksum == self.rebuilt_checksum


class _Sum:
    """The sum of the SHA-256 of each row, modulo 2^256: the same whatever the order, and doubles don't cancel out."""

    def __init__(self) -> None:
        self.rows = 0
        self.value = 0

    def add(self, rows: Rows) -> None:
        for key, held in rows.items():
            for sub, row in held.items():
                self.rows += 1
                said = repr((str(key), sub, *(_plain(value) for value in row)))
                self.value = (self.value + int.from_bytes(sha256(said.encode()).digest(), "big")) % _WHOLE

    def __str__(self) -> str:
        return f"{self.value:064x}"


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value.isoformat() if hasattr(value, "isoformat") else value


async def check(
    connection: Connection,
    projections: Sequence[Projection[Any]],
    keys: KeyStore,
    *,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> list[Checked]:
    """Compare each projection's live rows with the archive folded anew, each bucket in one snapshot.

    Raises:
        LookupError: a projection has no table that answers (it was never rebuilt in its version).
        ChainBroken: the archive was changed.
    """
    live: dict[str, _Sum] = {one.name: _Sum() for one in projections}
    anew: dict[str, _Sum] = {one.name: _Sum() for one in projections}
    differing: dict[str, list[UUID]] = {one.name: [] for one in projections}
    parked: dict[str, int] = dict.fromkeys(live, 0)
    heads = {row["bucket"]: row["seq"] for row in await connection.fetch(SQL["heads"])}
    done, total = 0, sum(heads.values())
    for bucket in heads:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            tables_now = await _tables(connection, projections)
            at = await standing(connection, projections)
            replay = Replay(Routes(projections), keys, at)
            seen: set[UUID] = set()
            cursor = await connection.cursor(SQL["bucket_events"], bucket, 0)
            while records := await cursor.fetch(CHUNK):
                seen.update(record["key"] for record in records)
                await replay.add(records)
            ordered = list(seen)
            for projection in projections:
                name = projection.name
                parked[name] = len(at.parked.get(name, {}))
                anew[name].add(replay.rows[name])
                for start in range(0, len(ordered), KEYS_AT_ONCE):
                    some = ordered[start : start + KEYS_AT_ONCE]
                    rows = await tables_now[name].load(connection, some)
                    live[name].add(rows)
                    differing[name].extend(_differing(some, rows, replay.rows[name]))
        done += replay.events
        progress(min(done, total), total)
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        for name, table in (await _tables(connection, projections)).items():
            strays = await connection.fetch(tables.filled_in(SQL["strays"], table.name), NAMED)
            differing[name].extend(row["key"] for row in strays)
    return [
        Checked(
            name,
            live[name].rows,
            anew[name].rows,
            str(live[name]),
            str(anew[name]),
            tuple(differing[name][:NAMED]),
            parked[name],
        )
        for name in live
    ]


async def _tables(connection: Connection, projections: Iterable[Projection[Any]]) -> dict[str, Table]:
    active = await tables.active_tables(connection)
    found = {}
    for projection in projections:
        version, name = active.get(projection.name, (0, ""))
        if version != projection.version:
            raise LookupError(f"{projection.name} has no table of version {projection.version}")
        found[projection.name] = Table(projection, name)
    return found


def _differing(keys: Sequence[UUID], live: Rows, anew: Rows) -> list[UUID]:
    empty: dict[str, Any] = {}
    return [key for key in keys if live.get(key, empty) != anew.get(key, empty)]
