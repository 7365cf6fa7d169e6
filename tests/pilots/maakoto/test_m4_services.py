"""M4: the link between centre, person and providers: official, third-sector and private services side by side."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from shared.access.roles import Role
from tests.pilots.region import Actor, Region

KAUHAVA = "233"


async def listed(worker: Actor, municipality: str, kind: str, owner: str, name: str) -> str:
    """A service of the directory; its id."""
    said = await worker.post(
        "activities",
        f"/municipalities/{municipality}/services",
        {
            "name": {"fi": name, "sv": f"{name} (sv)"},
            "description": {"fi": name, "sv": f"{name} (sv)"},
            "kind": kind,
            "needs": ["language"],
            "languages": ["fin"],
            "serves": [municipality],
            "owner": {"name": owner},
        },
    )
    id_: str = said["id"]
    return id_


async def consented(region: Region, worker: Actor, municipality: str, case: str, receiver: str) -> str:
    """The client's consent to a referral to an organisation; its id."""
    said = await worker.post(
        "intake",
        f"/municipalities/{municipality}/cases/{case}/consents",
        {
            "purpose": "referral",
            "receiver": {"kind": "organisation", "id": receiver},
            "form": "written",
            "valid_until": f"{region.today + timedelta(days=365)}",
        },
    )
    id_: str = said["consent"]
    return id_


@pytest.mark.capability("M4")
async def test_m4_one_referral_to_each_kind_of_service_is_followed_to_its_end(region: Region) -> None:
    """Official without a consent; third-sector and private under one, accepted by the partners themselves."""
    worker = region.as_(Role.CASEWORKER, KAUHAVA)
    parish = region.as_(Role.PARTNER, KAUHAVA, organisation="Kauhavan seurakunta M4")
    firm = region.as_(Role.PARTNER, KAUHAVA, organisation="Kielipalvelu M4 Oy")
    official = await listed(worker, KAUHAVA, "official", "Kauhavan kaupunki M4", "Kielineuvonta")
    third = await listed(worker, KAUHAVA, "third_sector", "Kauhavan seurakunta M4", "Kielikahvila")
    private = await listed(worker, KAUHAVA, "private", "Kielipalvelu M4 Oy", "Yksityistunnit")
    case = await region.arrival(worker, KAUHAVA)
    await region.settled()
    path = f"/municipalities/{KAUHAVA}/cases/{case}/service-referrals"

    unlisted = await worker.refused("planning", path, {"services": [case]})
    assert (unlisted["code"], unlisted["field"]) == ("referral.service_unknown", "services")
    without = await worker.refused("planning", path, {"services": [third], "reason": "Kielitaito"})
    assert (without["code"], without["field"]) == ("referral.consent_missing", "services")
    await consented(region, worker, KAUHAVA, case, "Kauhavan seurakunta M4")
    await consented(region, worker, KAUHAVA, case, "Kielipalvelu M4 Oy")
    await region.settled()

    for service, partner in ((official, worker), (third, parish), (private, firm)):
        sent = await worker.post("planning", path, {"services": [service], "reason": "Kielitaito"})
        inbox = await partner.get("reporting", f"/municipalities/{KAUHAVA}/referral-inbox", after=sent)
        assert sent["referral"] in {one["referral"] for one in inbox["rows"]}
        one = f"/municipalities/{KAUHAVA}/referral-inbox/{sent['referral']}"
        seen = await partner.get("reporting", one)
        assert (seen["reason"], seen["language"], seen["family_name"]) == ("Kielitaito", "spa", None)  # a preview
        accepted = await partner.post("planning", f"{path}/{sent['referral']}/accept", {})
        known = await partner.get("reporting", one, after=accepted)
        assert known["family_name"] is not None
        await worker.post("planning", f"{path}/{sent['referral']}/accompany", {"by": "volunteer"})
        await partner.post("planning", f"{path}/{sent['referral']}/start", {})
        done = await partner.post("planning", f"{path}/{sent['referral']}/complete", {"outcome": "completed"})
        rows = (await worker.get("reporting", path, after=done))["rows"]
        own = next(row for row in rows if row["referral"] == sent["referral"])
        assert (own["state"], own["disclosed_to"]) == ("completed", service)
        assert own["accompanied_on"] == f"{region.today}"

    rows = (await worker.get("reporting", path))["rows"]
    assert {asked["sector"] for row in rows for asked in row["asked"]} == {"official", "third_sector", "private"}
    stranger = region.as_(Role.PARTNER, KAUHAVA, organisation="Muu yhdistys M4")
    inbox = await stranger.get("reporting", f"/municipalities/{KAUHAVA}/referral-inbox")
    assert inbox["rows"] == []


@pytest.mark.capability("M4")
async def test_m4_of_several_providers_the_first_to_accept_has_the_client(region: Region) -> None:
    """At most one acceptance, ever; a decline has a reason, and who doesn't answer in time is asked no more."""
    worker = region.as_(Role.CASEWORKER, KAUHAVA)
    club = region.as_(Role.PARTNER, KAUHAVA, organisation="Seura M4")
    hall = region.as_(Role.PARTNER, KAUHAVA, organisation="Sali M4")
    services = [
        await listed(worker, KAUHAVA, "third_sector", "Seura M4", "Jalkapallo"),
        await listed(worker, KAUHAVA, "private", "Sali M4", "Kuntosali"),
    ]
    case = await region.arrival(worker, KAUHAVA)
    for owner in ("Seura M4", "Sali M4"):
        await consented(region, worker, KAUHAVA, case, owner)
    await region.settled()
    path = f"/municipalities/{KAUHAVA}/cases/{case}/service-referrals"

    sent = await worker.post("planning", path, {"services": services})
    early = await hall.refused("planning", f"{path}/{sent['referral']}/start", {})
    assert early["code"] == "referral.not_accepted_yet"
    await club.post("planning", f"{path}/{sent['referral']}/accept", {})
    late = await hall.refused("planning", f"{path}/{sent['referral']}/accept", {})
    assert late["code"] == "referral.already_accepted"
    await worker.post("planning", f"{path}/{sent['referral']}/revoke", {"reason": "need_changed"})
    ended = await club.refused("planning", f"{path}/{sent['referral']}/start", {})
    assert ended["code"] == "referral.revoked"

    again = await worker.post("planning", path, {"services": services})
    await hall.post("planning", f"{path}/{again['referral']}/decline", {"reason": "full"})
    declined = await club.post("planning", f"{path}/{again['referral']}/decline", {"reason": "out_of_area"})
    rows = (await worker.get("reporting", path, after=declined))["rows"]
    assert next(row["state"] for row in rows if row["referral"] == again["referral"]) == "declined"

    third = await worker.post("planning", path, {"services": services, "expires_on": f"{region.today}"})
    await region.forward(days=1)
    rows = (await worker.get("reporting", path))["rows"]
    assert next(row["state"] for row in rows if row["referral"] == third["referral"]) == "expired"
    over = await club.refused("planning", f"{path}/{third['referral']}/accept", {})
    assert over["code"] == "referral.expired"


@pytest.mark.capability("M4")
async def test_m4_a_gap_between_need_and_supply_is_named(region: Region) -> None:
    """What people were seen to need and no service of the directory gives stands out."""
    worker = region.as_(Role.CASEWORKER, "280")
    await worker.post(
        "activities",
        "/municipalities/280/needs",
        {"need": "interpreting", "people": 12, "source": "assessment"},
    )
    await region.settled()
    answer = await worker.get("reporting", "/municipalities/280/supply")
    assert "interpreting" in answer["gaps"]


@pytest.mark.capability("M4")
@pytest.mark.capability("M3")
@pytest.mark.capability("I1")
async def test_m4_needs_are_seen_in_assessments_forecasts_and_referrals_that_found_no_place(region: Region) -> None:
    """Nobody need write down a gap: what is assessed, forecast or turned away shows it; a person counts once."""
    place = "399"
    worker, leader = region.as_(Role.CASEWORKER, place), region.as_(Role.ACTIVITY_LEADER, place)
    club = region.as_(Role.PARTNER, place, organisation="Seura Laihia M4")

    async def need(name: str) -> dict[str, Any]:
        await region.settled()
        rows = (await leader.get("reporting", f"/municipalities/{place}/supply"))["rows"]
        none = {"people": 0, "turned_away": 0, "standing": "none"}
        return next((row for row in rows if row["need"] == name), none)

    case = await region.arrival(worker, place)
    money, language = await need("money"), await need("language")
    base = f"/municipalities/{place}/cases/{case}"
    await worker.post("assessment", f"{base}/assessment/start", {})
    completion = {"plan_needed": False, "service_needs": ["finances", "language_training"]}
    await worker.post("assessment", f"{base}/assessment/complete", completion)
    after = await need("money")
    assert (after["people"], after["standing"]) == (money["people"] + 1, "gap")

    quarter = f"{region.today.year + 1}Q1"
    forecast = {"centre": "Vöyri", "service": "finances", "quarter": quarter, "present": 6, "coming": 5}
    centre = region.as_(Role.PARTNER, place, organisation="Vöyri")
    await centre.post("assessment", f"/municipalities/{place}/forecasts", forecast)
    small = forecast | {"centre": "Oravainen", "present": 4, "coming": 1}
    await centre.post("assessment", f"/municipalities/{place}/forecasts", small)
    assert (await need("money"))["people"] == after["people"] + 11, "what is too small to be shown is in no sum either"

    service = await listed(worker, place, "third_sector", "Seura Laihia M4", "Kielikahvila")
    await consented(region, worker, place, case, "Seura Laihia M4")
    await region.settled()
    sent = await worker.post("planning", f"{base}/service-referrals", {"services": [service]})
    await club.post("planning", f"{base}/service-referrals/{sent['referral']}/decline", {"reason": "full"})
    short = await need("language")
    assert (short["people"], short["standing"]) == (language["people"] + 1, "short")
    assert short["turned_away"] == language["turned_away"] + 1
    assert "language" in (await leader.get("reporting", f"/municipalities/{place}/supply"))["gaps"]
