"""The fair pool: served in the order they came, and no turn is ever lost."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from shared.messaging.passing import is_passing
from shared.postgres.pool import open_pool
from shared.postgres.provision import Deployment

pytestmark = pytest.mark.integration
SECONDS = 10.0


async def test_callers_are_served_in_the_order_they_came(database: Deployment) -> None:
    served: list[int] = []

    async def caller(number: int) -> None:
        async with pool.acquire():
            served.append(number)

    async with (
        open_pool(database.dsns["intake"], 1) as pool,
        asyncio.timeout(SECONDS),
        asyncio.TaskGroup() as group,
    ):
        async with pool.acquire():
            for number in range(8):
                group.create_task(caller(number))
                await asyncio.sleep(0)  # so that each stands in line before the next comes
        await caller(8)  # comes at the moment of release, when asyncpg's own pool would let it in first
    assert served == list(range(9))


async def test_a_caller_that_gives_up_takes_no_turn_with_it(database: Deployment) -> None:
    async with open_pool(database.dsns["intake"], 1) as pool, asyncio.timeout(SECONDS):
        async with pool.acquire():
            waiting = asyncio.create_task(pool.fetchval("select 1"))
            await asyncio.sleep(0)
            waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert await pool.fetchval("select 2") == 2


async def test_a_connection_that_breaks_gives_its_turn_back(database: Deployment, admin_dsn: str) -> None:
    admin = await asyncpg.connect(admin_dsn)
    try:
        async with open_pool(database.dsns["intake"], 1) as pool, asyncio.timeout(SECONDS):
            for _ in range(3):
                async with pool.acquire() as connection:
                    process = connection.get_server_pid()
                    await admin.execute("select pg_terminate_backend($1)", process)
                    with pytest.raises(Exception) as broken:
                        await connection.fetchval("select pg_sleep(5)")
                    assert is_passing(broken.value)
            assert await pool.fetchval("select 3") == 3
    finally:
        await admin.close()
