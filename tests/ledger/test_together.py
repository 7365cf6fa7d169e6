"""Appends that wait at the same time share a transaction, and each still gets its own answer."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import asyncpg
import pytest

from shared.ledger import Claim, ClaimTaken, Ledger, VersionConflict, verify_ledger
from shared.postgres.provision import Deployment
from shared.together import Together
from tests.ledger.conftest import COUNTING, Arrive, act

pytestmark = pytest.mark.integration


async def test_many_at_once_share_transactions_and_every_chain_verifies(
    ledger: Ledger, pool: asyncpg.Pool, database: Deployment
) -> None:
    people = [uuid4() for _ in range(40)]
    answers = await asyncio.gather(
        *(
            ledger.handle(COUNTING, f"intake/case/{one}", one, Arrive(one, times=1 + n % 3), act(), new=True)
            for n, one in enumerate(people)
        )
    )
    assert [one.version for one in answers] == [1 + n % 3 for n in range(40)]
    assert [one.stream for one in answers] == [f"intake/case/{one}" for one in people]
    transactions = await pool.fetchval("select count(distinct xmin::text) from commands")
    assert transactions < 40
    auditor = await asyncpg.connect(database.dsns["auditor"], server_settings={"search_path": "intake"})
    try:
        assert await pool.fetchval("select count(*) from events") == sum(1 + n % 3 for n in range(40))
        assert [one async for one in verify_ledger("intake", auditor)] == []
    finally:
        await auditor.close()


async def test_one_that_claims_what_is_taken_learns_it_alone(ledger: Ledger, pool: asyncpg.Pool) -> None:
    claim = Claim("905", b"c" * 32)
    first = uuid4()
    await ledger.handle(COUNTING, f"intake/case/{first}", first, Arrive(first), act(), claims=[claim], new=True)
    people = [uuid4() for _ in range(12)]
    answers = await asyncio.gather(
        *(
            ledger.handle(
                COUNTING, f"intake/case/{one}", one, Arrive(one), act(), claims=[claim] if n == 7 else [], new=True
            )
            for n, one in enumerate(people)
        ),
        return_exceptions=True,
    )
    refused = answers.pop(7)
    assert isinstance(refused, ClaimTaken)
    assert refused.stream == f"intake/case/{first}"
    assert all(not isinstance(one, BaseException) and one.version == 1 for one in answers)
    assert await pool.fetchval("select count(*) from events") == 12
    assert await pool.fetchval("select count(*) from events where stream = $1", f"intake/case/{people[7]}") == 0


async def test_writers_of_one_stream_and_of_others_at_once_lose_nothing(ledger: Ledger, pool: asyncpg.Pool) -> None:
    shared, others = uuid4(), [uuid4() for _ in range(10)]
    wanted = [(f"intake/case/{one}", one) for one in [shared, shared, shared, *others]]
    answers = await asyncio.gather(
        *(ledger.handle(COUNTING, stream, one, Arrive(one), act()) for stream, one in wanted), return_exceptions=True
    )
    won = [one for one in answers if not isinstance(one, BaseException)]
    assert all(isinstance(one, VersionConflict) for one in answers if isinstance(one, BaseException))
    assert await pool.fetchval("select count(*) from events") == len(won)
    assert await pool.fetchval("select version from streams where stream = $1", f"intake/case/{shared}") >= 1


async def test_a_lot_takes_what_waits_and_nobody_waits_for_company() -> None:
    lots: list[list[int]] = []
    begun, gate = asyncio.Event(), asyncio.Event()

    async def carry(lot: object) -> list[int | Exception]:
        numbers = list(lot)  # type: ignore[call-overload]
        lots.append(numbers)
        begun.set()
        await gate.wait()
        return [ValueError(str(one)) if one == 3 else one * 10 for one in numbers]

    together: Together[int, int] = Together(carry, most=3)
    first = asyncio.create_task(together.ask(0))
    await begun.wait()
    rest = [asyncio.create_task(together.ask(one)) for one in (1, 2, 3, 4)]
    gone = asyncio.create_task(together.ask(5))
    await asyncio.sleep(0)
    gone.cancel()
    gate.set()
    assert await first == 0
    await asyncio.wait(rest)
    assert lots == [[0], [1, 2, 3], [4, 5]]
    assert isinstance(rest[2].exception(), ValueError)
    assert (rest[0].result(), rest[3].result()) == (10, 40)
