"""M8: the monitoring group of municipality, third sector, entrepreneurs and reception centre."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.access.roles import Role
from tests.pilots.region import Region

LAPPAJARVI, KAUHAVA = "403", "233"
BASE = f"/municipalities/{LAPPAJARVI}/networks"


@pytest.mark.capability("M8")
async def test_m8_a_monitoring_group_meets_decides_and_lists_what_is_overdue(region: Region) -> None:
    """Four kinds of members, a meeting with minutes, a decision and two actions; one is done, the other overdue."""
    coordinator = region.as_(Role.INTEGRATION_UNIT, LAPPAJARVI)
    formed = await coordinator.post(
        "activities",
        BASE,
        {"kind": "monitoring", "name": {"fi": "MaaKodon seurantaryhmä"}, "municipalities": [KAUHAVA]},
    )
    group = f"{BASE}/{formed['id']}"
    kinds = {
        "Lappajärven kunta": "municipality",
        "Lappajärven Martat": "third_sector",
        "Järviseudun yrittäjät": "entrepreneur",
        "Lappajärven vastaanottokeskus": "reception_centre",
    }
    members = {
        name: (await coordinator.post("activities", f"{group}/members", {"name": name, "kind": kind}))["member"]
        for name, kind in kinds.items()
    }
    twice = await coordinator.refused(
        "activities", f"{group}/members", {"name": "LAPPAJÄRVEN MARTAT", "kind": "third_sector"}
    )
    assert (twice["code"], twice["field"]) == ("cooperation.member_already", "name")

    due = region.today + timedelta(days=14)
    held = await coordinator.post(
        "activities",
        f"{group}/meetings",
        {
            "present": list(members.values()),
            "decisions": [{"fi": "Talkoot järjestetään syksyllä."}],
            "actions": [
                {"what": {"fi": "Selvitä kyydit harrastuksiin"}, "owner": "Lappajärven Martat", "due_on": f"{due}"},
                {
                    "what": {"fi": "Kokoa avoimet työkokeilupaikat"},
                    "owner": "Järviseudun yrittäjät",
                    "due_on": f"{due}",
                    "municipality": KAUHAVA,
                },
            ],
            "minutes": "Puheenjohtajana toimi Maija Meikäläinen.",
        },
    )
    outside = await coordinator.refused(
        "activities",
        f"{group}/meetings",
        {"actions": [{"what": {"fi": "x"}, "owner": "y", "due_on": f"{due}", "municipality": "905"}]},
    )
    assert (outside["code"], outside["field"]) == ("cooperation.municipality_not_served", "actions.0.municipality")

    page = (await coordinator.get("reporting", group, after=held))["network"]
    assert page["members_by_kind"] == dict.fromkeys(kinds.values(), 1)
    (meeting,) = page["meetings"]
    assert meeting["decisions"] == [{"fi": "Talkoot järjestetään syksyllä."}]
    assert sorted(meeting["present"]) == sorted(members.values())
    minutes = await coordinator.get("reporting", f"{group}/meetings/{held['meeting']}/minutes")
    assert minutes["minutes"] == "Puheenjohtajana toimi Maija Meikäläinen."
    kauhava = region.as_(Role.CASEWORKER, KAUHAVA)
    seen_there = await kauhava.get("reporting", f"/municipalities/{KAUHAVA}/networks/{formed['id']}")
    assert seen_there["network"]["convener"] == LAPPAJARVI
    elsewhere = await kauhava.refused(
        "reporting", f"/municipalities/{KAUHAVA}/networks/{formed['id']}/meetings/{held['meeting']}/minutes",
        method="GET",
    )  # fmt: skip
    assert elsewhere["status"] == 404

    await region.settled()
    transport, placements = held["actions"]
    await coordinator.post("activities", f"/municipalities/{LAPPAJARVI}/actions/{transport}/done", {})
    await region.forward(days=15)
    own = await coordinator.get(
        "reporting", f"/municipalities/{LAPPAJARVI}/actions", agreed_in=formed["id"], state="done"
    )
    assert [one["action"] for one in own["rows"]] == [transport]
    overdue = await kauhava.get("reporting", f"/municipalities/{KAUHAVA}/actions", state="overdue")
    (late,) = [one for one in overdue["rows"] if one["agreed_in"] == formed["id"]]
    assert (late["action"], late["owner"], late["days_over"]) == (placements, "Järviseudun yrittäjät", 1)
