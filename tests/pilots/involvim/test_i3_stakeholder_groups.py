"""I3: local stakeholder groups with partners of many kinds."""

from __future__ import annotations

import pytest

from shared.access.roles import Role
from tests.pilots.region import Region

SEINAJOKI, KAUHAVA = "743", "233"
BASE = f"/municipalities/{SEINAJOKI}/networks"


@pytest.mark.capability("I3")
async def test_i3_a_regions_stakeholder_group_reviews_needs_and_practices_with_owners(region: Region) -> None:
    """Members by kind, a need that moves from open to met, with its owner, seen by region."""
    unit = region.as_(Role.INTEGRATION_UNIT, SEINAJOKI, KAUHAVA)
    formed = await unit.post(
        "activities",
        BASE,
        {"kind": "stakeholder", "name": {"fi": "INVOLVIM-sidosryhmä"}, "municipalities": [KAUHAVA]},
    )
    group = f"{BASE}/{formed['id']}"
    for name, kind in (("Lakeuden seurakunta", "congregation"), ("SeAMK", "education"), ("Atria", "entrepreneur")):
        await unit.post("activities", f"{group}/members", {"name": name, "kind": kind})
    gone = await unit.post("activities", f"{group}/members", {"name": "Hanke", "kind": "other"})
    await unit.post("activities", f"{group}/members/{gone['member']}/leave", {})
    need = await unit.post(
        "activities", f"{group}/needs", {"what": {"fi": "Iltaisin kulkevat bussit"}, "owner": "Seinäjoen kaupunki"}
    )
    review = f"{group}/needs/{need['need']}/review"
    await unit.post("activities", review, {"status": "under_way"})
    practice = "0190c0de-0000-7000-8000-0000000000aa"
    met = await unit.post("activities", f"{group}/meetings", {"practices": [practice]})
    closed = await unit.post("activities", review, {"status": "met", "owner": "Etelä-Pohjanmaan liitto"})

    listed = await unit.get("reporting", "/networks", after=closed, region="14")
    (row,) = [one for one in listed["rows"] if one["network"] == formed["id"]]
    assert row["members_by_kind"] == {"congregation": 1, "education": 1, "entrepreneur": 1}
    assert [one["left"] for one in row["members"] if one["name"] == "Hanke"] == [True]
    (stands,) = row["needs"]
    assert (stands["status"], stands["owner"], stands["reviews"]) == ("met", "Etelä-Pohjanmaan liitto", 2)
    assert [one["practices"] for one in row["meetings"]] == [[practice]]
    assert met["version"] < closed["version"]
    other = await unit.get("reporting", "/networks", region="13")
    assert formed["id"] not in {one["network"] for one in other["rows"]}
