"""H13: who answers for a case, and a handover inside one municipality."""

from __future__ import annotations

import pytest

from shared.access.roles import Role
from tests.pilots.region import Region

KRISTINESTAD = "287"


@pytest.mark.capability("H13")
async def test_h13_a_handover_to_the_employment_authority_keeps_municipality_and_deadlines(region: Region) -> None:
    """The municipality outside the labour force, the employment authority for jobseekers; no transfer."""
    worker = region.as_(Role.CASEWORKER, KRISTINESTAD)
    employment = region.as_(Role.EMPLOYMENT_AUTHORITY, KRISTINESTAD)
    case = await region.arrival(worker, KRISTINESTAD)
    await region.settled()
    at = f"/municipalities/{KRISTINESTAD}/cases/{case}"
    before = await worker.get("reporting", at)
    assert before["standing"]["authority"] == "municipality"
    assert before["deadlines"]
    await region.forward(days=5)
    said = await worker.post("intake", f"{at}/authority", {"to": "employment"})
    await region.settled()
    after = await worker.get("reporting", at, after=said)
    assert (after["standing"]["authority"], after["standing"]["handed_on"]) == ("employment", region.today.isoformat())
    assert (after["municipality"], after["status"]) == (KRISTINESTAD, before["status"])
    assert [(one["kind"], one["due_on"], one["ended_on"]) for one in after["deadlines"]] == [
        (one["kind"], one["due_on"], None) for one in before["deadlines"]
    ]
    transfers = await worker.get("reporting", f"/municipalities/{KRISTINESTAD}/transfers")
    assert case not in {row["case"] for row in transfers["rows"]}
    again = await employment.post("intake", f"{at}/authority", {"to": "employment"})
    assert again["version"] == said["version"]
    back = await employment.post("intake", f"{at}/authority", {"to": "municipality"})
    told = await worker.get("reporting", f"{at}/timeline", after=back)
    handed = [row["details"] for row in told["rows"] if row["event"] == "ResponsibilityHandedOver"]
    assert [(one["sender"], one["receiver"]) for one in handed] == [
        ("municipality", "employment"),
        ("employment", "municipality"),
    ]
