"""M5: leisure activities and hobbies run by associations."""

from __future__ import annotations

import pytest

from shared.access.roles import Role
from tests.pilots.region import Region

LAPPAJARVI = "403"


@pytest.mark.capability("M5")
async def test_m5_a_hobby_group_has_a_season_a_waiting_list_that_promotes_and_attendance(region: Region) -> None:
    """Find, join, attend: a season plan with place, leader, transport and cost, and a queue that keeps its order."""
    leader = region.as_(Role.ACTIVITY_LEADER, LAPPAJARVI)
    worker = region.as_(Role.CASEWORKER, LAPPAJARVI)
    base = f"/municipalities/{LAPPAJARVI}"
    club = await leader.post(
        "activities",
        f"{base}/services",
        {
            "name": {"fi": "Salibandykerho"},
            "description": {"fi": "Urheiluseuran kerho"},
            "kind": "third_sector",
            "needs": ["hobbies"],
            "languages": ["fin"],
            "serves": [LAPPAJARVI],
            "owner": {"name": "Lappajärven Veikot"},
        },
    )
    found = await worker.get("reporting", f"{base}/services", after=club, need="hobbies", kind="third_sector")
    assert club["id"] in {row["service"] for row in found["rows"]}

    opened = await leader.post(
        "activities",
        f"{base}/groups",
        {"title": {"fi": "Salibandy"}, "language": "fin", "places": 2, "starts_on": str(region.today)},
    )
    group = f"{base}/groups/{opened['group']}"
    evening = {
        "on": str(region.today),
        "begins": "18:00",
        "place": "Koulun sali",
        "leader": "Seuran valmentaja",
        "transport": "Kimppakyyti vastaanottokeskukselta 17.30",
        "cents": 200,
    }
    planned = await leader.post("activities", f"{group}/plan", {"sessions": [evening]})
    session = planned["sessions"][0]

    cases = [await region.arrival(worker, LAPPAJARVI) for _ in range(3)]
    await region.settled()
    referrals = []
    for case in cases:
        said = await worker.post("planning", f"{base}/cases/{case}/referrals", {"group": opened["group"]})
        referrals.append(said["referral"])
        await region.settled()
    guest = await leader.post("activities", f"{group}/guests", {"kind": "long_time_resident"})

    async def states() -> list[tuple[str, int | None]]:
        found = []
        for case, referral in zip(cases, referrals, strict=True):
            page = await worker.get("reporting", f"{base}/cases/{case}")
            (one,) = [row for row in page["referrals"] if row["referral"] == referral]
            found.append((one["state"], one["number"]))
        return found

    assert await states() == [("accepted", None), ("accepted", None), ("queued", 1)]
    decline = f"{base}/cases/{cases[0]}/referrals/{referrals[0]}/decline"
    await worker.post("planning", decline, {"reason": "client_declined"})
    await region.settled()
    assert (await states())[2] == ("accepted", None)

    await leader.post("activities", f"{group}/sessions", {"session": session})
    roll = [{"case": cases[1], "present": True}, {"case": cases[2], "present": False}]
    said = await leader.post("activities", f"{group}/sessions/{session}/attendance", {"attendance": roll})
    stranger = await leader.refused(
        "activities",
        f"{group}/sessions/{session}/attendance",
        {"attendance": [{"case": cases[0], "present": True}]},
    )
    assert stranger["code"] == "attendance.not_enrolled"
    await region.settled()

    season = await leader.get("reporting", f"{group}/season", after=said)
    (one,) = season["sessions"]
    assert {name: one[name] for name in ("place", "leader", "transport", "cents", "begins")} == {
        name: evening[name] for name in ("place", "leader", "transport", "cents", "begins")
    }
    groups = await leader.get("reporting", f"{base}/groups")
    (own,) = [row for row in groups["rows"] if row["group"] == opened["group"]]
    assert (own["places"], own["taken"], own["queued"], own["sessions"]) == (2, 2, 1, 1)
    await leader.post("activities", f"{group}/guests/{guest['guest']}/leave", {})
    await region.settled()
    groups = await leader.get("reporting", f"{base}/groups")
    assert [row["queued"] for row in groups["rows"] if row["group"] == opened["group"]] == [0]
