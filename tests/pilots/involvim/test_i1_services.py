"""I1: informal and voluntary services for people who came for work."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from shared.access.roles import Role
from tests.pilots.region import Region

SEINAJOKI, KAUHAVA = "743", "233"
SCHEMA = Path(__file__).parents[2] / "activities" / "directory" / "hsds" / "hsds-3.0-service.schema.json"
NEAR = {"street": "Kauppakatu 1", "postal_code": "60100", "city": "Seinäjoki", "latitude": 62.79, "longitude": 22.84}
FAR = {"street": "Kauppatie 109", "postal_code": "62200", "city": "Kauhava", "latitude": 63.10, "longitude": 23.06}


def listing(
    name: str, kind: str, needs: list[str], languages: list[str], place: dict[str, object]
) -> dict[str, object]:
    return {
        "name": {"fi": name},
        "description": {"fi": f"{name} kaikille"},
        "kind": kind,
        "needs": needs,
        "languages": languages,
        "serves": [SEINAJOKI],
        "place": place,
        "owner": {"name": "Etelä-Pohjanmaan yhdistys", "business_id": "0209602-6"},
    }


@pytest.mark.capability("I1")
async def test_i1_people_who_came_for_work_find_and_are_offered_informal_services(region: Region) -> None:
    """A directory by need, language and distance; those with no wider support are found; potential is recorded."""
    adviser = region.as_(Role.ADVISER, SEINAJOKI)
    base = f"/municipalities/{SEINAJOKI}"
    congregation = await adviser.post(
        "activities",
        f"{base}/services",
        listing("Kielikerho", "third_sector", ["language", "hobbies"], ["fin", "vie"], NEAR),
    )
    firm = await adviser.post(
        "activities",
        f"{base}/services",
        {**listing("Asuntopalvelu", "private", ["housing"], ["eng"], FAR), "cost": "fee", "cents": 2500},
    )

    async def found(**query: object) -> set[str]:
        page = await adviser.get("reporting", f"{base}/services", after=firm, size=200, **query)
        return {row["service"] for row in page["rows"]} & {congregation["id"], firm["id"]}

    assert await found() == {congregation["id"], firm["id"]}
    assert await found(need="housing") == {firm["id"]}
    assert await found(language="vie") == {congregation["id"]}
    assert await found(kind="private") == {firm["id"]}
    assert await found(cost="free") == {congregation["id"]}
    assert await found(max_cents=2499) == {congregation["id"]}
    assert await found(within_km=20) == {congregation["id"]}
    assert await found(within_km=60) == {congregation["id"], firm["id"]}
    elsewhere = await region.as_(Role.ADVISER, KAUHAVA).get(
        "reporting", f"/municipalities/{KAUHAVA}/services", need="housing", elsewhere=True, within_km=5, size=200
    )
    assert firm["id"] in {row["service"] for row in elsewhere["rows"]}

    exported = await adviser.get("reporting", f"{base}/services/hsds", size=200)
    valid = Draft202012Validator(
        json.loads(SCHEMA.read_text(encoding="utf-8")), format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    assert exported["total_items"] >= 2
    assert [error.message for service in exported["contents"] for error in valid.iter_errors(service)] == []
    assert {congregation["id"], firm["id"]} <= {service["id"] for service in exported["contents"]}

    worker = region.as_(Role.CASEWORKER, SEINAJOKI)
    came_for_work = await region.arrival(worker, SEINAJOKI, reason="work")
    family = await region.arrival(worker, SEINAJOKI, reason="family")
    await region.settled()

    async def alone() -> set[str]:
        return {row["case"] for row in (await adviser.get("reporting", f"{base}/unsupported"))["rows"]}

    assert came_for_work in await alone()
    assert family not in await alone()
    support = f"{base}/cases/{came_for_work}/support"
    offer = await adviser.post("activities", support, {"service_id": congregation["id"]})
    twice = await adviser.refused("activities", support, {"service_id": congregation["id"]})
    assert twice["code"] == "support.already_offered"
    await region.settled()
    assert came_for_work in await alone()
    await adviser.post("activities", f"{support}/{offer['offer']}/answer", {"accepted": True})
    await region.settled()
    assert came_for_work not in await alone()
    referred = await region.arrival(worker, SEINAJOKI, reason="work")
    await region.settled()
    assert referred in await alone()
    consent = {"purpose": "referral", "receiver": {"kind": "organisation", "id": "0209602-6"}, "form": "oral"}
    valid = {"valid_until": f"{region.today + timedelta(days=365)}"}
    await worker.post("intake", f"{base}/cases/{referred}/consents", consent | valid)
    await region.settled()
    referrals = f"{base}/cases/{referred}/service-referrals"
    sent = await adviser.post("planning", referrals, {"services": [congregation["id"]]})
    await region.settled()
    assert referred not in await alone()
    await adviser.post("planning", f"{referrals}/{sent['referral']}/revoke", {"reason": "need_changed"})
    await region.settled()
    assert referred in await alone()
    pathway = await worker.get("reporting", f"{base}/cases/{came_for_work}/pathway")
    assert [(one["service"], one["state"]) for one in pathway["supports"]] == [(congregation["id"], "accepted")]

    potential = await adviser.post(
        "activities",
        f"{base}/potentials",
        {
            "provider": {"name": "Seurakunta"},
            "description": {"fi": "Sali vapaana iltaisin"},
            "needs": ["hobbies"],
            "languages": ["fin"],
            "from_on": str(region.today),
        },
    )
    open_ones = await adviser.get("reporting", f"{base}/potentials", after=potential, need="hobbies")
    assert potential["id"] in {row["potential"] for row in open_ones["rows"]}
    taken = await adviser.post(
        "activities", f"{base}/potentials/{potential['id']}/taken-up", {"service_id": congregation["id"]}
    )
    left = await adviser.get("reporting", f"{base}/potentials", after=taken)
    assert potential["id"] not in {row["potential"] for row in left["rows"]}
