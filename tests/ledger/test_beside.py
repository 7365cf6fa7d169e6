"""A command beside another, on a stream of its own: both are written, or neither is."""

from __future__ import annotations

import asyncio
from uuid import UUID, uuid4

import asyncpg
import pytest

from shared.errors import Refused
from shared.events import Event, Head
from shared.ledger import Beside, Claim, ClaimTaken, Ledger, verify_ledger
from shared.ledger.ledger import Connection, Decider
from shared.postgres.provision import Deployment
from tests.ledger.conftest import COUNTING, Arrive, act, arrival, evolve

pytestmark = pytest.mark.integration


def once(command: Arrive, state: int) -> list[Event]:
    return [] if state else [arrival(command.person)]


ONCE = Decider(0, once, evolve)


def case() -> tuple[str, UUID]:
    key = uuid4()
    return f"intake/case/{key}", key


def beside(key: UUID, name: object) -> Beside[Arrive, int]:
    return Beside(ONCE, f"intake/suspicion/{name}", key, Arrive(uuid4()))


async def versions(pool: asyncpg.Pool) -> dict[str, int]:
    return {row["stream"]: row["version"] for row in await pool.fetch("select stream, version from streams")}


async def test_both_are_written_and_the_head_names_the_command_they_come_of(ledger: Ledger, pool: asyncpg.Pool) -> None:
    stream, key = case()
    command = act()
    woken: list[None] = []
    ledger.appended = lambda: woken.append(None)
    done = await ledger.handle(
        COUNTING, stream, key, Arrive(uuid4(), 2), command, beside=[beside(key, "b"), beside(key, "a")], new=True
    )
    assert (done.stream, done.version, len(done.events), len(woken)) == (stream, 2, 2, 1)
    assert await versions(pool) == {stream: 2, "intake/suspicion/a": 1, "intake/suspicion/b": 1}
    rows = await pool.fetch("select key, head from events order by position")
    assert {row["key"] for row in rows} == {key}
    assert {Head.from_bytes(row["head"]).commandid for row in rows} == {command.id}


async def test_the_same_command_again_writes_neither_whatever_is_beside_it_then(
    ledger: Ledger, pool: asyncpg.Pool
) -> None:
    stream, key = case()
    command = act()
    await ledger.handle(COUNTING, stream, key, Arrive(uuid4()), command, beside=[beside(key, "a")])
    again = await ledger.handle(COUNTING, stream, key, Arrive(uuid4()), command, beside=[beside(key, "b")])
    assert again.replayed
    assert await versions(pool) == {stream: 1, "intake/suspicion/a": 1}


async def test_what_fails_in_the_transaction_undoes_both(ledger: Ledger, pool: asyncpg.Pool) -> None:
    stream, key = case()
    seen: list[int] = []

    async def fails(connection: Connection) -> None:
        seen.append(await connection.fetchval("select count(*) from events"))
        raise OSError("the server is gone")

    with pytest.raises(OSError, match="gone"):
        await ledger.handle(COUNTING, stream, key, Arrive(uuid4()), act(), beside=[beside(key, "a")], also=fails)
    claim = Claim("905", b"c" * 32)
    await ledger.handle(COUNTING, stream, key, Arrive(uuid4()), act(), claims=[claim])
    other, other_key = case()
    with pytest.raises(ClaimTaken):
        await ledger.handle(
            COUNTING, other, other_key, Arrive(uuid4()), act(), claims=[claim], beside=[beside(other_key, "a")]
        )
    assert seen == [2]
    assert await versions(pool) == {stream: 1}
    assert await pool.fetchval("select count(*) from commands") == 1


async def test_one_beside_that_says_no_refuses_the_whole_and_the_answer_stands(
    ledger: Ledger, pool: asyncpg.Pool
) -> None:
    stream, key = case()
    command = act()
    never = Beside(COUNTING, "intake/suspicion/n", key, Arrive(uuid4(), 101))
    for also in ([beside(key, "a"), never], []):
        with pytest.raises(Refused, match="already_registered"):
            await ledger.handle(COUNTING, stream, key, Arrive(uuid4()), command, beside=also)
    assert await versions(pool) == {}
    assert await pool.fetchval("select refusal from commands where id = $1", command.id) == "case.already_registered"


async def test_one_beside_that_stays_quiet_leaves_the_other(ledger: Ledger, pool: asyncpg.Pool) -> None:
    for _ in range(2):
        stream, key = case()
        await ledger.handle(COUNTING, stream, key, Arrive(uuid4()), act(), beside=[beside(key, "a")])
    assert sorted((await versions(pool)).values()) == [1, 1, 1]


async def test_many_at_once_beside_the_same_streams_and_in_lots_write_each_once_and_chain_it(
    ledger: Ledger, pool: asyncpg.Pool, database: Deployment
) -> None:
    """Half of them meet at the same streams, named in opposite orders; the other half shares transactions meanwhile."""
    cases = [case() for _ in range(24)]
    answers = await asyncio.gather(
        *(
            ledger.handle(
                COUNTING,
                stream,
                key,
                Arrive(uuid4()),
                act(),
                beside=[] if n % 2 else [beside(key, name) for name in ("ab", "ba")[n // 2 % 2]],
                new=True,
            )
            for n, (stream, key) in enumerate(cases)
        ),
    )
    assert [one.version for one in answers] == [1] * 24
    assert await versions(pool) == {
        **{stream: 1 for stream, _ in cases}, "intake/suspicion/a": 1, "intake/suspicion/b": 1
    }  # fmt: skip
    auditor = await asyncpg.connect(database.dsns["auditor"], server_settings={"search_path": "intake"})
    try:
        assert [one async for one in verify_ledger("intake", auditor)] == []
    finally:
        await auditor.close()


async def test_many_beside_the_same_stream_take_turns_and_none_is_turned_away(
    ledger: Ledger, pool: asyncpg.Pool
) -> None:
    """Each on a stream of its own, and all beside one that counts them, as reports of a barrier do."""
    shared = uuid4()

    async def report() -> None:
        stream, key = case()
        counted = Beside(COUNTING, f"intake/barrier/{shared}", shared, Arrive(uuid4()))
        await ledger.handle(COUNTING, stream, key, Arrive(uuid4()), act(), beside=[counted], new=True)

    await asyncio.gather(*(report() for _ in range(12)))
    found = await versions(pool)
    assert found.pop(f"intake/barrier/{shared}") == 12
    assert list(found.values()) == [1] * 12
