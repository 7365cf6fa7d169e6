"""X7: a broken deadline as a recorded event, with the rule and its version."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from shared.access.roles import Role
from tests.pilots.region import Region

NARPES = "545"


@pytest.mark.capability("X7")
async def test_x7_a_broken_deadline_is_recorded_the_day_after_once_with_its_rule_whatever_is_killed(
    region: Region,
) -> None:
    """Not on the last day, but on the next; once, though assessment is killed meanwhile; a closed case breaks none."""
    worker = region.as_(Role.CASEWORKER, NARPES)
    case, closed = await region.arrival(worker, NARPES), await region.arrival(worker, NARPES)
    await region.settled()
    base = f"/municipalities/{NARPES}/cases"
    await worker.post("intake", f"{base}/{closed}/close", {"reason": "served"})
    await region.settled()
    page = await worker.get("reporting", f"{base}/{case}")
    (deadline,) = [one for one in page["deadlines"] if one["kind"] == "assessment"]
    due = date.fromisoformat(deadline["due_on"])
    await region.forward(days=(due - region.today).days)

    async def broken() -> list[dict[str, object]]:
        told = await worker.get("reporting", f"/municipalities/{NARPES}/breaches", size=200)
        return [row for row in told["rows"] if row["case"] in {case, closed} and row["duty"] == "assessment"]

    assert await broken() == []
    await region.kill("assessment")
    await region.forward(days=1)
    (breach,) = await broken()
    assert (breach["case"], breach["due_on"]) == (case, due.isoformat())
    assert breach["breached_on"] == (due + timedelta(days=1)).isoformat()
    assert breach["rule"] == "assessment_must_start"
    assert breach["law"] == deadline["law"]
    assert breach["rule_version"] == deadline["rule_version"] == "2025-01-01"
    await region.kill("assessment")
    await region.forward(days=3)
    assert len(await broken()) == 1
    timeline = await worker.get("reporting", f"{base}/{case}/timeline")
    told = [row for row in timeline["rows"] if (row["service"], row["event"]) == ("assessment", "DeadlineBreached")]
    assert [row["rule"] for row in told] == ["assessment_must_start"]
    assert told[0]["text"] != "event.assessment.DeadlineBreached"
