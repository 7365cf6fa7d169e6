"""Live rows equal rebuilt rows, whatever came twice, late, or while a rebuild was under way."""

from __future__ import annotations

import asyncio
from random import Random
from typing import Any

import pytest

from shared.messaging.transport import Outgoing
from shared.privacy.keys import KeyStore
from shared.projection import Projection
from shared.projection.check import check
from shared.projection.engine import Engine
from shared.projection.rebuild import Stopped, rebuild
from shared.settings import Settings
from tests.projection.chronicle import Case, Chronicle, Log, accepted, arrival, history, offered

pytestmark = pytest.mark.integration
MODELS = "services.reporting.readmodels:projections_of"


async def _histories(chronicle: Chronicle, random: Random, cases: int) -> list[Outgoing]:
    """Many cases' events, services' streams in any order after the arrival."""
    said: list[Outgoing] = []
    for _ in range(cases):
        case = Case()
        streams = [list(events) for events in history(case, random.choice(["905", "545", "499"]))]
        said.append(await chronicle.one(case.id, streams[0].pop(0)))
        while streams := [stream for stream in streams if stream]:
            said.append(await chronicle.one(case.id, random.choice(streams).pop(0)))
    return said


def _delivered(random: Random, said: list[Outgoing], log: Log) -> list[list[Any]]:
    """The events as a bad transport brings them: some twice, some too late, in batches of any size; all in the end."""
    late = [one for one in said if random.random() < 0.05]
    first = [one for one in said if one not in late]
    order = [copy for one in first for copy in [one] * random.choice([1, 1, 1, 2])] + late + random.sample(said, 10)
    batches = []
    while order:
        size = random.choice([1, 7, 60, 300])
        batches.append(log(*order[:size]))
        order = order[size:]
    return batches


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_live_equals_rebuilt_after_redeliveries_and_gaps(
    engine: Engine, models: tuple[Projection[Any], ...], chronicle: Chronicle, keystore: KeyStore, log: Log, seed: int
) -> None:
    random = Random(seed)
    said = await _histories(chronicle, random, 30)
    for batch in _delivered(random, said, log):
        await engine.ingest(batch)

    assert await engine.pool.fetchval("select count(*) from archive") == len(said)
    async with engine.pool.acquire() as connection:
        found = await check(connection, models, keystore)
    assert [(one.projection, one.differing) for one in found if not one.equal] == []
    assert sum(one.rows for one in found) > len(said)


async def test_a_rebuild_makes_the_same_rows_and_points_at_them(
    engine: Engine,
    models: tuple[Projection[Any], ...],
    chronicle: Chronicle,
    keystore: KeyStore,
    log: Log,
    settings: Settings,
) -> None:
    said = await _histories(chronicle, Random(4), 20)
    await engine.ingest(log(*said))
    before = dict(await engine.pool.fetch("select projection, table_name from active"))
    async with engine.pool.acquire() as connection:
        live = await check(connection, models, keystore)

    told: list[tuple[int, int]] = []
    done = await rebuild(settings, MODELS, processes=2, progress=lambda folded, of: told.append((folded, of)))

    assert done.events == len(said)
    assert told[-1] == (len(said), len(said))
    after = dict(await engine.pool.fetch("select projection, table_name from active"))
    assert not set(before.values()) & set(after.values())
    async with engine.pool.acquire() as connection:
        rebuilt = await check(connection, models, keystore)
    assert [one.checksum for one in rebuilt] == [one.checksum for one in live]
    case = Case()
    await engine.ingest(log(*await chronicle.says(case.id, arrival(case))))
    assert await engine.pool.fetchval(f"select count(*) from {after['caseload']} where key = $1", case.id) == 1


async def test_a_rebuild_of_one_read_model_leaves_the_others(
    engine: Engine, chronicle: Chronicle, log: Log, settings: Settings
) -> None:
    await engine.ingest(log(*await _histories(chronicle, Random(5), 3)))
    before = dict(await engine.pool.fetch("select projection, table_name from active"))

    await rebuild(settings, MODELS, ["deadlines"], processes=1)

    after = dict(await engine.pool.fetch("select projection, table_name from active"))
    assert {name for name in before if before[name] != after[name]} == {"deadlines"}


async def test_a_stopped_rebuild_goes_on_where_it_was(
    engine: Engine,
    models: tuple[Projection[Any], ...],
    chronicle: Chronicle,
    keystore: KeyStore,
    log: Log,
    settings: Settings,
) -> None:
    said = await _histories(chronicle, Random(6), 30)
    await engine.ingest(log(*said))
    stop = asyncio.Event()
    begun = asyncio.create_task(
        rebuild(
            settings, MODELS, processes=1, stop=stop, progress=lambda folded, _of: stop.set() if folded > 240 else None
        )
    )
    with pytest.raises(Stopped):
        await begun
    more = await _histories(chronicle, Random(7), 3)
    await engine.ingest(log(*more))

    done = await rebuild(settings, MODELS, processes=1)

    assert done.events < len(said) + len(more)  # what was done was not done again
    assert await engine.pool.fetchval("select count(*) from rebuilds") == 0
    async with engine.pool.acquire() as connection:
        assert all(one.equal for one in await check(connection, models, keystore))


async def test_what_comes_while_a_rebuild_runs_is_in_what_it_makes(
    engine: Engine,
    models: tuple[Projection[Any], ...],
    chronicle: Chronicle,
    keystore: KeyStore,
    log: Log,
    settings: Settings,
) -> None:
    moving = [Case() for _ in range(5)]
    first = [await chronicle.one(case.id, arrival(case)) for case in moving]
    await engine.ingest(log(*first, *await _histories(chronicle, Random(8), 20)))
    rest = [one for case in moving for one in await chronicle.says(case.id, offered(case), accepted(case))]

    running = asyncio.create_task(rebuild(settings, MODELS, processes=1))
    for one in rest:
        await engine.ingest(log(one))
        await asyncio.sleep(0)
    await running

    async with engine.pool.acquire() as connection:
        assert all(one.equal for one in await check(connection, models, keystore))
    table = await engine.pool.fetchval("select table_name from active where projection = 'caseload'")
    keys = [case.id for case in moving]
    rows = await engine.pool.fetch(f"select municipality from {table} where key = any($1::uuid[])", keys)
    assert {row["municipality"] for row in rows} == {"410"}


async def test_check_names_the_key_whose_row_was_changed(
    engine: Engine,
    models: tuple[Projection[Any], ...],
    chronicle: Chronicle,
    keystore: KeyStore,
    log: Log,
) -> None:
    await engine.ingest(log(*await _histories(chronicle, Random(9), 5)))
    table = await engine.pool.fetchval("select table_name from active where projection = 'caseload'")
    key = await engine.pool.fetchval(f"update {table} set status = 'waived' where ctid in"
                                     f" (select ctid from {table} limit 1) returning key")  # fmt: skip

    async with engine.pool.acquire() as connection:
        found = {one.projection: one for one in await check(connection, models, keystore)}

    assert found["caseload"].differing == (key,)
    assert found["caseload"].checksum != found["caseload"].rebuilt_checksum
    assert all(one.equal for name, one in found.items() if name != "caseload")


async def test_erased_values_are_empty_columns_and_rebuilt_equals_live(
    engine: Engine,
    models: tuple[Projection[Any], ...],
    chronicle: Chronicle,
    keystore: KeyStore,
    log: Log,
) -> None:
    case = Case()
    said = await chronicle.says(case.id, arrival(case))
    await keystore.destroy(case.person, "test")
    await engine.ingest(log(*said))

    active = dict(await engine.pool.fetch("select projection, table_name from active"))
    row = await engine.pool.fetchrow(f"select reason, mother_tongue from {active['arrivals']}")
    assert (row["reason"], row["mother_tongue"]) == (None, None)
    assert await engine.pool.fetchval(f"select count(*) from {active['search']} where sub <> ''") == 0
    async with engine.pool.acquire() as connection:
        assert all(one.equal for one in await check(connection, models, keystore))
