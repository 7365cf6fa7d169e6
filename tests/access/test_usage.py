"""The usage log: written with the read or not read at all, chained, and never changed unseen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import asyncpg
import pytest

from shared.access.policy import Viewer
from shared.access.rls import scoped
from shared.access.roles import Role
from shared.access.usage import BUCKETS, looks_at, read_personal, verify_usage
from shared.postgres.provision import Deployment

pytestmark = pytest.mark.integration
VIEWER = Viewer("aino", Role.CASEWORKER, frozenset({Role.CASEWORKER}), "Vaasan kaupunki", frozenset({"905"}))
CASE = UUID("018f3c1e-0000-7000-8000-000000000001")


@pytest.fixture
async def superuser(admin_dsn: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(admin_dsn)
    yield connection
    await connection.close()


@pytest.fixture
async def reader(database: Deployment, superuser: asyncpg.Connection) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(database.dsns["reporting_reader"])
    yield connection
    await connection.close()


@pytest.fixture
async def auditor(database: Deployment, superuser: asyncpg.Connection) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(database.dsns["auditor"])
    yield connection
    await connection.close()


async def look(connection: asyncpg.Connection, *cases: UUID) -> int:
    async with scoped(connection, VIEWER):
        return await read_personal(connection, VIEWER, cases, ["identity", "contact"])


async def test_a_look_is_logged_for_each_case_with_who_and_what_for(
    reader: asyncpg.Connection, auditor: asyncpg.Connection
) -> None:
    assert await look(reader, CASE, uuid4(), CASE) == 2
    (found,) = await looks_at(auditor, CASE)
    assert (found.actor, found.role, found.organisation) == ("aino", "caseworker", "Vaasan kaupunki")
    assert (found.classes, found.purpose) == (("contact", "identity"), "case_work")


async def test_an_empty_page_is_no_look(reader: asyncpg.Connection, auditor: asyncpg.Connection) -> None:
    assert await look(reader) == 0
    assert (await verify_usage(auditor)).rows == 0


async def test_what_is_rolled_back_was_not_read(reader: asyncpg.Connection, auditor: asyncpg.Connection) -> None:
    with pytest.raises(LookupError):  # noqa: PT012 - the transaction is what is tried
        async with scoped(reader, VIEWER):
            await read_personal(reader, VIEWER, [CASE], ["identity"])
            raise LookupError
    assert await looks_at(auditor, CASE) == ()
    assert (await verify_usage(auditor)).holds


async def test_outside_of_a_transaction_nothing_is_read(reader: asyncpg.Connection) -> None:
    with pytest.raises(RuntimeError, match="one transaction"):
        await read_personal(reader, VIEWER, [CASE], ["identity"])


@pytest.mark.parametrize("classes", [[], ["Identity"], ["a,b"], [""]])
async def test_a_look_says_what_was_looked_at(reader: asyncpg.Connection, classes: list[str]) -> None:
    async with scoped(reader, VIEWER):
        with pytest.raises(ValueError, match="classes"):
            await read_personal(reader, VIEWER, [CASE], classes)


async def test_a_read_fails_when_it_cannot_be_logged(reader: asyncpg.Connection, superuser: asyncpg.Connection) -> None:
    """The defence switched off: without the log the transaction of the read is broken, and what follows it with it."""
    await superuser.execute("alter table reporting.usage_log add check (actor <> 'aino')")
    with pytest.raises(asyncpg.InFailedSQLTransactionError):  # noqa: PT012 - the transaction is what is tried
        async with scoped(reader, VIEWER):
            with pytest.raises(asyncpg.CheckViolationError):
                await read_personal(reader, VIEWER, [CASE], ["identity"])
            await reader.fetchval("select 1")


async def test_chains_hold_when_many_read_at_once(
    database: Deployment, superuser: asyncpg.Connection, auditor: asyncpg.Connection
) -> None:
    async with asyncpg.create_pool(database.dsns["reporting_reader"], min_size=8, max_size=8) as pool:

        async def often() -> None:
            for _ in range(20):
                async with pool.acquire() as connection, scoped(connection, VIEWER):
                    await read_personal(connection, VIEWER, [uuid4(), uuid4()], ["identity"])
                    await read_personal(connection, VIEWER, [uuid4()], ["contact"])

        await asyncio.gather(*(often() for _ in range(8)))
    verdict = await verify_usage(auditor)
    assert (verdict.rows, verdict.holds) == (8 * 20 * 3, True)
    used = await superuser.fetchval("select count(distinct bucket) from reporting.usage_log")
    assert 1 < used <= BUCKETS


@pytest.mark.parametrize(
    ("crime", "wrong"),
    [
        ("update reporting.usage_log set actor = 'eve' where sequence = 3", "edited"),
        ("update reporting.usage_log set classes = '{contact}' where sequence = 3", "edited"),
        ("update reporting.usage_log set recorded_at = recorded_at + interval '1 us' where sequence = 3", "edited"),
        ("delete from reporting.usage_log where sequence = 3", "missing"),
        (
            """delete from reporting.usage_log where sequence = 3;
            update reporting.usage_log set sequence = sequence - 1 where sequence > 3""",
            "moved",
        ),
    ],
)
async def test_what_a_superuser_changes_is_named(
    reader: asyncpg.Connection, superuser: asyncpg.Connection, auditor: asyncpg.Connection, crime: str, wrong: str
) -> None:
    await look(reader, *(uuid4() for _ in range(6)))
    bucket = await superuser.fetchval("select bucket from reporting.usage_log limit 1")
    await superuser.execute(f"set session_replication_role = replica; {crime}; reset session_replication_role")
    verdict = await verify_usage(auditor)
    assert [(one.bucket, one.sequence, one.wrong) for one in verdict.wrong] == [(bucket, 3, wrong)]


async def test_a_chain_that_was_cut_off_at_its_end_is_named(
    reader: asyncpg.Connection, superuser: asyncpg.Connection, auditor: asyncpg.Connection
) -> None:
    await look(reader, *(uuid4() for _ in range(6)))
    await superuser.execute(
        "set session_replication_role = replica; delete from reporting.usage_log where sequence > 4;"
        "reset session_replication_role"
    )
    (wrong,) = (await verify_usage(auditor)).wrong
    assert (wrong.sequence, wrong.wrong) == (5, "cut off")


async def test_nobody_changes_a_row(
    reader: asyncpg.Connection, superuser: asyncpg.Connection, auditor: asyncpg.Connection, database: Deployment
) -> None:
    await look(reader, CASE)
    writer = await asyncpg.connect(database.dsns["reporting"])
    for statement in (
        "update reporting.usage_log set actor = 'eve'",
        "delete from reporting.usage_log",
        "truncate reporting.usage_log",
        "update reporting.usage_heads set sequence = 0",
        "insert into reporting.usage_heads values (1, 1, '')",
    ):
        for connection in (reader, auditor, writer):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)
    for statement in ("update reporting.usage_log set actor = 'eve'", "delete from reporting.usage_log where false"):
        with pytest.raises(asyncpg.RestrictViolationError):
            await superuser.execute(statement)
    with pytest.raises(asyncpg.RestrictViolationError):
        await superuser.execute("truncate reporting.usage_log")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await reader.fetch("select * from reporting.usage_log")
    await writer.close()


async def test_a_reader_cannot_put_tables_of_their_own_in_the_functions_way(
    reader: asyncpg.Connection, superuser: asyncpg.Connection, auditor: asyncpg.Connection
) -> None:
    """The appending function runs as its owner: a caller's temporary tables must not be found before the real ones."""
    database = await superuser.fetchval("select current_database()")
    await superuser.execute(f"grant temporary on database {database} to kotopolku_reporting_reader")
    await reader.execute(
        "create temporary table usage_heads as"
        " select n::smallint as bucket, 0::bigint as sequence, ''::bytea as hash from generate_series(0, 15) as n;"
        "create temporary table usage_log (like usage_heads); grant all on usage_heads, usage_log to public"
    )
    await look(reader, CASE)
    assert len(await looks_at(auditor, CASE)) == 1
    assert (await verify_usage(auditor)).holds
