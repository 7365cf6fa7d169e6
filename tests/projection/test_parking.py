"""A fold that fails parks its key; the others go on; retry and discard bring it up to date in order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

import asyncpg
import pytest

from shared.events import Recorded
from shared.events.intake import ArrivalRegistered, PersonDetailsCorrected, TransferOffered
from shared.messaging.parking import NotParked
from shared.privacy.keys import KeyStore
from shared.projection import Changes, Projection, changed
from shared.projection.asof import as_of
from shared.projection.check import check
from shared.projection.engine import Engine
from shared.projection.folding import Routes
from shared.projection.parking import ProjectionParking
from shared.projection.rebuild import _fold_again
from shared.projection.tables import Table
from tests.projection.chronicle import Case, Chronicle, Log, arrival, corrected, offered

pytestmark = pytest.mark.integration


class Counted(NamedTuple):
    municipality: str
    events: int


class Broken:
    """A read model of the test whose fold of a correction fails for one case while it is broken."""

    def __init__(self) -> None:
        self.for_case: UUID | None = None
        self.projection = Projection("counted", version=1, row=Counted, ddl="tests.projection")

        @self.projection.on(ArrivalRegistered)
        def arrived(_: Mapping[str, Counted], event: Recorded[ArrivalRegistered]) -> Changes[Counted]:
            return {"": Counted(event.event.municipality, 1)}

        @self.projection.on(PersonDetailsCorrected)
        def corrected(rows: Mapping[str, Counted], event: Recorded[PersonDetailsCorrected]) -> Changes[Counted]:
            if event.head.key == self.for_case:
                raise ValueError("Mesdani, Olena")  # a value that must not be kept
            return {"": changed(rows[""], events=rows[""].events + 1)}

        @self.projection.on(TransferOffered)
        def offered(rows: Mapping[str, Counted], _: Recorded[TransferOffered]) -> Changes[Counted]:
            return {"": changed(rows[""], events=rows[""].events * 10)}


@pytest.fixture
def broken() -> Broken:
    return Broken()


@pytest.fixture
async def engine(pool: asyncpg.Pool, broken: Broken, keystore: KeyStore) -> Engine:
    engine = Engine(pool, [broken.projection], keystore)
    await engine.start()
    return engine


@pytest.fixture
def parking(pool: asyncpg.Pool, broken: Broken, keystore: KeyStore) -> ProjectionParking:
    return ProjectionParking(pool, broken.projection, keystore)


async def _events(engine: Engine, case: Case) -> int:
    table = await engine.pool.fetchval("select table_name from active where projection = 'counted'")
    events: int = await engine.pool.fetchval(f"select events from {table} where key = $1", case.id)
    return events


async def _both(engine: Engine, chronicle: Chronicle, log: Log, broken: Broken) -> tuple[Case, Case]:
    """Two cases with three events each; the first one's second event fails."""
    bad, good = Case(), Case()
    broken.for_case = bad.id
    for case in (bad, good):
        await engine.ingest(log(*await chronicle.says(case.id, arrival(case), corrected(case, "B"), offered(case))))
    return bad, good


async def test_a_failing_fold_parks_its_key_and_the_others_go_on(
    engine: Engine, chronicle: Chronicle, log: Log, broken: Broken, parking: ProjectionParking
) -> None:
    bad, good = await _both(engine, chronicle, log, broken)

    assert (await _events(engine, bad), await _events(engine, good)) == (1, 20)
    (parked,) = await parking.list()
    assert (parked.consumer, parked.key, parked.version, parked.waiting) == ("counted.v1", bad.id, 2, 2)
    assert parked.cause.type == "builtins.ValueError"
    assert "Mesdani" not in str(parked)
    _, waiting = await parking.show(bad.id)
    assert [one.version for one in waiting] == [2, 3]


async def test_what_comes_later_for_a_parked_key_waits_too(
    engine: Engine, chronicle: Chronicle, log: Log, broken: Broken, parking: ProjectionParking
) -> None:
    bad, _ = await _both(engine, chronicle, log, broken)
    broken.for_case = None
    await engine.ingest(log(*await chronicle.says(bad.id, corrected(bad, "C"))))
    assert await _events(engine, bad) == 1
    assert (await parking.list())[0].waiting == 3


async def test_after_a_fix_retry_folds_the_key_in_order(
    engine: Engine, chronicle: Chronicle, log: Log, broken: Broken, parking: ProjectionParking
) -> None:
    bad, _ = await _both(engine, chronicle, log, broken)
    still = await parking.retry(bad.id)
    assert still.handled == 0
    assert still.parked is not None
    assert still.parked.attempts == 2

    broken.for_case = None
    outcome = await parking.retry(bad.id)

    assert (outcome.handled, outcome.parked) == (2, None)
    assert await _events(engine, bad) == 20  # (1 + 1) x 10: in order
    assert await parking.list() == []
    await engine.ingest(log(*await chronicle.says(bad.id, corrected(bad, "C"))))
    assert await _events(engine, bad) == 21


async def test_a_discarded_event_is_passed_over_by_retry_and_as_of(
    engine: Engine, chronicle: Chronicle, log: Log, broken: Broken, parking: ProjectionParking, keystore: KeyStore
) -> None:
    bad, _ = await _both(engine, chronicle, log, broken)
    (parked,) = await parking.list()

    skipped = await parking.discard(parked.event, "operator", "entered twice")
    assert skipped.version == 2
    assert (await parking.retry(bad.id)).parked is None

    assert await _events(engine, bad) == 10  # 1 x 10
    async with engine.pool.acquire() as connection:
        found = await as_of(connection, Routes([broken.projection]), keystore, bad.id)
        assert found.rows["counted"][""].events == 10
        assert all(one.equal for one in await check(connection, [broken.projection], keystore))


async def test_a_rebuild_stops_a_parked_key_at_the_same_place(
    engine: Engine, chronicle: Chronicle, log: Log, broken: Broken, keystore: KeyStore
) -> None:
    bad, good = await _both(engine, chronicle, log, broken)
    broken.for_case = None  # even after the fix: only a retry lets the key go on
    async with engine.pool.acquire() as connection:
        name = await connection.fetchval("select table_name from active where projection = 'counted'")
        into = {"counted": Table(broken.projection, name)}
        await _fold_again(connection, Routes([broken.projection]), into, keystore, [bad.id, good.id])
    assert (await _events(engine, bad), await _events(engine, good)) == (1, 20)


async def test_what_is_not_held_back_cannot_be_retried(engine: Engine, parking: ProjectionParking) -> None:
    with pytest.raises(NotParked):
        await parking.retry(Case().id)
    with pytest.raises(NotParked):
        await parking.discard(Case().id, "operator", "no such event")
