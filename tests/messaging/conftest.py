"""Both transports, as the contract suite takes them, and events to send."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID, uuid4, uuid5

import pytest
from aiokafka.admin import AIOKafkaAdminClient

from shared.events.envelope import bucket_of
from shared.messaging.embedded import EmbeddedTransport
from shared.messaging.kafka import KafkaTransport
from shared.messaging.transport import Handler, Incoming, Outgoing, Positions, Subscription, Transport
from shared.postgres.provision import Deployment
from shared.telemetry.logs import configure

PATIENCE = 60.0  # seconds for anything to come true; a rebalance of a loaded machine takes some of them


async def until(true: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Wait for a condition; fail when it doesn't come true."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not true():
        assert asyncio.get_running_loop().time() < deadline, "it did not come true in time"
        await asyncio.sleep(0.01)


async def eventually(true: Callable[[], Awaitable[bool]], seconds: float = PATIENCE) -> None:
    """As `until`, for a condition that has to ask somebody."""
    async with asyncio.timeout(seconds):
        while not await true():  # noqa: ASYNC110 - what it waits for is in a database
            await asyncio.sleep(0.01)


def outgoing(key: UUID, n: int, size: int = 40) -> Outgoing:
    """Event `n` of a key."""
    data = b'{"n":%d,"fill":"%s"}' % (n, b"x" * size)
    head = b'{"specversion":"1.0","id":"%d","partitionkey":"%s","streamversion":%d}' % (n, str(key).encode(), n)
    return Outgoing(key, bucket_of(key), head, data, hashlib.sha256(head + data).digest())


def key_in(bucket: int) -> UUID:
    """A key that falls into a bucket."""
    space = uuid4()
    return next(key for n in range(100_000) if bucket_of(key := uuid5(space, str(n))) == bucket)


@dataclass
class Seen:
    """A handler that remembers; `fails` is asked before each batch and may raise."""

    fails: Callable[[Sequence[Incoming]], None] = lambda _: None
    messages: list[Incoming] = field(default_factory=list)
    batches: int = 0

    async def __call__(self, batch: Sequence[Incoming]) -> None:
        self.batches += 1
        self.fails(batch)
        self.messages.extend(batch)

    def of(self, key: UUID) -> list[int]:
        """The numbers of a key's events, in the order they were handled."""
        return [int(one.head.split(b'"streamversion":')[1][:-1]) for one in self.messages if one.key == key]


@dataclass
class Broker:
    """A transport under test: as many clients of it as a test wants."""

    kind: str
    client: Callable[[], Transport]
    opened: list[Transport] = field(default_factory=list)

    def transport(self) -> Transport:
        made = self.client()
        self.opened.append(made)
        return made

    @asynccontextmanager
    async def consuming(
        self, group: str, handler: Handler, start: Positions | None = None
    ) -> AsyncIterator[Subscription]:
        subscription = await self.transport().consume(group, handler, start=start)
        try:
            yield subscription
        finally:
            await subscription.stop()


@pytest.fixture(params=["embedded", pytest.param("kafka", marks=pytest.mark.kafka)])
async def broker(request: pytest.FixtureRequest) -> AsyncIterator[Broker]:
    if request.param == "embedded":
        database: Deployment = request.getfixturevalue("database")
        under_test = Broker("embedded", lambda: EmbeddedTransport(database.dsns["bus"]))
        yield under_test
    else:
        bootstrap: str = request.getfixturevalue("kafka_bootstrap")
        topic = f"kotopolku.test.{uuid4()}"
        under_test = Broker("kafka", lambda: KafkaTransport(bootstrap, topic=topic))
        yield under_test
        admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
        await admin.start()
        await admin.delete_topics([topic])
        await admin.close()
    for transport in under_test.opened:
        await transport.stop()


@pytest.fixture(autouse=True)
def json_logs() -> None:
    """Logs as the services write them, and strictly: an attribute that is not on the allowlist fails the test."""
    configure("messaging", strict=True)
