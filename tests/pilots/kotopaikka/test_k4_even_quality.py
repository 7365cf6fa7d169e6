"""K4: services of even quality, measured alike in every municipality, by gender, language and reason of arrival."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from shared.access.roles import Role
from tests.pilots.region import Region

JAMSA, PIHTIPUDAS, VIITASAARI = "182", "601", "931"
THERE = (JAMSA, PIHTIPUDAS, VIITASAARI)
YEAR, ARRIVED = 2025, date(2025, 9, 1)  # a year that no other scenario's people arrived in
WAITED = {JAMSA: 20, PIHTIPUDAS: 90, VIITASAARI: 22}
EACH = 6


async def assessed(region: Region, municipality: str, days: int, gender: str) -> None:
    """Somebody who arrived in 2025 and whose assessment began after so many days."""
    worker = region.as_(Role.CASEWORKER, municipality)
    case = await region.arrival(
        worker, municipality, arrived_on=ARRIVED.isoformat(), reason="quota", mother_tongue="swa"
    )
    await region.settled()
    base = f"/municipalities/{municipality}/cases/{case}/assessment"
    await worker.post("assessment", f"{base}/start", {"started_on": f"{ARRIVED + timedelta(days=days)}"})
    await worker.post("assessment", f"{base}/answers", {"answer_set": 0, "answers": {"gender": gender}})


def rows(page: dict[str, Any], indicator: str, group: str = "*") -> dict[str, dict[str, Any]]:
    """Place → its row of an indicator."""
    (table,) = page["regions"]
    return {row["place"]: row for row in table["rows"] if (row["indicator"], row["group"]) == (indicator, group)}


@pytest.mark.capability("K4")
async def test_k4_a_municipality_that_assesses_far_later_than_the_others_is_named_with_the_size_of_it(
    region: Region,
) -> None:
    """Three municipalities, the same indicators with intervals; one is the outlier; gender counts where it was told."""
    for municipality in THERE:
        for number in range(EACH):
            await assessed(region, municipality, WAITED[municipality] + number, ("female", "male")[number % 2])
    await region.settled()

    unit = region.as_(Role.INTEGRATION_UNIT, *THERE)
    page = await unit.get("reporting", "/equality", year=YEAR)
    days = rows(page, "days_to_assessment")
    assert set(days) == {*THERE, "region:13"}
    assert [days[one]["value"]["n"] for one in (*THERE, "region:13")] == [EACH, EACH, EACH, 3 * EACH]
    late = days[PIHTIPUDAS]
    assert late["value"]["value"] == 92.5
    assert late["value"]["low"] <= 92.5 <= late["value"]["high"]
    assert late["outlier"]
    assert late["apart"]["low"] > 60
    assert late["said"].startswith("Pihtipudas: days from arrival to the assessment is ")
    share = rows(page, "share_with_plan")[JAMSA]
    assert (share["value"]["value"], share["value"]["n"], share["outlier"]) == (0.0, EACH, False)
    assert share["value"]["high"] < 0.5
    (table,) = page["regions"]
    assert table["composition"]["region"] == "13"
    assert len(table["composition"]["municipalities"]) == 8
    said = {one["indicator"]: one["definition"] for one in page["indicators"]}
    assert len(said) == 6
    assert "median" in said["days_to_assessment"]

    by_gender = await unit.get("reporting", "/equality", year=YEAR, by="gender")
    women = rows(by_gender, "days_to_assessment", "female")
    assert women["region:13"]["value"]["n"] == women["region:13"]["apart"]["n"] == 3 * EACH // 2
    assert not women["region:13"]["outlier"]
    # Three women in each municipality: hidden, and not to be reckoned from what is shown.
    assert all(women[one]["value"]["suppressed"] for one in THERE)
    assert women["region:13"]["group_name"] == "Female"

    worker = region.as_(Role.CASEWORKER, JAMSA).speaking("sv")
    own = await worker.get("reporting", f"/municipalities/{JAMSA}/equality", year=YEAR, by="reason")
    assert set(rows(own, "days_to_assessment", "quota")) == {JAMSA, "region:13"}
    assert rows(own, "days_to_assessment", "quota")[JAMSA]["group_name"] == "kvotflykting"
    assert "Tal som gäller färre än 5" in own["note"]
