"""M1: skills are mapped before there is a home municipality, and the mapping follows into the case."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.access.roles import Role
from tests.pilots.region import Actor, Region, person

LAPPAJARVI, KAUHAVA = "403", "233"
CENTRE = "Lappajärven vastaanottokeskus"


async def _client(region: Region, centre: Actor) -> dict[str, str]:
    """Somebody who stays at the centre, registered by it under a consent: the answer."""
    stay = person(region.today) | {
        "reason": "intl",
        "consent": {"form": "written", "valid_until": (region.today + timedelta(days=365)).isoformat()},
    }
    return await centre.post("intake", f"/municipalities/{LAPPAJARVI}/reception-clients", stay)


@pytest.mark.capability("M1")
async def test_m1_a_reception_centres_client_is_mapped_moves_in_and_the_mapping_follows(region: Region) -> None:
    """Done jointly by centre and municipality under consent; the law's duties begin with the home municipality."""
    centre = region.as_(Role.PARTNER, LAPPAJARVI, organisation=CENTRE)
    worker = region.as_(Role.CASEWORKER, LAPPAJARVI)
    receiver = region.as_(Role.CASEWORKER, KAUHAVA)
    registered = await _client(region, centre)
    case = registered["case"]
    at = f"/municipalities/{LAPPAJARVI}/cases/{case}"
    await region.settled()
    page = await worker.get("reporting", at)
    assert (page["standing"]["residence"], page["deadlines"]) == ("reception", [])
    consents = (await worker.get("reporting", f"{at}/consents"))["rows"]
    assert [(one["consent"], one["purpose"], one["receiver"], one["in_force"]) for one in consents] == [
        (registered["consent"], "mapping", CENTRE, True)
    ]
    await worker.post("assessment", f"{at}/skills/start", {"consent": registered["consent"]})
    profile = {"work": [{"occupation": "C7411", "country": "UA", "months": 72}], "languages": {"ukr": "C2"}}
    await worker.post("assessment", f"{at}/skills", profile | {"completed": True})

    expires = (region.today + timedelta(days=14)).isoformat()
    offered = await worker.post("intake", f"{at}/transfers", {"receiver": KAUHAVA, "expires_on": expires})
    await receiver.post("intake", f"/municipalities/{KAUHAVA}/transfers/{case}/{offered['offer']}/accept", {})
    await region.settled()
    home = f"/municipalities/{KAUHAVA}/cases/{case}"
    assert (await receiver.get("reporting", home))["deadlines"] == []
    await region.forward(days=2)
    await receiver.post("intake", f"{home}/home-municipality", {})
    await region.settled()
    page = await receiver.get("reporting", home)
    assert (page["standing"]["residence"], page["standing"]["home_since"]) == ("home", region.today.isoformat())
    (duty,) = page["deadlines"]
    assert (duty["kind"], duty["due_on"] > region.today.isoformat()) == ("assessment", True)
    skills = await receiver.get("reporting", f"{home}/skills")
    assert (skills["begun_in"], skills["state"]) == (LAPPAJARVI, "completed")
    assert [one["occupation"] for one in skills["work"]] == ["C7411"]


@pytest.mark.capability("M1")
async def test_m1_a_stay_ends_lawfully_on_refusal_and_only_a_stay_does(region: Region) -> None:
    """The mapping ends with the case, nothing is due, and a resident's case is not ended on that ground."""
    centre = region.as_(Role.PARTNER, LAPPAJARVI, organisation=CENTRE)
    worker = region.as_(Role.CASEWORKER, LAPPAJARVI)
    registered = await _client(region, centre)
    case = registered["case"]
    at = f"/municipalities/{LAPPAJARVI}/cases/{case}"
    await region.settled()
    await worker.post("assessment", f"{at}/skills/start", {"consent": registered["consent"]})
    await centre.post("intake", f"{at}/close", {"reason": "refused"})
    await region.settled()
    page = await worker.get("reporting", at)
    assert (page["status"], page["standing"]["closing_reason"]) == ("closed", "refused")
    assert (await worker.get("reporting", f"{at}/skills"))["state"] == "ended"
    resident = await region.arrival(worker, LAPPAJARVI)
    at = f"/municipalities/{LAPPAJARVI}/cases/{resident}"
    assert (await centre.refused("intake", f"{at}/close", {"reason": "refused"}))["status"] == 404
    wrong = await worker.refused("intake", f"{at}/close", {"reason": "refused"})
    assert (wrong["code"], wrong["field"]) == ("case.ground_not_for_residents", "reason")
