"""Planning over HTTP, on a real database: what is answered, what is refused, and to whom a case does not exist."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.planning.conftest import Planning
from tests.planning.facts import LAUKAA, NARPES, VAASA

pytestmark = pytest.mark.integration

PLAN = {"months": 12, "goals": ["Suomen kieli B1"], "measures": ["Kotoutumiskoulutus"]}


def of(case: UUID | str, rest: str, municipality: str = VAASA) -> str:
    return f"/municipalities/{municipality}/cases/{case}/{rest}"


class TestPlans:
    async def test_a_plan_is_drafted_updated_and_agreed_on(self, planning: Planning) -> None:
        case = await planning.plan_due()
        drafted = await planning.post("vaasa", of(case, "plan"), PLAN)
        assert (drafted.status_code, drafted.json()["stream"], drafted.json()["version"]) == (
            201,
            f"planning/case/{case}",
            3,
        )
        updated = await planning.post("vaasa", of(case, "plan/update"), {**PLAN, "months": 6})
        assert (updated.status_code, updated.json()["version"]) == (200, 4)
        agreed = await planning.post("vaasa", of(case, "plan/agree"), {"agreed_on": planning.today.isoformat()})
        assert (agreed.status_code, agreed.json()["version"], agreed.json()["case"]) == (200, 5, str(case))
        assert await planning.facts(case) == [
            "CaseTakenUp",
            "PlanRequired",
            "PlanDrafted",
            "PlanUpdated",
            "PlanAgreed",
        ]

    async def test_what_the_client_aims_at_is_sealed(self, planning: Planning) -> None:
        case = await planning.plan_due()
        await planning.post("vaasa", of(case, "plan"), PLAN)
        written = await planning.bytes_of(case)
        assert b"PlanDrafted" in written
        assert b"Suomen kieli" not in written
        assert b"Kotoutumiskoulutus" not in written

    async def test_the_same_request_again_is_answered_with_its_first_outcome(self, planning: Planning) -> None:
        case = await planning.plan_due()
        first = await planning.post("vaasa", of(case, "plan"), PLAN, key="one")
        again = await planning.post("vaasa", of(case, "plan"), PLAN, key="one")
        assert (again.status_code, again.json()) == (201, first.json())
        assert again.headers["idempotency-replayed"] == "true"
        other = await planning.post("vaasa", of(case, "plan"), {**PLAN, "months": 6}, key="one")
        assert (other.status_code, other.json()["code"]) == (422, "request.idempotency_key_reused")
        assert (await planning.facts(case)).count("PlanDrafted") == 1

    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("fi", "Suunnitelman kesto on pidempi kuin laki sallii."),
            ("sv", "Planens varaktighet är längre än lagen tillåter."),
            ("en", "The plan is longer than the law allows."),
        ],
    )
    async def test_a_plan_beyond_the_law_is_refused_in_the_callers_language(
        self, planning: Planning, language: str, words: str
    ) -> None:
        case = await planning.plan_due()
        answer = await planning.post("vaasa", of(case, "plan"), {**PLAN, "months": 13}, key="k", language=language)
        again = await planning.post("vaasa", of(case, "plan"), {**PLAN, "months": 13}, key="k", language=language)
        said = answer.json()
        assert (answer.status_code, said["code"], said["field"], said["title"]) == (
            409,
            "plan.longer_than_the_law_allows",
            "months",
            words,
        )
        assert (again.status_code, again.json()["title"]) == (409, words)

    async def test_no_plan_is_made_before_anybody_asks_for_one(self, planning: Planning) -> None:
        case = await planning.known()
        answer = await planning.post("vaasa", of(case, "plan"), PLAN)
        assert (answer.status_code, answer.json()["code"]) == (409, "plan.not_required")

    async def test_a_day_before_any_law_is_a_wrong_day(self, planning: Planning) -> None:
        case = await planning.plan_due()
        answer = await planning.post("vaasa", of(case, "plan"), {**PLAN, "drafted_on": "1999-01-01"})
        assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (
            422,
            "plan.no_rule_on_the_day",
            "drafted_on",
        )

    async def test_a_day_in_the_future_is_refused(self, planning: Planning) -> None:
        case = await planning.plan_due()
        tomorrow = (planning.today + timedelta(days=1)).isoformat()
        answer = await planning.post("vaasa", of(case, "plan"), {**PLAN, "drafted_on": tomorrow})
        assert (answer.status_code, answer.json()["code"]) == (409, "planning.day_in_the_future")


class TestReferrals:
    async def test_a_client_is_referred_before_there_is_a_plan(self, planning: Planning) -> None:
        case = await planning.known()
        said = {"group": str(uuid4()), "reason": "Haluaa oppia kieltä"}
        answer = await planning.post("adviser", of(case, "referrals"), said, key="one")
        again = await planning.post("adviser", of(case, "referrals"), said, key="one")
        assert answer.status_code == 201
        assert again.json() == answer.json()
        assert await planning.facts(case) == ["CaseTakenUp", "ReferredToService"]
        assert b"Haluaa" not in await planning.bytes_of(case)

    async def test_a_group_of_no_municipality_of_ours_is_refused(self, planning: Planning) -> None:
        case = await planning.known()
        answer = await planning.post("vaasa", of(case, "referrals"), {"group": str(uuid4()), "provider": "091"})
        assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (
            422,
            "code.municipality_outside",
            "provider",
        )

    async def test_a_client_is_referred_to_a_group_once_at_a_time(self, planning: Planning) -> None:
        case, said = await planning.known(), {"group": str(uuid4())}
        await planning.post("vaasa", of(case, "referrals"), said)
        again = await planning.post("vaasa", of(case, "referrals"), said)
        assert (again.status_code, again.json()["code"], again.json()["field"]) == (
            409,
            "referral.already_open",
            "group",
        )

    async def test_the_clients_municipality_declines_a_referral(self, planning: Planning) -> None:
        case = await planning.known()
        referral = await planning.referred(case)
        declined = await planning.post(
            "vaasa", of(case, f"referrals/{referral}/decline"), {"reason": "client_declined"}
        )
        assert declined.status_code == 200
        assert await planning.facts(case) == ["CaseTakenUp", "ReferredToService", "ReferralDeclined"]
        assert b"client_declined" not in await planning.bytes_of(case)

    async def test_the_municipality_that_runs_the_group_completes_it(self, planning: Planning) -> None:
        case = await planning.known()
        referral = await planning.referred(case)
        path = of(case, f"referrals/{referral}/complete", NARPES)
        early = await planning.post("leader", path, {"outcome": "completed"})
        assert (early.status_code, early.json()["code"]) == (409, "referral.no_place_yet")
        await planning.has_place(case, referral)
        await planning.has_begun(case, referral)
        completed = await planning.post("leader", path, {"outcome": "completed"})
        assert completed.status_code == 200
        assert (await planning.facts(case))[-1] == "ReferralCompleted"


COMMANDS: list[tuple[str, dict[str, Any]]] = [
    ("plan", PLAN),
    ("plan/update", PLAN),
    ("plan/agree", {}),
    ("referrals", {"group": str(UUID(int=3))}),
    (f"referrals/{UUID(int=4)}/decline", {"reason": "other"}),
    (f"referrals/{UUID(int=4)}/complete", {"outcome": "completed"}),
    ("plan/agreements", {"party": "client"}),
    ("plan/child-view", {"view": "Haluan pelata"}),
    ("plan/goals", {"text": "B1"}),
    (f"plan/goals/{UUID(int=4)}/reach", {}),
    (f"plan/goals/{UUID(int=4)}/drop", {"reason": "other"}),
    ("plan/measures", {"text": "Kurssi"}),
    (f"plan/measures/{UUID(int=4)}/done", {}),
    ("plan/review", {}),
    ("plan/extend", {"months": 6}),
    ("plan/end", {"reason": "other"}),
    (f"service-referrals/{UUID(int=4)}/accept", {}),
    (f"service-referrals/{UUID(int=4)}/decline", {"reason": "full"}),
    (f"service-referrals/{UUID(int=4)}/start", {}),
    (f"service-referrals/{UUID(int=4)}/complete", {"outcome": "completed"}),
    (f"service-referrals/{UUID(int=4)}/accompany", {"by": "peer"}),
    (f"service-referrals/{UUID(int=4)}/revoke", {"reason": "mistake"}),
    ("applications", {"to": "work"}),
    (f"applications/{UUID(int=4)}/answer", {"outcome": "admitted"}),
    ("paths", {"kind": "ohjaamo"}),
    (f"paths/{UUID(int=4)}/end", {"outcome": "work"}),
    ("next-step", {"kind": "work"}),
    ("orientation", {"theme": "work", "minutes": 60}),
    ("plan/documents", {}),
    ("barriers", {"theme": "family", "solution": "local_structure"}),
]

NONSENSE = [
    b"",
    b"[]",
    b"null",
    b"\xff",
    b'{"months": "12"}',
    b'{"months": 1e400, "goals": ["x"]}',
    b'{"months": -1, "goals": []}',
    b'{"agreed_on": "2026-02-30"}',
    b'{"group": "x", "provider": "\\u0000"}',
    b'{"reason": 7, "outcome": [], "unknown": {}}',
    b'{"goals": ["' + b"x" * 1_000_000 + b'"], "months": 12}',
]


def answered(path: str) -> int:
    """What is answered where a plan is due and nothing else has been done: made, not drafted yet, or not there."""
    if path.startswith("plan/"):
        return 409
    if path == "next-step":
        return 200
    return 404 if str(UUID(int=4)) in path else 201


@pytest.mark.parametrize(("path", "said"), COMMANDS)
class TestWhoMayAsk:
    async def test_a_foreign_case_cannot_be_told_from_none(
        self, planning: Planning, path: str, said: dict[str, Any]
    ) -> None:
        case = await planning.plan_due()
        foreign = await planning.post("laukaa", of(case, path, LAUKAA), said)
        nothing = await planning.post("laukaa", of(uuid4(), path, LAUKAA), said)
        not_theirs = await planning.post("laukaa", of(case, path), said)
        told = [{**answer.json(), "trace": None} for answer in (foreign, nothing, not_theirs)]
        assert [answer.status_code for answer in (foreign, nothing, not_theirs)] == [404, 404, 404]
        assert told[0] == told[1] == told[2]
        assert told[0]["code"] == "access.not_found"

    async def test_after_a_move_the_sender_has_lost_the_case_and_the_receiver_has_it(
        self, planning: Planning, path: str, said: dict[str, Any]
    ) -> None:
        case = await planning.plan_due()
        await planning.moves(case)
        assert (await planning.post("vaasa", of(case, path), said)).status_code == 404
        receiver = await planning.post("laukaa", of(case, path, LAUKAA), said)
        assert receiver.status_code == answered(path)

    async def test_without_a_token_or_the_role_nobody_is_let_in(
        self, planning: Planning, path: str, said: dict[str, Any]
    ) -> None:
        case = await planning.plan_due()
        assert (await planning.client.post(of(case, path), json=said)).status_code == 401
        assert (await planning.post("auditor", of(case, path), said)).status_code == 403
        assert (await planning.post("abroad", of(case, path, "091"), said)).status_code == 404
        assert await planning.facts(case) == ["CaseTakenUp", "PlanRequired"]

    async def test_nonsense_gets_a_typed_answer_and_changes_nothing(
        self, planning: Planning, path: str, said: dict[str, Any]
    ) -> None:
        case = await planning.plan_due()
        for nonsense in NONSENSE:
            headers = {**planning.place.headers("vaasa"), "content-type": "application/json"}
            answer = await planning.client.post(of(case, path), content=nonsense, headers=headers)
            assert answer.status_code in {400, 413, 422}, nonsense[:80]
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["title"] != answer.json()["code"]
        assert await planning.facts(case) == ["CaseTakenUp", "PlanRequired"]
