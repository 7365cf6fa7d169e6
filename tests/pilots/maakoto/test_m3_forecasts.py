"""M3: what services a reception centre's clients need now, and will need."""

from __future__ import annotations

import pytest

from shared.access.roles import Role
from tests.pilots.region import Region

HALSUA, LESTIJARVI = "074", "421"  # few others forecast here


@pytest.mark.capability("M3")
async def test_m3_needs_are_forecast_by_municipality_service_and_quarter_and_small_figures_are_hidden(
    region: Region,
) -> None:
    """A forecast is counts by quarter; a later one replaces it; what is small is hidden, in the unit's view too."""
    worker = region.as_(Role.PARTNER, HALSUA, LESTIJARVI)
    unit = region.as_(Role.INTEGRATION_UNIT, HALSUA, LESTIJARVI)
    year, month = region.today.year, region.today.month
    quarter = f"{year + 1}Q{(month + 2) // 3}"

    async def forecast(municipality: str, service: str, present: int, coming: int) -> dict[str, object]:
        said = {
            "centre": "Keskuksen vastaanotto",
            "service": service,
            "quarter": quarter,
            "present": present,
            "coming": coming,
        }
        return await worker.post("assessment", f"/municipalities/{municipality}/forecasts", said)

    over = await worker.refused(
        "assessment",
        f"/municipalities/{HALSUA}/forecasts",
        {"centre": "Keskus", "service": "housing", "quarter": f"{year - 1}Q1", "present": 9, "coming": 9},
    )
    assert over["code"] == "forecast.quarter_is_over"
    await forecast(HALSUA, "language_training", 10, 12)
    await forecast(HALSUA, "language_training", 14, 22)
    await forecast(HALSUA, "housing", 2, 30)
    said = await forecast(LESTIJARVI, "language_training", 40, 8)
    view = await unit.get("reporting", "/forecasts", after=said)
    rows = {(row["municipality"], row["service"]): row for row in view["rows"] if row["quarter"] == quarter}
    assert rows[HALSUA, "housing"]["present"]["suppressed"]
    assert rows[HALSUA, "language_training"]["coming"]["n"] == 22
    assert rows[LESTIJARVI, "language_training"]["coming"]["n"] == 8
    own = await worker.get("reporting", f"/municipalities/{HALSUA}/forecasts")
    centre = {row["service"]: row for row in own["rows"]}
    assert centre["housing"]["present"]["suppressed"]
    assert centre["language_training"]["coming"]["n"] == 22
