"""O3: group activity steered by wishes, open to everybody, with its effect measured."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.access.roles import Role
from tests.pilots.region import Region

KOKKOLA, KANNUS = "272", "217"
LOW = {"language": 2, "inclusion": 2, "work_ability": 3, "digital": 1}
HIGH = {"language": 3, "inclusion": 4, "work_ability": 3, "digital": 3}


@pytest.mark.capability("O3")
async def test_o3_wishes_become_a_group_with_sessions_attendance_and_an_effect(region: Region) -> None:
    """Wish → group → sessions → attendance → effect on language, inclusion, work ability and digital skills."""
    leader = region.as_(Role.ACTIVITY_LEADER, KOKKOLA)
    worker = region.as_(Role.CASEWORKER, KOKKOLA)
    base = f"/municipalities/{KOKKOLA}"
    case = await region.arrival(worker, KOKKOLA)
    await region.settled()
    anonymous = await leader.post("activities", f"{base}/wishes", {"need": "digital", "language": "fin"})
    own = await leader.post("activities", f"{base}/wishes", {"need": "digital", "case": case, "text": "Digitarinoita"})
    foreign = await region.as_(Role.ACTIVITY_LEADER, KANNUS).refused(
        "activities", f"/municipalities/{KANNUS}/wishes", {"need": "digital", "case": case}
    )
    assert foreign["status"] == 404
    wished = await leader.get("reporting", f"{base}/wishes", after=own, need="digital")
    assert {one["wish"]: one["of_case"] for one in wished["rows"]} | {anonymous["id"]: False, own["id"]: True} == {
        one["wish"]: one["of_case"] for one in wished["rows"]
    }

    title = {"fi": "Digitarinat", "sv": "Digitala berättelser"}
    opened = await leader.post(
        "activities",
        f"{base}/groups",
        {"title": title, "language": "fin", "places": 6, "starts_on": str(region.today)},
    )
    group = f"{base}/groups/{opened['group']}"
    await leader.post("activities", f"{group}/wishes", {"wishes": [anonymous["id"], own["id"]]})
    await leader.post(
        "activities", f"{group}/organisers", {"organiser": {"name": "Kirjasto", "business_id": "0179377-8"}}
    )
    plan = {
        "on": str(region.today + timedelta(days=7)),
        "begins": "17:30",
        "place": "Kirjasto",
        "leader": "Mediakasvattaja",
    }
    planned = await leader.post("activities", f"{group}/plan", {"sessions": [plan]})
    early = await leader.refused(
        "activities", f"{group}/plan", {"sessions": [{**plan, "on": str(region.today - timedelta(days=1))}]}
    )
    assert early["code"] == "session.before_the_group_starts"
    (session,) = planned["sessions"]

    referred = await worker.post("planning", f"{base}/cases/{case}/referrals", {"group": opened["group"]})
    await region.settled()
    guests = [
        (await leader.post("activities", f"{group}/guests", {"kind": kind}))["guest"]
        for kind in ("newcomer", "newcomer", "newcomer", "long_time_resident", "long_time_resident")
    ]
    people = [referred["referral"], *guests]
    for one in people:
        await leader.post("activities", f"{group}/effect", {"participant": one, "phase": "before", **LOW})
    hidden = await leader.get("reporting", f"{base}/effects", group=opened["group"])
    assert hidden["rows"] == []

    await region.forward(days=7)
    await leader.post("activities", f"{group}/sessions", {"session": session})
    roll = {"attendance": [{"case": case, "present": True}]}
    await leader.post("activities", f"{group}/sessions/{session}/attendance", roll)
    heads = f"{group}/sessions/{session}/headcount"
    too_many = await leader.refused("activities", heads, {"people": 6, "long_time_residents": 7})
    assert too_many["code"] == "headcount.more_than_all"
    await leader.post("activities", heads, {"people": 9, "long_time_residents": 4})
    for one in people[:4]:
        said = await leader.post("activities", f"{group}/effect", {"participant": one, "phase": "after", **HIGH})
    few = await leader.get("reporting", f"{base}/effects", after=said, group=opened["group"])
    assert [(row["people"], row["changes"]) for row in few["rows"]] == [(None, [])]
    for one in people[4:]:
        said = await leader.post("activities", f"{group}/effect", {"participant": one, "phase": "after", **HIGH})
    again = await leader.refused("activities", f"{group}/effect", {"participant": people[0], "phase": "after", **HIGH})
    assert again["code"] == "effect.already_rated"
    await region.settled()

    measured = await leader.get("reporting", f"{base}/effects", after=said, group=opened["group"])
    (effect,) = measured["rows"]
    assert effect["people"] == 6
    assert {one["dimension"]: one["change"] for one in effect["changes"]} == {
        "language": 1.0,
        "inclusion": 2.0,
        "work_ability": 0.0,
        "digital": 2.0,
    }
    season = await leader.get("reporting", f"{group}/season")
    (held,) = season["sessions"]
    assert (held["planned_on"], held["held_on"], held["people"], held["long_time_residents"]) == (
        plan["on"],
        plan["on"],
        9,
        4,
    )
    assert (season["organisers"], season["wishes"], season["guests"], season["long_time_guests"]) == (
        ["Kirjasto"],
        2,
        5,
        2,
    )
    left = await leader.get("reporting", f"{base}/wishes", need="digital")
    assert not {anonymous["id"], own["id"]} & {one["wish"] for one in left["rows"]}
    page = await worker.get("reporting", f"{base}/cases/{case}")
    assert [one["attended"] for one in page["referrals"] if one["referral"] == referred["referral"]] == [1]
