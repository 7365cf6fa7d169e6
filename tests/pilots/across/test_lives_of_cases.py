"""What the capabilities rest on: cases are merged and parted, persons belong together, cases rest, end and go on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from shared.access.roles import Role
from tests.pilots.region import Region, person

JAMSA, KEURUU = "182", "249"


def _alike(region: Region) -> tuple[dict[str, Any], dict[str, Any]]:
    """One person, spelled in two ways."""
    once = person(region.today)
    return once, once | {"family_name": once["family_name"] + "n"}


async def test_two_cases_of_one_person_become_one_history_and_an_error_is_undone(region: Region) -> None:
    """The suspicion ends, the leading case shows both histories, a third registration finds it; undone, both stand."""
    worker = region.as_(Role.CASEWORKER, JAMSA)
    both = region.as_(Role.CASEWORKER, JAMSA, KEURUU)
    one, other = _alike(region)
    arrivals = f"/municipalities/{JAMSA}/arrivals"
    first = await worker.post("intake", arrivals, one)
    second = await worker.post("intake", arrivals, other)
    assert second["suspected"] == [first["case"]]
    leading, part = first["case"], second["case"]
    at = f"/municipalities/{JAMSA}/cases/{leading}"
    assert (await worker.refused("intake", f"{at}/merges", {"other_case": leading}))["code"] == "merge.itself"
    elsewhere = await region.arrival(both, KEURUU)
    foreign = await worker.refused("intake", f"{at}/merges", {"other_case": elsewhere})
    assert foreign["status"] == 404
    moves_first = await both.refused("intake", f"{at}/merges", {"other_case": elsewhere})
    assert moves_first["code"] == "merge.transfer_first"

    merged = await worker.post("intake", f"{at}/merges", {"other_case": part})
    await region.settled()
    page = await worker.get("reporting", f"/municipalities/{JAMSA}/cases/{part}")
    assert (page["status"], page["standing"]["leading_case"], page["duplicates"]) == ("merged", leading, 0)
    listed = await worker.get("reporting", f"/municipalities/{JAMSA}/worklist", size=200)
    assert part not in {row["case"] for row in listed["rows"]}
    told = await worker.get("reporting", f"{at}/timeline", after=merged)
    assert {row["merged_case"] for row in told["rows"]} == {None, part}
    assert [row["event"] for row in told["rows"]].count("ArrivalRegistered") == 2
    times = [row["recorded_at"] for row in told["rows"]]
    assert times == sorted(times)
    closed = await worker.refused("intake", f"/municipalities/{JAMSA}/cases/{part}/close", {"reason": "served"})
    assert closed["code"] == "case.merged"
    again = await worker.post("intake", arrivals, other)
    assert (again["outcome"], again["case"]) == ("already_there", leading)

    expires = (region.today + timedelta(days=5)).isoformat()
    offered = await worker.post("intake", f"{at}/transfers", {"receiver": KEURUU, "expires_on": expires})
    await both.post("intake", f"/municipalities/{KEURUU}/transfers/{leading}/{offered['offer']}/accept", {})
    await region.settled()
    there = f"/municipalities/{KEURUU}/cases/{leading}"
    assert {row["merged_case"] for row in (await both.get("reporting", f"{there}/timeline"))["rows"]} == {None, part}
    assert (await worker.refused("reporting", f"/municipalities/{JAMSA}/cases/{part}", method="GET"))["status"] == 404
    undone = await both.post("intake", f"{there}/merges/{merged['merge']}/undo", {})
    await region.settled()
    page = await both.get("reporting", f"/municipalities/{KEURUU}/cases/{part}", after=undone)
    assert (page["standing"]["standing"], page["standing"]["leading_case"]) == ("open", None)
    told = await both.get("reporting", f"{there}/timeline")
    assert {row["merged_case"] for row in told["rows"]} == {None}


async def test_a_minors_guardian_and_spouses_are_shown_to_whoever_may_see_either(region: Region) -> None:
    """Said in both cases; a member in another municipality is shown only to who works for both."""
    worker = region.as_(Role.CASEWORKER, JAMSA)
    both = region.as_(Role.CASEWORKER, JAMSA, KEURUU)
    adult = await region.arrival(worker, JAMSA, birth_date="1985-02-03")
    minor = await region.arrival(worker, JAMSA, birth_date="2015-06-01")
    spouse = await region.arrival(both, KEURUU)
    at = f"/municipalities/{JAMSA}/cases"
    no_minor = await worker.refused(
        "intake", f"{at}/{adult}/household", {"relation": "guardian", "contact": {"name": "Joku Muu"}}
    )
    assert no_minor["code"] == "household.not_a_minor"
    said = await worker.post("intake", f"{at}/{minor}/household", {"relation": "guardian", "case": adult})
    away = await worker.refused("intake", f"{at}/{adult}/household", {"relation": "spouse", "case": spouse})
    assert away["status"] == 404
    married = await both.post("intake", f"{at}/{adult}/household", {"relation": "spouse", "case": spouse})
    await region.settled()
    page = await worker.get("reporting", f"{at}/{minor}", after=said)
    (guardian,) = page["household"]
    assert (guardian["relation"], guardian["case"], guardian["valid_to"]) == ("guardian", adult, "2033-05-31")
    mine = (await worker.get("reporting", f"{at}/{adult}/household", after=married))["rows"]
    assert [(one["relation"], one["case"], one["holds"]) for one in mine] == [("ward", minor, True)]
    wider = (await both.get("reporting", f"{at}/{adult}/household"))["rows"]
    assert {(one["relation"], one["case"], one["municipality"]) for one in wider} == {
        ("ward", minor, JAMSA),
        ("spouse", spouse, KEURUU),
    }
    assert all(one["person"] for one in wider)
    assert spouse not in str((await worker.get("reporting", f"{at}/{adult}/timeline"))["rows"])
    ended = await worker.post("intake", f"{at}/{minor}/household/{said['link']}/end", {})
    await region.settled()
    for case, after in ((minor, ended), (adult, None)):
        rows = (await worker.get("reporting", f"{at}/{case}/household", after=after))["rows"]
        assert [(one["link"], one["holds"]) for one in rows] == [(said["link"], False)]


async def test_a_seasonal_worker_rests_a_closed_case_owes_nothing_and_goes_on_when_reopened(region: Region) -> None:
    """Abroad and back, closed and reopened: worklist and deadlines show it."""
    worker = region.as_(Role.CASEWORKER, JAMSA)
    case = await region.arrival(worker, JAMSA)
    at = f"/municipalities/{JAMSA}/cases/{case}"
    await region.settled()
    away = await worker.post("intake", f"{at}/abroad", {"back_by": (region.today + timedelta(days=99)).isoformat()})
    page = await worker.get("reporting", at, after=away)
    assert (page["status"], page["standing"]["standing"]) == ("away", "away")
    await region.forward(days=9)
    await worker.post("intake", f"{at}/back", {})
    closed = await worker.post("intake", f"{at}/close", {"reason": "moved"})
    await region.settled()
    page = await worker.get("reporting", at, after=closed)
    assert (page["status"], page["standing"]["closing_reason"]) == ("closed", "moved")
    assert [(one["kind"], one["ended_on"]) for one in page["deadlines"]] == [("assessment", region.today.isoformat())]
    await region.forward(days=80)
    await region.settled()
    due = await worker.get("reporting", f"/municipalities/{JAMSA}/deadlines", late=True, size=200)
    assert case not in {row["case"] for row in due["rows"]}
    listed = await worker.get("reporting", f"/municipalities/{JAMSA}/worklist", size=200)
    assert case not in {row["case"] for row in listed["rows"]}
    only = await worker.get("reporting", f"/municipalities/{JAMSA}/worklist", status="closed", size=200)
    assert case in {row["case"] for row in only["rows"]}
    reopened = await worker.post("intake", f"{at}/reopen", {})
    await region.settled()
    page = await worker.get("reporting", at, after=reopened)
    assert (page["status"], page["deadlines"][0]["late"]) == ("assessment_required", True)
