"""Append and handle: exactly once, in order, chained, and refused where it must be."""

from __future__ import annotations

import asyncio
from uuid import UUID, uuid4

import asyncpg
import pytest

from shared.errors import Refused
from shared.events import Event, Head, chain, decode, first_hash
from shared.ledger import Claim, ClaimTaken, Ledger, VersionConflict, verify_ledger
from shared.ledger.ledger import Decider
from shared.postgres.provision import Deployment
from shared.privacy.keys import Erased, KeyStore
from tests.ledger.conftest import COUNTING, Arrive, act, decide, evolve

pytestmark = pytest.mark.integration


def case() -> tuple[str, UUID]:
    key = uuid4()
    return f"intake/case/{key}", key


async def rows(pool: asyncpg.Pool, stream: str) -> list[asyncpg.Record]:
    return await pool.fetch("select * from events where stream = $1 order by version", stream)


async def test_a_command_writes_its_events_in_order_and_chained(ledger: Ledger, pool: asyncpg.Pool) -> None:
    stream, key = case()
    await ledger.handle(COUNTING, stream, key, Arrive(uuid4(), 2), act())
    done = await ledger.handle(COUNTING, stream, key, Arrive(uuid4(), 3), act())
    assert (done.from_version, done.version, done.replayed) == (2, 5, False)
    previous = first_hash(stream)
    for number, row in enumerate(await rows(pool, stream), 1):
        assert row["version"] == number == Head.from_bytes(row["head"]).streamversion
        previous = chain(previous, row["head"], row["data"])
        assert row["hash"] == previous


async def test_the_same_command_again_does_nothing_and_answers_as_before(ledger: Ledger, pool: asyncpg.Pool) -> None:
    stream, key = case()
    first = act()
    await ledger.handle(COUNTING, stream, key, Arrive(uuid4()), first)
    await ledger.handle(COUNTING, stream, key, Arrive(uuid4()), act())
    again = await ledger.handle(COUNTING, stream, key, Arrive(uuid4()), first)
    assert (again.from_version, again.version, again.replayed) == (0, 1, True)
    assert len(await rows(pool, stream)) == 2


async def test_the_same_command_from_another_process_does_nothing(
    ledger: Ledger, pool: asyncpg.Pool, keystore: KeyStore
) -> None:
    stream, key = case()
    one = act()
    other = Ledger("intake", pool, keystore)
    answers = await asyncio.gather(
        *(on.handle(COUNTING, stream, key, Arrive(uuid4()), one) for on in (ledger, other, ledger, other))
    )
    assert sorted(answer.replayed for answer in answers) == [False, True, True, True]
    assert len(await rows(pool, stream)) == 1


async def test_a_command_that_decides_nothing_is_recorded_too(ledger: Ledger, pool: asyncpg.Pool) -> None:
    stream, key = case()
    quiet = act()
    done = await ledger.handle(COUNTING, stream, key, Arrive(uuid4(), 0), quiet)
    assert (done.version, done.replayed) == (0, False)
    assert (await ledger.handle(COUNTING, stream, key, Arrive(uuid4(), 5), quiet)).replayed
    assert await rows(pool, stream) == []


async def test_a_refusal_is_recorded_and_repeated(ledger: Ledger, pool: asyncpg.Pool) -> None:
    stream, key = case()
    refused = act()
    with pytest.raises(Refused, match="already_registered"):
        await ledger.handle(COUNTING, stream, key, Arrive(uuid4(), 101), refused)
    with pytest.raises(Refused, match="already_registered"):
        await ledger.handle(COUNTING, stream, key, Arrive(uuid4(), 1), refused)
    assert await pool.fetchval("select refusal from commands where id = $1", refused.id) == "case.already_registered"
    assert await rows(pool, stream) == []


async def test_writers_of_one_stream_lose_nothing_and_leave_no_gap(
    ledger: Ledger, pool: asyncpg.Pool, keystore: KeyStore
) -> None:
    stream, key = case()
    writers = [ledger] + [Ledger("intake", pool, keystore) for _ in range(2)]

    async def write(on: Ledger) -> int:
        done = 0
        for _ in range(10):
            try:
                await on.handle(COUNTING, stream, key, Arrive(uuid4()), act())
                done += 1
            except VersionConflict:
                continue
        return done

    written = sum(await asyncio.gather(*map(write, writers)))
    assert [row["version"] for row in await rows(pool, stream)] == list(range(1, written + 1))
    assert written >= 10


async def test_a_stale_memory_never_says_no(ledger: Ledger, pool: asyncpg.Pool, keystore: KeyStore) -> None:
    stream, key = case()
    seen: list[int] = []

    def watching(command: Arrive, state: int) -> list[object]:
        seen.append(state)
        if state < 2:
            raise Refused("case.already_registered")
        return []

    decider = Decider(0, watching, evolve)
    with pytest.raises(Refused):
        await ledger.handle(decider, stream, key, Arrive(uuid4()), act(), new=True)
    await Ledger("intake", pool, keystore).handle(COUNTING, stream, key, Arrive(uuid4(), 2), act())
    await ledger.handle(decider, stream, key, Arrive(uuid4()), act(), new=True)
    assert seen == [0, 0, 0, 2]


async def test_a_stale_memory_never_stays_quiet(ledger: Ledger, pool: asyncpg.Pool, keystore: KeyStore) -> None:
    stream, key = case()

    def quiet_at_first(command: Arrive, state: int) -> list[Event]:
        return [] if state < 2 else decide(command, state)

    decider = Decider(0, quiet_at_first, evolve)
    await ledger.handle(decider, stream, key, Arrive(uuid4()), act())
    await Ledger("intake", pool, keystore).handle(COUNTING, stream, key, Arrive(uuid4(), 2), act())
    done = await ledger.handle(decider, stream, key, Arrive(uuid4()), act())
    assert (done.from_version, done.version) == (2, 3)


async def test_many_commands_on_one_stream_at_once_conflict_with_nobody(ledger: Ledger, pool: asyncpg.Pool) -> None:
    stream, key = case()
    done = await asyncio.gather(*(ledger.handle(COUNTING, stream, key, Arrive(uuid4()), act()) for _ in range(40)))
    assert sorted(one.version for one in done) == list(range(1, 41))


async def test_a_claim_is_held_by_one_stream_of_a_municipality(ledger: Ledger, pool: asyncpg.Pool) -> None:
    (one, one_key), (two, two_key) = case(), case()
    claim, elsewhere = Claim("905", b"x" * 32), Claim("545", b"x" * 32)
    await ledger.handle(COUNTING, one, one_key, Arrive(uuid4()), act(), claims=[claim])
    with pytest.raises(ClaimTaken) as taken:
        await ledger.handle(COUNTING, two, two_key, Arrive(uuid4()), act(), claims=[claim])
    assert taken.value.stream == one
    assert await rows(pool, two) == []
    await ledger.handle(COUNTING, two, two_key, Arrive(uuid4()), act(), claims=[elsewhere])
    assert await ledger.claim_holder(elsewhere) == two


async def test_what_is_written_beside_the_events_is_written_with_them_or_not_at_all(
    ledger: Ledger, pool: asyncpg.Pool
) -> None:
    stream, key = case()

    async def fail(_: object) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await ledger.handle(COUNTING, stream, key, Arrive(uuid4()), act(), also=fail)
    assert await rows(pool, stream) == []


async def test_personal_data_is_sealed_in_the_ledger_and_opens_with_its_key(
    ledger: Ledger, pool: asyncpg.Pool, keystore: KeyStore
) -> None:
    stream, key = case()
    person = uuid4()
    await ledger.handle(COUNTING, stream, key, Arrive(person), act())
    (row,) = await rows(pool, stream)
    for secret in ("Núñez", "Maria", "1990-05-17", "family"):
        assert secret.encode() not in row["data"] + row["head"]
    keys = await keystore.for_sealing({person: ()})
    event = decode(Head.from_bytes(row["head"]), row["data"], keys).event
    assert event.person.value.family_name == "Núñez"  # type: ignore[attr-defined]


async def test_nothing_is_written_about_an_erased_person(ledger: Ledger, keystore: KeyStore) -> None:
    stream, key = case()
    person = uuid4()
    await ledger.handle(COUNTING, stream, key, Arrive(person), act())
    await keystore.destroy(person, "test")
    with pytest.raises(Erased):
        await ledger.handle(COUNTING, stream, key, Arrive(person), act())


@pytest.mark.parametrize(
    "statement",
    [
        "insert into events select * from events",
        "update events set data = ''",
        "delete from events",
        "truncate events",
        "delete from commands",
        "update streams set version = 9",
        "insert into claims values ('905', '', '')",
        "alter table events disable trigger all",
        "drop table events",
        "select nextval('events_position')",
    ],
)
async def test_the_services_role_can_only_append_through_the_function(database: Deployment, statement: str) -> None:
    connection = await asyncpg.connect(database.dsns["intake"])
    try:
        with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.PostgresError)) as refused:
            await connection.execute(statement)
        assert refused.value.sqlstate == "42501"
    finally:
        await connection.close()


@pytest.mark.parametrize("statement", ["update events set data = ''", "delete from events", "truncate events"])
async def test_even_the_owner_of_the_ledger_cannot_change_an_event(
    ledger: Ledger, admin_dsn: str, statement: str
) -> None:
    stream, key = case()
    await ledger.handle(COUNTING, stream, key, Arrive(uuid4()), act())
    connection = await asyncpg.connect(admin_dsn)
    try:
        await connection.execute("set search_path = intake; set role kotopolku_intake_owner")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)
        await connection.execute("grant update, delete, truncate on events to current_user")
        with pytest.raises(asyncpg.PostgresError) as refused:  # he gave himself the right: the trigger says no
            await connection.execute(statement)
        assert refused.value.sqlstate == "KP403"
    finally:
        await connection.close()


@pytest.mark.parametrize("schema", ["assessment", "planning", "activities", "reporting", "keys", "access", "bus"])
async def test_no_service_reads_anothers_schema(database: Deployment, schema: str) -> None:
    connection = await asyncpg.connect(database.dsns["intake"])
    try:
        assert not await connection.fetchval("select has_schema_privilege($1, 'usage')", schema)
    finally:
        await connection.close()


async def test_a_ledger_that_was_only_appended_to_verifies(ledger: Ledger, pool: asyncpg.Pool) -> None:
    for _ in range(20):
        stream, key = case()
        await ledger.handle(COUNTING, stream, key, Arrive(uuid4(), 3), act())
    async with pool.acquire() as connection:
        assert [finding async for finding in verify_ledger("intake", connection)] == []


def test_the_small_domain_refuses_beyond_a_hundred() -> None:
    with pytest.raises(Refused):
        decide(Arrive(uuid4(), 101), 0)
