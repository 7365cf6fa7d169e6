"""Reading a ledger in order without losing late commits: position with lock proof.

Positions are drawn before a transaction commits, so they become visible out of order: reading `position > last` alone
missed 19,647 of 28,479 events in a measurement. Waiting for the snapshot's xmin keeps nothing in order within a stream
and stalls behind any long write in the cluster, 4.9 s at p99. This reader delivers the contiguous prefix. At a hole
it notes M, the last position read, and *then* H, the transactions that hold the events table's write lock. Each poll
keeps of H only who still holds it. When H is empty it *then* reads afresh: everything up to M is final, and the holes
that remain were rolled back. It holds because INSERT takes the table lock before it draws its default and gives it up
after its rows are visible; so it needs a sequence cache of 1, positions drawn by the default alone, and the primary.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from shared.ledger.ledger import SQL, Connection


@dataclass(frozen=True, slots=True)
class Row:
    """An event as it stands in a ledger."""

    position: int
    stream: str
    version: int
    key: UUID
    bucket: int
    type: str
    head: bytes
    data: bytes
    hash: bytes


class GapSafeReader:
    """Reads one ledger from `after` on. One reader per connection; `poll` never blocks on a writer."""

    def __init__(self, connection: Connection, after: int, *, batch: int = 1000) -> None:
        self._connection = connection
        self._batch = batch
        self.last = after
        self._final = after  # holes up to here are known to be rolled back
        self._mark: int | None = None
        self._holders: set[str] = set()

    async def poll(self) -> list[Row]:
        """The events that follow, as far as the order is certain; empty if there is nothing yet."""
        if self._mark is not None:
            self._holders &= await self._writers()
            if not self._holders:
                self._final, self._mark = self._mark, None
        records = await self._connection.fetch(SQL["events_after"], self.last, self._batch)
        ready: list[Row] = []
        for record in records:
            position = record["position"]
            if position > self.last + 1 and position - 1 > self._final:
                break
            ready.append(Row(**record))
            self.last = position
        if len(ready) < len(records) and self._mark is None:
            self._mark = records[-1]["position"]  # M first, then H: a transaction that comes later draws beyond M
            self._holders = await self._writers()
        return ready

    @property
    def waiting(self) -> bool:
        """Whether a hole is being waited for."""
        return self._mark is not None

    async def _writers(self) -> set[str]:
        return {record["virtualtransaction"] for record in await self._connection.fetch(SQL["writers"])}
