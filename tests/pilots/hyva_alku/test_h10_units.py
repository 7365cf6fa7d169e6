"""H10: units that serve several municipalities, with scopes that overlap; each sees its own."""

from __future__ import annotations

import json

import pytest

from shared.access.roles import Role
from tests.pilots.region import Actor, Region

JAKOBSTAD_AREA = ("288", "440", "598", "599", "893")
COAST = ("231", "280", "475", "545")
WELCOME_OFFICE = ("499", "905", "946")
EMPLOYMENT_AREA = ("231", "280", "399", "475", "499", "545", "893", "905", "946")


@pytest.mark.capability("H10")
async def test_h10_units_with_overlapping_scopes_each_see_their_own(region: Region) -> None:
    """Nykarleby is the Jakobstad area's and the employment area's; Närpes the coast's and the employment area's."""
    jakobstad = region.as_(Role.INTEGRATION_UNIT, *JAKOBSTAD_AREA, name="jakobstadsregionen")
    coast = region.as_(Role.INTEGRATION_UNIT, *COAST, name="kust-osterbotten")
    welcome = region.as_(Role.INTEGRATION_UNIT, *WELCOME_OFFICE, name="welcome-office")
    employment = region.as_(Role.INTEGRATION_UNIT, *EMPLOYMENT_AREA, name="employment-area")

    for unit, code, scope in (
        (jakobstad, "jakobstadsregionen", JAKOBSTAD_AREA),
        (coast, "kust-osterbotten", COAST),
        (welcome, "welcome-office-vaasa", WELCOME_OFFICE),
        (employment, "pohjanmaan-tyollisyysalue", EMPLOYMENT_AREA),
    ):
        said = await unit.get("reporting", "/units")
        own = next(one for one in said["rows"] if one["unit"] == code)
        assert own["whole"], code
        assert said["yours"] == sorted(scope)
        shown = await unit.get("reporting", "/caseload")
        assert [one["municipality"] for one in shown["rows"]] == sorted(scope)

    serving = {one["unit"]: one for one in (await jakobstad.get("reporting", "/units"))["rows"]}
    assert serving["pohjanmaan-tyollisyysalue"]["yours"] == ["893"]
    assert not serving["pohjanmaan-tyollisyysalue"]["whole"]
    assert "kust-osterbotten" not in serving
    assert "welcome-office-vaasa" not in serving


@pytest.mark.capability("H10")
async def test_h10_a_case_counts_in_every_unit_that_serves_its_municipality_and_in_no_other(region: Region) -> None:
    """Three more arrivals in Nykarleby: the Jakobstad area and the employment area count them, the coast does not.

    Seven in each municipality come first: then no caseload is so small that it, or another for its sake, is hidden.
    """
    jakobstad = region.as_(Role.INTEGRATION_UNIT, "598", "893", name="jakobstad-893")
    employment = region.as_(Role.INTEGRATION_UNIT, "399", "893", name="employment-893")
    coast = region.as_(Role.INTEGRATION_UNIT, *COAST, name="kust-osterbotten")
    worker = region.as_(Role.CASEWORKER, "399", "598", "893")
    for municipality in worker.municipalities * 7:
        await region.arrival(worker, municipality)

    async def counted(unit: Actor) -> dict[str, int | None]:
        rows = (await unit.get("reporting", "/caseload"))["rows"]
        return {one["municipality"]: one["cases"] for one in rows}

    await region.settled()
    before = {unit: await counted(unit) for unit in (jakobstad, employment, coast)}
    cases = [await region.arrival(worker, "893") for _ in range(3)]
    await region.settled()
    after = {unit: await counted(unit) for unit in before}
    first = before[jakobstad]["893"] or 0
    assert first >= 7
    assert before[employment]["893"] == first
    for unit in (jakobstad, employment):
        assert after[unit] == before[unit] | {"893": first + len(cases)}
    assert set(after[coast]) == set(COAST)
    assert after[coast] == before[coast]
    refused = await coast.refused("reporting", f"/municipalities/893/cases/{cases[0]}", method="GET")
    assert refused["status"] in (403, 404)


@pytest.mark.capability("H10")
async def test_h10_a_grant_by_unit_is_of_the_units_municipalities_as_they_are_today(region: Region) -> None:
    """The console knows the unit from the region's profile; nobody types its municipalities."""
    code, said, wrong = await region.kotopolku(
        "token", "unit-worker-1", "--role", "integration_unit", "--unit", "jakobstadsregionen", "--json"
    )
    assert code == 0, wrong
    assert json.loads(said)["municipalities"] == sorted(JAKOBSTAD_AREA)
    code, _, wrong = await region.kotopolku("token", "unit-worker-2", "--unit", "k5")
    assert code == 2
    assert "k5" in wrong
