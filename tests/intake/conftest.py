"""Intake as it runs: its own database, and people of several municipalities."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from services.intake.app import SERVICE
from shared.access.roles import Role
from shared.edge.app import ServiceApp
from shared.ledger import Ledger
from shared.postgres.provision import Deployment
from tests.local.database import Template
from tests.running import Place, client_of, copy_of, place_of

VAASA, LAUKAA, NARPES = "905", "410", "545"
ACTORS = [
    ("vaasa", Role.CASEWORKER, [VAASA]),
    ("vaasa-2", Role.CASEWORKER, [VAASA]),
    ("laukaa", Role.CASEWORKER, [LAUKAA]),
    ("both", Role.CASEWORKER, [VAASA, LAUKAA]),
    ("adviser", Role.ADVISER, [VAASA]),
    ("coast", Role.CASEWORKER, [VAASA, NARPES]),
    ("unit", Role.INTEGRATION_UNIT, [VAASA, LAUKAA, NARPES]),
    ("abroad", Role.CASEWORKER, ["091"]),
]


@dataclass(frozen=True)
class Intake:
    """Intake's client, app and ledger."""

    client: httpx.AsyncClient
    app: ServiceApp
    place: Place

    @property
    def ledger(self) -> Ledger:
        ledger: Ledger = self.app.state.running.ledger
        return ledger

    async def post(
        self, actor: str, path: str, said: Any, *, key: str | None = None, language: str = "fi"
    ) -> httpx.Response:
        """`said` as the body, under a new key unless one is given."""
        return await self.client.post(path, json=said, headers=self.place.headers(actor, key=key, language=language))

    async def facts(self, case: str) -> list[str]:
        """The names of a case's events, in order."""
        rows = await self.ledger.pool.fetch(
            "select type from events where stream = $1 order by version", f"intake/case/{case}"
        )
        return [row["type"].split(".")[3] for row in rows]

    async def suspicions(self, case: str) -> list[tuple[str, list[str]]]:
        """The suspicions that were raised for a case: each stream with the names of its events, in order."""
        rows = await self.ledger.pool.fetch(
            "select stream, type from events where key = $1 and stream <> $2 order by stream, version",
            UUID(case),
            f"intake/case/{case}",
        )
        found: dict[str, list[str]] = {}
        for row in rows:
            found.setdefault(row["stream"], []).append(row["type"].split(".")[3])
        return list(found.items())

    async def count(self) -> int:
        """How many events there are in all."""
        found: int = await self.ledger.pool.fetchval("select count(*) from events")
        return found


@pytest.fixture
async def intake(database: Deployment, tmp_path: Path) -> AsyncIterator[Intake]:
    place = await place_of(database, tmp_path, ACTORS)
    async with client_of(SERVICE, place.settings) as (client, app):
        yield Intake(client, app, place)


@pytest.fixture(scope="session")
async def untouched(template: Template, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Intake]:
    """One intake for all tests whose requests are refused: nothing is ever written to it."""
    with copy_of(template, "untouched_intake") as database:
        place = await place_of(database, tmp_path_factory.mktemp("intake"), ACTORS)
        async with client_of(SERVICE, place.settings) as (client, app):
            yield Intake(client, app, place)
