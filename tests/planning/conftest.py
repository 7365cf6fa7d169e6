"""Planning as it runs: its own database, people of several municipalities, and cases it has heard of."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from services.planning.app import SERVICE
from services.planning.carrying import CASE
from services.planning.domain import Command, MoveDuties, RequirePlan, TakeUpCase
from services.planning.referral.groups import AcceptReferral, StartReferral
from shared.access.roles import Role
from shared.edge.app import ServiceApp
from shared.ledger import Act, Done
from shared.regions.rules import rule_for
from shared.service import Running
from tests.local.database import Template
from tests.planning.facts import LAUKAA, NARPES, VAASA
from tests.running import Place, client_of, copy_of, place_of

ACTORS = [
    ("vaasa", Role.CASEWORKER, [VAASA]),
    ("laukaa", Role.CASEWORKER, [LAUKAA]),
    ("adviser", Role.ADVISER, [VAASA]),
    ("leader", Role.ACTIVITY_LEADER, [NARPES]),
    ("auditor", Role.AUDITOR, [VAASA]),
    ("abroad", Role.CASEWORKER, ["091"]),
]


@dataclass(frozen=True)
class Planning:
    """Planning's client, app and ledger."""

    client: httpx.AsyncClient
    app: ServiceApp
    place: Place

    @property
    def running(self) -> Running:
        opened: Running = self.app.state.running
        return opened

    @property
    def today(self) -> date:
        return self.running.clock.today()

    async def post(
        self, actor: str, path: str, said: Any, *, key: str | None = None, language: str = "fi"
    ) -> httpx.Response:
        """`said` as the body, under a new key unless one is given."""
        return await self.client.post(path, json=said, headers=self.place.headers(actor, key=key, language=language))

    async def tell(self, case: UUID, command: Command) -> Done:
        """Carry out a command that a reaction would ask for."""
        act = Act(id=uuid4(), now=self.running.clock.now(), municipality=VAASA)
        return await self.running.ledger.handle(CASE, f"planning/case/{case}", case, command, act)

    async def known(self) -> UUID:
        """A case of Vaasa that has just arrived."""
        case = uuid4()
        await self.tell(case, TakeUpCase(VAASA, uuid4()))
        return case

    async def plan_due(self) -> UUID:
        """A case of Vaasa in which a plan is required."""
        case = await self.known()
        await self.tell(case, RequirePlan(self.today, rule_for("plan_preparation_starts", self.today)))
        return case

    async def referred(self, case: UUID) -> UUID:
        """A referral of the case to a group of Närpes."""
        said = {"group": str(uuid4()), "provider": NARPES}
        answer = await self.post("vaasa", f"/municipalities/{VAASA}/cases/{case}/referrals", said)
        assert answer.status_code == 201, answer.text
        return UUID(answer.json()["referral"])

    async def has_place(self, case: UUID, referral: UUID) -> None:
        await self.tell(case, AcceptReferral(referral))

    async def has_begun(self, case: UUID, referral: UUID) -> None:
        await self.tell(case, StartReferral(referral, self.today))

    async def moves(self, case: UUID) -> None:
        await self.tell(case, MoveDuties(VAASA, LAUKAA, self.today))

    async def facts(self, case: UUID) -> list[str]:
        """The names of a case's events, in order."""
        rows = await self.running.ledger.pool.fetch(
            "select type from events where stream = $1 order by version", f"planning/case/{case}"
        )
        return [row["type"].split(".")[3] for row in rows]

    async def bytes_of(self, case: UUID) -> bytes:
        """Everything that the ledger holds of a case, as it stands there."""
        rows = await self.running.ledger.pool.fetch(
            "select head, data from events where stream = $1", f"planning/case/{case}"
        )
        return b"".join(row["head"] + row["data"] for row in rows)


@pytest.fixture(scope="module")
async def planning(template: Template, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Planning]:
    """One planning for a module: every test has cases of its own."""
    with copy_of(template, "planning_of_its_own") as database:
        place = await place_of(database, tmp_path_factory.mktemp("planning"), ACTORS)
        async with client_of(SERVICE, place.settings) as (client, app):
            yield Planning(client, app, place)
