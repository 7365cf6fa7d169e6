"""Assessment over HTTP, beside intake as in a deployment: what is registered there is due here, through events only."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from services.assessment.app import SERVICE as ASSESSMENT
from services.assessment.reactions import stream_of
from services.assessment.standing import NothingRequired, Required, Staying
from services.assessment.standing import State as AssessmentState
from services.intake.app import SERVICE as INTAKE
from shared.access.roles import Role
from shared.clock import SystemClock
from shared.edge.app import ServiceApp
from tests.local.database import Template
from tests.running import Place, client_of, copy_of, place_of

pytestmark = pytest.mark.integration

VAASA, LAUKAA = "905", "410"
TODAY = SystemClock().today()
SOON = TODAY + timedelta(days=2)  # whatever midnight comes while the tests run
ARRIVED = TODAY - timedelta(days=20)
WAIT_SECONDS = 20.0


@dataclass(frozen=True)
class Both:
    """Intake and assessment, running."""

    place: Place
    intake: httpx.AsyncClient
    assessment: httpx.AsyncClient
    app: ServiceApp

    async def post(self, actor: str, path: str, said: Any, *, key: str | None = None) -> httpx.Response:
        headers = self.place.headers(actor, key=key)
        room = self.assessment if "/assessment/" in path else self.intake
        return await room.post(path, json=said, headers=headers)

    async def state(self, case: str) -> AssessmentState:
        decider = ASSESSMENT.deciders["case"]
        state, _ = await self.app.state.running.ledger.load(decider, f"assessment/case/{case}")
        found: AssessmentState = state
        return found

    async def due(self, case: str, municipality: str = VAASA) -> Required:
        """Wait until the case is owed an assessment by `municipality`."""
        async with asyncio.timeout(WAIT_SECONDS):
            while True:
                state = await self.state(case)
                if isinstance(state, Required) and state.duty.municipality == municipality:
                    return state
                await asyncio.sleep(0.02)

    async def registered(self) -> str:
        said = {
            "family_name": str(uuid4()),  # nobody else's
            "given_names": "Åsa",
            "birth_date": "1990-04-01",
            "reason": "work",
            "arrived_on": ARRIVED.isoformat(),
        }
        answer = await self.post("vaasa", f"/municipalities/{VAASA}/arrivals", said)
        assert answer.status_code == 201
        case = str(answer.json()["case"])
        await self.due(case)
        return case


@pytest.fixture(scope="session")
async def both(template: Template, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Both]:
    """One deployment for all of these tests: each registers a person of its own."""
    actors = [
        ("vaasa", Role.CASEWORKER, [VAASA]),
        ("official", Role.ASSESSMENT_OFFICIAL, [VAASA]),
        ("adviser", Role.ADVISER, [VAASA]),
        ("laukaa", Role.CASEWORKER, [LAUKAA]),
    ]
    with copy_of(template, "assessment") as database:
        place = await place_of(database, tmp_path_factory.mktemp("assessment"), actors)
        async with (
            client_of(INTAKE, place.settings) as (intake, _),
            client_of(ASSESSMENT, place.settings) as (assessment, app),
        ):
            yield Both(place, intake, assessment, app)


def path(case: str, verb: str, municipality: str = VAASA) -> str:
    return f"/municipalities/{municipality}/cases/{case}/assessment/{verb}"


async def test_an_arrival_is_owed_an_assessment_in_the_time_of_the_law(both: Both) -> None:
    case = await both.registered()
    duty = (await both.due(case)).duty
    assert duty.counted_from == ARRIVED
    assert duty.due_on > ARRIVED


async def test_an_official_assesses_from_start_to_end(both: Both) -> None:
    case = await both.registered()
    started = await both.post("official", path(case, "start"), {"started_on": ARRIVED.isoformat()})
    done = {"plan_needed": True, "finnish": "A1", "service_needs": ["kielikoulutus"], "summary": "Haluaa opiskella."}
    completed = await both.post("official", path(case, "complete"), done)
    assert (started.status_code, started.json()["version"]) == (200, 3)
    receipt = {"stream": stream_of(UUID(case)), "version": 4, "case": case}
    assert (completed.status_code, completed.json()) == (200, receipt)
    again = await both.post("official", path(case, "complete"), done)
    assert (again.status_code, again.json()["code"]) == (409, "assessment.already_completed")


async def test_a_repeated_request_is_the_same_command(both: Both) -> None:
    case = await both.registered()
    first = await both.post("official", path(case, "start"), {}, key="once")
    again = await both.post("official", path(case, "start"), {}, key="once")
    assert (again.json(), again.headers["idempotency-replayed"]) == (first.json(), "true")
    other = await both.post("official", path(case, "start"), {"started_on": ARRIVED.isoformat()}, key="once")
    assert (other.status_code, other.json()["code"]) == (422, "request.idempotency_key_reused")


async def test_a_refusal_is_repeated_too(both: Both) -> None:
    case = await both.registered()
    first = await both.post("official", path(case, "complete"), {"plan_needed": True}, key="no")
    await both.post("official", path(case, "start"), {})
    again = await both.post("official", path(case, "complete"), {"plan_needed": True}, key="no")
    assert [answer.json()["code"] for answer in (first, again)] == ["assessment.not_started"] * 2


async def test_a_waived_assessment_is_not_started(both: Both) -> None:
    case = await both.registered()
    assert (await both.post("vaasa", path(case, "waive"), {"reason": "declined"})).status_code == 200
    answer = await both.post("official", path(case, "start"), {})
    assert (answer.status_code, answer.json()["code"]) == (409, "assessment.already_waived")


async def test_a_moved_case_is_the_receivers_to_assess(both: Both) -> None:
    case = await both.registered()
    offer = {"receiver": LAUKAA, "expires_on": SOON.isoformat()}
    offered = await both.post("vaasa", f"/municipalities/{VAASA}/cases/{case}/transfers", offer)
    answer = f"/municipalities/{LAUKAA}/transfers/{case}/{offered.json()['offer']}/accept"
    assert (await both.post("laukaa", answer, {})).status_code == 200
    due_before = (await both.due(case, LAUKAA)).duty.due_on
    assert (await both.post("vaasa", path(case, "start"), {})).status_code == 404
    assert (await both.post("laukaa", path(case, "start", LAUKAA), {})).status_code == 200
    state = await both.state(case)
    assert not isinstance(state, NothingRequired | Staying)
    assert state.duty.due_on == due_before


async def test_a_foreign_case_is_answered_like_one_that_does_not_exist(both: Both) -> None:
    case = await both.registered()
    foreign = await both.post("laukaa", path(case, "start", LAUKAA), {})
    nowhere = await both.post("laukaa", path(str(uuid4()), "start", LAUKAA), {})
    assert {**foreign.json(), "trace": None} == {**nowhere.json(), "trace": None}
    assert foreign.status_code == 404


async def test_an_adviser_does_not_assess(both: Both) -> None:
    answer = await both.post("adviser", path(str(uuid4()), "start"), {})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("verb", "said"),
    [
        ("start", {"started_on": "31.2.2026"}),
        ("start", {"started_on": 5}),
        ("start", {"who": "me"}),
        ("start", []),
        ("complete", {}),
        ("complete", {"plan_needed": "yes"}),
        ("complete", {"plan_needed": True, "finnish": "Z9"}),
        ("complete", {"plan_needed": True, "service_needs": ["x" * 500]}),
        ("complete", {"plan_needed": True, "service_needs": ["x"] * 500}),
        ("complete", {"plan_needed": True, "service_needs": [None]}),
        ("complete", {"plan_needed": True, "summary": "x" * 900_000}),
        ("complete", {"plan_needed": True, "summary": "\x00"}),
        ("waive", {}),
        ("waive", {"reason": "because"}),
        ("waive", {"reason": "declined", "waived_on": "99999-01-01"}),
    ],
)
async def test_bad_input_is_named_and_translated(both: Both, verb: str, said: Any) -> None:
    answer = await both.post("official", path(str(uuid4()), verb), said)
    assert answer.status_code in {400, 422}, answer.text
    problem = answer.json()
    assert problem["errors"]
    assert problem["code"] not in problem["detail"]


async def test_days_that_cannot_be_are_refused_by_name(both: Both) -> None:
    case = await both.registered()
    tomorrow, before = SOON, date(1, 1, 1)
    for day, code in ((tomorrow, "assessment.day_in_the_future"), (before, "assessment.before_arrival")):
        answer = await both.post("official", path(case, "start"), {"started_on": day.isoformat()})
        assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (409, code, "started_on")
