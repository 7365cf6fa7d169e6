"""X8, its first link: a consent that is limited to a purpose, a receiver and a time, and is taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.access.roles import Role
from tests.pilots.region import Region, person

VAASA, JAKOBSTAD = "905", "598"


@pytest.mark.capability("X8")
async def test_x8_a_consent_is_limited_to_a_purpose_a_receiver_and_a_time_and_is_withdrawn(region: Region) -> None:
    """It is in force on its days, follows the case to another municipality, and is taken back there."""
    vaasa, jakobstad = region.as_(Role.CASEWORKER, VAASA), region.as_(Role.CASEWORKER, JAKOBSTAD)
    case = await region.arrival(vaasa, VAASA)
    path = f"/municipalities/{VAASA}/cases/{case}/consents"
    last = region.today + timedelta(days=180)
    body = {
        "purpose": "referral",
        "receiver": {"kind": "municipality", "id": JAKOBSTAD},
        "form": "written",
        "valid_until": f"{last}",
    }
    early = await vaasa.refused("intake", path, body | {"valid_until": f"{region.today - timedelta(days=1)}"})
    assert (early["code"], early["field"]) == ("consent.ends_before_it_begins", "valid_until")
    given = await vaasa.post("intake", path, body)
    (own,) = (await vaasa.get("reporting", path, after=given))["rows"]
    assert own["in_force"]
    assert (own["purpose"], own["receiver_kind"], own["receiver"], own["form"]) == (
        "referral", "municipality", JAKOBSTAD, "written",
    )  # fmt: skip

    other = f"/municipalities/{JAKOBSTAD}/cases/{case}/consents"
    hidden = await jakobstad.refused("intake", f"{other}/{given['consent']}/withdraw", {})
    assert (hidden["status"], hidden["code"]) == (404, "access.not_found")

    offer = await vaasa.post(
        "intake",
        f"/municipalities/{VAASA}/cases/{case}/transfers",
        {"receiver": JAKOBSTAD, "expires_on": f"{region.today + timedelta(days=30)}"},
    )
    await jakobstad.post("intake", f"/municipalities/{JAKOBSTAD}/transfers/{case}/{offer['offer']}/accept", {})
    withdrawn = await jakobstad.post("intake", f"{other}/{given['consent']}/withdraw", {})
    (now,) = (await jakobstad.get("reporting", other, after=withdrawn))["rows"]
    assert (now["in_force"], now["withdrawn_on"]) == (False, f"{region.today}")
    gone = await vaasa.refused("reporting", path, method="GET")
    assert gone["status"] == 404
    told = await jakobstad.get("reporting", f"/municipalities/{JAKOBSTAD}/cases/{case}/timeline")
    assert {"ConsentGiven", "ConsentWithdrawn"} <= {one["event"] for one in told["rows"]}


@pytest.mark.capability("X8")
async def test_x8_what_rests_on_a_consent_ends_when_it_is_taken_back(region: Region) -> None:
    """A reception centre's client takes the consent back: the stay ends with it, its mapping and its offer too."""
    centre = region.as_(Role.PARTNER, VAASA, organisation="Vaasan vastaanottokeskus")
    vaasa = region.as_(Role.CASEWORKER, VAASA)
    consent = {"form": "written", "valid_until": f"{region.today + timedelta(days=365)}"}
    stay = person(region.today) | {"reason": "intl", "consent": consent}
    registered = await centre.post("intake", f"/municipalities/{VAASA}/reception-clients", stay)
    path = f"/municipalities/{VAASA}/cases/{registered['case']}"
    await region.settled()
    await vaasa.post("assessment", f"{path}/skills/start", {"consent": registered["consent"]})
    offer = {"receiver": JAKOBSTAD, "expires_on": f"{region.today + timedelta(days=30)}"}
    await vaasa.post("intake", f"{path}/transfers", offer)

    await vaasa.post("intake", f"{path}/consents/{registered['consent']}/withdraw", {})
    await region.settled()
    standing = (await vaasa.get("reporting", path))["standing"]
    assert (standing["standing"], standing["closing_reason"]) == ("closed", "consent")
    told = {one["event"] for one in (await vaasa.get("reporting", f"{path}/timeline"))["rows"]}
    assert {"ConsentWithdrawn", "TransferWithdrawn", "CaseClosed", "SkillsMappingEnded"} <= told
    again = await vaasa.refused("assessment", f"{path}/skills/start", {"consent": registered["consent"]})
    assert again["status"] == 409
