"""I2: good practices, described the same way, adopted elsewhere, compared."""

from __future__ import annotations

from typing import Any

import pytest

from shared.access.roles import Role
from tests.pilots.region import Region

SEINAJOKI, VAASA = "743", "905"
BASE = f"/municipalities/{SEINAJOKI}/practices"
FUNDAO = {"country": "PT", "region": "Fundão", "organisation": "Município do Fundão"}
HERE = {"country": "FI", "region": "Etelä-Pohjanmaa", "organisation": "Seinäjoen kaupunki"}


def practice(**said: object) -> dict[str, Any]:
    heads = ("name", "problem", "solution", "for_whom", "resources", "evidence")
    description = {head: {"fi": f"Maahantulijoiden talo: {head}"} for head in heads}
    return {"place": FUNDAO, "theme": "housing", "description": description, "began_on": "2019-05-01"} | said


@pytest.mark.capability("I2")
async def test_i2_a_practice_of_fundao_is_visited_adopted_in_south_ostrobothnia_and_compared(region: Region) -> None:
    """Documented under the same heads, visited with lessons, adopted elsewhere, measured before and after in both."""
    partner = region.as_(Role.INTEGRATION_UNIT, SEINAJOKI)
    made = await partner.post("activities", BASE, practice())
    at = f"{BASE}/{made['id']}"
    visit = {"visitors": HERE, "people": 6, "lessons": [{"fi": "Yksi ovi riittää", "en": "One door is enough"}]}
    await partner.post("activities", f"{at}/visits", visit)
    home = await partner.refused("activities", f"{at}/adoptions", {"place": FUNDAO, "adaptation": {"fi": "Ei mitään"}})
    assert (home["code"], home["field"]) == ("practice.adopted_where_it_comes_from", "place")
    adopted = await partner.post(
        "activities", f"{at}/adoptions", {"place": HERE, "adaptation": {"fi": "Ilman asuntolaa"}}
    )
    days = {"indicator": "days-to-first-home", "unit": "d"}
    await partner.post("activities", f"{at}/results", days | {"before": "60", "after": "15"})
    measured = await partner.post(
        "activities", f"{at}/results", days | {"before": "80", "after": "50", "adoption": adopted["adoption"]}
    )

    # A reader of another region finds it, and compares.
    vaasa = region.as_(Role.CASEWORKER, VAASA)
    page = await vaasa.get("reporting", f"/practices/{made['id']}", after=measured)
    assert page["practice"]["place"] == FUNDAO
    assert (page["practice"]["adopted"], page["practice"]["visited"]) == (1, 1)
    assert page["visits"][0]["lessons"] == visit["lessons"]
    (compared,) = page["compared"]
    assert [(one["place"]["country"], one["change"], one["change_percent"]) for one in compared["places"]] == [
        ("PT", "-45", -75.0),
        ("FI", "-30", -37.5),
    ]
    catalogue = await vaasa.get("reporting", "/practices", theme="housing", country="PT")
    assert made["id"] in {one["practice"] for one in catalogue["rows"]}
    stranger = await vaasa.refused(
        "activities",
        f"/municipalities/{VAASA}/practices/{made['id']}/results",
        days | {"before": "1", "after": "2", "adoption": adopted["adoption"]},
    )
    assert stranger["code"] == "access.not_found"


@pytest.mark.capability("I2")
async def test_i2_in_ostrobothnia_a_practice_is_described_in_both_languages(region: Region) -> None:
    """It is published: what lacks Swedish is refused with the head that lacks it."""
    vaasa = region.as_(Role.ADVISER, VAASA)
    refused = await vaasa.refused("activities", f"/municipalities/{VAASA}/practices", practice())
    assert (refused["code"], refused["field"]) == ("practice.language_missing", "description.name.sv")
