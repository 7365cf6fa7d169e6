"""X4, how a move goes: preview, withdrawal, expiry, acceptance, what each side sees, and who counts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.access.roles import Role
from tests.pilots.region import Region

SAARIJARVI, KYYJARVI = "729", "312"


@pytest.mark.capability("X4")
async def test_x4_the_receiver_previews_little_and_the_sender_keeps_little_after_the_move(region: Region) -> None:
    """Defined fields only, on either side of the border, and a written rule of who counts from which day."""
    sender, receiver = (region.as_(Role.CASEWORKER, one) for one in (SAARIJARVI, KYYJARVI))
    case = await region.arrival(sender, SAARIJARVI, mother_tongue="ukr")
    await region.settled()
    at = f"/municipalities/{SAARIJARVI}/cases/{case}"
    name = (await sender.get("reporting", at))["person"]["family_name"]
    expires = (region.today + timedelta(days=10)).isoformat()
    said = {"receiver": KYYJARVI, "expires_on": expires, "note": "Flyttar till släktingar."}
    offered = await sender.post("intake", f"{at}/transfers", said)
    away = f"/municipalities/{KYYJARVI}/transfers/{case}/{offered['offer']}"
    seen = await receiver.get("reporting", f"{away}/preview", after=offered)
    assert (seen["sender"], seen["mother_tongue"], seen["reason"]) == (SAARIJARVI, "ukr", "work")
    assert (seen["assessment"], seen["planned"], seen["note"]) == ("required", False, "Flyttar till släktingar.")
    assert name not in str(seen)
    assert (await receiver.refused("reporting", f"/municipalities/{KYYJARVI}/cases/{case}", method="GET"))[
        "status"
    ] == 404
    own = await sender.refused(
        "reporting", f"/municipalities/{SAARIJARVI}/transfers/{case}/{offered['offer']}/preview", method="GET"
    )
    assert own["status"] == 404

    await region.forward(days=3)
    accepted = await receiver.post("intake", f"{away}/accept", {})
    await region.settled()
    kept = await sender.get("reporting", f"/municipalities/{SAARIJARVI}/transfers/{case}/{offered['offer']}/residual")
    assert (kept["receiver"], kept["person"]["family_name"]) == (KYYJARVI, name)
    assert kept["moves_on"] == region.today.isoformat()
    assert kept["counted_to"] == (region.today - timedelta(days=1)).isoformat()
    assert (await sender.refused("reporting", at, method="GET"))["status"] == 404
    page = await receiver.get("reporting", f"/municipalities/{KYYJARVI}/cases/{case}", after=accepted)
    assert page["person"]["family_name"] == name
    assert (await receiver.refused("reporting", f"{away}/preview", method="GET"))["status"] == 404
    for language, word in (("fi", "siirtopäivästä"), ("sv", "överföringsdagen"), ("en", "day of the move")):
        assert word in (await sender.speaking(language).get("reporting", "/counting-rule"))["text"]


@pytest.mark.capability("X4")
async def test_x4_an_offer_is_withdrawn_by_its_sender_or_runs_out_by_itself(region: Region) -> None:
    """The day after its last day it has expired, once, and another may be made."""
    sender, receiver = (region.as_(Role.CASEWORKER, one) for one in (SAARIJARVI, KYYJARVI))
    case = await region.arrival(sender, SAARIJARVI)
    at = f"/municipalities/{SAARIJARVI}/cases/{case}"
    offer = {"receiver": KYYJARVI, "expires_on": (region.today + timedelta(days=5)).isoformat()}
    first = await sender.post("intake", f"{at}/transfers", offer)
    withdrawn = await sender.post("intake", f"{at}/transfers/{first['offer']}/withdraw", {"reason": "stays"})
    gone = f"/municipalities/{KYYJARVI}/transfers/{case}/{first['offer']}"
    assert (await receiver.refused("intake", f"{gone}/accept", {}))["status"] == 404
    second = await sender.post("intake", f"{at}/transfers", offer)
    await region.forward(days=6)
    await region.settled()
    late = f"/municipalities/{KYYJARVI}/transfers/{case}/{second['offer']}"
    assert (await receiver.refused("intake", f"{late}/accept", {}))["code"] == "transfer.offer_expired"
    rows = (await sender.get("reporting", f"/municipalities/{SAARIJARVI}/transfers", after=withdrawn))["rows"]
    states = {row["offer"]: (row["state"], row["reason"]) for row in rows if row["case"] == case}
    assert states == {first["offer"]: ("withdrawn", "stays"), second["offer"]: ("expired", None)}
    told = (await sender.get("reporting", f"{at}/timeline"))["rows"]
    assert [row["event"] for row in told].count("TransferExpired") == 1
    third = await sender.post(
        "intake", f"{at}/transfers", offer | {"expires_on": (region.today + timedelta(days=5)).isoformat()}
    )
    declined = await receiver.post(
        "intake",
        f"/municipalities/{KYYJARVI}/transfers/{case}/{third['offer']}/decline",
        {"reason": "no_capacity"},
    )
    page = await sender.get("reporting", at, after=declined)
    assert (page["municipality"], page["offered_to"]) == (SAARIJARVI, None)
