"""H2: people outside services are found and invited, and who has not been reached can be seen."""

from __future__ import annotations

from typing import Any

import pytest

from shared.access.roles import Role
from tests.pilots.region import Region

KORSNAS = "280"
BASE = f"/municipalities/{KORSNAS}"


@pytest.mark.capability("H2")
async def test_h2_people_outside_services_are_listed_with_the_age_of_silence_by_group(region: Region) -> None:
    """A family's silence grows until somebody reaches them; a guided client's is counted from the visit."""
    worker = region.as_(Role.CASEWORKER, KORSNAS)
    home = await region.arrival(worker, KORSNAS, reason="family")
    met = await region.arrival(worker, KORSNAS, reason="study")
    await worker.post("intake", f"{BASE}/cases/{home}/outreach/groups", {"groups": ["home"]})
    await region.forward(days=100)
    guided = await worker.post("intake", f"{BASE}/cases/{met}/guidance", {"themes": ["studies"]})

    listed = await worker.get("reporting", f"{BASE}/outreach", after=guided, silent_days=0, size=200)
    silent, spoken = _row(listed, home), _row(listed, met)
    assert (silent["silence_days"], silent["never_met"]) == (100, True)
    assert {"home", "family"} <= set(silent["groups"])
    assert (spoken["silence_days"], spoken["met_by"], spoken["never_met"]) == (0, "guidance", False)
    assert listed["rows"].index(silent) < listed["rows"].index(spoken), "the longest silence first"
    family = next(one for one in listed["by_group"] if one["group"] == "home")
    assert family["never_met"] >= 1
    assert family["silent"] >= 1

    long = await worker.get("reporting", f"{BASE}/outreach", silent_days=90, group="home", size=200)
    assert home in _cases(long)
    assert met not in _cases(long)


@pytest.mark.capability("H2")
async def test_h2_an_attempt_that_reaches_nobody_leaves_them_unreached_and_an_invitation_does_not(
    region: Region,
) -> None:
    """Tried twice, reached at the second; what is tried stays to be seen."""
    worker = region.as_(Role.CASEWORKER, KORSNAS)
    case = await region.arrival(worker, KORSNAS, reason="family")
    await region.forward(days=40)
    path = f"{BASE}/cases/{case}/outreach"
    missed = await worker.post("intake", path, {"channel": "phone", "language": "ara", "outcome": "missed"})
    row = _row(await worker.get("reporting", f"{BASE}/outreach", after=missed, silent_days=0, size=200), case)
    assert (row["never_met"], row["attempts"], row["outcome"], row["silence_days"]) == (True, 1, "missed", 40)
    invited = await worker.post("intake", path, {"channel": "home", "language": "ara", "outcome": "invited"})
    row = _row(await worker.get("reporting", f"{BASE}/outreach", after=invited, silent_days=0, size=200), case)
    assert (row["never_met"], row["attempts"], row["met_by"], row["silence_days"]) == (False, 2, "outreach", 0)
    tomorrow = {"channel": "phone", "language": "ara", "outcome": "missed", "made_on": "2099-01-01"}
    assert (await worker.refused("intake", path, tomorrow))["code"] == "outreach.day_in_the_future"


@pytest.mark.capability("H2")
async def test_h2_a_victim_of_trafficking_is_in_no_list_and_no_count_of_those_not_entitled(region: Region) -> None:
    """The caseworker sees the group; an adviser sees the client without it, and the unit's figures do not have it."""
    worker, adviser = region.as_(Role.CASEWORKER, KORSNAS), region.as_(Role.ADVISER, KORSNAS)
    case = await region.arrival(worker, KORSNAS)
    said = await worker.post("intake", f"{BASE}/cases/{case}/outreach/groups", {"groups": ["victim"]})
    assert (
        "victim"
        in _row(await worker.get("reporting", f"{BASE}/outreach", after=said, silent_days=0, size=200), case)["groups"]
    )
    seen = await adviser.get("reporting", f"{BASE}/outreach", silent_days=0, size=200)
    assert "victim" not in _row(seen, case)["groups"]
    assert "victim" not in {one["group"] for one in seen["by_group"]}
    assert (await adviser.get("reporting", f"{BASE}/outreach", silent_days=0, group="victim"))["total"] == 0
    unit = region.as_(Role.INTEGRATION_UNIT, KORSNAS, "545")
    assert "victim" not in {one["group"] for one in (await unit.get("reporting", "/outreach"))["rows"]}
    await adviser.refused("intake", f"{BASE}/cases/{case}/outreach/groups", {"groups": []})


def _row(listed: dict[str, Any], case: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in listed["rows"] if one["case"] == case)
    return found


def _cases(listed: dict[str, Any]) -> set[str]:
    return {one["case"] for one in listed["rows"]}


@pytest.mark.capability("H2")
async def test_h2_a_jobseeker_is_not_among_those_outside_services_until_they_are_handed_back(region: Region) -> None:
    """The employment authority meets its own clients: neither list nor count has them."""
    worker = region.as_(Role.CASEWORKER, KORSNAS)
    case = await region.arrival(worker, KORSNAS, reason="family")

    async def outside() -> tuple[bool, int]:
        await region.settled()
        listed = await worker.get("reporting", f"{BASE}/outreach", silent_days=0, size=200)
        family = [one["clients"] for one in listed["by_group"] if one["group"] == "family"]
        return case in _cases(listed), sum(family)

    there, families = await outside()
    assert there
    await worker.post("intake", f"{BASE}/cases/{case}/authority", {"to": "employment"})
    assert await outside() == (False, families - 1)
    await worker.post("intake", f"{BASE}/cases/{case}/authority", {"to": "municipality"})
    assert await outside() == (True, families)
