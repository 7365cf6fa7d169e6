"""X5: read models in both languages, completeness as a rule of building and publishing, terms as they were."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.access.roles import Role
from tests.pilots.region import Region

KRONOBY, LARSMO = "288", "440"


@pytest.mark.capability("X5")
async def test_x5_a_draft_without_its_swedish_is_on_the_worklist_until_it_is_said_and_only_then_comes_out(
    region: Region,
) -> None:
    """What lacks a language of Ostrobothnia is listed and counted, cannot be published, and is done when translated."""
    adviser = region.as_(Role.ADVISER, KRONOBY)
    unit = region.as_(Role.INTEGRATION_UNIT, KRONOBY, LARSMO)
    base = f"/municipalities/{KRONOBY}/bulletins"
    said = {
        "audiences": ["immigrants"],
        "topic": "housing",
        "title": {"fi": "Uusi neuvontapiste", "sv": "Ny rådgivning"},
        "text": {"fi": "Avaamme maanantaina."},
    }
    drafted = await adviser.post("activities", base, said)
    listed = await adviser.get("reporting", f"/municipalities/{KRONOBY}/translations", after=drafted)
    (gap,) = [row for row in listed["rows"] if row["id"] == drafted["id"]]
    assert (gap["kind"], gap["language"], gap["parts"], gap["name"]) == (
        "bulletin", "sv", ["text"], "Uusi neuvontapiste",
    )  # fmt: skip
    publication = {"valid_to": f"{region.today + timedelta(days=9)}", "recipients": []}
    refused = await adviser.refused("activities", f"{base}/{drafted['id']}/publish", publication)
    assert (refused["code"], refused["field"]) == ("bulletin.language_missing", "text.sv")

    def done(page: dict[str, list[dict[str, object]]], place: str) -> tuple[object, object]:
        (one,) = [
            row
            for row in page["completeness"]
            if (row["place"], row["kind"], row["language"]) == (place, "bulletin", "sv")
        ]
        return one["said"], one["required"]

    before = done(await unit.get("reporting", "/translations"), "region:15")
    assert done(listed, KRONOBY) == (0, 1)
    translated = await adviser.post(
        "activities", f"{base}/{drafted['id']}/translations", {"language": "sv", "text": "Vi öppnar på måndag."}
    )
    after = await adviser.get("reporting", f"/municipalities/{KRONOBY}/translations", after=translated)
    assert [row for row in after["rows"] if row["id"] == drafted["id"]] == []
    assert done(after, KRONOBY) == (1, 1)
    said_now, required = done(await unit.get("reporting", "/translations"), "region:15")
    assert (said_now, required) == (before[0] + 1, before[1])  # type: ignore[operator]
    await adviser.post("activities", f"{base}/{drafted['id']}/publish", publication)


@pytest.mark.capability("X5")
async def test_x5_a_case_of_2024_is_told_in_the_words_of_its_day_in_every_language(region: Region) -> None:
    """Before 2025 an assessment was an initial assessment, before 2026 the livskraftscentral was the NTM-centralen."""
    worker = region.as_(Role.CASEWORKER, KRONOBY)
    words = {
        "2024-11-20": {
            "fi": "Alkukartoitus aloitettu",
            "sv": "Inledande kartläggning inledd",
            "en": "Initial assessment started",
        },
        "2025-01-20": {"fi": "Arviointi aloitettu", "sv": "Bedömning inledd", "en": "Assessment started"},
    }
    for day, said in words.items():
        case = await region.arrival(worker, KRONOBY, arrived_on="2024-11-01")
        await region.settled()
        base = f"/municipalities/{KRONOBY}/cases/{case}"
        started = await worker.post("assessment", f"{base}/assessment/start", {"started_on": day})
        for language, expected in said.items():
            told = await worker.speaking(language).get("reporting", f"{base}/timeline", after=started)
            (row,) = [one for one in told["rows"] if one["event"] == "AssessmentStarted"]
            assert row["text"] == expected
            replay = await worker.speaking(language).get("reporting", f"{base}/replay")
            assert expected in [one["text"] for one in replay["timeline"]]

    for day, authority in (("2025-12-31", "NTM-centralen"), ("2026-01-01", "livskraftscentral")):
        terms = await worker.get("reporting", "/terms", on=day)
        assert {row["key"]: row["sv"] for row in terms["rows"]}["vitality_centre"] == authority


@pytest.mark.capability("X5")
async def test_x5_a_build_without_its_finnish_or_swedish_is_refused_by_the_console(region: Region) -> None:
    """What ships is checked whole: `kotopolku texts --check` says how much there is."""
    code, output, errors = await region.kotopolku("texts", "--check", "--json")
    assert (code, '"complete": true' in output) == (0, True), errors
