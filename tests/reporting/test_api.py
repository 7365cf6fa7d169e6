"""Reporting's API over the embedded transport: what is answered, in whose language, and what nobody else learns."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from services.reporting.app import make_reporting
from services.reporting.readmodels import projections
from shared.access.roles import Role
from shared.messaging.opening import transport_for
from shared.messaging.transport import Outgoing
from shared.postgres.provision import Deployment
from shared.privacy.keys import KeyStore
from tests.projection.chronicle import Case, Chronicle, accepted, arrival, corrected, history, offered, referred
from tests.running import READY_SECONDS, Place, place_of

pytestmark = pytest.mark.integration
NARPES, LAUKAA = "545", "410"


@dataclass
class Reporting:
    """The running service with a client, and the way events come to it."""

    client: httpx.AsyncClient
    place: Place
    chronicle: Chronicle
    published: int = 0

    async def hears(self, *said: Outgoing) -> None:
        transport = transport_for(self.place.settings)
        await transport.start()
        try:
            await transport.publish(said)
        finally:
            await transport.stop()

    async def get(self, actor: str, path: str, language: str = "fi", **params: str | int) -> httpx.Response:
        return await self.client.get(path, params=params, headers=self.place.headers(actor, language=language))

    async def case(self, case: Case, *events: object, actor: str = "narpes", at: str = NARPES) -> None:
        """Say these events of the case and wait until reporting has passed the last."""
        said = await self.chronicle.says(case.id, *events)  # type: ignore[arg-type]
        await self.hears(*said)
        stream = f"{events[-1].service}/case/{case.id}"  # type: ignore[attr-defined]
        version = self.chronicle.ends[stream][0]
        answer = await self.get(actor, f"/municipalities/{at}/transfers", after=f"{stream}:{version}")
        assert answer.status_code == 200, answer.text


@pytest.fixture
async def reporting(database: Deployment, keystore: KeyStore, tmp_path: Path) -> AsyncIterator[Reporting]:
    place = await place_of(
        database,
        tmp_path,
        [
            ("narpes", Role.CASEWORKER, [NARPES]),
            ("second", Role.CASEWORKER, [NARPES]),
            ("third", Role.CASEWORKER, [NARPES]),
            ("laukaa", Role.CASEWORKER, [LAUKAA]),
            ("unit", Role.INTEGRATION_UNIT, [NARPES, LAUKAA]),
            ("leader", Role.ACTIVITY_LEADER, [NARPES]),
        ],
    )
    app = make_reporting(place.settings)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://reporting") as client:
            async with asyncio.timeout(READY_SECONDS):
                while (await client.get("/readyz")).status_code != 200:  # noqa: ASYNC110 - asked as a platform asks
                    await asyncio.sleep(0.02)
            yield Reporting(client, place, Chronicle(keystore))


async def test_a_worklist_shows_the_municipalitys_cases_with_names_and_what_is_due(reporting: Reporting) -> None:
    case = Case()
    events = history(case, NARPES)
    await reporting.case(case, events[0][0], events[1][0])

    answer = (await reporting.get("narpes", f"/municipalities/{NARPES}/worklist")).json()

    assert (answer["total"], answer["open"], len(answer["position"])) == (1, 1, 64)
    (row,) = answer["rows"]
    assert row["case"] == str(case.id)
    assert row["person"] == {"family_name": "Mesdani", "given_names": "Olena", "birth_date": "1990-05-17"}
    assert (row["status"], row["next_due_kind"], row["next_due_on"]) == (
        "assessment_required",
        "assessment",
        "2026-05-01",
    )
    assert answer["by_status"] == {"assessment_required": 1}


async def test_names_are_sorted_in_memory_and_pages_follow(reporting: Reporting) -> None:
    for family in ("Öberg", "Aalto", "Mesdani"):
        case = Case()
        await reporting.case(case, arrival(case, NARPES, family))
    path = f"/municipalities/{NARPES}/worklist"
    first = (await reporting.get("narpes", path, sort="name", size=2)).json()
    second = (await reporting.get("narpes", path, sort="name", size=2, page=2)).json()
    assert [row["person"]["family_name"] for row in first["rows"] + second["rows"]] == ["Aalto", "Mesdani", "Öberg"]
    assert first["total"] == second["total"] == 3


async def test_a_case_shows_its_duties_under_their_rules_and_its_referrals(reporting: Reporting) -> None:
    case = Case()
    stay, assessment, planning, activities = history(case, NARPES)
    await reporting.case(case, *stay[:2], *assessment, *activities, *planning)

    answer = (await reporting.get("narpes", f"/municipalities/{NARPES}/cases/{case.id}")).json()

    assert (answer["status"], answer["reason"], answer["mother_tongue"]) == ("plan_agreed", "temp", "ukr")
    assert answer["person"]["family_name"] == "Mesdanova"
    duties = {duty["kind"]: duty for duty in answer["deadlines"]}
    assert (duties["assessment"]["met_on"], duties["assessment"]["late"]) == ("2026-04-02", False)
    assert duties["assessment"]["inputs"] == {"from": "2026-03-01"}
    assert [(one["state"], one["attended"]) for one in answer["referrals"]] == [("started", 2)]


@pytest.mark.parametrize(
    ("language", "said"),
    [("fi", "Saapuminen rekisteröity"), ("sv", "Ankomst registrerad"), ("en", "Arrival registered")],
)
async def test_a_timeline_speaks_the_viewers_language(reporting: Reporting, language: str, said: str) -> None:
    case = Case()
    await reporting.case(case, arrival(case, NARPES), corrected(case, "B"))
    path = f"/municipalities/{NARPES}/cases/{case.id}/timeline"
    answer = (await reporting.get("narpes", path, language)).json()
    assert [row["event"] for row in answer["rows"]] == ["ArrivalRegistered", "PersonDetailsCorrected"]
    assert answer["rows"][0]["text"] == said


async def test_a_replay_shows_what_was_known_then_with_proof(reporting: Reporting) -> None:
    case = Case()
    await reporting.case(case, arrival(case, NARPES))
    then = reporting.chronicle.now
    await reporting.case(case, corrected(case, "Later"))
    path = f"/municipalities/{NARPES}/cases/{case.id}/replay"

    before = (await reporting.get("narpes", path, known_at=then.isoformat())).json()
    now = (await reporting.get("narpes", path)).json()
    again = await reporting.get("narpes", path, known_at=str(before["position"]))

    assert before["case"]["person"]["family_name"] == "Mesdani"
    assert now["case"]["person"]["family_name"] == "Later"
    assert (before["proof"]["verified"], before["proof"]["events"], now["proof"]["events"]) == (True, 1, 2)
    assert again.json()["case"] == before["case"]
    early = await reporting.get("narpes", path, known_at=(then - timedelta(days=9)).isoformat())
    assert early.json()["case"] is None


async def test_a_transfer_moves_the_case_and_leaves_the_sender_the_offer(reporting: Reporting) -> None:
    case = Case()
    await reporting.case(case, arrival(case, NARPES), referred(case, NARPES, NARPES))
    await reporting.case(case, offered(case, NARPES, LAUKAA))
    preview = await reporting.get("laukaa", f"/municipalities/{LAUKAA}/cases/{case.id}")
    assert preview.status_code == 404

    await reporting.case(case, accepted(case, NARPES, LAUKAA), actor="laukaa", at=LAUKAA)

    assert (await reporting.get("narpes", f"/municipalities/{NARPES}/cases/{case.id}")).status_code == 404
    moved = (await reporting.get("laukaa", f"/municipalities/{LAUKAA}/cases/{case.id}")).json()
    assert (moved["municipality"], len(moved["referrals"])) == (LAUKAA, 1)
    (left,) = (await reporting.get("narpes", f"/municipalities/{NARPES}/transfers")).json()["rows"]
    assert (left["side"], left["state"]) == ("sender", "accepted")


async def test_search_finds_by_beginnings_of_names_and_by_birth_date(reporting: Reporting) -> None:
    case = Case()
    await reporting.case(case, arrival(case, NARPES, "Åkerström-Mesdani", "Zoë"))

    async def found(body: dict[str, str], actor: str = "narpes", at: str = NARPES) -> list[str]:
        answer = await reporting.client.post(
            f"/municipalities/{at}/search", json=body, headers=reporting.place.headers(actor)
        )
        assert answer.status_code == 200, answer.text
        return [row["case"] for row in answer.json()["rows"]]

    assert await found({"name": "akerst zoe"}) == [str(case.id)]
    assert await found({"birth_date": "1990-05-17"}) == [str(case.id)]
    assert await found({"name": "akers", "birth_date": "1990-05-18"}) == []
    assert await found({"name": "akerman"}) == []
    assert await found({"name": "akerst"}, "laukaa", LAUKAA) == []


async def test_a_foreign_scope_learns_nothing_not_even_that_a_case_exists(reporting: Reporting) -> None:
    case = Case()
    await reporting.case(case, arrival(case, NARPES))
    for tail in ("", "/timeline", "/replay"):
        real = await reporting.get("laukaa", f"/municipalities/{LAUKAA}/cases/{case.id}{tail}")
        none = await reporting.get("laukaa", f"/municipalities/{LAUKAA}/cases/{uuid4()}{tail}")
        there = await reporting.get("laukaa", f"/municipalities/{NARPES}/cases/{case.id}{tail}")
        nowhere = await reporting.get("laukaa", f"/municipalities/999/cases/{case.id}{tail}")
        said = [{**one.json(), "trace": ""} for one in (real, none, there, nowhere)]
        assert [one.status_code for one in (real, none, there, nowhere)] == [404] * 4
        assert all(one == said[0] for one in said)
    for path in ("worklist", "deadlines", "transfers"):
        answer = (await reporting.get("laukaa", f"/municipalities/{LAUKAA}/{path}")).json()
        assert answer["rows"] == []
        assert answer.get("total", 0) == 0
    assert (await reporting.get("laukaa", "/flows")).status_code == 403


async def test_nobody_without_a_token_gets_in(reporting: Reporting) -> None:
    for path in ("worklist", "deadlines", "transfers", "groups", f"cases/{uuid4()}"):
        answer = await reporting.client.get(f"/municipalities/{NARPES}/{path}")
        assert answer.status_code == 401


async def test_small_flows_are_hidden_from_the_unit(reporting: Reporting) -> None:
    for n in range(6):
        case = Case()
        offer = offered(case, NARPES, LAUKAA).model_copy(update={"expires_on": date(2100, 1, 1)})
        events = [arrival(case, NARPES), offer]
        await reporting.case(case, *events, *([accepted(case, NARPES, LAUKAA)] if n == 0 else []))
    (row,) = (await reporting.get("unit", "/flows")).json()["rows"]
    assert (row["sender"], row["receiver"], row["offered"], row["declined"]) == (NARPES, LAUKAA, 6, 0)
    assert (row["accepted"], row["open"]) == (None, None)  # one, and the five that it would be reckoned from
    assert row["days_to_move"]["suppressed"]
    for actor, at, side in (("narpes", NARPES, "sender"), ("laukaa", LAUKAA, "receiver")):
        own = (await reporting.get(actor, f"/municipalities/{at}/flows")).json()
        assert own["rows"] == [row]
        assert {one["side"] for one in own["between"]} == {side}
        assert len(own["between"]) == 5
        assert all(one["days"] >= 0 for one in own["between"])
    assert (await reporting.get("laukaa", f"/municipalities/{NARPES}/flows")).status_code == 404


async def test_equality_shows_the_own_municipality_and_the_region_and_a_unit_what_is_its(reporting: Reporting) -> None:
    for _ in range(6):
        case = Case()
        await reporting.case(case, arrival(case, NARPES))
    own = (await reporting.get("narpes", f"/municipalities/{NARPES}/equality", year=2026)).json()
    (region,) = own["regions"]
    assert {row["place"] for row in region["rows"]} == {NARPES, "region:15"}
    share = next(row for row in region["rows"] if (row["indicator"], row["place"]) == ("share_with_plan", NARPES))
    assert (share["value"]["value"], share["value"]["n"], share["place_name"]) == (0.0, 6, "Närpiö")
    assert (region["composition"]["region"], len(region["composition"]["municipalities"])) == ("15", 14)
    assert len(own["indicators"]) == 6
    both = (await reporting.get("unit", "/equality", "sv", by="gender", year=2026)).json()
    assert [table["composition"]["region"] for table in both["regions"]] == ["13", "15"]
    groups = {row["group_name"] for table in both["regions"] for row in table["rows"] if row["place"] == NARPES}
    assert groups == {"Alla", "Inget svar"}
    assert (await reporting.get("laukaa", f"/municipalities/{NARPES}/equality")).status_code == 404
    assert (await reporting.get("narpes", "/equality")).status_code == 403


async def test_every_look_at_a_person_is_in_the_usage_log(reporting: Reporting, database: Deployment) -> None:
    case = Case()
    await reporting.case(case, arrival(case, NARPES))
    await reporting.get("narpes", f"/municipalities/{NARPES}/worklist")
    await reporting.get("narpes", f"/municipalities/{NARPES}/cases/{case.id}")
    auditor = await asyncpg.connect(database.dsns["auditor"], server_settings={"search_path": "reporting"})
    try:
        rows = await auditor.fetch(
            "select actor, classes from usage_log where case_key = $1 order by recorded_at", case.id
        )
    finally:
        await auditor.close()
    assert [(row["actor"], row["classes"]) for row in rows] == [
        ("narpes", ["identity"]),
        ("narpes", ["identity", "statistics"]),
    ]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("worklist?sort=price", 422),
        ("worklist?page=0", 422),
        ("worklist?size=100000", 422),
        ("worklist?status=%27%3B", 422),
        ("worklist?after=x", 422),
        ("worklist?late=perhaps", 422),
        ("cases/not-a-uuid", 422),
        (f"cases/{UUID(int=7)}/replay?known_at=yesterday", 422),
        (f"cases/{UUID(int=7)}/replay?known_at=2026-01-01T00:00:00", 422),
        (f"cases/{UUID(int=7)}/replay?known_at=999999999999999999", 404),
        (f"cases/{UUID(int=7)}/replay?about=2026-02-30", 422),
    ],
)
async def test_bad_questions_get_typed_answers(reporting: Reporting, path: str, status: int) -> None:
    answer = await reporting.client.get(f"/municipalities/{NARPES}/{path}", headers=reporting.place.headers("narpes"))
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["code"]


async def test_a_read_that_waits_for_what_never_comes_says_that_reporting_is_behind(
    reporting: Reporting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.reporting.reading.Reports.passed.__kwdefaults__", {"seconds": 0.1})
    path = f"/municipalities/{NARPES}/worklist"
    answer = await reporting.get("narpes", path, after=f"intake/case/{uuid4()}:1")
    assert (answer.status_code, answer.json()["code"]) == (503, "reporting.behind")


async def test_figures_say_how_far_the_read_models_are_behind_and_what_waits(reporting: Reporting) -> None:
    from services.reporting.app import Lag
    from shared.messaging.opening import transport_for as opened
    from shared.projection.engine import Engine

    case = Case()
    first, second = await reporting.chronicle.says(case.id, arrival(case, NARPES), corrected(case, "B"))
    await reporting.hears(second)
    app = reporting.client._transport.app  # type: ignore[attr-defined]
    reports = app.state.reports
    engine = Engine(reports.writer, projections(reports.blind), reports.keys)
    transport = opened(reporting.place.settings)
    await transport.start()
    async with asyncio.timeout(READY_SECONDS):
        lag = Lag(engine, transport, engine.routes.projections, app.state.clock)
        while await lag.measure():  # noqa: ASYNC110 - asks as the watch does
            await asyncio.sleep(0.02)
    await transport.stop()

    said = app.state.figures.text()

    assert 'kotopolku_parked_keys{handler="archive.held",kind="projection",service="reporting"} 1' in said
    assert 'kotopolku_projection_lag_events{projection="caseload",service="reporting"} 0' in said
    assert first.key == case.id
