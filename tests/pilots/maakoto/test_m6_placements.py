"""M6: work trials, practice, voluntary work and jobs, from a vacancy to the end of a placement."""

from __future__ import annotations

import pytest

from shared.access.roles import Role
from tests.pilots.region import Region

LAPPAJARVI, KAUHAVA = "403", "233"


@pytest.mark.capability("M6")
async def test_m6_a_placement_is_followed_from_its_vacancy_to_its_end_and_seen_in_the_plan(region: Region) -> None:
    """A vacancy becomes a work trial with a public employer, then ends in a job; a mentor stands by."""
    worker = region.as_(Role.CASEWORKER, LAPPAJARVI)
    case = await region.arrival(worker, LAPPAJARVI)
    await region.settled()
    base = f"/municipalities/{LAPPAJARVI}"
    vacancy = await worker.post(
        "activities",
        f"{base}/vacancies",
        {
            "employer": {"name": "Lappajärven kunta", "business_id": "0179377-8"},
            "title": {"fi": "Puistotyöntekijä"},
            "sector": "farming",
            "from_on": "2026-05-01",
        },
    )
    proposed = await worker.post("activities", f"{base}/vacancies/{vacancy['id']}/candidates", {"case": case})
    await worker.post("activities", f"{base}/vacancies/{vacancy['id']}/candidates/{proposed['candidacy']}/accept", {})

    async def places() -> tuple[str, int]:
        await region.settled()
        for state in ("open", "filled"):
            for row in (await worker.get("reporting", f"{base}/vacancies", state=state))["rows"]:
                if row["vacancy"] == vacancy["id"]:
                    return row["state"], row["taken"]
        raise LookupError(vacancy["id"])

    started = await worker.post(
        "activities",
        f"{base}/cases/{case}/placements",
        {
            "kind": "trial",
            "employer": "Lappajärven kunta",
            "business_id": "0179377-8",
            "employer_kind": "public",
            "vacancy": vacancy["id"],
        },
    )
    assert await places() == ("filled", 1)
    talkoot = await worker.post(
        "activities",
        f"{base}/cases/{case}/placements",
        {"kind": "talkoot", "employer": "Kyläyhdistys", "employer_kind": "third"},
    )
    mentor = await worker.post("activities", f"{base}/cases/{case}/mentoring", {"name": "Maija", "languages": ["fin"]})
    second = await worker.refused("activities", f"{base}/cases/{case}/mentoring", {"name": "Matti"})
    assert second["code"] == "mentoring.already_paired"
    await worker.post("activities", f"{base}/cases/{case}/mentoring/{mentor['pairing']}/meetings", {})

    await region.forward(days=60)
    end = f"{base}/cases/{case}/placements/{started['placement']}/end"
    early = await worker.refused("activities", end, {"outcome": "job", "ended_on": "2020-01-01"})
    assert early["code"] == "placement.day_before_it_began"
    await worker.post("activities", end, {"outcome": "job"})
    assert await places() == ("open", 0)
    twice = await worker.refused("activities", end, {"outcome": "job"})
    assert twice["code"] == "placement.already_ended"
    done = await worker.post(
        "activities", f"{base}/cases/{case}/mentoring/{mentor['pairing']}/end", {"outcome": "goal"}
    )
    await region.settled()

    pathway = await worker.get("reporting", f"{base}/cases/{case}/pathway", after=done)
    by_id = {one["placement"]: one for one in pathway["placements"]}
    trial, work = by_id[started["placement"]], by_id[talkoot["placement"]]
    assert (trial["kind"], trial["employer"], trial["vacancy"]) == ("trial", "Lappajärven kunta", vacancy["id"])
    assert (trial["state"], trial["outcome"], trial["ended_on"]) == ("ended", "job", str(region.today))
    assert (work["kind"], work["state"], work["outcome"]) == ("talkoot", "started", None)
    (pair,) = pathway["mentorings"]
    assert (pair["mentor"], pair["meetings"], pair["outcome"]) == ("Maija", 1, "goal")
    foreign = await region.as_(Role.CASEWORKER, KAUHAVA).refused(
        "reporting", f"/municipalities/{KAUHAVA}/cases/{case}/pathway", method="GET"
    )
    assert foreign["status"] == 404
    timeline = await worker.get("reporting", f"{base}/cases/{case}/timeline")
    told = [row["event"] for row in timeline["rows"]]
    assert {"PlacementStarted", "PlacementEnded", "PlacementEndNoted"} <= set(told)


@pytest.mark.capability("M6")
async def test_m6_a_placement_takes_its_vacancys_place_and_its_end_frees_it(region: Region) -> None:
    """Somebody begins without having been proposed: the place is taken all the same, until the placement is over."""
    worker = region.as_(Role.CASEWORKER, LAPPAJARVI)
    first, second = await region.arrival(worker, LAPPAJARVI), await region.arrival(worker, LAPPAJARVI)
    await region.settled()
    base = f"/municipalities/{LAPPAJARVI}"
    employer = {"name": "Lappajärven kunta", "business_id": "0179377-8"}
    posted = {"employer": employer, "title": {"fi": "Keittiöapulainen"}, "sector": "food", "from_on": "2026-05-01"}
    vacancy = (await worker.post("activities", f"{base}/vacancies", posted))["id"]
    trial = {"kind": "trial", "employer": "Lappajärven kunta", "employer_kind": "public", "vacancy": vacancy}
    started = await worker.post("activities", f"{base}/cases/{first}/placements", trial)
    candidates = f"{base}/vacancies/{vacancy}/candidates"
    full = await worker.refused("activities", candidates, {"case": second})
    assert full["code"] == "vacancy.filled"
    await worker.post(
        "activities", f"{base}/cases/{first}/placements/{started['placement']}/end", {"outcome": "stopped"}
    )
    await worker.post("activities", candidates, {"case": second})
