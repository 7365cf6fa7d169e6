"""H5: an employer that recruits abroad tells in time, so that services wait at arrival."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.access.roles import Role
from tests.pilots.region import Region

NARPES, VORA = "545", "559"


@pytest.mark.capability("H5")
async def test_h5_a_notice_is_prepared_for_in_time_and_those_who_come_are_served_at_once(region: Region) -> None:
    """Notice → preparation tasks → days of lead time, and days from arrival to the first service."""
    employer = region.as_(Role.PARTNER, NARPES, organisation="Växthus Ab Exempel")
    adviser = region.as_(Role.ADVISER, NARPES)
    worker = region.as_(Role.CASEWORKER, NARPES)
    base = f"/municipalities/{NARPES}/notices"
    expected = region.today + timedelta(days=40)
    told = await employer.post(
        "intake",
        base,
        {
            "source": "employer",
            "persons": 2,
            "sector": "greenhouses",
            "languages": ["ukr", "vie"],
            "expected_on": expected.isoformat(),
            "contact": {"organisation": "Växthus Ab Exempel", "name": "Åsa Odlare", "phone": "040 1234567"},
        },
    )
    notice = told["id"]
    await region.forward(days=3)
    taken = await adviser.post(
        "intake", f"{base}/{notice}/acknowledge", {"tasks": ["housing", "language", "contact_person"]}
    )
    page = await adviser.get("reporting", f"{base}/{notice}", after=taken)
    assert page["notice"]["lead_days"] == 40
    assert (page["notice"]["state"], page["notice"]["open_tasks"]) == ("acknowledged", 3)
    assert (page["contact_name"], page["contact_phone"]) == ("Åsa Odlare", "+358401234567")
    early = (expected - timedelta(days=10)).isoformat()
    housing = f"{base}/{notice}/tasks/{taken['tasks']['housing']}"
    await adviser.post("intake", f"{housing}/assign", {"owner": "Bostadssekreteraren", "due_on": early})
    for task in taken["tasks"].values():
        done = await adviser.post("intake", f"{base}/{notice}/tasks/{task}/done", {})
    page = await adviser.get("reporting", f"{base}/{notice}", after=done)
    assert (page["notice"]["state"], page["notice"]["open_tasks"]) == ("prepared", 0)
    assert page["notice"]["prepared_on"] == region.today.isoformat()
    assert {one["kind"]: one["owner"] for one in page["tasks"]}["housing"] == "Bostadssekreteraren"

    await region.forward(days=37)
    case = await region.arrival(worker, NARPES, notice=notice)
    await region.settled()
    opened = await worker.post(
        "activities",
        f"/municipalities/{NARPES}/groups",
        {
            "title": {"fi": "Kielikahvila", "sv": "Språkkafé"},
            "language": "swe",
            "places": 5,
            "starts_on": region.today.isoformat(),
        },
    )
    referral = await worker.post(
        "planning", f"/municipalities/{NARPES}/cases/{case}/referrals", {"group": opened["group"]}
    )
    await region.settled()
    await region.forward(days=4)
    sessions = f"/municipalities/{NARPES}/groups/{opened['group']}/sessions"
    held = await worker.post("activities", sessions, {})
    await worker.post(
        "activities", f"{sessions}/{held['session']}/attendance", {"attendance": [{"case": case, "present": True}]}
    )
    await region.settled()
    page = await adviser.get("reporting", f"{base}/{notice}")
    assert referral["referral"]
    assert [(one["case"], one["days"]) for one in page["arrivals"]] == [(case, 4)]
    listed = await adviser.get("reporting", base)
    (row,) = [one for one in listed["rows"] if one["notice"] == notice]
    assert (row["persons"], row["arrived"], row["served"], row["days_to_first_service"]) == (2, 1, 1, 4.0)
    assert listed["days_to_first_service"] is not None
    assert (await worker.get("reporting", f"/municipalities/{NARPES}/cases/{case}"))["standing"]["notice"] == notice


@pytest.mark.capability("H5")
async def test_h5_a_notice_is_its_municipalitys_and_is_withdrawn_by_whoever_told_it(region: Region) -> None:
    """Another municipality neither prepares nor uses it; another employer does not take it back."""
    employer = region.as_(Role.PARTNER, VORA, organisation="Fabrik Ab")
    other = region.as_(Role.PARTNER, VORA, organisation="Annan Ab")
    foreign = region.as_(Role.CASEWORKER, NARPES)
    own = region.as_(Role.CASEWORKER, VORA)
    base = f"/municipalities/{VORA}/notices"
    expected = region.today + timedelta(days=5)
    body = {
        "source": "employer",
        "persons": 1,
        "sector": "food",
        "expected_on": expected.isoformat(),
        "contact": {"organisation": "Fabrik Ab", "name": "Olle"},
    }
    past = await employer.refused(
        "intake", base, body | {"expected_on": (region.today - timedelta(days=1)).isoformat()}
    )
    assert (past["code"], past["field"]) == ("notice.expected_in_the_past", "expected_on")
    notice = (await employer.post("intake", base, body))["id"]
    away = await foreign.refused("intake", f"/municipalities/{NARPES}/notices/{notice}/acknowledge", {})
    assert away["status"] == 404
    assert (await other.refused("intake", f"{base}/{notice}/withdraw", {}))["status"] == 404
    await employer.post("intake", f"{base}/{notice}/withdraw", {})
    late = await own.refused("intake", f"{base}/{notice}/acknowledge", {})
    assert late["code"] == "notice.withdrawn"
