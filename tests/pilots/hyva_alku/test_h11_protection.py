"""H11: victims of trafficking and people under non-disclosure, invisible to all who are not entitled."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any

import pytest

from shared.access.roles import Role
from tests.pilots.region import Actor, Region
from tests.security.endpoints import CASEWORKER, EXPECTED, PLACEHOLDER, filled

KASKO, LAIHIA = "231", "399"  # no other scenario looks at them


async def all_that_is_seen(region: Region, actor: Actor, case: str) -> dict[str, Any]:
    """Every list, count, search and page that an official of the municipality can look at."""
    at = f"/municipalities/{KASKO}"
    seen: dict[str, Any] = {}
    for path in ("worklist", "deadlines", "transfers", "flows", "equality", f"cases/{case}", f"cases/{case}/timeline",
                 f"cases/{case}/replay", f"cases/{case}/protection"):  # fmt: skip
        answer = await actor.ask("GET", "reporting", f"{at}/{path}")
        said = answer.json()
        seen[path.replace(case, "case")] = (
            answer.status_code,
            {key: value for key, value in said.items() if key not in ("position", "trace", "known_at")},
        )
    found = await actor.post("reporting", f"{at}/search", {"name": "Kalliosalmi"})
    seen["search"] = found["rows"]
    return seen


@pytest.mark.capability("H11")
async def test_h11_a_protected_case_is_to_others_as_if_it_had_never_been(region: Region) -> None:
    """Lists, search, counts, flows, figures and commands: the same as before she came; the officials named go on."""
    mine = region.as_(Role.CASEWORKER, KASKO, name="in-charge")
    other = region.as_(Role.CASEWORKER, KASKO, name="colleague")
    unit = region.as_(Role.INTEGRATION_UNIT, KASKO, LAIHIA)
    nothing = "00000000-0000-4000-8000-000000000000"
    await mine.get("reporting", f"/municipalities/{KASKO}/worklist")
    before = await all_that_is_seen(region, other, nothing)
    flows_before = (await unit.get("reporting", "/flows"))["rows"]

    case = await region.arrival(mine, KASKO, family_name="Kalliosalmi", reason="intl")
    base = f"/municipalities/{KASKO}/cases/{case}"
    offer = {"receiver": LAIHIA, "expires_on": f"{region.today + timedelta(days=20)}"}
    await mine.post("intake", f"{base}/transfers", offer)
    await region.settled()
    assert (await all_that_is_seen(region, other, case))["search"]

    answer = await mine.ask("POST", "intake", f"{base}/protection", {"kind": "traffic", "words": "Etsijä on Vaasassa."})
    assert answer.status_code == 202
    pending = answer.json()
    assert pending["status"].startswith(f"{base}/protection?after=intake/protection/{case}:")
    await mine.get("reporting", f"{base}/protection", after=pending)
    await region.settled()  # the other services note it by themselves
    told = await mine.get("reporting", f"{base}/protection")
    assert (told["in_force"], told["entitled"], told["awaited"]) == (True, [mine.name], [])

    assert await all_that_is_seen(region, other, case) == before
    assert (await unit.get("reporting", "/flows"))["rows"] == flows_before
    receiver = region.as_(Role.CASEWORKER, LAIHIA)
    inbox = await receiver.get("reporting", f"/municipalities/{LAIHIA}/transfers")
    assert [row for row in inbox["rows"] if row["case"] == case] == []
    for path, body in (("/protection", {"kind": "nondisc"}), ("/protection/lift", {}), ("/transfers", offer)):
        refused = await other.refused("intake", base + path, body)
        assert (refused["status"], refused["code"]) == (404, "access.not_found")

    page = await mine.get("reporting", base)
    assert page["person"]["family_name"] == "Kalliosalmi"
    events = [row["event"] for row in (await mine.get("reporting", f"{base}/timeline"))["rows"]]
    assert "NonDisclosureSet" in events
    await mine.post("intake", f"{base}/protection/officials", {"official": other.name})
    await region.settled()
    assert (await other.get("reporting", base))["case"] == case
    await mine.post("intake", f"{base}/protection/officials/remove", {"official": other.name})
    await region.settled()
    assert (await other.refused("reporting", base, method="GET"))["status"] == 404

    await mine.post("intake", f"{base}/protection/lift", {})
    await region.settled()
    told = await mine.get("reporting", f"{base}/protection")
    assert (told["in_force"], told["entitled"], told["awaited"]) == (False, [], [])
    assert (await other.get("reporting", base))["case"] == case


COMMANDS = [
    (name.split(" "), expected.body)
    for name, expected in EXPECTED.items()
    if "{case}" in name and CASEWORKER in expected.roles and name.split(" ")[1] == "POST"
]
"""What a caseworker may ask of a case: its service, method and path, with a good body."""


async def all_that_is_answered(region: Region, actor: Actor, case: str) -> dict[str, tuple[int, str, str | None]]:
    """What every command on a case is refused with."""
    soon, today = region.today + timedelta(days=20), region.today
    things = defaultdict(lambda: "00000000-0000-4000-8000-00000000000b", case=case, municipality=KASKO)
    things |= {
        "soon": f"{soon}",
        "today": f"{today}",
        "birth_date": "1990-01-01",
        "family_name": "A",
        "given_names": "B",
    }
    answers = {}
    for (service, _, path), body in COMMANDS:
        at = PLACEHOLDER.sub(lambda found: things[found[1]], path)
        refused = await actor.refused(service, at, filled(body, things))
        answers[f"{service} {path}"] = (refused["status"], refused["code"], refused.get("field"))
    return answers


@pytest.mark.capability("H11")
async def test_h11_no_service_takes_a_command_on_a_protected_case_from_others(region: Region) -> None:
    """Every command of every service is answered as for a case that never was; the officials named go on working."""
    mine = region.as_(Role.CASEWORKER, KASKO, name="in-charge-too")
    other = region.as_(Role.CASEWORKER, KASKO, name="colleague-too")
    base = f"/municipalities/{KASKO}"
    case = await region.arrival(mine, KASKO, reason="intl")
    await region.settled()
    vacancy = await mine.post(
        "activities",
        f"{base}/vacancies",
        {
            "employer": {"name": "Lappajärven kunta", "business_id": "0179377-8"},
            "title": {"fi": "Hoitaja", "sv": "Vårdare"},
            "sector": "care",
            "from_on": f"{region.today}",
        },
    )
    candidates = f"{base}/vacancies/{vacancy['id']}/candidates"
    proposed = await mine.post("activities", candidates, {"case": case})
    await mine.post("intake", f"{base}/cases/{case}/protection", {"kind": "violent"})
    await region.settled()

    nothing = "00000000-0000-4000-8000-00000000000a"
    answered = await all_that_is_answered(region, other, case)
    assert {name.split(" ")[0] for name in answered} == {"intake", "assessment", "planning", "activities"}
    assert answered == await all_that_is_answered(region, other, nothing)
    for path, body in (
        (candidates, {"case": case}),
        (f"{candidates}/{proposed['candidacy']}/accept", {}),
        (f"{base}/wishes", {"need": "language", "case": case}),
    ):
        refused = await other.refused("activities", path, body)
        assert (refused["status"], refused["code"]) == (404, "access.not_found"), path

    await mine.post("assessment", f"{base}/cases/{case}/assessment/start", {})
    await mine.post("planning", f"{base}/cases/{case}/next-step", {"kind": "work"})
    await mine.post("activities", f"{candidates}/{proposed['candidacy']}/accept", {})


@pytest.mark.capability("H11")
async def test_h11_a_concern_about_working_conditions_leads_to_protection(region: Region) -> None:
    """The officer says that the client is to be protected: only those entrusted and named know of the case then."""
    officer, worker = region.as_(Role.PRIVACY_OFFICER, KASKO), region.as_(Role.CASEWORKER, KASKO)
    entrusted = region.as_(Role.CASEWORKER, KASKO, name="entrusted-with-it")
    needed = region.as_(Role.CASEWORKER, KASKO, name="in-charge-of-her")
    case = await region.arrival(worker, KASKO, reason="work")
    concerns = f"/municipalities/{KASKO}/concerns"
    about_nobody = await worker.post("intake", concerns, {"kind": "wages", "words": "Kaikille maksetaan liian vähän."})
    said = {"outcome": "protect", "officials": [needed.name]}
    refused = await officer.refused("intake", f"{concerns}/{about_nobody['id']}/conclude", said)
    assert (refused["code"], refused["field"]) == ("concern.no_client_to_protect", "outcome")

    told = await worker.post("intake", concerns, {"kind": "papers", "words": "Passi on työnantajalla.", "case": case})
    await officer.post("intake", f"{concerns}/{told['id']}/entrust", {"official": entrusted.name})
    await officer.post("intake", f"{concerns}/{told['id']}/conclude", said)
    await region.settled()
    path = f"/municipalities/{KASKO}/cases/{case}"
    assert (await worker.refused("reporting", path, method="GET"))["status"] == 404
    assert (await worker.refused("planning", f"{path}/next-step", {"kind": "work"}))["status"] == 404
    for one in (entrusted, needed):
        assert (await one.get("reporting", path))["case"] == case
    protection = await needed.get("reporting", f"{path}/protection")
    assert (protection["in_force"], set(protection["entitled"])) == (
        True, {officer.name, entrusted.name, needed.name},
    )  # fmt: skip
