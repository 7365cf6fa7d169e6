"""H9: from education to work or on to other services without a gap."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.access.roles import Role
from tests.pilots.maakoto.test_m4_services import listed
from tests.pilots.region import Region

PEDERSORE = "599"


@pytest.mark.capability("H9")
async def test_h9_a_course_that_ends_without_a_next_step_within_thirty_days_raises_a_task(region: Region) -> None:
    """The task is in the worklist until something follows; where something followed in time, there is none."""
    worker = region.as_(Role.CASEWORKER, PEDERSORE)
    course = await listed(worker, PEDERSORE, "official", "Pedersören kunta", "Kielikurssi")
    left, guided = await region.arrival(worker, PEDERSORE), await region.arrival(worker, PEDERSORE)
    await region.settled()
    for case in (left, guided):
        path = f"/municipalities/{PEDERSORE}/cases/{case}/service-referrals"
        sent = await worker.post("planning", path, {"services": [course]})
        await worker.post("planning", f"{path}/{sent['referral']}/accept", {})
        await worker.post("planning", f"{path}/{sent['referral']}/complete", {"outcome": "completed"})
    ended = region.today
    path = f"/municipalities/{PEDERSORE}/cases/{guided}/paths"
    begun = await worker.post("planning", path, {"kind": "ohjaamo"})

    await region.forward(days=30)
    timeline = await worker.get("reporting", f"/municipalities/{PEDERSORE}/cases/{left}/timeline")
    assert "NextStepMissing" not in {one["event"] for one in timeline["rows"]}  # the thirtieth day is in time
    await region.forward(days=1)
    page = await worker.get("reporting", f"/municipalities/{PEDERSORE}/cases/{left}/plan")
    due_on = f"{ended + timedelta(days=30)}"
    assert [(one["ended_on"], one["due_on"]) for one in page["missing_steps"]] == [(f"{ended}", due_on)]
    case = await worker.get("reporting", f"/municipalities/{PEDERSORE}/cases/{left}")
    task = next(one for one in case["deadlines"] if one["kind"] == "next_step")
    assert (task["due_on"], task["late"]) == (due_on, True)
    late = (await worker.get("reporting", f"/municipalities/{PEDERSORE}/worklist", late="true", size=200))["rows"]
    assert left in {one["case"] for one in late}

    done = await worker.post("planning", f"/municipalities/{PEDERSORE}/cases/{left}/next-step", {"kind": "work"})
    case = await worker.get("reporting", f"/municipalities/{PEDERSORE}/cases/{left}", after=done)
    assert next(one["met_on"] for one in case["deadlines"] if one["kind"] == "next_step") == f"{region.today}"

    # The one whom Ohjaamo walked along with had no gap, and has an outcome.
    end = await worker.post("planning", f"{path}/{begun['path']}/end", {"outcome": "education"})
    page = await worker.get("reporting", f"/municipalities/{PEDERSORE}/cases/{guided}/plan", after=end)
    assert page["missing_steps"] == []
    assert [(one["kind"], one["outcome"]) for one in page["paths"]] == [("ohjaamo", "education")]
    twice = await worker.refused("planning", f"{path}/{begun['path']}/end", {"outcome": "work"})
    assert twice["code"] == "path.already_ended"
