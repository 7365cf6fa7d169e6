"""O5: network cooperation with four meetings a year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from shared.access.roles import Role
from tests.pilots.region import Region

KOKKOLA = "272"
BASE = f"/municipalities/{KOKKOLA}/networks"


@pytest.mark.capability("O5")
async def test_o5_a_network_has_a_calendar_minutes_and_actions_and_a_missed_quarter_shows(region: Region) -> None:
    """Four meetings are planned a year; one quarter goes by without any, which is recorded when it is over."""
    leader = region.as_(Role.ACTIVITY_LEADER, KOKKOLA)
    formed = await leader.post(
        "activities", BASE, {"kind": "cooperation", "name": {"fi": "Osana-verkosto", "sv": "Nätverket Osana"}}
    )
    group = f"{BASE}/{formed['id']}"
    asleep = await leader.post("activities", BASE, {"kind": "cooperation", "name": {"fi": "Nukkuva verkosto"}})
    member = await leader.post("activities", f"{group}/members", {"name": "Sininauha", "kind": "third_sector"})
    first = region.today + timedelta(days=7)
    planned = await leader.post(
        "activities", f"{group}/calendar", {"first": f"{first}", "every": "quarter", "times": 4, "place": "Kirjasto"}
    )
    year = f"{region.today + timedelta(days=400)}"
    calendar = await leader.get("reporting", f"/municipalities/{KOKKOLA}/calendar", after=planned, last=year)
    days = [
        date.fromisoformat(one["day"])
        for one in calendar["rows"]
        if one["thing"] == formed["id"] and one["kind"] == "meeting_planned"
    ]
    assert (len(days), days[0]) == (4, first)
    assert {day.weekday() for day in days} == {first.weekday()}

    due = f"{region.today + timedelta(days=10)}"
    meeting = {
        "present": [member["member"]],
        "actions": [{"what": {"fi": "Kutsu uudet järjestöt"}, "owner": "Sininauha", "due_on": due}],
        "minutes": "Paikalla Liisa Laaksonen.",
    }
    held = await leader.post("activities", f"{group}/meetings", meeting)
    minutes = await leader.get("reporting", f"{group}/meetings/{held['meeting']}/minutes", after=held)
    assert minutes["minutes"] == "Paikalla Liisa Laaksonen."
    page = (await leader.get("reporting", group))["network"]
    assert [one["kept"] for one in page["quarters"]] == ["met"]
    ends = date.fromisoformat(page["quarters"][0]["ended_on"])

    # The quarter after it goes by without a meeting.
    following = await region.forward(days=(ends - region.today).days + 1)
    page = (await leader.get("reporting", group))["network"]
    assert [one["kept"] for one in page["quarters"]] == ["met", "ahead"]
    left = date.fromisoformat(page["quarters"][1]["ended_on"]) - following
    await region.forward(days=left.days)
    assert (await leader.get("reporting", group))["network"]["missed"] == 0, "its last day is still time"
    await region.forward(days=1)
    page = (await leader.get("reporting", group))["network"]
    assert [(one["kept"], one["recorded"]) for one in page["quarters"]] == [
        ("met", False), ("missed", True), ("ahead", False),
    ]  # fmt: skip
    assert page["missed"] == 1
    actions = await leader.get("reporting", f"/municipalities/{KOKKOLA}/actions", agreed_in=formed["id"])
    assert [(one["owner"], one["state"]) for one in actions["rows"]] == [("Sininauha", "overdue")]
    never = (await leader.get("reporting", f"{BASE}/{asleep['id']}"))["network"]
    assert [(one["kept"], one["recorded"]) for one in never["quarters"]] == [
        ("formed", False), ("missed", True), ("ahead", False),
    ]  # fmt: skip
