"""O6: what a project built is handed over to a permanent owner."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.access.roles import Role
from tests.pilots.region import Region

KOKKOLA, KANNUS = "272", "217"
PROJECT = {"name": "Osana-hanke", "business_id": "0209602-6"}
TOWN = {"name": "Kokkolan kaupunki", "business_id": "0179377-8"}


@pytest.mark.capability("O6")
async def test_o6_what_is_about_to_lose_its_owner_is_listed_and_handed_over_for_good(region: Region) -> None:
    """Services, groups and networks each have an owner and an end date; those about to lose theirs are listed."""
    leader = region.as_(Role.ACTIVITY_LEADER, KOKKOLA)
    base = f"/municipalities/{KOKKOLA}"
    soon, later = region.today + timedelta(days=90), region.today + timedelta(days=700)
    name = {"fi": "Neuvontapiste", "sv": "Rådgivningspunkt"}
    service = await leader.post(
        "activities",
        f"{base}/services",
        {
            "name": name,
            "description": name,
            "kind": "official",
            "needs": ["permits"],
            "languages": ["fin", "swe"],
            "serves": [KOKKOLA],
            "owner": PROJECT,
            "funded_until": str(soon),
        },
    )
    formed = await leader.post("activities", f"{base}/networks", {"kind": "cooperation", "name": name})
    network = formed["id"]
    only_finnish = await leader.refused(
        "activities",
        f"{base}/owned/{network}/owner",
        {"asset": "network", "title": {"fi": "Verkosto"}, "owner": PROJECT},
    )
    assert (only_finnish["code"], only_finnish["field"]) == ("asset.language_missing", "title.sv")
    group = await leader.post(
        "activities",
        f"{base}/groups",
        {"title": name, "language": "fin", "places": 10, "starts_on": str(region.today)},
    )
    group_owner = f"{base}/owned/{group['group']}/owner"
    await leader.post(
        "activities", group_owner, {"asset": "group", "title": name, "owner": PROJECT, "until": str(soon)}
    )
    said = await leader.post(
        "activities",
        f"{base}/owned/{network}/owner",
        {"asset": "network", "title": name, "owner": PROJECT, "until": str(later)},
    )
    things = {service["id"]: "service", group["group"]: "group", network: "network"}

    async def losing(days: int | None) -> dict[str, dict[str, object]]:
        page = await leader.get("reporting", f"{base}/handovers", after=said, within_days=days)
        return {row["thing"]: row for row in page["rows"] if row["thing"] in things}

    everything = await losing(None)
    assert {thing: row["asset"] for thing, row in everything.items()} == things
    assert all(row["owner"] == "Osana-hanke" and row["until"] is not None for row in everything.values())
    assert everything[service["id"]]["days_left"] == 90
    assert set(await losing(90)) == {service["id"], group["group"]}
    assert set(await losing(89)) == set()

    await leader.post(
        "activities",
        f"{base}/services/{service['id']}/owner",
        {"owner": TOWN, "from_on": str(soon)},
    )
    said = await leader.post("activities", group_owner, {"asset": "group", "title": name, "owner": TOWN})
    await region.settled()
    assert set(await losing(90)) == set()
    after = await losing(None)
    assert (after[service["id"]]["owner"], after[service["id"]]["permanent"]) == ("Kokkolan kaupunki", True)
    assert after[group["group"]]["handovers"] == 1
    foreign = await region.as_(Role.ACTIVITY_LEADER, KANNUS).refused(
        "activities",
        f"/municipalities/{KANNUS}/services/{service['id']}/owner",
        {"owner": TOWN, "from_on": str(soon)},
    )
    assert foreign["status"] == 404
