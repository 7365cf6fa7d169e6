"""H3: an assessment for everyone who needs one, in the law's time, in a language the person knows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.access.roles import Role
from tests.pilots.region import Region

VAASA = "905"


@pytest.mark.capability("H3")
async def test_h3_a_deadline_is_kept_another_broken_and_a_third_waived_with_its_reason(region: Region) -> None:
    """The same law for three people; the broken one is an event, and stays one when the assessment begins later."""
    official = region.as_(Role.ASSESSMENT_OFFICIAL, VAASA)
    worker = region.as_(Role.CASEWORKER, VAASA)
    kept, broken, waived = [await region.arrival(worker, VAASA, reason="intl") for _ in range(3)]
    await region.settled()
    base = f"/municipalities/{VAASA}/cases"
    await official.post("assessment", f"{base}/{kept}/assessment/start", {})
    await official.post("assessment", f"{base}/{waived}/assessment/waive", {"reason": "declined"})
    case = await worker.get("reporting", f"{base}/{broken}")
    (deadline,) = [one for one in case["deadlines"] if one["kind"] == "assessment"]
    await region.settled()
    await region.forward(days=70)
    told = await worker.get("reporting", f"/municipalities/{VAASA}/breaches", size=200)
    by_case = {row["case"]: row for row in told["rows"] if row["duty"] == "assessment"}
    assert by_case.keys() & {kept, broken, waived} == {broken}
    assert by_case[broken]["due_on"] == deadline["due_on"]
    late = await official.post("assessment", f"{base}/{broken}/assessment/start", {})
    rounds = (await worker.get("reporting", f"{base}/{broken}/assessment", after=late))["rounds"]
    assert rounds[0]["breached_on"] > rounds[0]["due_on"]
    assert rounds[0]["started_on"] == region.today.isoformat()


@pytest.mark.capability("H3")
async def test_h3_an_official_assesses_in_a_language_the_person_knows_with_an_interpreter(region: Region) -> None:
    """Where an interpreter is needed, none is left out; what is obligatory is asked; a later writer is not overrun."""
    official = region.as_(Role.ASSESSMENT_OFFICIAL, VAASA)
    worker = region.as_(Role.CASEWORKER, VAASA)
    case = await region.arrival(worker, VAASA, reason="intl", mother_tongue="prs")
    await region.settled()
    base = f"/municipalities/{VAASA}/cases/{case}/assessment"
    adviser = region.as_(Role.ADVISER, VAASA)
    assert (await adviser.refused("assessment", f"{base}/start", {}))["code"] == "access.denied"
    await official.post(
        "assessment",
        f"{base}/start",
        {"model": "statutory", "language": "sv", "spoken": "prs", "interpreter_needed": True},
    )
    wrong = await official.speaking("sv").refused(
        "assessment", f"{base}/answers", {"answer_set": 0, "answers": {"finnish": "D7"}}
    )
    assert (wrong["code"], wrong["field"]) == ("answer.not_a_level", "answers.finnish")
    first = await official.post(
        "assessment",
        f"{base}/answers",
        {"answer_set": 0, "answers": {"gender": "female", "literacy": "other_script", "finnish": "A0"}},
    )
    late = await worker.refused("assessment", f"{base}/answers", {"answer_set": 0, "answers": {"swedish": "A1.1"}})
    assert late["code"] == "assessment.answers_changed_meanwhile"
    no_interpreter = await official.refused("assessment", f"{base}/complete", {"plan_needed": True})
    assert no_interpreter["code"] == "assessment.interpreter_not_booked"
    await official.post(
        "assessment",
        f"{base}/interpreter",
        {"booked_for": (region.today + timedelta(days=1)).isoformat(), "language": "prs", "mode": "phone"},
    )
    missing = await official.refused("assessment", f"{base}/complete", {"plan_needed": True})
    assert (missing["code"], missing["field"]) == ("assessment.answer_missing", "answers.swedish")
    await official.post(
        "assessment",
        f"{base}/answers",
        {
            "answer_set": first["answer_set"],
            "answers": {
                "swedish": "A1.1",
                "education": "basic",
                "employment": "employed",
                "service_needs": ["housing", "language_training"],
                "special_skills": "Ompelee.",
            },
        },
    )
    occupation = await official.refused("assessment", f"{base}/complete", {"plan_needed": True})
    assert (occupation["code"], occupation["field"]) == ("assessment.answer_missing", "answers.occupation")
    second = await official.post(
        "assessment", f"{base}/answers", {"answer_set": 2, "answers": {"occupation": "Ompelija, Vaasa"}}
    )
    assert second["answer_set"] == 3
    done = await official.post("assessment", f"{base}/complete", {"plan_needed": True})
    told = await worker.get("reporting", base, after=done)
    (only,) = told["rounds"]
    assert (only["outcome"], only["model"], only["model_version"], only["language"]) == (
        "completed",
        "statutory",
        1,
        "sv",
    )
    assert told["answers"]["service_needs"] == ["language_training", "housing"]
    assert told["words"] == {"special_skills": "Ompelee.", "occupation": "Ompelija, Vaasa"}
    assert (told["spoken"], told["interpreters"][0]["mode"]) == ("prs", "phone")
    assert told["points"]["work"] == 3
    again = await official.post("assessment", f"{base}/again", {"words": "Tilanne on muuttunut."})
    rounds = (await worker.get("reporting", base, after=again))["rounds"]
    assert [one["outcome"] for one in rounds] == ["completed", "required"]
