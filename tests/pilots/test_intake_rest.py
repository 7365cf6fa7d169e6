"""What intake does besides the capabilities that have names: appointments, compensation, concerns, municipal places."""

from __future__ import annotations

from datetime import date, timedelta

from shared.access.roles import Role
from tests.pilots.region import Region

SEINAJOKI, KAUHAVA, LAPPAJARVI = "743", "233", "403"


async def test_a_client_is_reminded_of_an_appointment_on_the_day_before_in_a_language_they_read(
    region: Region,
) -> None:
    """Booked with a woman as interpreter; the reminder comes by the clock, once, and the no-show is recorded."""
    worker = region.as_(Role.CASEWORKER, SEINAJOKI)
    case = await region.arrival(worker, SEINAJOKI)
    path = f"/municipalities/{SEINAJOKI}/cases/{case}/appointments"
    on = region.today + timedelta(days=3)
    wish = {"language": "som", "gender": "female", "remote": True}
    body = {"on": f"{on}", "starts_at": "14:30", "place": "Kirkkokatu 6", "language": "rus", "interpreter": wish}
    booked = await worker.post("intake", path, body)
    calendar = f"/municipalities/{SEINAJOKI}/appointments"
    (planned,) = (await worker.get("reporting", calendar, after=booked, case=case))["rows"]
    assert (planned["state"], planned["interpreter"], planned["reminder"]) == ("booked", wish, None)
    early = await worker.refused("intake", f"{path}/{booked['appointment']}/outcome", {"attendance": "there"})
    assert early["code"] == "appointment.not_yet"
    await region.forward(days=1)
    assert (await worker.get("reporting", calendar, case=case))["rows"][0]["state"] == "booked"
    await region.forward(days=1)
    (reminded,) = (await worker.get("reporting", calendar, case=case))["rows"]
    assert (reminded["state"], reminded["reminded_on"]) == ("reminded", f"{on - timedelta(days=1)}")
    assert "14:30" in reminded["reminder"]
    assert "Напоминаем" in reminded["reminder"]
    await region.forward(days=1)
    missed = await worker.post("intake", f"{path}/{booked['appointment']}/outcome", {"attendance": "noshow"})
    (over,) = (await worker.get("reporting", calendar, after=missed, case=case, first=f"{on}"))["rows"]
    assert (over["state"], over["attendance"]) == ("over", "noshow")


async def test_a_compensation_period_is_as_long_as_the_law_says_and_is_listed_when_it_ends_soon(
    region: Region,
) -> None:
    """A quota refugee's period under the present act; extended by a decision, it ends later."""
    worker = region.as_(Role.CASEWORKER, SEINAJOKI)
    case = await region.arrival(worker, SEINAJOKI, reason="quota")
    path = f"/municipalities/{SEINAJOKI}/cases/{case}/compensation"
    begun = await worker.post("intake", path, {"ground": "quota", "began_on": f"{region.today}"})
    listed = f"/municipalities/{SEINAJOKI}/compensation"
    own = next(one for one in (await worker.get("reporting", listed, after=begun))["rows"] if one["case"] == case)
    assert own["law"] == "681/2023"
    last = date.fromisoformat(own["last_on"])
    assert last == region.today.replace(year=region.today.year + 3)
    soon = await worker.get("reporting", listed, ending_within=90)
    assert case not in {one["case"] for one in soon["rows"]}
    later = f"{last + timedelta(days=30)}"
    extended = await worker.post("intake", f"{path}/extend", {"ends_on": later, "decision": "KEHA 2026"})
    rows = (await worker.get("reporting", listed, after=extended))["rows"]
    assert next(one["last_on"] for one in rows if one["case"] == case) == later
    ended = await worker.post("intake", f"{path}/end", {"reason": "citizen"})
    near = (await worker.get("reporting", listed, after=ended, ending_within=0))["rows"]
    assert case in {one["case"] for one in near}


async def test_a_concern_about_working_conditions_is_read_by_those_entrusted_and_by_nobody_else(
    region: Region,
) -> None:
    """An adviser tells it and is not shown it; the officer entrusts one caseworker, who concludes it."""
    adviser, officer = region.as_(Role.ADVISER, SEINAJOKI), region.as_(Role.PRIVACY_OFFICER, SEINAJOKI)
    worker = region.as_(Role.CASEWORKER, SEINAJOKI)
    entrusted = region.as_(Role.CASEWORKER, SEINAJOKI, name="entrusted")
    case = await region.arrival(worker, SEINAJOKI)
    path = f"/municipalities/{SEINAJOKI}/concerns"
    body = {"kind": "papers", "words": "Passi on työnantajalla.", "case": case}
    raised = await adviser.post("intake", path, body)
    await region.settled()
    await adviser.refused("reporting", path, method="GET")
    assert (await worker.get("reporting", path))["rows"] == []
    seen = next(one for one in (await officer.get("reporting", path))["rows"] if one["concern"] == raised["id"])
    assert (seen["words"], seen["case"], seen["kind"]) == ("Passi on työnantajalla.", case, "papers")
    told = await worker.get("reporting", f"/municipalities/{SEINAJOKI}/cases/{case}/timeline")
    assert "Concern" not in str(told["rows"])
    hidden = await entrusted.refused("intake", f"{path}/{raised['id']}/conclude", {"outcome": "passed"})
    assert (hidden["status"], hidden["code"]) == (404, "access.not_found")
    await officer.post("intake", f"{path}/{raised['id']}/entrust", {"official": entrusted.name})
    await entrusted.post("intake", f"{path}/{raised['id']}/conclude", {"outcome": "passed"})
    await region.settled()
    (own,) = (await entrusted.get("reporting", path))["rows"]
    assert (own["outcome"], own["concluded_on"]) == ("passed", f"{region.today}")
    assert (await worker.get("reporting", path))["rows"] == []


async def test_a_family_of_a_quota_group_is_taken_where_there_are_places_and_offered_on_where_there_are_none(
    region: Region,
) -> None:
    """Kauhava has agreed on four places: a family of five goes to Seinäjoki, and no place is given twice."""
    lead = region.as_(Role.INTEGRATION_UNIT, LAPPAJARVI)
    kauhava, seinajoki = region.as_(Role.CASEWORKER, KAUHAVA), region.as_(Role.CASEWORKER, SEINAJOKI)
    year = region.today.year + 20  # no other scenario agrees on it
    for worker, places in ((kauhava, 4), (seinajoki, 8)):
        agreement = {"year": year, "places": places}
        await worker.post("intake", f"/municipalities/{worker.municipalities[0]}/places", agreement)
    group = await lead.post("intake", f"/municipalities/{LAPPAJARVI}/quota-groups", {"number": "KP-2026-3"})
    offers = f"/municipalities/{LAPPAJARVI}/quota-groups/{group['id']}/families"
    offer = await lead.post("intake", offers, {"receiver": KAUHAVA, "persons": 5})
    family = offer["family"]

    def answer(place: str, what: str) -> str:
        return f"/municipalities/{place}/quota-groups/{group['id']}/families/{family}/{what}"

    none_left = await kauhava.refused("intake", answer(KAUHAVA, "take"), {"year": year})
    assert none_left["code"] == "places.none_left"
    early = await lead.refused("intake", offers, {"receiver": SEINAJOKI, "persons": 5, "family": family})
    assert early["code"] == "placement.family_is_allocated"
    await kauhava.post("intake", answer(KAUHAVA, "decline"), {"reason": "places"})
    await lead.post("intake", offers, {"receiver": SEINAJOKI, "persons": 5, "family": family})
    taken = await seinajoki.post("intake", answer(SEINAJOKI, "take"), {"year": year})
    page = await seinajoki.get("reporting", f"/municipalities/{SEINAJOKI}/places", after=taken)
    assert {"year": year, "agreed": 8, "taken": 5, "free": 3} in page["years"]
    assert [(one["side"], one["stage"]) for one in page["families"] if one["family"] == family] == [
        ("receiver", "taken")
    ]
    owners = await lead.get("reporting", f"/municipalities/{LAPPAJARVI}/places", after=taken)
    assert [(one["receiver"], one["stage"]) for one in owners["families"] if one["family"] == family] == [
        (SEINAJOKI, "taken")
    ]
    second = await lead.post("intake", offers, {"receiver": SEINAJOKI, "persons": 4})
    other = f"/municipalities/{SEINAJOKI}/quota-groups/{group['id']}/families/{second['family']}/take"
    assert (await seinajoki.refused("intake", other, {"year": year}))["code"] == "places.none_left"
