"""X8: consent, referral and revocation as one linked chain across municipalities."""

from __future__ import annotations

import pytest

from shared.access.roles import Role
from tests.pilots.maakoto.test_m4_services import consented, listed
from tests.pilots.region import Region

NYKARLEBY, JAKOBSTAD = "893", "598"


@pytest.mark.capability("X8")
async def test_x8_a_withdrawn_consent_revokes_the_referral_to_another_municipality(region: Region) -> None:
    """The provider loses sight of the client; what it had been told already stays known, fact by fact."""
    worker = region.as_(Role.CASEWORKER, NYKARLEBY)
    theirs = region.as_(Role.CASEWORKER, JAKOBSTAD)
    partner = region.as_(Role.PARTNER, JAKOBSTAD, organisation="Etappi X8")
    service = await listed(theirs, JAKOBSTAD, "third_sector", "Etappi X8", "Nuorten tuki")
    case = await region.arrival(worker, NYKARLEBY)
    consent = await consented(region, worker, NYKARLEBY, case, "Etappi X8")
    await region.settled()
    path = f"/municipalities/{NYKARLEBY}/cases/{case}/service-referrals"
    sent = await worker.post(
        "planning", path, {"services": [service], "discloses": ["name", "reason"], "reason": "Tarvitsee tukea"}
    )
    referral = sent["referral"]
    there = f"/municipalities/{JAKOBSTAD}/cases/{case}/service-referrals/{referral}"
    accepted = await partner.post("planning", f"{there}/accept", {})
    inbox = f"/municipalities/{JAKOBSTAD}/referral-inbox/{referral}"
    told = await partner.get("reporting", inbox, after=accepted)
    assert (told["reason"], told["language"]) == ("Tarvitsee tukea", None)  # the language was not to be disclosed
    assert told["family_name"] is not None

    await worker.post("intake", f"/municipalities/{NYKARLEBY}/cases/{case}/consents/{consent}/withdraw", {})
    await region.settled()
    (own,) = (await worker.get("reporting", path))["rows"]
    assert (own["state"], own["disclosed_to"]) == ("revoked", service)
    gone = await partner.get("reporting", inbox)
    assert (gone["state"], gone["reason"], gone["family_name"]) == ("revoked", None, None)
    late = await partner.refused("planning", f"{there}/start", {})
    assert late["code"] == "referral.revoked"
    again = await worker.refused("planning", path, {"services": [service]})
    assert again["code"] == "referral.consent_missing"

    chain = await worker.get("reporting", f"{path}/{referral}/chain")
    events = [one["event"] for one in chain["links"]]
    assert events.index("ConsentGiven") < events.index("ServiceReferralSent") < events.index("ServiceReferralAccepted")
    assert events.index("ServiceReferralAccepted") < events.index("ConsentWithdrawn") < events.index("ReferralRevoked")
    revoked = next(one["details"] for one in chain["links"] if one["event"] == "ReferralRevoked")
    assert (revoked["consent"], revoked["disclosed_to"], revoked["disclosed"]) == (consent, service, ["name", "reason"])
    nobody = await theirs.refused("reporting", f"/municipalities/{JAKOBSTAD}/cases/{case}/plan", method="GET")
    assert nobody["status"] == 404
