"""Folding from the archive: every event's hash is checked against its stream's chain before anybody looks into it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from shared.events.codec import TrustedHead
from shared.events.envelope import chain, first_hash
from shared.privacy.keys import KeyStore
from shared.projection.archive import SQL, Archived, Connection
from shared.projection.folding import Decoded, Failure, Routes, fold, fold_until_failure
from shared.projection.projection import Projection
from shared.projection.tables import Rows

CHUNK: Final = 4_000


class ChainBroken(Exception):  # noqa: N818 - names the finding
    """The archive was changed: this event doesn't follow from the one before it. `kotopolku verify` says more."""

    def __init__(self, stream: str, version: int) -> None:
        super().__init__(f"{stream} version {version}")
        self.stream = stream
        self.version = version


@dataclass(frozen=True, slots=True)
class Standing:
    """Where folds stop (projection → key → number), and what they pass over (projection, bucket, number)."""

    parked: Mapping[str, Mapping[UUID, int]] = field(default_factory=dict)
    skipped: frozenset[tuple[str, int, int]] = frozenset()

    def without(self, projection: str, key: UUID) -> Standing:
        """The same where one key of one projection may go on."""
        held = {k: seq for k, seq in self.parked.get(projection, {}).items() if k != key}
        return Standing({**self.parked, projection: held}, self.skipped)


async def standing(connection: Connection, projections: Iterable[Projection[Any]]) -> Standing:
    """What is parked and skipped for these projections, in their versions."""
    said = list(projections)
    names, versions = [one.name for one in said], [one.version for one in said]
    parked: dict[str, dict[UUID, int]] = {}
    for row in await connection.fetch(SQL["parked_of"], names, versions):
        parked.setdefault(row["projection"], {})[row["key"]] = row["seq"]
    skipped = await connection.fetch(SQL["skipped_of"], names, versions)
    return Standing(parked, frozenset((row["projection"], row["bucket"], row["seq"]) for row in skipped))


class Replay:
    """Rows in memory, folded from events given in archive order, whole streams from their beginning."""

    def __init__(self, routes: Routes, keys: KeyStore, at: Standing | None = None) -> None:
        self.routes = routes
        self.rows: dict[str, Rows] = {projection.name: {} for projection in routes.projections}
        self.failures: list[Failure] = []
        self.events = 0
        self.seq = 0
        self._keys = keys
        self._at = at or Standing()
        self._chains: dict[str, tuple[int, bytes]] = {}
        self._stopped: set[tuple[str, UUID]] = set()
        self._types: dict[str, bytes] = {}

    async def add(self, records: Sequence[Any]) -> None:
        """Verify and fold records of (bucket, seq, stream, version, key, type, head, data, hash).

        Raises:
            ChainBroken: an event was changed, moved or taken out.
        """
        if records:
            await self.fold(self.verified(records))

    def verified(self, records: Sequence[Any]) -> list[Archived]:
        """The records as archived events, each proved to follow from the one before it in its stream.

        Raises:
            ChainBroken: one does not.
        """
        events: list[Archived] = []
        chains = self._chains
        for bucket, seq, stream, version, key, type_, head, data, hash_ in records:
            known = chains.get(stream)
            before, previous = known if known is not None else (0, first_hash(stream))
            if version != before + 1 or chain(previous, head, data) != hash_ or self._said(type_) not in head:
                raise ChainBroken(stream, version)
            chains[stream] = (version, hash_)
            events.append(Archived(bucket, seq, stream, version, key, type_, TrustedHead(head), head, data, hash_))
        return events

    def _said(self, type_: str) -> bytes:
        """How a head says `type_`: the column beside it, by which events are routed, is in no hash."""
        said = self._types.get(type_)
        if said is None:
            said = self._types[type_] = b'"type":"%b"' % type_.encode()
        return said

    async def fold(self, events: Sequence[Archived]) -> None:
        """Fold verified events."""
        if not events:
            return
        held = await self.routes.keys_of(events, self._keys)
        rest = iter(events)
        if not self._at.parked and not self._at.skipped and not self._stopped:
            for failure in fold_until_failure(self.routes, rest, held, self.rows):
                self._fail(failure)
        for decoded in self.routes.decoded(rest, held):
            for handler in decoded.handlers:
                self._fold(handler, decoded)
            decoded.archived.head.forget()
        self.events += len(events)
        self.seq = events[-1].seq

    def _fold(self, handler: Any, decoded: Decoded) -> None:
        name = handler.projection.name
        event = decoded.archived
        parked = self._at.parked.get(name)
        if parked is not None and (stop := parked.get(event.key)) is not None and event.seq >= stop:
            return
        if self._stopped and (name, event.key) in self._stopped:
            return
        if self._at.skipped and (name, event.bucket, event.seq) in self._at.skipped:
            return
        failure = fold(handler, decoded, self.rows[name])
        if failure is not None:
            self._fail(failure)

    def _fail(self, failure: Failure) -> None:
        self._stopped.add((failure.projection.name, failure.event.key))
        self.failures.append(failure)

    def take(self) -> dict[str, Rows]:
        """The rows so far, given away."""
        taken, self.rows = self.rows, {name: {} for name in self.rows}
        return taken


async def replay_keys(
    connection: Connection, routes: Routes, keys: KeyStore, wanted: Sequence[UUID], at: Standing
) -> Replay:
    """Fold these keys from their beginning; each of them has an entry in `rows`, if an empty one.

    Raises:
        ChainBroken: an event was changed, moved or taken out.
    """
    replay = Replay(routes, keys, at)
    await replay.add(await connection.fetch(SQL["keys_events"], wanted))
    for rows in replay.rows.values():
        for key in wanted:
            rows.setdefault(key, {})
    return replay
