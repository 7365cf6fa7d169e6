"""Activities as it runs, with planning beside it on the same bus: a referral finds its way by itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from services.activities.app import SERVICE as ACTIVITIES
from services.planning.app import SERVICE as PLANNING
from services.planning.carrying import CASE
from services.planning.domain import TakeUpCase
from shared.access.roles import Role
from shared.edge.app import ServiceApp
from shared.ledger import Act
from shared.service import Running
from tests.activities.facts import NARPES, VAASA
from tests.local.database import Template
from tests.running import Place, client_of, copy_of, place_of

LAIHIA = "399"  # its only language is Finnish, but the region publishes in both
LAUKAA = "410"
SECONDS = 30.0
ACTORS = [
    ("vaasa", Role.CASEWORKER, [VAASA]),
    ("leader", Role.ACTIVITY_LEADER, [NARPES]),
    ("laihia", Role.ACTIVITY_LEADER, [LAIHIA]),
    ("laukaa", Role.CASEWORKER, [LAUKAA]),
    ("auditor", Role.AUDITOR, [NARPES]),
    ("abroad", Role.CASEWORKER, ["091"]),
]
GROUP: dict[str, Any] = {
    "title": {"fi": "Kielikahvila", "sv": "Språkcafé"},
    "language": "swe",
    "places": 1,
    "starts_on": "2026-02-02",
}


def running(app: ServiceApp) -> Running:
    opened: Running = app.state.running
    return opened


async def facts(app: ServiceApp, stream: str) -> list[str]:
    """The names of a stream's events, in order."""
    rows = await running(app).ledger.pool.fetch("select type from events where stream = $1 order by version", stream)
    return [row["type"].split(".")[3] for row in rows]


@dataclass(frozen=True)
class Activities:
    """Activities' client and app."""

    client: httpx.AsyncClient
    app: ServiceApp
    place: Place

    async def post(
        self, actor: str, path: str, said: Any, *, key: str | None = None, language: str = "fi"
    ) -> httpx.Response:
        """`said` as the body, under a new key unless one is given."""
        return await self.client.post(path, json=said, headers=self.place.headers(actor, key=key, language=language))

    async def group(self, places: int = 1) -> UUID:
        """A group of Närpes."""
        answer = await self.post("leader", f"/municipalities/{NARPES}/groups", {**GROUP, "places": places})
        assert answer.status_code == 201, answer.text
        return UUID(answer.json()["group"])

    async def session(self, group: UUID) -> UUID:
        """A session that the group held today."""
        answer = await self.post("leader", f"/municipalities/{NARPES}/groups/{group}/sessions", {})
        assert answer.status_code == 201, answer.text
        return UUID(answer.json()["session"])


@dataclass(frozen=True)
class Both:
    """Planning and activities, each with its own ledger and the bus between them."""

    activities: Activities
    planning: httpx.AsyncClient
    planning_app: ServiceApp

    async def referred(self, group: UUID) -> tuple[UUID, UUID]:
        """A case of Vaasa and its referral to a group of Närpes."""
        case, service = uuid4(), running(self.planning_app)
        act = Act(id=uuid4(), now=service.clock.now(), municipality=VAASA)
        await service.ledger.handle(CASE, f"planning/case/{case}", case, TakeUpCase(VAASA, uuid4()), act)
        answer = await self.tell("vaasa", case, "referrals", {"group": str(group), "provider": NARPES})
        return case, UUID(answer["referral"])

    async def tell(self, actor: str, case: UUID, path: str, said: Any, municipality: str = VAASA) -> dict[str, str]:
        """What planning answers to a command that it carries out."""
        answer = await self.planning.post(
            f"/municipalities/{municipality}/cases/{case}/{path}",
            json=said,
            headers=self.activities.place.headers(actor),
        )
        assert answer.is_success, answer.text
        told: dict[str, str] = answer.json()
        return told

    async def until_planning_knows(self, case: UUID, fact: str) -> list[str]:
        """The facts of a case in planning once `fact` is the last of them."""
        return await _until(self.planning_app, f"planning/case/{case}", {fact})

    async def until_planning_is_answered(self, case: UUID) -> list[str]:
        """The facts of a case in planning once its referral has a place or a number."""
        return await _until(self.planning_app, f"planning/case/{case}", {"ReferralAccepted", "ReferralQueued"})

    async def until_group_knows(self, group: UUID, fact: str) -> list[str]:
        """The facts of a group once `fact` is the last of them."""
        return await _until(self.activities.app, f"activities/group/{group}", {fact})


async def _until(app: ServiceApp, stream: str, last: set[str]) -> list[str]:
    async with asyncio.timeout(SECONDS):
        while True:
            known = await facts(app, stream)
            if known and known[-1] in last:
                return known
            await asyncio.sleep(0.02)


@pytest.fixture(scope="module")
async def activities(template: Template, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Activities]:
    """One activities for a module: every test has groups of its own."""
    with copy_of(template, "activities_of_its_own") as database:
        place = await place_of(database, tmp_path_factory.mktemp("activities"), ACTORS)
        async with client_of(ACTIVITIES, place.settings) as (client, app):
            yield Activities(client, app, place)


@pytest.fixture(scope="module")
async def both(activities: Activities) -> AsyncIterator[Both]:
    async with client_of(PLANNING, activities.place.settings) as (client, app):
        yield Both(activities, client, app)
