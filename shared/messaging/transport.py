"""What a transport promises, whichever it is: Kafka (`kafka.py`) or a table of PostgreSQL (`embedded.py`).

An event travels as its bytes. Its partition is its bucket, chosen by the relay and never by a partitioner. Delivery is
at least once: offsets are in order within a partition, but an event may stand there twice (a relay killed between
publishing and checkpoint publishes again), and only stream and version tell the double.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias
from uuid import UUID

from shared.events.envelope import BUCKETS

TOPIC: Final = "kotopolku.events.v1"
PARTITIONS: Final = BUCKETS
BATCH: Final = 1_000  # measured: 20-30k events/s live between 200 and 5,000; what one transaction folds well
LONGEST: Final = 4 * 1024 * 1024  # bytes of one event, head and data: Kafka's own default of 1 MiB is too near a text


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An event as the relay publishes it. `bucket` is its partition; `hash` chains it in its stream (32 bytes)."""

    key: UUID
    bucket: int
    head: bytes
    data: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Incoming:
    """An event as a subscriber gets it. `offset` counts from 0 in its bucket."""

    bucket: int
    offset: int
    key: UUID
    head: bytes
    data: bytes
    hash: bytes


Handler: TypeAlias = Callable[[Sequence[Incoming]], Awaitable[None]]
"""Handles a batch that may span buckets, each bucket's messages in its order. Returning acknowledges all of it; raising
acknowledges nothing of it, and all of it comes again after a pause."""

Positions: TypeAlias = Callable[[Collection[int]], Awaitable[Mapping[int, int]]]
"""Where a subscriber that keeps its own positions stands: bucket -> offset of the next message it wants. A bucket left
out is read from its beginning. Asked whenever buckets are assigned, so that a database restored from a backup is read
on from where *it* stands and not from where the group once was."""


class Unavailable(Exception):  # noqa: N818 - says the state people meet
    """The transport can't be reached now. What was asked for did not happen, or is not known to have: do it again."""


class Subscription(Protocol):
    """A running consumer of one group. It goes on through lost connections until it is stopped."""

    @property
    def caught_up(self) -> bool:
        """Whether the group has passed the high-water mark seen when this consumer started. Once true, it stays.

        It is about the group: a member that only stands by is as ready as the one it would take over from.
        """
        ...

    async def until_caught_up(self) -> None:
        """Wait for `caught_up`. Raises what ended the consumer, should it end before."""
        ...

    async def until_stopped(self) -> None:
        """Wait for the end. Raises what ended the consumer, if it wasn't `stop`."""
        ...

    async def stop(self) -> None:
        """Let the batch in hand come to its end and be acknowledged, then leave the group."""
        ...


class Transport(Protocol):
    """Publishes events and hands them to consumer groups."""

    async def start(self) -> None:
        """Connect, and make the topic where it is missing.

        Raises:
            Unavailable: the broker or database doesn't answer; may be tried again.
        """
        ...

    async def stop(self) -> None:
        """Close what `start` and `publish` opened. Subscriptions are stopped by who made them."""
        ...

    async def publish(self, messages: Sequence[Outgoing]) -> None:
        """Publish in this order; on return all of them are durable.

        Raises:
            Unavailable: not all of them are known to be durable; publish the same again.
        """
        ...

    async def consume(self, group: str, handler: Handler, *, start: Positions | None = None) -> Subscription:
        """Start to hand the events to `handler`, one batch (at most `BATCH`) at a time.

        Without `start` the group goes on from what it acknowledged, at first from the beginning.
        """
        ...

    async def high_water(self) -> Mapping[int, int]:
        """The next offset to be given in each bucket; all 64, 0 where nothing was published.

        Raises:
            Unavailable: may be tried again.
        """
        ...

    async def acknowledged(self, group: str) -> Mapping[int, int]:
        """The next offset that `group` wants in each bucket; buckets it has acknowledged nothing of are left out.

        Raises:
            Unavailable: may be tried again.
        """
        ...


class Readiness:
    """Tells whether a group has passed the marks seen at its start: the rule both transports share."""

    def __init__(self) -> None:
        self._wanted: dict[int, int] | None = None
        self._passed: dict[int, int] = {}
        self._reached = asyncio.Event()

    @property
    def reached(self) -> bool:
        return self._reached.is_set()

    @property
    def seen(self) -> bool:
        """Whether the marks have been taken."""
        return self._wanted is not None

    def mark(self, high_water: Mapping[int, int]) -> None:
        """Take the marks; the first ones count."""
        if self._wanted is None:
            self._wanted = {bucket: mark for bucket, mark in high_water.items() if mark > 0}
            self._look()

    def passed(self, next_offsets: Mapping[int, int]) -> None:
        """The group has acknowledged everything below these offsets."""
        if self.reached:
            return
        for bucket, offset in next_offsets.items():
            self._passed[bucket] = max(offset, self._passed.get(bucket, 0))
        self._look()

    async def wait(self) -> None:
        await self._reached.wait()

    def _look(self) -> None:
        if self._wanted is None:
            return
        self._wanted = {bucket: mark for bucket, mark in self._wanted.items() if self._passed.get(bucket, 0) < mark}
        if not self._wanted:
            self._reached.set()


def next_offsets(batch: Sequence[Incoming]) -> dict[int, int]:
    """What acknowledging a batch says: for each bucket in it, the offset after its last message there."""
    following: dict[int, int] = {}
    for message in batch:
        following[message.bucket] = max(following.get(message.bucket, 0), message.offset + 1)
    return following
