"""Grants: believed for ten seconds at most, ended and never changed, each database role with its own rights."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from shared.access.grants import FRESH, Grants
from shared.access.roles import Role
from shared.postgres.provision import Deployment

pytestmark = pytest.mark.integration


class Stopwatch:
    """A time that a test moves itself."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
async def admin(database: Deployment) -> AsyncIterator[Grants]:
    async with asyncpg.create_pool(database.dsns["access_admin"], min_size=1, max_size=2) as pool:
        yield Grants(pool)


@pytest.fixture
async def reader(database: Deployment) -> AsyncIterator[asyncpg.Pool]:
    async with asyncpg.create_pool(database.dsns["access"], min_size=1, max_size=4) as pool:
        yield pool


async def test_a_grant_reads_as_it_was_given(admin: Grants, reader: asyncpg.Pool) -> None:
    assert await admin.grant("aino", Role.CASEWORKER, "Pedersören kunta", ["599", "598", "599"], granted_by="lead")
    assert not await admin.grant("aino", Role.CASEWORKER, "Pedersören kunta", ["598", "599"], granted_by="lead")
    (grant,) = await Grants(reader).of("aino")
    assert (grant.role, grant.organisation) == (Role.CASEWORKER, "Pedersören kunta")
    assert grant.municipalities == frozenset({"598", "599"})
    assert await Grants(reader).of("somebody") == ()


async def test_what_was_taken_away_is_believed_for_ten_seconds_at_most(admin: Grants, reader: asyncpg.Pool) -> None:
    watch = Stopwatch()
    grants = Grants(reader, monotonic=watch)
    await admin.grant("aino", Role.AUDITOR, "Kotopolku", ["905"], granted_by="lead")
    assert len(await grants.of("aino")) == 1
    assert await admin.end("aino") == 1
    watch.seconds += FRESH - 0.001
    assert len(await grants.of("aino")) == 1
    watch.seconds += 0.001
    assert await grants.of("aino") == ()


async def test_a_grant_holds_between_its_days_also_when_remembered(admin: Grants, reader: asyncpg.Pool) -> None:
    now = datetime.now(UTC)
    grants = Grants(reader, monotonic=Stopwatch())  # whose time stands still: nothing is asked twice
    ends = now + timedelta(milliseconds=400)
    await admin.grant("aino", Role.ADVISER, "A", ["905"], granted_by="l", valid_to=ends)
    await admin.grant("aino", Role.PARTNER, "B", ["905"], granted_by="l", valid_from=now + timedelta(days=1))
    assert [grant.role for grant in await grants.of("aino")] == [Role.ADVISER]
    async with asyncio.timeout(5):
        while await grants.of("aino"):
            assert datetime.now(UTC) < ends + timedelta(seconds=1)
    assert datetime.now(UTC) >= ends


async def test_many_questions_at_once_ask_the_database_once(admin: Grants, reader: asyncpg.Pool) -> None:
    await admin.grant("aino", Role.CASEWORKER, "Vaasa", ["905"], granted_by="lead")
    grants = Grants(reader)
    before = await _reads(reader)
    found = await asyncio.gather(*(grants.of("aino") for _ in range(50)))
    assert {len(one) for one in found} == {1}
    assert await _reads(reader) - before == 1


async def _reads(pool: asyncpg.Pool) -> int:
    """How often the grants have been read: each reading statement of ours is one scan of them."""
    async with pool.acquire() as connection:
        await connection.execute("select pg_stat_force_next_flush()")
        scans = await connection.fetchval(
            "select seq_scan + coalesce(idx_scan, 0) from pg_stat_user_tables where relname = 'grants'"
        )
    return int(scans)


@pytest.mark.parametrize(
    ("actor", "municipalities"),
    [("", ["905"]), ("a b", ["905"]), ("a" * 200, ["905"]), ("aino", ["90"]), ("aino", ["905,410"]), ("aino", ["x"])],
)
async def test_a_grant_that_is_not_of_the_form_is_refused(admin: Grants, actor: str, municipalities: list[str]) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        await admin.grant(actor, Role.CASEWORKER, "Vaasa", municipalities, granted_by="lead")


@pytest.mark.parametrize(
    "statement",
    [
        "insert into access.grants values (default, 'eve', 'auditor', 'E', '{905}', default, null, 'eve', default)",
        "update access.grants set valid_to = now()",
        "delete from access.grants",
        "truncate access.grants",
    ],
)
async def test_who_reads_grants_cannot_change_them(reader: asyncpg.Pool, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await reader.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "update access.grants set municipalities = '{905,410}'",
        "update access.grants set role = 'auditor'",
        "delete from access.grants",
    ],
)
async def test_who_grants_can_end_a_grant_and_not_rewrite_it(
    admin: Grants, database: Deployment, statement: str
) -> None:
    await admin.grant("aino", Role.CASEWORKER, "Vaasa", ["905"], granted_by="lead")
    connection = await asyncpg.connect(database.dsns["access_admin"])
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute(statement)
    await connection.close()


async def test_not_even_the_owner_rewrites_a_grant(admin: Grants, admin_dsn: str) -> None:
    await admin.grant("aino", Role.CASEWORKER, "Vaasa", ["905"], granted_by="lead")
    connection = await asyncpg.connect(admin_dsn)
    with pytest.raises(asyncpg.RestrictViolationError):
        await connection.execute("update access.grants set role = 'auditor'")
    await connection.close()


async def test_a_lost_database_is_an_error_once_what_is_known_is_old(admin: Grants, database: Deployment) -> None:
    watch = Stopwatch()
    await admin.grant("aino", Role.CASEWORKER, "Vaasa", ["905"], granted_by="lead")
    pool = await asyncpg.create_pool(database.dsns["access"], min_size=1, max_size=1)
    grants = Grants(pool, monotonic=watch)
    await grants.of("aino")
    pool.terminate()
    assert len(await grants.of("aino")) == 1
    watch.seconds += FRESH
    with pytest.raises(asyncpg.InterfaceError):
        await grants.of("aino")
