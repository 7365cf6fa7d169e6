"""H12: the language of integration is the person's choice, informed, changeable, and seen in figures."""

from __future__ import annotations

import pytest

from shared.access.roles import Role
from tests.pilots.region import Region

VORA, PEDERSORE, LARSMO = "946", "599", "440"
"""No other scenario has cases in Vörå, nor chooses a language in the others."""


@pytest.mark.capability("H12")
async def test_h12_the_language_is_chosen_after_information_changed_later_and_counted(region: Region) -> None:
    """Choice, change, share by municipality.

    The table is of the whole deployment, where others' small figures may need a larger one hidden beside them: that is
    the smallest that will do, so Pedersöre has some of each smaller than Vörå's.
    """
    official = region.as_(Role.ASSESSMENT_OFFICIAL, VORA, PEDERSORE)
    worker = region.as_(Role.CASEWORKER, VORA, PEDERSORE)
    unit = region.as_(Role.INTEGRATION_UNIT, VORA, LARSMO)
    others = [await region.arrival(worker, PEDERSORE) for _ in range(14)]
    for case in others[:7]:
        path = f"/municipalities/{PEDERSORE}/cases/{case}/integration-language"
        await official.post("intake", f"{path}/information", {"given_in": "spa"})
        await official.post("intake", path, {"language": "sv"})
    before = await unit.get("reporting", "/integration-languages")
    cases = [await region.arrival(worker, VORA) for _ in range(20)]
    at = f"/municipalities/{VORA}/cases/{cases[0]}"
    uninformed = await official.refused("intake", f"{at}/integration-language", {"language": "sv"})
    assert uninformed["code"] == "language.not_informed"
    for number, case in enumerate(cases):
        path = f"/municipalities/{VORA}/cases/{case}/integration-language"
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
    (row,) = [one for one in figures["rows"] if one["municipality"] == VORA]
    (was,) = [one for one in before["rows"] if one["municipality"] == VORA]
    assert row["chosen"]["sv"]["n"] == (was["chosen"]["sv"]["n"] or 0) + len(cases)
    assert row["shares"]["sv"]["low"] < row["shares"]["sv"]["value"] <= 1
    few = await region.arrival(region.as_(Role.CASEWORKER, LARSMO), LARSMO)
    small = region.as_(Role.ADVISER, LARSMO)
    path = f"/municipalities/{LARSMO}/cases/{few}/integration-language"
    await small.post("intake", f"{path}/information", {"given_in": "spa"})
    said = await small.post("intake", path, {"language": "fi"})
    figures = await unit.get("reporting", "/integration-languages", after=said)
    (row,) = [one for one in figures["rows"] if one["municipality"] == LARSMO]
    assert row["chosen"]["fi"] == {"value": None, "n": None, "low": None, "high": None, "suppressed": True}
    assert row["shares"]["fi"]["suppressed"]
