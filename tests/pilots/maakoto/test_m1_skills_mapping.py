"""M1: skills are mapped at a reception centre, before there is a home municipality, and follow into the case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from shared.access.roles import Role
from tests.pilots.region import Actor, Region, person

LAPPAJARVI, KAUHAVA = "403", "233"


async def staying(region: Region, actor: Actor) -> str:
    """Somebody new at Lappajärvi's reception centre, under a consent; the case's id."""
    until = region.today + timedelta(days=365)
    said: dict[str, Any] = {
        **person(region.today),
        "reason": "intl",
        "centre": "Lappajärven vastaanottokeskus",
        "consent": {"form": "written", "valid_until": until.isoformat()},
    }
    answer = await actor.post("intake", f"/municipalities/{LAPPAJARVI}/reception-clients", said)
    await region.settled()
    case: str = answer["case"]
    return case


@pytest.mark.capability("M1")
async def test_m1_a_reception_centres_client_is_mapped_moves_in_and_the_mapping_follows_into_the_case(
    region: Region,
) -> None:
    """Centre and municipality map together under a consent; with the home municipality the mapping is in the case."""
    worker, kauhava = region.as_(Role.CASEWORKER, LAPPAJARVI), region.as_(Role.CASEWORKER, KAUHAVA)
    case = await staying(region, worker)
    base = f"/municipalities/{LAPPAJARVI}/cases/{case}"
    too_early = await worker.refused("assessment", f"{base}/assessment/start", {})
    assert too_early["code"] == "assessment.no_home_municipality"
    await worker.post("assessment", f"{base}/skills/start", {})
    unknown = await worker.refused("assessment", f"{base}/skills", {"skills": [{"code": "S99.9", "level": 2}]})
    assert (unknown["code"], unknown["field"]) == ("skills.unknown_code", "skills.0.code")
    terms = (await worker.get("assessment", "/skills-vocabulary"))["rows"]
    electrician = next(term for term in terms if term["label"]["fi"] == "sähköasentaja")
    assert electrician["uri"] == "http://data.europa.eu/esco/isco/C7411"
    said = await worker.post(
        "assessment",
        f"{base}/skills",
        {
            "education": [{"level": 4, "field": "sähkötekniikka", "country": "SY", "ended": 2014}],
            "work": [{"occupation": electrician["code"], "country": "SY", "months": 72}],
            "licences": ["B"],
            "skills": [{"code": "S8.6", "level": 3}],
            "languages": {"ara": "C2", "fin": "A1.1"},
            "described": ["Korjaa kastelujärjestelmiä."],
            "completed": True,
        },
    )
    mapped = await worker.get("reporting", f"{base}/skills", after=said)
    assert (mapped["state"], mapped["jointly"]) == ("completed", True)
    moved_in = await worker.post("intake", f"{base}/home-municipality", {})
    await region.settled()
    at_home = await worker.get("reporting", base, after=moved_in)
    assert any(one["kind"] == "assessment" for one in at_home["deadlines"])
    offered = await worker.post(
        "intake",
        f"{base}/transfers",
        {"receiver": KAUHAVA, "expires_on": (region.today + timedelta(days=30)).isoformat()},
    )
    await kauhava.post("intake", f"/municipalities/{KAUHAVA}/transfers/{case}/{offered['offer']}/accept", {})
    await region.settled()
    followed = await kauhava.get("reporting", f"/municipalities/{KAUHAVA}/cases/{case}/skills")
    assert (followed["begun_in"], followed["state"]) == (LAPPAJARVI, "completed")
    assert followed["work"][0]["occupation"] == "C7411"
    assert followed["described"] == ["Korjaa kastelujärjestelmiä."]
    assert followed["languages"] == {"ara": "C2", "fin": "A1.1"}


@pytest.mark.capability("M1")
async def test_m1_a_mapping_ends_lawfully_when_the_client_refuses_leaves_or_takes_the_consent_back(
    region: Region,
) -> None:
    """Nobody is mapped on after a refusal, a departure, or without a consent."""
    worker = region.as_(Role.CASEWORKER, LAPPAJARVI)
    refusing, departing, withdrawing = [await staying(region, worker) for _ in range(3)]
    base = f"/municipalities/{LAPPAJARVI}/cases"
    for case in (refusing, departing, withdrawing):
        await worker.post("assessment", f"{base}/{case}/skills/start", {})
    await worker.post("assessment", f"{base}/{refusing}/skills/end", {"ground": "refused"})
    await worker.post("intake", f"{base}/{departing}/close", {"reason": "depart"})
    consents = await worker.get("reporting", f"{base}/{withdrawing}/consents")
    consent = consents["rows"][0]["consent"]
    await worker.post("intake", f"{base}/{withdrawing}/consents/{consent}/withdraw", {})
    await region.settled()
    ends = {}
    for case in (refusing, departing, withdrawing):
        found = await worker.get("reporting", f"{base}/{case}/skills")
        ends[case] = (found["state"], found["ground"])
    assert ends == {
        refusing: ("ended", "refused"),
        departing: ("ended", "departed"),
        withdrawing: ("ended", "consent_withdrawn"),
    }
    again = await worker.refused("assessment", f"{base}/{withdrawing}/skills/start", {})
    assert again["code"] == "skills.consent_needed"
