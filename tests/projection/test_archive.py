"""The archive: each event once, in its stream's order, its chain checked, never changed."""

from __future__ import annotations

from dataclasses import replace

import asyncpg
import pytest

from services.reporting.audit import compare, verify_archive
from shared.postgres.provision import Deployment
from shared.projection.engine import Engine
from tests.projection.chronicle import Case, Chronicle, Log, arrival, corrected, offered, required, started

pytestmark = pytest.mark.integration


async def test_a_redelivery_under_new_offsets_is_a_double(engine: Engine, chronicle: Chronicle, log: Log) -> None:
    case = Case()
    said = await chronicle.says(case.id, arrival(case), corrected(case, "Mesdanova"))
    await engine.ingest(log(*said))

    again = await engine.ingest(log(*said))

    assert (again.archived, again.doubles) == (0, 2)
    assert await engine.pool.fetchval("select count(*) from archive") == 2


async def test_a_redelivery_inside_one_batch_is_a_double(engine: Engine, chronicle: Chronicle, log: Log) -> None:
    case = Case()
    (said,) = await chronicle.says(case.id, arrival(case))

    done = await engine.ingest(log(said, said))

    assert (done.archived, done.doubles, done.rejected) == (1, 1, 0)


async def test_what_comes_after_a_gap_waits_until_the_gap_closes(
    engine: Engine, chronicle: Chronicle, log: Log
) -> None:
    case = Case()
    first, second, third = await chronicle.says(case.id, arrival(case), corrected(case, "B"), offered(case))
    await engine.ingest(log(first))

    late = await engine.ingest(log(third))
    assert (late.archived, late.held) == (0, 1)

    closed = await engine.ingest(log(second))
    assert closed.archived == 2
    rows = await engine.pool.fetch("select version, seq from archive order by seq")
    assert [(row["version"], row["seq"]) for row in rows] == [(1, 1), (2, 2), (3, 3)]
    assert await engine.pool.fetchval("select count(*) from held") == 0


async def test_an_event_that_does_not_fit_the_chain_is_refused_and_the_true_one_is_taken(
    engine: Engine, chronicle: Chronicle, log: Log
) -> None:
    case = Case()
    first, second = await chronicle.says(case.id, required(case), started())
    await engine.ingest(log(first))
    forged = replace(second, data=second.data.replace(b"official-1", b"official-9"))

    refused = await engine.ingest(log(forged))
    assert (refused.archived, refused.rejected) == (0, 1)
    assert await engine.pool.fetchval("select reason from rejected") == "chain"

    assert (await engine.ingest(log(second))).archived == 1


async def test_another_history_in_an_archived_events_place_is_kept_apart(
    engine: Engine, chronicle: Chronicle, keystore: object, log: Log
) -> None:
    case = Case()
    (said,) = await chronicle.says(case.id, arrival(case))
    other = Chronicle(chronicle.keys)
    (fork,) = await other.says(case.id, arrival(case, family="Other"))
    await engine.ingest(log(said))

    done = await engine.ingest(log(fork))

    assert (done.doubles, done.rejected) == (0, 1)
    assert await engine.pool.fetchval("select reason from rejected") == "fork"


async def test_a_head_that_cannot_be_read_does_not_stop_the_others(
    engine: Engine, chronicle: Chronicle, log: Log
) -> None:
    case = Case()
    (said,) = await chronicle.says(case.id, arrival(case))
    broken = replace(said, head=b'{"specversion":"1.0"}')

    done = await engine.ingest(log(broken, said))

    assert (done.archived, done.rejected) == (1, 1)


async def test_positions_move_with_the_batch(engine: Engine, chronicle: Chronicle, log: Log) -> None:
    case = Case()
    batch = log(*await chronicle.says(case.id, arrival(case), corrected(case, "B")))
    await engine.ingest(batch)
    assert await engine.archive.positions(engine.pool) == {batch[0].bucket: 2}  # type: ignore[arg-type]


@pytest.mark.parametrize("change", ["update archive set type = 'x'", "delete from archive", "truncate archive"])
async def test_nobody_changes_the_archive(
    engine: Engine, chronicle: Chronicle, log: Log, admin_dsn: str, change: str
) -> None:
    case = Case()
    await engine.ingest(log(*await chronicle.says(case.id, arrival(case))))
    superuser = await asyncpg.connect(admin_dsn, server_settings={"search_path": "reporting"})
    try:
        with pytest.raises(asyncpg.PostgresError) as refused:
            await superuser.execute(change)
        assert refused.value.sqlstate == "KP403"
    finally:
        await superuser.close()


async def _tampered(admin_dsn: str, *statements: str) -> None:
    superuser = await asyncpg.connect(admin_dsn, server_settings={"search_path": "reporting"})
    try:
        await superuser.execute("set session_replication_role = replica")  # past the triggers, as a superuser can
        for statement in statements:
            await superuser.execute(statement)
    finally:
        await superuser.close()


@pytest.mark.parametrize(
    ("change", "kind", "version"),
    [
        ("update archive set data = convert_to('{}', 'UTF8') where version = 2", "edited", 2),
        ("delete from archive where version = 2", "missing", 2),
        ("delete from archive where version = 3", "missing", 3),
        ("update archive set stream = 'intake/case/elsewhere' where version = 3", "moved", 3),
        ("update archive set type = 'fi.kotopolku.intake.TransferOffered.v2' where version = 3", "column", 3),
    ],
)
async def test_verify_names_what_was_done_to_the_archive(
    engine: Engine, chronicle: Chronicle, log: Log, admin_dsn: str, change: str, kind: str, version: int
) -> None:
    case = Case()
    await engine.ingest(log(*await chronicle.says(case.id, arrival(case), corrected(case, "B"), offered(case))))
    await _tampered(admin_dsn, change)

    async with engine.pool.acquire() as connection:
        found = [one async for one in verify_archive(connection)]

    assert (kind, version) in {(one.kind, one.version) for one in found}


async def test_a_whole_archive_has_no_findings(engine: Engine, chronicle: Chronicle, log: Log) -> None:
    case = Case()
    await engine.ingest(log(*await chronicle.says(case.id, arrival(case), required(case), started())))
    async with engine.pool.acquire() as connection:
        assert [one async for one in verify_archive(connection)] == []


async def test_ledger_and_archive_are_compared_event_for_event(
    engine: Engine, chronicle: Chronicle, log: Log, database: Deployment, admin_dsn: str
) -> None:
    case = Case()
    said = await chronicle.says(case.id, arrival(case), corrected(case, "B"), offered(case))
    await engine.ingest(log(*said[:2]))
    superuser = await asyncpg.connect(admin_dsn)
    for version, one in enumerate(said, 1):
        await superuser.execute(
            "insert into intake.events (stream, version, key, bucket, type, recorded_at, head, data, hash)"
            " values ($1, $2, $3, $4, 't', now(), $5, $6, $7)",
            f"intake/case/{case.id}", version, case.id, one.bucket, one.head, one.data,
            one.hash if version != 2 else bytes(32),
        )  # fmt: skip
    await superuser.close()
    ledger = await asyncpg.connect(database.dsns["auditor"], server_settings={"search_path": "intake"})
    archive = await asyncpg.connect(database.dsns["auditor"], server_settings={"search_path": "reporting"})
    try:
        found = [(one.kind, one.version) async for one in compare("intake", ledger, archive)]
        assert found == [("differs", 2), ("missing", 3)]
    finally:
        await ledger.close()
        await archive.close()
