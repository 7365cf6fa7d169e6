"""The archive of every event: each once, in the order of its stream, its chain checked, numbered by bucket.

Order within a stream is what the transport promises; this is where it is proved. A version that was archived is a
double and is dropped. What comes after a gap waits in `held`. What does not fit the chain, tells another history of an
archived event, or has no readable head goes to `rejected` and raises an alarm: the true event may still come.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple, Protocol, TypeAlias
from uuid import UUID

import asyncpg

from shared.events.codec import TrustedHead
from shared.events.envelope import bucket_of, chain, first_hash
from shared.sql import statements

SQL: Final = statements("shared.projection")
Connection: TypeAlias = asyncpg.Connection | asyncpg.pool.PoolConnectionProxy

WRITER_SETTINGS: Final[Mapping[str, str]] = {
    # asyncpg's cached generic plan for `= any($1)` on a fresh table stays a sequential scan: 7k events/s, not 21k.
    "plan_cache_mode": "force_custom_plan",
    "search_path": "reporting",
    "application_name": "kotopolku reporting",
}
COLUMNS: Final = ("bucket", "seq", "stream", "version", "key", "type", "recorded_at", "head", "data", "hash")
bucket_of_key: Final = lru_cache(maxsize=65_536)(bucket_of)


class Incoming(Protocol):
    """An event as a transport brings it; `bucket` is the partition it was read from."""

    @property
    def bucket(self) -> int: ...
    @property
    def offset(self) -> int: ...
    @property
    def head(self) -> bytes: ...
    @property
    def data(self) -> bytes: ...
    @property
    def hash(self) -> bytes: ...


class Archived(NamedTuple):
    """An event in the archive: its number in its bucket, its parsed head, its bytes."""

    bucket: int
    seq: int
    stream: str
    version: int
    key: UUID
    type: str
    head: TrustedHead
    head_bytes: bytes
    data: bytes
    hash: bytes


@dataclass(slots=True)
class Admission:
    """What became of a batch: newly archived events in archive order, and how many of the others there were."""

    archived: list[Archived] = field(default_factory=list)
    doubles: int = 0
    held: int = 0
    rejected: int = 0


class _Candidate(NamedTuple):
    """An event that may become part of the archive."""

    bucket: int
    stream: str
    version: int
    head: TrustedHead
    head_bytes: bytes
    data: bytes
    hash: bytes
    partition: int
    next_offset: int


class Archive:
    """Puts batches into the archive, on a connection with an open transaction."""

    async def positions(self, connection: Connection) -> Mapping[int, int]:
        """Partition → the offset to read on from."""
        return {row["partition"]: row["next_offset"] for row in await connection.fetch(SQL["positions"])}

    async def admit(self, connection: Connection, batch: Sequence[Incoming]) -> Admission:
        """Archive what is new of `batch` and move the positions. Whoever else archives into its buckets waits.

        Raises:
            asyncpg.PostgresError, OSError: nothing was archived; the batch is to be given again.
        """
        done = Admission()
        rejected: list[tuple[_Candidate | Incoming, str]] = []
        candidates = _read(batch, rejected)
        buckets = sorted({candidate.bucket for candidate in candidates})
        heads = {row["bucket"]: row["seq"] for row in await connection.fetch(SQL["lock_heads"], buckets)}
        # After the lock, so that what another writer archived into these buckets is seen.
        known, anything_held = await _streams(connection, {candidate.stream for candidate in candidates})
        before = dict(known)
        waiting: list[_Candidate] = []
        doubles: list[_Candidate] = []
        moved: dict[str, UUID] = {}
        for candidate in candidates:
            self._take(candidate, known, heads, moved, done, doubles, waiting, rejected)
        if waiting or (anything_held and moved):
            waiting = await self._take_waiting(connection, known, heads, moved, done, doubles, waiting, rejected)
        if doubles:
            await self._compare(connection, doubles, done, rejected, before)
        await _write(connection, done, known, heads, moved, buckets)
        if waiting:
            await _hold(connection, waiting)
            done.held = len(waiting)
        if rejected:
            await _reject(connection, rejected)
            done.rejected = len(rejected)
        offsets: dict[int, int] = {}
        for incoming in batch:
            offsets[incoming.bucket] = max(offsets.get(incoming.bucket, 0), incoming.offset + 1)
        await connection.execute(SQL["move_positions"], list(offsets), list(offsets.values()))
        _alarm(waiting, rejected)
        return done

    def _take(
        self,
        candidate: _Candidate,
        known: dict[str, tuple[int, bytes]],
        heads: dict[int, int],
        moved: dict[str, UUID],
        done: Admission,
        doubles: list[_Candidate],
        waiting: list[_Candidate],
        rejected: list[tuple[_Candidate | Incoming, str]],
    ) -> None:
        stream = candidate.stream
        version, previous = known.get(stream) or (0, first_hash(stream))
        if candidate.version <= version:
            doubles.append(candidate)
        elif candidate.version > version + 1:
            waiting.append(candidate)
        elif chain(previous, candidate.head_bytes, candidate.data) != candidate.hash:
            rejected.append((candidate, "chain"))
        else:
            seq = heads[candidate.bucket] = heads[candidate.bucket] + 1
            known[stream] = (candidate.version, candidate.hash)
            key = candidate.head.key
            moved[stream] = key
            done.archived.append(
                Archived(
                    candidate.bucket,
                    seq,
                    stream,
                    candidate.version,
                    key,
                    candidate.head.type,
                    candidate.head,
                    candidate.head_bytes,
                    candidate.data,
                    candidate.hash,
                )
            )

    async def _take_waiting(
        self,
        connection: Connection,
        known: dict[str, tuple[int, bytes]],
        heads: dict[int, int],
        moved: dict[str, UUID],
        done: Admission,
        doubles: list[_Candidate],
        waiting: list[_Candidate],
        rejected: list[tuple[_Candidate | Incoming, str]],
    ) -> list[_Candidate]:
        """Take in what waited, before this batch or in it, for events that have come now; what waits on."""
        rows = await connection.fetch(SQL["held_of_streams"], list(moved)) if moved else []
        held = [
            _Candidate(
                row["bucket"],
                row["stream"],
                row["version"],
                TrustedHead(row["head"]),
                row["head"],
                row["data"],
                row["hash"],
                row["bucket"],
                0,
            )
            for row in rows
        ]
        still: list[_Candidate] = []
        for candidate in sorted((*held, *waiting), key=lambda one: (one.stream, one.version)):
            self._take(candidate, known, heads, moved, done, doubles, still, rejected)
        if held:
            await connection.execute(SQL["release"], list(moved), [known[stream][0] for stream in moved])
        return still

    async def _compare(
        self,
        connection: Connection,
        doubles: list[_Candidate],
        done: Admission,
        rejected: list[tuple[_Candidate | Incoming, str]],
        before: Mapping[str, tuple[int, bytes]],
    ) -> None:
        """Drop the doubles that say what was archived; another event in an archived one's place is a second history."""
        hashes = {(one.stream, one.version): one.hash for one in done.archived}
        asked = [one for one in doubles if one.version <= before.get(one.stream, (0, b""))[0]]
        if asked:
            streams, versions = [one.stream for one in asked], [one.version for one in asked]
            for row in await connection.fetch(SQL["archived_hashes"], streams, versions):
                hashes[row["stream"], row["version"]] = row["hash"]
        for double in doubles:
            if hashes.get((double.stream, double.version)) == double.hash:
                done.doubles += 1
            else:
                rejected.append((double, "fork"))


def _read(batch: Sequence[Incoming], rejected: list[tuple[_Candidate | Incoming, str]]) -> list[_Candidate]:
    candidates = []
    for incoming in batch:
        try:
            head = TrustedHead(incoming.head)
            stream, version, bucket = head.stream, head.streamversion, bucket_of_key(head.key)
            if type(stream) is not str or type(version) is not int or version < 1 or head.time.tzinfo is None:
                raise ValueError("not an event's head")  # noqa: TRY301 - as the parsing itself says it
        except (ValueError, KeyError, TypeError, AttributeError):
            rejected.append((incoming, "head"))
            continue
        candidates.append(
            _Candidate(
                bucket,
                stream,
                version,
                head,
                incoming.head,
                incoming.data,
                incoming.hash,
                incoming.bucket,
                incoming.offset + 1,
            )
        )
    return candidates


async def _streams(connection: Connection, streams: set[str]) -> tuple[dict[str, tuple[int, bytes]], bool]:
    rows = await connection.fetch(SQL["streams"], list(streams))
    known = {row["stream"]: (row["version"], row["hash"]) for row in rows if row["stream"] is not None}
    return known, any(row["anything_held"] for row in rows)


async def _write(
    connection: Connection,
    done: Admission,
    known: Mapping[str, tuple[int, bytes]],
    heads: Mapping[int, int],
    moved: Mapping[str, UUID],
    buckets: list[int],
) -> None:
    new = done.archived
    if not new:
        return
    # COPY takes half the time of `unnest` here: asyncpg asks of every element of an array whether it is an array too.
    await connection.copy_records_to_table(
        "archive",
        records=[
            (
                one.bucket,
                one.seq,
                one.stream,
                one.version,
                one.key,
                one.type,
                one.head.time,
                one.head_bytes,
                one.data,
                one.hash,
            )
            for one in new
        ],
        columns=COLUMNS,
    )
    await connection.execute(
        SQL["move_streams"],
        list(moved),
        list(moved.values()),
        [known[stream][0] for stream in moved],
        [known[stream][1] for stream in moved],
    )
    await connection.execute(SQL["move_heads"], buckets, [heads[bucket] for bucket in buckets])


async def _hold(connection: Connection, waiting: Sequence[_Candidate]) -> None:
    await connection.execute(
        SQL["hold"],
        [one.stream for one in waiting],
        [one.version for one in waiting],
        [one.hash for one in waiting],
        [one.bucket for one in waiting],
        [one.head_bytes for one in waiting],
        [one.data for one in waiting],
    )


async def _reject(connection: Connection, rejected: Sequence[tuple[_Candidate | Incoming, str]]) -> None:
    rows = [
        (one.partition, one.next_offset, reason, one.head_bytes, one.data, one.hash)
        if isinstance(one, _Candidate)
        else (one.bucket, one.offset + 1, reason, one.head, one.data, one.hash)
        for one, reason in rejected
    ]
    await connection.execute(SQL["reject"], *(list(column) for column in zip(*rows, strict=True)))


def _alarm(waiting: Sequence[_Candidate], rejected: Sequence[tuple[_Candidate | Incoming, str]]) -> None:
    if not waiting and not rejected:
        return
    from shared.telemetry.logs import logger  # a rebuild's processes read the archive and start without it

    log = logger(__name__)
    for one in waiting:
        log.warning("an event came after a gap and waits", stream=one.stream, version=one.version)
    for broken, reason in rejected:
        if isinstance(broken, _Candidate):
            log.error("an event was not archived", reason=reason, stream=broken.stream, version=broken.version)
        else:
            log.error("an event was not archived", reason=reason, partition=broken.bucket, offset=broken.offset)
