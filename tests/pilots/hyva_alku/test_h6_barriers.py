"""H6: barriers from cases, rolled up, raised from municipality to region to nation, and answered."""

from __future__ import annotations

import pytest

from shared.access.roles import Role
from tests.pilots.region import Actor, Region

NARPES, KORSNAS = "545", "280"
WORDS = {"fi": "Lastenhoito puuttuu kurssien ajaksi.", "sv": "Barnvård saknas under kurserna."}
ANSWER = {"fi": "Alue rahoittaa lastenhoidon.", "sv": "Regionen finansierar barnvården."}


async def reported(region: Region, worker: Actor, municipality: str, times: int, theme: str) -> tuple[list[str], str]:
    """So many new cases, each with a report of the theme; the cases, and the municipality's barrier."""
    cases, barrier = [], ""
    for _ in range(times):
        case = await region.arrival(worker, municipality)
        cases.append(case)
    await region.settled()
    for case in cases:
        said = await worker.post(
            "planning",
            f"/municipalities/{municipality}/cases/{case}/barriers",
            {"theme": theme, "solution": "local_structure", "words": "Ei hoitopaikkaa."},
        )
        barrier = said["barrier"]
    return cases, barrier


@pytest.mark.capability("H6")
async def test_h6_ten_local_reports_become_one_regional_barrier_with_a_decision(region: Region) -> None:
    """Each reporter's case shows the answer; nothing of a person is rolled up; small counts are hidden."""
    narpes, korsnas = region.as_(Role.CASEWORKER, NARPES), region.as_(Role.CASEWORKER, KORSNAS)
    unit = region.as_(Role.INTEGRATION_UNIT, NARPES, KORSNAS)
    many, local = await reported(region, narpes, NARPES, 7, "leisure")
    few, _ = await reported(region, korsnas, KORSNAS, 3, "leisure")
    unknown = await narpes.refused(
        "planning",
        f"/municipalities/{NARPES}/cases/{many[0]}/barriers",
        {"theme": "weather", "solution": "local_structure"},
    )
    assert unknown["code"] == "barrier.theme_unknown"

    raising = {"solution": "common_funding", "summary": WORDS}
    in_one = {"solution": "common_funding", "summary": {"fi": WORDS["fi"]}}
    path = f"/municipalities/{NARPES}/barriers/leisure/escalate"
    monolingual = await unit.refused("planning", path, in_one)
    assert (monolingual["code"], monolingual["field"]) == ("barrier.language_missing", "summary.sv")
    raised = await unit.post("planning", path, raising)
    assert (await unit.refused("planning", path, raising))["code"] == "barrier.already_escalated"
    again = await unit.post("planning", f"/municipalities/{KORSNAS}/barriers/leisure/escalate", raising)
    assert raised["id"] == again["id"] != local  # one barrier of the region

    answered = await unit.post(
        "planning", f"/barriers/{raised['id']}/answer", {"decision": "will_be_removed", "answer": ANSWER}
    )
    twice = await unit.refused(
        "planning", f"/barriers/{raised['id']}/answer", {"decision": "not_possible", "answer": ANSWER}
    )
    assert twice["code"] == "barrier.already_answered"
    board = await unit.get("reporting", "/barriers", after=answered)
    (regional,) = (one for one in board["rows"] if one["barrier"] == raised["id"])
    assert (regional["level"], regional["place"], regional["state"]) == ("region", "15", "answered")
    assert regional["by_municipality"][KORSNAS]["suppressed"]
    assert sum(not one["suppressed"] for one in (*regional["by_municipality"].values(), regional["reports"])) <= 1
    own = await narpes.get("reporting", f"/municipalities/{NARPES}/barriers")
    assert next(one["reports"] for one in own["rows"] if one["theme"] == "leisure") >= 7

    await region.settled()
    for worker, municipality, cases in ((narpes, NARPES, many), (korsnas, KORSNAS, few)):
        for case in cases:
            page = await worker.get("reporting", f"/municipalities/{municipality}/cases/{case}/barriers")
            (row,) = page["rows"]
            assert row["words"] == "Ei hoitopaikkaa."
            assert [(one["level"], one["decision"], one["answer"]) for one in row["answers"]] == [
                ("region", "will_be_removed", ANSWER)
            ]
