"""A service's inbox: the keys its reactions have parked, and the events that wait behind them, in its own schema.

The row in `parked` is the gate. Whoever holds an event back locks it first; whoever frees a key locks it, looks whether
anything waits, and takes it away; so an event is either held before the key is free, or handled live after it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from shared.events import Head
from shared.ledger.ledger import Connection
from shared.messaging.parking import Cause, NotParked, ParkedEvent, ParkedKey
from shared.messaging.transport import Incoming
from shared.sql import statements

SQL: Final = statements("shared.messaging")


@dataclass(frozen=True, slots=True)
class Held:
    """An event's bytes as they wait, with its head read."""

    head: Head
    raw_head: bytes
    data: bytes
    hash: bytes

    @classmethod
    def of(cls, message: Incoming) -> Held:
        return cls(Head.from_bytes(message.head), message.head, message.data, message.hash)


@dataclass(frozen=True, slots=True)
class Known:
    """What of a batch needs care."""

    parked: frozenset[UUID]
    skipped: frozenset[UUID]


class Inbox:
    """The parked keys of `consumer` in the schema that `pool` is connected to."""

    def __init__(self, pool: asyncpg.Pool, consumer: str) -> None:
        self._pool = pool
        self.consumer = consumer

    async def known(self, keys: Collection[UUID]) -> Known:
        """Which of `keys` are parked, and which of their events were discarded."""
        rows = await self._pool.fetch(SQL["inbox_known"], self.consumer, list(keys))
        return Known(
            frozenset(row["id"] for row in rows if row["what"] == "key"),
            frozenset(row["id"] for row in rows if row["what"] == "event"),
        )

    async def park(self, held: Held, cause: Cause, now: datetime) -> None:
        """Park the event's key with the cause, and hold the event. A key that is parked already keeps its cause."""
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute(SQL["inbox_park"], self.consumer, held.head.key, *_named(held), *_said(cause), now)
            await self._hold(connection, held)

    async def hold(self, held: Held) -> bool:
        """Hold an event behind its parked key. False when the key is not parked any more: then it is to be handled."""
        async with self._pool.acquire() as connection, connection.transaction():
            if not await connection.fetchval(SQL["inbox_lock"], self.consumer, held.head.key):
                return False
            await self._hold(connection, held)
            return True

    async def first(self, key: UUID) -> Held | None:
        """The next event that waits behind `key`."""
        row = await self._pool.fetchrow(SQL["inbox_first"], self.consumer, key)
        return None if row is None else Held(Head.from_bytes(row["head"]), row["head"], row["data"], row["hash"])

    async def done(self, event: UUID) -> None:
        """The event has been handled and waits no more."""
        await self._pool.execute(SQL["inbox_done"], self.consumer, event)

    async def failed_again(self, held: Held, cause: Cause) -> None:
        """The event that the key waits for now, and why."""
        await self._pool.execute(SQL["inbox_failed_again"], self.consumer, held.head.key, *_named(held), *_said(cause))

    async def free(self, key: UUID) -> bool:
        """Let a key go if nothing waits behind it; whether it is free now."""
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.fetchval(SQL["inbox_lock"], self.consumer, key)
            await connection.execute(SQL["inbox_free"], self.consumer, key)  # a later statement sees what was held
            return await connection.fetchval(SQL["inbox_lock"], self.consumer, key) is None

    async def count(self) -> int:
        """How many keys are parked."""
        count: int = await self._pool.fetchval(SQL["inbox_count"], self.consumer)
        return count

    async def list(self) -> Sequence[ParkedKey]:
        """As `ParkedKeys.list`."""
        return [_parked(row) for row in await self._pool.fetch(SQL["inbox_parked"], self.consumer, None)]

    async def find(self, key: UUID) -> ParkedKey | None:
        """The parked key, if it is parked."""
        row = await self._pool.fetchrow(SQL["inbox_parked"], self.consumer, key)
        return None if row is None else _parked(row)

    async def show(self, key: UUID) -> tuple[ParkedKey, Sequence[ParkedEvent]]:
        """As `ParkedKeys.show`."""
        parked = await self.find(key)
        if parked is None:
            raise NotParked("parked.unknown_key", key)
        rows = await self._pool.fetch(SQL["inbox_waiting"], self.consumer, key)
        return parked, [ParkedEvent(*row) for row in rows]

    async def discard(self, event: UUID, by: str, reason: str, now: datetime) -> ParkedEvent:
        """As `ParkedKeys.discard`."""
        row = await self._pool.fetchrow(SQL["inbox_discard"], self.consumer, event, now, by, reason)
        if row is None:
            raise NotParked("parked.unknown_event", event)
        return ParkedEvent(*row)

    async def _hold(self, connection: Connection, held: Held) -> None:
        await connection.execute(
            SQL["inbox_hold"],
            self.consumer,
            held.head.key,
            *_named(held),
            held.raw_head,
            held.data,
            held.hash,
        )


def _named(held: Held) -> tuple[UUID, str, int, str]:
    return held.head.id, held.head.stream, held.head.streamversion, held.head.type


def _said(cause: Cause) -> tuple[str, str, list[str]]:
    return cause.type, cause.text, list(cause.frames)


def _parked(row: asyncpg.Record) -> ParkedKey:
    return ParkedKey(
        row["consumer"],
        row["key"],
        row["stream"],
        row["version"],
        row["event"],
        row["type"],
        Cause(row["cause_type"], row["cause_text"], tuple(row["frames"])),
        row["parked_at"],
        row["attempts"],
        row["waiting"],
    )
