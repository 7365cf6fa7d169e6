"""O2: guidance into education and from education to work."""

from __future__ import annotations

import pytest

from shared.access.roles import Role
from tests.pilots.region import Region

KOKKOLA = "272"


@pytest.mark.capability("O2")
async def test_o2_an_application_and_its_outcome_stand_in_the_plan(region: Region) -> None:
    """From vocational education to work: applied, admitted, applied again; who answered what is seen."""
    adviser, worker = region.as_(Role.ADVISER, KOKKOLA), region.as_(Role.CASEWORKER, KOKKOLA)
    case = await region.arrival(worker, KOKKOLA)
    await region.settled()
    path = f"/municipalities/{KOKKOLA}/cases/{case}"
    school = await adviser.post("planning", f"{path}/applications", {"to": "vocational", "target": "Lähihoitaja"})
    ahead = await adviser.refused(
        "planning", f"{path}/applications/{school['application']}/answer",
        {"outcome": "admitted", "answered_on": "2199-01-01"},
    )  # fmt: skip
    assert ahead["code"] == "planning.day_in_the_future"
    await adviser.post("planning", f"{path}/applications/{school['application']}/answer", {"outcome": "admitted"})
    twice = await adviser.refused(
        "planning", f"{path}/applications/{school['application']}/answer", {"outcome": "rejected"}
    )
    assert twice["code"] == "application.already_answered"
    job = await adviser.post("planning", f"{path}/applications", {"to": "work", "target": "Hoivakoti"})
    page = await worker.get("reporting", f"{path}/plan", after=job)
    assert {(one["to"], one["target"], one["outcome"]) for one in page["applications"]} == {
        ("vocational", "Lähihoitaja", "admitted"),
        ("work", "Hoivakoti", None),
    }
