"""M7: one body for several municipalities: the centre for Evijärvi and Kauhava, Lappajärvi for the whole."""

from __future__ import annotations

import json

import pytest

from shared.access.roles import Role
from tests.pilots.region import Region

EVIJARVI, KAUHAVA, LAPPAJARVI = "052", "233", "403"


@pytest.mark.capability("M7")
async def test_m7_a_coordinator_sees_exactly_evijarvi_and_kauhava_and_the_lead_sees_all_three(region: Region) -> None:
    """The scopes are those of the region's profile, and everything that either asks stays within them."""
    centre = region.as_(Role.INTEGRATION_UNIT, EVIJARVI, KAUHAVA, name="opisto")
    lead = region.as_(Role.INTEGRATION_UNIT, EVIJARVI, KAUHAVA, LAPPAJARVI, name="lappajarvi")
    before = {
        who.name: {one["municipality"]: one["cases"] for one in (await who.get("reporting", "/caseload"))["rows"]}
        for who in (centre, lead)
    }
    assert set(before[centre.name]) == {EVIJARVI, KAUHAVA}
    assert set(before[lead.name]) == {EVIJARVI, KAUHAVA, LAPPAJARVI}

    for municipality in (EVIJARVI, KAUHAVA, LAPPAJARVI):
        worker = region.as_(Role.CASEWORKER, municipality)
        for _ in range(6):
            await region.arrival(worker, municipality)
    await region.settled()
    seen = await centre.get("reporting", "/caseload")
    all_of = await lead.get("reporting", "/caseload")
    two = {one["municipality"]: one["cases"] for one in seen["rows"]}
    three = {one["municipality"]: one["cases"] for one in all_of["rows"]}
    assert two == {place: three[place] for place in (EVIJARVI, KAUHAVA)}
    assert all(count >= 6 for count in three.values())
    assert seen["cases"] == two[EVIJARVI] + two[KAUHAVA]
    assert all_of["cases"] == sum(three.values())
    assert LAPPAJARVI not in json.dumps(seen["rows"])

    own = {one["unit"]: one for one in (await centre.get("reporting", "/units"))["rows"]}
    assert own["evijarvi-kauhava"]["whole"]
    assert (own["maakoto"]["whole"], own["maakoto"]["yours"]) == (False, [EVIJARVI, KAUHAVA])
    whole = {one["unit"]: one for one in (await lead.get("reporting", "/units"))["rows"]}
    assert whole["maakoto"]["whole"]

    # What the centre may do it may do in its two, and in no third.
    hours = {"weekly": [{"days": ["Mo"], "opens": "09:00", "closes": "15:00"}]}
    point = {"name": {"fi": "Opiston neuvonta"}, "address": "Viskarinaukio 1", "hours": hours}
    await centre.post("intake", f"/municipalities/{KAUHAVA}/service-points", point)
    refused = await centre.refused("intake", f"/municipalities/{LAPPAJARVI}/service-points", point)
    assert (refused["status"], refused["code"]) == (404, "access.not_found")
    await lead.post("intake", f"/municipalities/{LAPPAJARVI}/service-points", point)
