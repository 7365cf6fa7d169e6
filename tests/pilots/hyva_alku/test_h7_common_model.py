"""H7: a common assessment model, others side by side with a reason, compared for how well they work."""

from __future__ import annotations

from typing import Any

import pytest

from shared.access.roles import Role
from tests.pilots.region import Actor, Region

KANNUS = "217"
MODELS = f"/municipalities/{KANNUS}/assessment-models"
BASE = f"/municipalities/{KANNUS}/cases"
PEOPLE = 6
REASON = {"fi": "Lähes kaikki tulevat töihin.", "sv": "Nästan alla kommer för arbete."}


async def published(worker: Actor, version: int) -> dict[str, Any]:
    """Kannus' own model in this version, made of the common one's first section; the default from now on."""
    package = await worker.get("assessment", f"{MODELS}/package", model="statutory", version=1)
    own = package["model"] | {"code": "kannus", "version": version, "bands": []}
    own["sections"] = own["sections"][:1]
    await worker.post("assessment", f"{MODELS}/drafts", {"format": package["format"], "model": own})
    this = {"model": "kannus", "version": version}
    await worker.post("assessment", f"{MODELS}/publish", this)
    return await worker.post("assessment", f"{MODELS}/adopt", this | {"language": "fi", "reason": REASON})


async def assessed(
    region: Region, worker: Actor, days: int, start: dict[str, Any] | None = None, **answers: Any
) -> list[str]:
    """People whose assessment takes so many days, by whatever is the default; one in two is a woman."""
    cases = [await region.arrival(worker, KANNUS) for _ in range(PEOPLE)]
    await region.settled()
    for number, case in enumerate(cases):
        path = f"{BASE}/{case}/assessment"
        await worker.post("assessment", f"{path}/start", start or {})
        told = answers | {"gender": "female" if number % 2 else "male"}
        await worker.post("assessment", f"{path}/answers", {"answer_set": 0, "answers": told})
    await region.forward(days=days)
    for case in cases:
        await worker.post("assessment", f"{BASE}/{case}/assessment/complete", {"plan_needed": True})
    return cases


@pytest.mark.capability("H7")
async def test_h7_models_stand_side_by_side_with_reasons_and_are_compared_version_by_version(region: Region) -> None:
    """The common model is the default; another needs a reason; a case keeps its version; figures tell them apart."""
    worker = region.as_(Role.CASEWORKER, KANNUS)
    unit = region.as_(Role.INTEGRATION_UNIT, KANNUS)
    offered = await worker.get("assessment", MODELS)
    assert offered["defaults"]["sv"] == offered["defaults"]["fi"] == "statutory 1"
    assert {row["weight"] for row in offered["rows"]} == {"common", "light", "deep"}
    # Of one case: another model than the default has a reason.
    case = await region.arrival(worker, KANNUS)
    await region.settled()  # nobody's assessment begins with a refusal
    light = {"model": "work-based", "language": "sv"}
    deviating = await worker.refused("assessment", f"{BASE}/{case}/assessment/start", light)
    assert (deviating["code"], deviating["field"]) == ("assessment.deviation_needs_a_reason", "deviation")
    by_reason = light | {"deviation": "work"}
    cases = await assessed(region, worker, 2, by_reason, contract="permanent", working_language="englanti")
    told = await worker.get("reporting", f"{BASE}/{cases[0]}/assessment")
    assert (told["rounds"][0]["model"], told["deviation"]) == ("work-based", "work")
    interview = {"literacy": "fluent", "finnish": "A1.1", "swedish": "A0", "education": "higher", "employment": "other"}
    await assessed(region, worker, 4, **interview)
    # Of a municipality: another default than the common model has one in every language of the region.
    adoption = {"model": "work-based", "version": 1, "language": "sv"}
    without = await worker.refused("assessment", f"{MODELS}/adopt", adoption)
    assert without["code"] == "model.deviation_needs_a_reason"
    half = await worker.refused("assessment", f"{MODELS}/adopt", adoption | {"reason": {"fi": REASON["fi"]}})
    assert (half["code"], half["field"]) == ("model.text_missing", "reason.sv")
    await published(worker, 1)
    slow = await assessed(region, worker, days=9)
    left_open = await region.arrival(worker, KANNUS)
    await region.settled()
    await worker.post("assessment", f"{BASE}/{left_open}/assessment/start", {})
    adopted = await published(worker, 2)
    seen = (await unit.get("reporting", "/assessment-models", after=adopted))["rows"]
    (default,) = [row for row in seen if (row["municipality"], row["kind"]) == (KANNUS, "default")]
    assert (default["model"], default["version"], default["language"]) == ("kannus", 2, "fi")
    assert (default["deviates"], default["reason"]) == (True, REASON)
    await assessed(region, worker, days=3)
    kept = await worker.get("reporting", f"{BASE}/{left_open}/assessment")
    assert (kept["rounds"][0]["model"], kept["rounds"][0]["model_version"]) == ("kannus", 1)
    done = await worker.post("assessment", f"{BASE}/{left_open}/assessment/complete", {"plan_needed": False})
    assert len(slow) == PEOPLE
    (table,) = (await unit.get("reporting", "/models/effectiveness", after=done))["regions"]
    days = {
        row["version"]: row["value"]
        for row in table["rows"]
        if (row["indicator"], row["model"], row["group"]) == ("days_of_assessment", "kannus", "*")
    }
    assert (days[1]["n"], days[2]["n"]) == (PEOPLE + 1, PEOPLE)
    assert (days[1]["value"], days[2]["value"]) == (9, 3)
    assert days[1]["low"] <= 9 <= days[1]["high"]
    (by_gender,) = (await unit.get("reporting", "/models/effectiveness", by="gender"))["regions"]
    few = [row["value"] for row in by_gender["rows"] if (row["model"], row["group"]) == ("kannus", "female")]
    assert few
    assert all(cell["suppressed"] for cell in few if cell["n"] != 0)
