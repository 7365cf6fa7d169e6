"""Row-level security, as an attacker with the application's own credentials would try it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import pytest

from shared.access.policy import Viewer
from shared.access.rls import policies, scope_of, scoped
from shared.access.roles import Role
from shared.postgres.provision import Deployment

pytestmark = pytest.mark.integration
READER, WRITER = "kotopolku_reporting_reader", "kotopolku_reporting"


def viewer(*municipalities: str) -> Viewer:
    return Viewer("aino", Role.CASEWORKER, frozenset({Role.CASEWORKER}), "Unit", frozenset(municipalities))


@pytest.fixture
async def owner(admin_dsn: str) -> AsyncIterator[asyncpg.Connection]:
    """A tenant table of three rows, protected, owned by the role that folds into it."""
    connection = await asyncpg.connect(admin_dsn)
    await connection.execute(
        f"grant create on schema reporting to {WRITER}; set role {WRITER};"
        "create table reporting.tenants (municipality text not null, name text not null);"
        "insert into reporting.tenants values ('905', 'a'), ('410', 'b'), ('992', 'c');"
        + policies("reporting.tenants", reader=READER, writer=WRITER)
    )
    yield connection
    await connection.close()


@pytest.fixture
async def reader(database: Deployment, owner: asyncpg.Connection) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(database.dsns["reporting_reader"])
    yield connection
    await connection.close()


async def seen(connection: asyncpg.Connection) -> set[str]:
    return {row["municipality"] for row in await connection.fetch("select municipality from reporting.tenants")}


async def test_a_viewer_sees_the_rows_of_their_municipalities(reader: asyncpg.Connection) -> None:
    async with scoped(reader, viewer("905")):
        assert await seen(reader) == {"905"}
        assert await reader.fetchval("select count(*) from reporting.tenants") == 1
        assert await reader.fetchval("select current_setting('app.actor')") == "aino"
    async with scoped(reader, viewer("905", "410", "999")):
        assert await seen(reader) == {"905", "410"}


async def test_without_a_scope_nothing_is_seen(reader: asyncpg.Connection) -> None:
    assert await seen(reader) == set()
    async with scoped(reader, viewer()):
        assert await seen(reader) == set()


async def test_a_scope_ends_with_its_transaction(reader: asyncpg.Connection) -> None:
    async with scoped(reader, viewer("905")):
        pass
    assert await seen(reader) == set()
    with pytest.raises(LookupError):
        async with scoped(reader, viewer("905")):
            raise LookupError
    assert await seen(reader) == set()


async def test_a_scope_cannot_hide_in_an_outer_transaction(reader: asyncpg.Connection) -> None:
    async with reader.transaction():
        with pytest.raises(RuntimeError, match="of its own"):
            async with scoped(reader, viewer("905")):
                raise AssertionError("let in")


@pytest.mark.parametrize("garbage", ["", ",", "*", "90", "905;410", "{905}", "'905'", " 905", "%", "null"])
async def test_a_garbled_scope_sees_nothing(reader: asyncpg.Connection, garbage: str) -> None:
    async with reader.transaction():
        await reader.execute("select set_config('app.municipalities', $1, true)", garbage)
        assert await seen(reader) == set()


async def test_the_reader_writes_nothing(reader: asyncpg.Connection) -> None:
    for statement in (
        "insert into reporting.tenants values ('905', 'x')",
        "update reporting.tenants set municipality = '905'",
        "delete from reporting.tenants",
        "truncate reporting.tenants",
        "alter table reporting.tenants no force row level security",
        "drop policy scope on reporting.tenants",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await reader.execute(statement)


async def test_the_writer_folds_every_row_under_force(owner: asyncpg.Connection) -> None:
    forced = await owner.fetchrow(
        "select relrowsecurity, relforcerowsecurity from pg_class where oid = 'reporting.tenants'::regclass"
    )
    assert tuple(forced or ()) == (True, True)
    assert await owner.execute("update reporting.tenants set name = 'x'") == "UPDATE 3"


async def test_the_scope_is_computed_once_for_a_query(owner: asyncpg.Connection, reader: asyncpg.Connection) -> None:
    await owner.execute(
        "insert into reporting.tenants select lpad((n % 300)::text, 3, '0'), 'x' from generate_series(1, 5000) as n;"
        "create index on reporting.tenants (municipality); analyze reporting.tenants"
    )
    async with scoped(reader, viewer("105")):
        plan = "\n".join(row[0] for row in await reader.fetch("explain select * from reporting.tenants"))
    assert "InitPlan" in plan
    assert "Index" in plan


@pytest.mark.parametrize("name", ["t; drop table x", "T", 'a"b', "", "a.b.c", "1a", "a b"])
def test_a_table_is_named_plainly(name: str) -> None:
    with pytest.raises(ValueError, match=r"table"):
        policies(name, reader=READER, writer=WRITER)


@pytest.mark.parametrize("code", ["90", "9055", "a", "905,410", "٩٠٥"])
def test_a_scope_holds_codes_only(code: str) -> None:
    with pytest.raises(ValueError, match="three digits"):
        scope_of([code])
