"""I4: from practice to policy instrument."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.access.roles import Role
from tests.pilots.involvim.test_i2_practices import practice
from tests.pilots.region import Region

SEINAJOKI = "743"
BASE = f"/municipalities/{SEINAJOKI}/policies"


@pytest.mark.capability("I4")
async def test_i4_the_way_from_a_practice_to_a_decision_and_a_changed_instrument_is_a_trail(region: Region) -> None:
    """Proposed on the ground of a practice, decided by the region, the programme changed: step by step."""
    unit = region.as_(Role.INTEGRATION_UNIT, SEINAJOKI)
    made = await unit.post("activities", f"/municipalities/{SEINAJOKI}/practices", practice(theme="work"))
    proposed = await unit.post(
        "activities",
        BASE,
        {
            "practices": [made["id"]],
            "instrument": {"fi": "EAKR-ohjelma"},
            "level": "region",
            "addressed_to": "Etelä-Pohjanmaan liitto",
            "proposal": {"fi": "Rahoitusta yhden oven palveluille"},
        },
    )
    change = {
        "change": {"fi": "Uusi hakuteema"},
        "in_force_on": f"{region.today + timedelta(days=60)}",
        "reference": "Hakuohje 2/2026",
    }
    early = await unit.refused("activities", f"{BASE}/{proposed['id']}/change", change)
    assert early["code"] == "policy.not_decided"
    decision = {"decision": "accepted_in_part", "decided_by": "Maakuntahallitus", "grounds": {"fi": "Hyvä näyttö"}}
    await unit.post("activities", f"{BASE}/{proposed['id']}/decision", decision)
    again = await unit.refused("activities", f"{BASE}/{proposed['id']}/decision", decision)
    assert again["code"] == "policy.recorded_already"
    changed = await unit.post("activities", f"{BASE}/{proposed['id']}/change", change)

    reader = region.as_(Role.CASEWORKER, "905")
    trail = await reader.get("reporting", f"/practices/{made['id']}/trail", after=changed)
    assert [one["step"] for one in trail["steps"]] == ["began", "proposed", "decided", "changed"]
    assert [one["by"] for one in trail["steps"][1:]] == [
        "Etelä-Pohjanmaan liitto", "Maakuntahallitus", "Hakuohje 2/2026",
    ]  # fmt: skip
    policies = await reader.get("reporting", "/policies", practice=made["id"])
    assert [(one["policy"], one["state"], one["decision"]) for one in policies["rows"]] == [
        (proposed["id"], "changed", "accepted_in_part")
    ]
