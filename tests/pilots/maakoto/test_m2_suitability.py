"""M2: whether a rural municipality suits somebody, and they it."""

from __future__ import annotations

import pytest

from shared.access.roles import Role
from tests.pilots.region import Region

LAPPAJARVI, EVIJARVI = "403", "052"


@pytest.mark.capability("M2")
async def test_m2_an_area_is_visited_and_weighed_and_the_result_is_in_the_case_and_in_the_units_view(
    region: Region,
) -> None:
    """An evaluation rests on a visit; the unit sees figures by area, and none that are small."""
    worker = region.as_(Role.CASEWORKER, LAPPAJARVI)
    unit = region.as_(Role.INTEGRATION_UNIT, LAPPAJARVI, EVIJARVI)
    cases = [await region.arrival(worker, LAPPAJARVI, reason="intl") for _ in range(11)]
    await region.settled()
    first = f"/municipalities/{LAPPAJARVI}/cases/{cases[0]}"
    nowhere = await worker.refused("assessment", f"{first}/area-visits", {"area": "091"})
    assert nowhere["code"] == "suitability.unknown_area"
    await worker.post(
        "assessment",
        f"{first}/area-visits",
        {"area": EVIJARVI, "adults": 2, "children": 3, "impressions": "Rauhallista, järvi lähellä."},
    )
    for number, case in enumerate(cases):
        suits = "well" if number < 6 else "support"
        said = await worker.post(
            "assessment",
            f"/municipalities/{LAPPAJARVI}/cases/{case}/suitability",
            {"area": EVIJARVI, "interest": 3, "matters": {"housing": 4, "work": 2}, "suits": suits},
        )
    found = await worker.get("reporting", f"{first}/suitability", after=said)
    (visit,) = found["visits"]
    (weighed,) = found["evaluations"]
    assert (visit["area"], visit["children"], visit["impressions"]) == (EVIJARVI, 3, "Rauhallista, järvi lähellä.")
    assert (weighed["visits"], weighed["suits"], weighed["matters"]) == (1, "well", {"housing": 4, "work": 2})
    await region.settled()
    view = await unit.get("reporting", "/suitability")
    evijarvi = next(row for row in view["rows"] if row["area"] == EVIJARVI)
    assert evijarvi["people"]["n"] == 11
    assert (evijarvi["suits"]["well"]["n"], evijarvi["suits"]["support"]["n"]) == (6, 5)
    one_more = await worker.post(
        "assessment",
        f"{first}/suitability",
        {"area": LAPPAJARVI, "interest": 1, "suits": "notnow"},
    )
    view = await unit.get("reporting", "/suitability", after=one_more)
    alone = next(row for row in view["rows"] if row["area"] == LAPPAJARVI)
    assert alone["suits"]["notnow"]["suppressed"]
