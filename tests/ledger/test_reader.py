"""The gap-safe reader: concurrent writers, rollbacks, early transaction ids, long writes elsewhere."""

from __future__ import annotations

import asyncio
import random
import time
from uuid import uuid4

import asyncpg
import pytest

from shared.ledger import GapSafeReader
from shared.ledger.reader import Row
from shared.postgres.provision import Deployment
from tests.local.database import Template

pytestmark = pytest.mark.integration

INSERT = """
insert into events (stream, version, key, bucket, type, recorded_at, head, data, hash)
values ($1, $2, gen_random_uuid(), 0, 't', now(), '', '', sha256(''))
"""


async def write(dsn: str, seed: int, committed: list[tuple[str, int]]) -> None:
    """One writer: single and several events in a transaction, one in five rolled back, transaction ids taken early."""
    random_ = random.Random(seed)
    connection = await asyncpg.connect(dsn)
    await connection.execute("set search_path = intake")
    stream, version = f"s/{seed}", 0
    for _ in range(60):
        transaction = connection.transaction()
        await transaction.start()
        if random_.random() < 0.3:
            await connection.execute("select pg_current_xact_id()")
        new = random_.randint(1, 4)
        for number in range(1, new + 1):
            await connection.execute(INSERT, stream, version + number)
            if random_.random() < 0.3:
                await asyncio.sleep(0)
        if random_.random() < 0.2:
            await transaction.rollback()
        else:
            await transaction.commit()
            committed.extend((stream, version + number) for number in range(1, new + 1))
            version += new
    await connection.close()


async def read_until(reader: GapSafeReader, finished: asyncio.Event, read: list[Row]) -> None:
    while True:
        ended = finished.is_set()
        rows = await reader.poll()
        read.extend(rows)
        if ended and not rows and not reader.waiting:
            return
        if not rows:
            await asyncio.sleep(0.001)  # gives the loop to the writers; what is asserted does not depend on it


async def test_sixteen_writers_with_rollbacks_nothing_is_missed_and_streams_stay_in_order(
    database: Deployment, admin_dsn: str
) -> None:
    committed: list[tuple[str, int]] = []
    read: list[Row] = []
    finished = asyncio.Event()
    connection = await asyncpg.connect(database.dsns["intake"])
    reading = asyncio.create_task(read_until(GapSafeReader(connection, 0, batch=50), finished, read))
    await asyncio.gather(*(write(admin_dsn, seed, committed) for seed in range(16)))
    finished.set()
    await reading
    await connection.close()
    assert sorted((row.stream, row.version) for row in read) == sorted(committed)
    assert [row.position for row in read] == sorted(row.position for row in read)
    for stream in {row.stream for row in read}:
        versions = [row.version for row in read if row.stream == stream]
        assert versions == list(range(1, len(versions) + 1))


async def test_a_hole_is_waited_for_as_long_as_its_writer_lives(database: Deployment, admin_dsn: str) -> None:
    slow, quick = await asyncpg.connect(admin_dsn), await asyncpg.connect(admin_dsn)
    for connection in (slow, quick):
        await connection.execute("set search_path = intake")
    reader = GapSafeReader(await asyncpg.connect(database.dsns["intake"]), 0)
    transaction = slow.transaction()
    await transaction.start()
    await slow.execute(INSERT, "slow", 1)
    await quick.execute(INSERT, "quick", 1)
    assert await reader.poll() == []
    assert await reader.poll() == []
    assert reader.waiting
    await transaction.commit()
    assert [row.stream for row in await reader.poll()] == ["slow", "quick"]
    for connection in (slow, quick, reader._connection):
        await connection.close()


async def test_a_rolled_back_hole_is_passed_once_its_writer_is_gone(database: Deployment, admin_dsn: str) -> None:
    slow, quick = await asyncpg.connect(admin_dsn), await asyncpg.connect(admin_dsn)
    for connection in (slow, quick):
        await connection.execute("set search_path = intake")
    reader = GapSafeReader(await asyncpg.connect(database.dsns["intake"]), 0)
    transaction = slow.transaction()
    await transaction.start()
    await slow.execute(INSERT, "slow", 1)
    await quick.execute(INSERT, "quick", 1)
    assert await reader.poll() == []
    await transaction.rollback()
    assert [row.stream for row in await reader.poll()] == ["quick"]
    for connection in (slow, quick, reader._connection):
        await connection.close()


async def test_a_long_write_in_another_database_does_not_hold_the_reader_up(
    database: Deployment, admin_dsn: str, template: Template
) -> None:
    elsewhere = await asyncpg.connect(template.server.admin_dsn())
    await elsewhere.execute("create table if not exists long_write (n int)")
    writer = await asyncpg.connect(admin_dsn)
    await writer.execute("set search_path = intake")
    reader = GapSafeReader(await asyncpg.connect(database.dsns["intake"]), 0)
    transaction = elsewhere.transaction()
    await transaction.start()
    await elsewhere.execute("insert into long_write values (1)")
    begun = time.monotonic()
    for number in range(1, 101):
        await writer.execute(INSERT, f"stream/{uuid4()}", 1)
        (row,) = await reader.poll()  # at once: nothing of another database is waited for
        assert row.position == number
    assert time.monotonic() - begun < 60  # the long write never ends before the reading does
    assert elsewhere.is_in_transaction()
    await transaction.rollback()
    await elsewhere.execute("drop table long_write")
    for connection in (elsewhere, writer, reader._connection):
        await connection.close()
