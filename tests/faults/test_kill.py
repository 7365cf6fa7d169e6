"""kill -9 in the middle of an import, of anything: after the restart every answered row is there once."""

from __future__ import annotations

import asyncio
import csv
import io
import os
import random
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from services.console.auditing import as_auditor, findings
from services.console.commands import arrivals_import, grant
from services.console.deployment import PROCESSES, LocalDeployment
from services.console.importing import ImportReport
from services.console.projections import compare_with_rebuilt
from services.console.settling import Watch
from services.console.supervisor import Supervisor
from shared.access.roles import Role
from shared.events.intake import ArrivalRegistered
from shared.settings import Settings

pytestmark = [pytest.mark.integration, pytest.mark.faults, pytest.mark.timeout(400)]
SERVICES = tuple(name for name in PROCESSES if name != "portal")
ROWS = 160


@dataclass
class Deployed:
    """A running deployment whose parts may be killed."""

    deployment: LocalDeployment
    supervisor: Supervisor
    settings: Settings
    watch: Watch
    folder: Path

    def kill(self, name: str) -> None:
        os.kill(self.supervisor.pid(name), signal.SIGKILL)

    async def kill_postgres(self) -> None:
        await asyncio.to_thread(self.deployment.postgres.kill)
        await asyncio.to_thread(self.deployment.postgres.start)

    async def kill_kafka(self) -> None:
        assert self.deployment.kafka is not None
        await asyncio.to_thread(self.deployment.kafka.kill)
        await asyncio.to_thread(self.deployment.kafka.start)

    async def import_while(self, seed: int, fault: Callable[[], Awaitable[None]]) -> ImportReport:
        """Import a sheet of `ROWS` new people; `fault` happens once a third of it is answered."""
        sheet = self.folder / f"sheet-{seed}.csv"
        sheet.write_text(a_sheet(seed), encoding="utf-8")
        reached = asyncio.Event()

        def tell(done: int, _: int) -> None:
            if done >= ROWS // 3:
                reached.set()

        work = arrivals_import(self.settings, "tester", "en")
        running = asyncio.create_task(work.run(sheet, self.folder / "refused.csv", tell=tell))
        await reached.wait()
        await fault()
        return await running


async def deployed(folder: Path, broker: str) -> AsyncIterator[Deployed]:
    deployment = LocalDeployment(folder / "home", "kafka" if broker == "kafka" else "embedded")
    environment = await asyncio.to_thread(deployment.start)
    settings = Settings.model_validate(
        {name.removeprefix("KOTOPOLKU_").lower(): value for name, value in environment.items()}
    )
    supervisor = Supervisor(SERVICES, environment, deployment.logs)
    try:
        await grant(settings, [("tester", Role.CASEWORKER, "test", ["905", "545"])])
        await supervisor.start()
        async with Watch(settings) as watch:
            yield Deployed(deployment, supervisor, settings, watch, folder)
    finally:
        await supervisor.stop()
        await asyncio.to_thread(deployment.stop)
        await asyncio.to_thread(deployment.postgres.remove)


@pytest.fixture(scope="module")
async def embedded(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Deployed]:
    async for running in deployed(tmp_path_factory.mktemp("faults"), "embedded"):
        yield running


@pytest.fixture(scope="module")
async def on_kafka(tmp_path_factory: pytest.TempPathFactory, kafka_bootstrap: str) -> AsyncIterator[Deployed]:
    async for running in deployed(tmp_path_factory.mktemp("faults-kafka"), "kafka"):
        yield running


def a_sheet(seed: int) -> str:
    """A clean sheet of people who are nobody's duplicate."""
    drawn = random.Random(seed)
    written = io.StringIO()
    rows = csv.writer(written, delimiter=";")
    rows.writerow(["Kuntakoodi", "Sukunimi", "Etunimet", "Syntymäaika", "Tulon syy", "Muuttopäivä"])
    for number in range(ROWS):
        letters = "".join(drawn.choices("abcdefghijklmnopqrstuvwxyz", k=12)).title()
        born = date(1950, 1, 1) + timedelta(days=drawn.randrange(20_000))
        rows.writerow(
            ["905" if number % 2 else "545", letters, letters[::-1].title(), f"{born:%d.%m.%Y}", "työ", "1.6.2026"]
        )
    return written.getvalue()


async def assert_whole(running: Deployed, report: ImportReport) -> None:
    """Every answered row is in the ledger and the archive once, every chain holds, and live equals rebuilt."""
    assert (report.registered + report.already_there, report.refused) == (ROWS, 0)
    await running.watch.settled(120)
    answered = {case for _, case, _, _ in report.cases}
    for schema, table in (("intake", "events"), ("reporting", "archive")):
        async with as_auditor(running.settings, schema) as connection:
            held = await connection.fetch(
                f"select key::text, count(*) as times from {table} where type = $2 and key = any($1::text[]::uuid[])"
                " group by key",
                list(answered),
                ArrivalRegistered.type,
            )
        assert {row["key"] for row in held} == answered
        assert {row["times"] for row in held} == {1}
    assert await findings(running.settings) == []
    assert await compare_with_rebuilt(running.settings) == []
    required = await running.watch.events()
    assert required["assessment.AssessmentRequired"] == required["intake.ArrivalRegistered"]


@pytest.mark.parametrize("victim", ["intake", "planning", "reporting"])  # each of the others dies below, with all
async def test_a_service_is_killed_in_the_middle_of_an_import(embedded: Deployed, victim: str) -> None:
    async def fault() -> None:
        embedded.kill(victim)

    report = await embedded.import_while(SERVICES.index(victim), fault)
    await assert_whole(embedded, report)


async def test_postgresql_is_killed_in_the_middle_of_an_import(embedded: Deployed) -> None:
    report = await embedded.import_while(100, embedded.kill_postgres)
    await assert_whole(embedded, report)


async def test_everything_is_killed_twice_in_the_middle_of_an_import(embedded: Deployed) -> None:
    async def fault() -> None:
        for _ in range(2):
            for name in SERVICES:
                embedded.kill(name)
            await embedded.kill_postgres()
            await asyncio.gather(*(embedded.supervisor.until_ready(name) for name in SERVICES))

    report = await embedded.import_while(101, fault)
    await assert_whole(embedded, report)


@pytest.mark.kafka
async def test_who_publishes_and_who_folds_are_killed_on_kafka(on_kafka: Deployed) -> None:
    async def fault() -> None:
        on_kafka.kill("intake")
        on_kafka.kill("reporting")

    report = await on_kafka.import_while(200, fault)
    await assert_whole(on_kafka, report)


@pytest.mark.kafka
async def test_the_broker_is_killed_in_the_middle_of_an_import(on_kafka: Deployed) -> None:
    report = await on_kafka.import_while(210, on_kafka.kill_kafka)
    await assert_whole(on_kafka, report)
