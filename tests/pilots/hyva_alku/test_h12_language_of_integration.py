"""H12: the language of integration is the person's choice, informed, changeable, and seen in figures."""

from __future__ import annotations

import pytest

from shared.access.roles import Role
from tests.pilots.region import Region

MALAX, KORSNAS = "475", "280"


@pytest.mark.capability("H12")
async def test_h12_the_language_is_chosen_after_information_changed_later_and_counted(region: Region) -> None:
    """Choice, change, share by municipality."""
    official = region.as_(Role.ASSESSMENT_OFFICIAL, MALAX)
    worker = region.as_(Role.CASEWORKER, MALAX)
    unit = region.as_(Role.INTEGRATION_UNIT, MALAX, KORSNAS)
    before = await unit.get("reporting", "/integration-languages")
    cases = [await region.arrival(worker, MALAX) for _ in range(12)]
    at = f"/municipalities/{MALAX}/cases/{cases[0]}"
    uninformed = await official.refused("intake", f"{at}/integration-language", {"language": "sv"})
    assert uninformed["code"] == "language.not_informed"
    for number, case in enumerate(cases):
        path = f"/municipalities/{MALAX}/cases/{case}/integration-language"
        await official.post("intake", f"{path}/information", {"given_in": "spa"})
        chosen = await official.post("intake", path, {"language": "fi" if number == 0 else "sv"})
    page = await worker.get("reporting", at, after=chosen)
    assert (page["standing"]["integration_language"], page["standing"]["choices"]) == ("fi", 1)

    await region.forward(days=30)
    changed = await official.post("intake", f"{at}/integration-language", {"language": "sv"})
    page = await worker.get("reporting", at, after=changed)
    assert (page["standing"]["integration_language"], page["standing"]["choices"]) == ("sv", 2)
    assert page["standing"]["chosen_on"] == region.today.isoformat()
    told = await worker.speaking("sv").get("reporting", f"{at}/timeline")
    assert [row["text"] for row in told["rows"]].count("Integrationsspråk valt") == 2

    figures = await unit.get("reporting", "/integration-languages", after=changed)
    (row,) = [one for one in figures["rows"] if one["municipality"] == MALAX]
    (was,) = [one for one in before["rows"] if one["municipality"] == MALAX]
    assert row["chosen"]["sv"]["n"] >= 12
    assert row["shares"]["sv"]["low"] < row["shares"]["sv"]["value"] <= 1
    assert (was["chosen"]["sv"]["n"] or 0) < row["chosen"]["sv"]["n"]
    few = await region.arrival(region.as_(Role.CASEWORKER, KORSNAS), KORSNAS)
    small = region.as_(Role.ADVISER, KORSNAS)
    path = f"/municipalities/{KORSNAS}/cases/{few}/integration-language"
    await small.post("intake", f"{path}/information", {"given_in": "spa"})
    said = await small.post("intake", path, {"language": "fi"})
    figures = await unit.get("reporting", "/integration-languages", after=said)
    (row,) = [one for one in figures["rows"] if one["municipality"] == KORSNAS]
    assert row["chosen"]["fi"] == {"value": None, "n": None, "low": None, "high": None, "suppressed": True}
    assert row["shares"]["fi"]["suppressed"]
