"""K3: job seekers and vacancies, matched with reasons shown, decided by a person."""

from __future__ import annotations

import pytest

from shared.access.roles import Role
from tests.pilots.region import Region

LAUKAA, AANEKOSKI, KYYJARVI = "410", "992", "312"
VACANCY = {
    "employer": {"name": "Äänekosken kaupunki", "business_id": "2045520-5"},
    "title": {"fi": "Lähihoitaja"},
    "sector": "care",
    "skills": ["nursing care", "first aid"],
    "languages": [{"language": "fin", "level": "B1"}],
    "places": 1,
    "from_on": "2026-09-01",
}


@pytest.mark.capability("K3")
async def test_k3_candidates_are_ranked_with_reasons_and_a_person_decides_also_against(region: Region) -> None:
    """Matching by sector, skills, language level, distance: reasons that a clerk can read, and a recorded refusal."""
    employment = region.as_(Role.EMPLOYMENT_AUTHORITY, LAUKAA)
    caseworker = region.as_(Role.CASEWORKER, LAUKAA)
    there = region.as_(Role.CASEWORKER, AANEKOSKI)

    wrong = {**VACANCY, "employer": {"name": "Väärä", "business_id": "2045520-4"}}
    refused = await there.refused("activities", f"/municipalities/{AANEKOSKI}/vacancies", wrong)
    assert (refused["status"], refused["code"]) == (422, "code.business_id_wrong")
    vacancy = await there.post("activities", f"/municipalities/{AANEKOSKI}/vacancies", VACANCY)

    cases = [await region.arrival(caseworker, LAUKAA) for _ in range(3)]
    await region.settled()
    wishes = [
        {"sectors": ["care"], "skills": ["Nursing care", "first aid"], "languages": {"fin": "B1.1"}, "furthest_km": 60},
        {"sectors": ["care"], "skills": ["first aid"], "languages": {"fin": "A2"}},
        {"sectors": ["cleaning"], "skills": ["cleaning"], "languages": {"fin": "B2"}, "furthest_km": 5},
    ]
    for case, wish in zip(cases, wishes, strict=True):
        said = await employment.post("activities", f"/municipalities/{LAUKAA}/cases/{case}/work-sought", wish)
    path = f"/municipalities/{LAUKAA}/vacancies/{vacancy['id']}/candidates"
    ranking = await employment.get("reporting", path, after=said)
    rows = [row for row in ranking["rows"] if row["case"] in cases]
    assert [row["case"] for row in rows] == cases
    assert (rows[0]["score"], rows[0]["hindered"]) > (90, False)
    assert [row["hindered"] for row in rows] == [False, True, True]
    assert ranking["vacancy"]["kilometres"] in range(20, 30)
    codes = [{reason["code"] for reason in row["reasons"]} for row in rows]
    assert {"match.skills_met", "match.language_enough", "match.sector_wished", "match.distance"} == codes[0]
    assert {"match.skills_missing", "match.language_short"} <= codes[1]
    assert {"match.too_far", "match.sector_other"} <= codes[2]
    for language, words in (
        ("fi", "Kielitaito ei vielä riitä (suomi): A2, vaaditaan B1."),
        ("sv", "finska"),
        ("en", "Finnish"),
    ):
        told = await employment.speaking(language).get("reporting", path)
        (second,) = [row for row in told["rows"] if row["case"] == cases[1]]
        assert any(words in reason["text"] for reason in second["reasons"])

    proposals = [await employment.post("activities", path, {"case": case}) for case in cases[:2]]
    again = await employment.refused("activities", path, {"case": cases[0]})
    assert again["code"] == "candidate.already_proposed"
    foreign = await region.as_(Role.EMPLOYMENT_AUTHORITY, KYYJARVI).refused(
        "activities", f"/municipalities/{KYYJARVI}/vacancies/{vacancy['id']}/candidates", {"case": cases[2]}
    )
    assert foreign["status"] == 404
    no = {"by": "employer", "cause": "language"}
    await employment.post("activities", f"{path}/{proposals[1]['candidacy']}/decline", no)
    done = await employment.post("activities", f"{path}/{proposals[0]['candidacy']}/accept", {})
    full = await employment.refused("activities", path, {"case": cases[2]})
    assert full["code"] == "vacancy.filled"

    await region.settled()
    decided = await employment.get(
        "reporting", f"/municipalities/{LAUKAA}/candidacies", after=done, vacancy=vacancy["id"]
    )
    by_case = {row["case"]: row for row in decided["rows"]}
    assert (by_case[cases[1]]["state"], by_case[cases[1]]["declined_by"], by_case[cases[1]]["cause"]) == (
        "declined",
        "employer",
        "language",
    )
    assert (by_case[cases[0]]["state"], by_case[cases[0]]["score"]) == ("accepted", rows[0]["score"])
    assert by_case[cases[0]]["reasons"] == rows[0]["reasons"]
    pathway = await employment.get("reporting", f"/municipalities/{LAUKAA}/cases/{cases[0]}/pathway")
    assert [(one["vacancy"], one["accepted"]) for one in pathway["candidacies"]] == [(vacancy["id"], True)]
