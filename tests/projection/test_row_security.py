"""Row-level security of the read models: with FORCE on every tenant table; the reading role sees its scope only."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest

from shared.postgres.provision import Deployment
from shared.projection import Projection
from shared.projection.engine import Engine
from shared.projection.rebuild import rebuild
from shared.settings import Settings
from tests.projection.chronicle import Case, Chronicle, Log, history

pytestmark = pytest.mark.integration
UNPROTECTED = """
select c.relname from pg_class as c
join pg_namespace as n on n.oid = c.relnamespace
where n.nspname = 'reporting' and c.relkind in ('r', 'p', 'v', 'm', 'f')
    and exists (select from pg_attribute where attrelid = c.oid and attname = 'municipality')
    and not (
        c.relkind in ('r', 'p') and c.relrowsecurity and c.relforcerowsecurity
        and exists (select from pg_policy where polrelid = c.oid and polcmd = 'r')
        or c.relkind = 'v' and 'security_invoker=true' = any (c.reloptions)
    )
"""


@pytest.fixture
async def filled(engine: Engine, chronicle: Chronicle, log: Log) -> Engine:
    for municipality in ("905", "545"):
        case = Case()
        events = [event for stream in history(case, municipality) for event in stream]
        stay = [event for event in events if not type(event).__name__.startswith("Transfer")]
        await engine.ingest(log(*await chronicle.says(case.id, *stay)))
    return engine


async def _reader(database: Deployment) -> asyncpg.Connection:
    return await asyncpg.connect(database.dsns["reporting_reader"], server_settings={"search_path": "reporting"})


async def test_every_tenant_table_has_force_and_a_policy(filled: Engine, settings: Settings) -> None:
    assert await filled.pool.fetch(UNPROTECTED) == []
    await rebuild(settings, "services.reporting.readmodels:projections_of", processes=1)
    assert await filled.pool.fetch(UNPROTECTED) == []
    tenants = await filled.pool.fetchval(
        "select count(*) from pg_class where relforcerowsecurity and relnamespace = 'reporting'::regnamespace"
    )
    assert tenants >= 8
    hides = await filled.pool.fetch(
        "select distinct tablename from pg_policies where policyname like 'protection%' and permissive = 'RESTRICTIVE'"
    )
    assert tenants - len(hides) == sum(
        row["relname"].startswith("protections")
        for row in await filled.pool.fetch(
            "select relname from pg_class where relforcerowsecurity and relnamespace = 'reporting'::regnamespace"
        )
    ), "every read model hides protected cases, but for the one that says which they are"


async def test_the_reading_role_sees_its_scope_and_nothing_without_one(
    filled: Engine, models: tuple[Projection[Any], ...], database: Deployment
) -> None:
    active = dict(await filled.pool.fetch("select projection, table_name from active"))
    reader = await _reader(database)
    try:
        for model in models:
            table = active[model.name]
            assert await reader.fetchval(f"select count(*) from {table}") == 0, model.name
            async with reader.transaction():
                await reader.execute("select set_config('app.municipalities', '905', true)")
                seen = {row["municipality"] for row in await reader.fetch(f"select municipality from {table}")}
            there = await filled.pool.fetchval(f"select exists (select from {table} where municipality = '905')")
            assert seen == ({"905"} if there else set()), model.name
            assert there or model.name not in {"caseload", "deadlines", "arrivals", "referrals", "milestones", "search"}
    finally:
        await reader.close()


@pytest.mark.parametrize(
    "forbidden",
    [
        "select * from archive",
        "select * from archive_streams",
        "select * from held",
        "select * from rejected",
        "select * from parked",
        "select * from usage_log",
    ],
)
async def test_the_reading_role_has_no_right_to_what_knows_no_municipality(
    filled: Engine, database: Deployment, forbidden: str
) -> None:
    reader = await _reader(database)
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await reader.fetch(forbidden)
    finally:
        await reader.close()


async def test_the_reading_role_cannot_write_or_step_over_the_policies(filled: Engine, database: Deployment) -> None:
    table = await filled.pool.fetchval("select table_name from active where projection = 'caseload'")
    reader = await _reader(database)
    try:
        for attempt in (
            f"update {table} set municipality = '905'",
            f"delete from {table}",
            "set role kotopolku_reporting",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await reader.execute(attempt)
        assert not await reader.fetchval("select rolbypassrls or rolsuper from pg_roles where rolname = current_user")
    finally:
        await reader.close()


async def test_a_rows_columns_are_its_tables_columns(filled: Engine, models: tuple[Projection[Any], ...]) -> None:
    active = dict(await filled.pool.fetch("select projection, table_name from active"))
    for model in models:
        rows = await filled.pool.fetch(
            "select attname, format_type(atttypid, null) as type from pg_attribute"
            " where attrelid = to_regclass($1) and attnum > 0 and not attisdropped order by attnum",
            active[model.name],
        )
        short = {"timestamp with time zone": "timestamptz"}
        said = [(row["attname"], short.get(row["type"], row["type"])) for row in rows]
        assert said == list(zip(model.columns, model.sql_types, strict=True)), model.name
