"""H1: one bilingual model, checked for completeness, exported for use elsewhere."""

from __future__ import annotations

import copy

import pytest

from shared.access.roles import Role
from tests.pilots.region import Region

NARPES, LAUKAA = "545", "410"


@pytest.mark.capability("H1")
async def test_h1_a_missing_swedish_text_stops_publication_and_shows_and_a_whole_model_is_exported(
    region: Region,
) -> None:
    """In Ostrobothnia nothing is published without Swedish and Finnish; a package can be taken into use elsewhere."""
    narpes, laukaa = region.as_(Role.CASEWORKER, NARPES), region.as_(Role.CASEWORKER, LAUKAA)
    unit = region.as_(Role.INTEGRATION_UNIT, NARPES)
    base = f"/municipalities/{NARPES}/assessment-models"
    package = await narpes.get("assessment", f"{base}/package", model="statutory", version=1)
    assert package["checksum"].startswith("sha256:")
    own = copy.deepcopy(package["model"])
    own["code"] = "narpes-egen"
    del own["sections"][1]["title"]["sv"]
    await narpes.post("assessment", f"{base}/drafts", {"format": package["format"], "model": own})
    version = {"model": "narpes-egen", "version": 1}
    stopped = await narpes.refused("assessment", f"{base}/publish", version)
    assert (stopped["code"], stopped["field"]) == ("model.text_missing", "sections[1].title.sv")
    in_swedish = await narpes.speaking("sv").refused("assessment", f"{base}/publish", version)
    assert "språk" in in_swedish["detail"]
    await region.settled()
    worklist = (await unit.get("reporting", "/assessment-models"))["rows"]
    draft = next(row for row in worklist if row["model"] == "narpes-egen")
    assert (draft["kind"], draft["missing"]) == ("draft", {"sv": ["sections[1].title"]})
    own["sections"][1]["title"]["sv"] = "Läs- och språkkunskaper"
    await narpes.post("assessment", f"{base}/drafts", {"format": package["format"], "model": own})
    published = await narpes.post("assessment", f"{base}/publish", version)
    after = (await unit.get("reporting", "/assessment-models", after=published))["rows"]
    assert next(row for row in after if row["model"] == "narpes-egen")["kind"] == "published"
    whole = await narpes.get("assessment", f"{base}/package", **version)
    elsewhere = f"/municipalities/{LAUKAA}/assessment-models"
    await laukaa.post("assessment", f"{elsewhere}/drafts", whole)
    changed = copy.deepcopy(whole)
    changed["model"]["version"] = 2
    broken = await laukaa.refused("assessment", f"{elsewhere}/drafts", changed)
    assert broken["code"] == "model.checksum_wrong"
    # Laukaa's region requires Finnish: the Swedish may lack there.
    await laukaa.post("assessment", f"{elsewhere}/publish", version)
