"""X6: barriers rolled up from cases to a regional and a national decision."""

from __future__ import annotations

import pytest

from shared.access.roles import Role
from tests.pilots.hyva_alku.test_h6_barriers import ANSWER, WORDS, reported
from tests.pilots.region import Region

MALAX = "475"


@pytest.mark.capability("X6")
async def test_x6_a_barrier_from_a_case_reaches_the_nation_and_its_answer_the_case(region: Region) -> None:
    """Reports after the escalation are counted at every level; each level answers its own, and only that."""
    malax = region.as_(Role.CASEWORKER, MALAX)
    unit = region.as_(Role.INTEGRATION_UNIT, MALAX)
    nation = region.as_(Role.NATIONAL_ANSWERER, MALAX)
    (case,), _ = await reported(region, malax, MALAX, 1, "permits")
    raising = {"solution": "national_practice", "summary": WORDS}
    regional = await unit.post("planning", f"/municipalities/{MALAX}/barriers/permits/escalate", raising)
    national = await unit.post("planning", f"/barriers/{regional['id']}/escalate", raising)
    highest = await unit.refused("planning", f"/barriers/{national['id']}/escalate", raising)
    assert highest["code"] == "barrier.no_higher_level"
    decision = {"decision": "to_be_studied", "answer": ANSWER}
    not_theirs = await unit.refused("planning", f"/barriers/{national['id']}/answer", decision)
    assert not_theirs["code"] == "barrier.answered_by_another_level"
    not_the_nations = await nation.refused("planning", f"/barriers/{regional['id']}/answer", decision)
    assert not_the_nations["code"] == "barrier.answered_by_another_level"

    (later,), _ = await reported(region, malax, MALAX, 1, "permits")
    answered = await nation.post("planning", f"/barriers/{national['id']}/answer", decision)
    board = await nation.get("reporting", "/barriers", after=answered)
    (row,) = (one for one in board["rows"] if one["barrier"] == national["id"])
    assert (row["level"], row["place"], row["answer"]["decision"]) == ("nation", "FI", "to_be_studied")
    assert row["reports"]["suppressed"]  # two reports: too few to be told across municipalities
    await region.settled()
    for one in (case, later):
        page = await malax.get("reporting", f"/municipalities/{MALAX}/cases/{one}/barriers")
        assert [(each["level"], each["answer"]) for each in page["rows"][0]["answers"]] == [("nation", ANSWER)]
    strangers = await region.as_(Role.INTEGRATION_UNIT, "410").refused(
        "planning", f"/barriers/{regional['id']}/answer", decision
    )
    assert strangers["status"] == 404
