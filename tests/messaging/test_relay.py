"""The relay: in order, one at a time, taken over when it dies, and doubles that are told by stream and version."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import uuid4

import asyncpg
import pytest

from shared.clock import SystemClock
from shared.events import Head, bucket_of
from shared.ledger import Ledger
from shared.messaging.embedded import EmbeddedTransport
from shared.messaging.relay import Relay
from shared.messaging.transport import Incoming, Outgoing
from shared.postgres.provision import Deployment
from shared.privacy.keys import KeyStore
from shared.telemetry.metrics import configure
from tests.ledger.conftest import COUNTING, Arrive, act
from tests.messaging.conftest import Seen, until

pytestmark = pytest.mark.integration

RELAY_SESSIONS = "from pg_stat_activity where application_name = 'kotopolku relay intake'"


@pytest.fixture
async def bus(database: Deployment) -> AsyncIterator[EmbeddedTransport]:
    transport = EmbeddedTransport(database.dsns["bus"])
    yield transport
    await transport.stop()


@pytest.fixture
async def ledger(database: Deployment, keystore: KeyStore) -> AsyncIterator[Ledger]:
    async with asyncpg.create_pool(database.dsns["intake"], min_size=1, max_size=4) as pool:
        yield Ledger("intake", pool, keystore)


@asynccontextmanager
async def relaying(relay: Relay) -> AsyncIterator[Relay]:
    running = asyncio.create_task(relay.run())
    try:
        yield relay
    finally:
        relay.stop()
        await running


@asynccontextmanager
async def reading(bus: EmbeddedTransport) -> AsyncIterator[Seen]:
    seen = Seen()
    subscription = await bus.consume("reader", seen)
    try:
        yield seen
    finally:
        await subscription.stop()


async def arrive(ledger: Ledger, count: int) -> None:
    """`count` cases, two events each."""
    for _ in range(count):
        key, person = uuid4(), uuid4()
        for _ in range(2):
            await ledger.handle(COUNTING, f"intake/case/{key}", key, Arrive(person), act())


def versions(messages: Sequence[Incoming]) -> list[tuple[str, int]]:
    heads = [Head.from_bytes(one.head) for one in messages]
    return [(head.stream, head.streamversion) for head in heads]


async def cut(admin_dsn: str) -> None:
    admin = await asyncpg.connect(admin_dsn)
    await admin.execute(f"select pg_terminate_backend(pid) {RELAY_SESSIONS}")
    await admin.close()


async def test_every_event_is_published_as_its_bytes_in_the_bucket_of_its_key(
    database: Deployment, ledger: Ledger, bus: EmbeddedTransport
) -> None:
    await arrive(ledger, 10)
    rows = await ledger.pool.fetch("select key, head, data, hash from events order by position")
    async with relaying(Relay("intake", database.dsns["intake"], bus, SystemClock())), reading(bus) as seen:
        await until(lambda: len(seen.messages) == 20)
    got = {one.head: one for one in seen.messages}
    assert all((got[row["head"]].data, got[row["head"]].hash) == (row["data"], row["hash"]) for row in rows)
    assert all(one.bucket == bucket_of(one.key) for one in seen.messages)


async def test_an_append_wakes_the_relay(database: Deployment, ledger: Ledger, bus: EmbeddedTransport) -> None:
    said = configure("relay")  # the process's own: other tests have made others
    relay = Relay("intake", database.dsns["intake"], bus, SystemClock())
    ledger.appended = relay.wake
    async with relaying(relay), reading(bus) as seen:
        await until(lambda: relay.active)
        await arrive(ledger, 1)
        await until(lambda: len(seen.messages) == 2)
    assert [version for _, version in versions(seen.messages)] == [1, 2]
    assert 'kotopolku_relay_lag_events{service="relay"} 0' in said.text()


async def test_one_relay_is_active_and_a_spare_takes_over_when_its_session_dies(
    database: Deployment, ledger: Ledger, bus: EmbeddedTransport, admin_dsn: str
) -> None:
    first = Relay("intake", database.dsns["intake"], bus, SystemClock())
    spare = Relay("intake", database.dsns["intake"], bus, SystemClock())
    async with reading(bus) as seen, relaying(first):
        await until(lambda: first.active)
        async with relaying(spare):
            await arrive(ledger, 5)
            await until(lambda: len(seen.messages) == 10)
            assert (first.active, spare.active) == (True, False)
            first.stop()
            await until(lambda: spare.active)
            await cut(admin_dsn)  # and the one left comes back by itself
            await arrive(ledger, 5)
            await until(lambda: len(set(versions(seen.messages))) == 20)
    assert len(seen.messages) == 20


class CutAfterPublishing(EmbeddedTransport):
    """The relay's database session dies once, after the first batch is published and before the checkpoint moves."""

    def __init__(self, dsn: str, admin_dsn: str) -> None:
        super().__init__(dsn)
        self.admin_dsn = admin_dsn
        self.cuts = 0

    async def publish(self, messages: Sequence[Outgoing]) -> None:
        await super().publish(messages)
        if not self.cuts:
            self.cuts += 1
            await cut(self.admin_dsn)


async def test_cut_between_publishing_and_checkpoint_it_publishes_again_and_versions_tell_the_doubles(
    database: Deployment, ledger: Ledger, bus: EmbeddedTransport, admin_dsn: str
) -> None:
    await arrive(ledger, 5)
    cutting = CutAfterPublishing(database.dsns["bus"], admin_dsn)
    async with relaying(Relay("intake", database.dsns["intake"], cutting, SystemClock())), reading(bus) as seen:
        await until(lambda: len(seen.messages) == 20)
        await arrive(ledger, 1)
        await until(lambda: len(seen.messages) == 22)
    await cutting.stop()
    said = versions(seen.messages)
    doubles = [one for at, one in enumerate(said) if one in said[:at]]
    assert len(doubles) == 10
    assert len({(one.bucket, one.offset) for one in seen.messages}) == 22  # offsets don't tell them
    for stream in {stream for stream, _ in said}:
        firsts = list(dict.fromkeys(version for of, version in said if of == stream))
        assert firsts == [1, 2]


@pytest.mark.faults
async def test_a_relay_process_is_killed_and_a_spare_goes_on(
    database: Deployment, ledger: Ledger, bus: EmbeddedTransport
) -> None:
    program = "import asyncio; from shared.messaging.relay import run_relay; from shared.settings import Settings;"
    program += "asyncio.run(run_relay('intake', Settings()))"
    killed = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, env={**os.environ, **database.environment()}
    )
    spare = Relay("intake", database.dsns["intake"], bus, SystemClock())
    try:
        async with reading(bus) as seen:
            await arrive(ledger, 2)
            await until(lambda: len(seen.messages) == 4)  # nobody else relays yet
            async with relaying(spare):
                await arrive(ledger, 5)
                killed.send_signal(signal.SIGKILL)
                await until(lambda: spare.active)
                await arrive(ledger, 5)
                await until(lambda: len(set(versions(seen.messages))) == 24)
    finally:
        if killed.returncode is None:
            killed.kill()
        await killed.wait()
    assert len(set(versions(seen.messages))) == 24
