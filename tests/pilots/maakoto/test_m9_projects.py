"""M9: the register of projects and contacts: who else works on this theme, with their results, in any region."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.access.roles import Role
from tests.pilots.region import Region

LAPPAJARVI, KOKKOLA = "403", "272"


@pytest.mark.capability("M9")
async def test_m9_who_else_works_on_this_theme_is_found_across_regions_with_their_results(region: Region) -> None:
    """Lappajärvi tells of MaaKoto and what came of it; Kokkola, of another region, finds both, and whom to ask."""
    lead = region.as_(Role.INTEGRATION_UNIT, LAPPAJARVI)
    ends = region.today + timedelta(days=365)
    theme = "rural-life"
    base = f"/municipalities/{LAPPAJARVI}"
    partner = await lead.post(
        "intake",
        f"{base}/organisations",
        {"name": "Järviseudun opisto", "kind": "education", "themes": [theme, "leisure"]},
    )
    contact = await lead.post(
        "intake",
        f"{base}/organisations/{partner['id']}/contacts",
        {"name": "Åsa Esimerkki", "title": "koordinaattori", "email": "asa@example.fi"},
    )
    project = await lead.post(
        "intake",
        f"{base}/projects",
        {
            "name": {"fi": "MaaKoto – maaseutu kotina"},
            "funder": "AMIF",
            "number": "SMDno-2016-153",
            "starts_on": "2016-09-01",
            "ends_on": ends.isoformat(),
            "themes": [theme, "work"],
            "partners": [partner["id"]],
        },
    )
    result = await lead.post(
        "intake",
        f"{base}/projects/{project['id']}/results",
        {
            "title": {"fi": "Tutustumiskäynnit", "en": "Getting-to-know visits"},
            "summary": {"fi": "Joka kolmas kävijä muutti kuntaan."},
            "link": "https://example.fi/maakoto",
            "published_on": "2019-05-01",
        },
    )

    kokkola = region.as_(Role.ADVISER, KOKKOLA)
    found = await kokkola.get("reporting", "/projects", after=result, theme=theme)
    (own,) = [one for one in found["rows"] if one["project"] == project["id"]]
    assert (own["municipality"], own["region"], own["number"]) == (LAPPAJARVI, "14", "SMDno-2016-153")
    assert (own["ends_on"], own["running"]) == (ends.isoformat(), True)
    assert own["partners"] == [{"organisation": partner["id"], "name": "Järviseudun opisto"}]
    assert [(one["title"]["fi"], one["summary"]["fi"]) for one in own["results"]] == [
        ("Tutustumiskäynnit", "Joka kolmas kävijä muutti kuntaan.")
    ]
    assert project["id"] not in {
        one["project"] for one in (await kokkola.get("reporting", "/projects", theme="housing"))["rows"]
    }
    by_words = await kokkola.get("reporting", "/projects", text="makoto amif", region="14")
    assert project["id"] in {one["project"] for one in by_words["rows"]}
    elsewhere = (await kokkola.get("reporting", "/projects", theme=theme, region="15"))["rows"]
    assert project["id"] not in {one["project"] for one in elsewhere}
    assert {one["region"] for one in elsewhere} <= {"15"}

    asked = await kokkola.get("reporting", "/organisations", after=contact, theme=theme)
    (school,) = [one for one in asked["rows"] if one["organisation"] == partner["id"]]
    assert [(one["name"], one["email"]) for one in school["contacts"]] == [("Åsa Esimerkki", "asa@example.fi")]


@pytest.mark.capability("M9")
async def test_m9_an_entry_is_changed_by_those_whose_it_is_and_published_in_the_regions_languages(
    region: Region,
) -> None:
    """Kokkola publishes in Finnish and Swedish; nobody changes another's entry; a contact is removed."""
    kokkola, lead = region.as_(Role.ADVISER, KOKKOLA), region.as_(Role.INTEGRATION_UNIT, LAPPAJARVI)
    body = {
        "name": {"fi": "Osana"},
        "funder": "ESR",
        "number": "S20584",
        "starts_on": "2016-01-01",
        "ends_on": "2019-12-31",
        "themes": ["low-threshold"],
    }
    path = f"/municipalities/{KOKKOLA}/projects"
    missing = await kokkola.refused("intake", path, body)
    assert (missing["code"], missing["field"]) == ("project.language_missing", "name.sv")
    project = await kokkola.post("intake", path, body | {"name": {"fi": "Osana", "sv": "Osana"}})
    amendment = {"ends_on": "2020-06-30", "themes": ["low-threshold", "language"]}
    theirs = await lead.refused("intake", f"/municipalities/{LAPPAJARVI}/projects/{project['id']}/amend", amendment)
    assert (theirs["status"], theirs["code"]) == (404, "access.not_found")
    amended = await kokkola.post("intake", f"{path}/{project['id']}/amend", amendment)
    found = await lead.get("reporting", "/projects", after=amended, theme="language", text="Osana")
    (own,) = [one for one in found["rows"] if one["project"] == project["id"]]
    assert (own["ends_on"], own["running"]) == ("2020-06-30", False)

    base = f"/municipalities/{KOKKOLA}/organisations"
    listed = await kokkola.post(
        "intake", base, {"name": "Kokkolan opisto", "kind": "education", "themes": ["language"]}
    )
    named = await kokkola.post("intake", f"{base}/{listed['id']}/contacts", {"name": "Pia", "phone": "+358 40 1234567"})
    removed = await kokkola.post("intake", f"{base}/{listed['id']}/contacts/{named['contact']}/remove", {})
    rows = (await lead.get("reporting", "/organisations", after=removed, text="Kokkolan opisto"))["rows"]
    assert [one["contacts"] for one in rows if one["organisation"] == listed["id"]] == [[]]
