"""H8: the language test point."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.access.roles import Role
from tests.pilots.region import Region

JAKOBSTAD = "598"


@pytest.mark.capability("H8")
async def test_h8_both_languages_of_one_person_are_tested_and_progress_is_seen_over_time(region: Region) -> None:
    """A booking, an invitation, a no-show, results on both scales, a course, and how far somebody has come."""
    worker = region.as_(Role.CASEWORKER, JAKOBSTAD)
    case = await region.arrival(worker, JAKOBSTAD, reason="family")
    await region.settled()
    base = f"/municipalities/{JAKOBSTAD}/cases/{case}/language-tests"

    async def booked(language: str, days: int = 0) -> str:
        day = region.today + timedelta(days=days)
        answer = await worker.post(
            "assessment",
            base,
            {"point": "Språktestpunkten", "language": language, "booked_for": day.isoformat(), "minutes": 90},
        )
        test: str = answer["test"]
        return test

    missed = await booked("swe", days=3)
    await worker.post("assessment", f"{base}/invite", {"test": missed, "channel": "sms", "language": "ukr"})
    too_soon = await worker.refused("assessment", f"{base}/missed", {"test": missed})
    assert too_soon["code"] == "languagetest.day_not_here_yet"
    await region.forward(days=4)
    await worker.post("assessment", f"{base}/missed", {"test": missed})
    over = await worker.refused(
        "assessment", f"{base}/result", {"test": missed, "scale": "cefr", "skills": {"reading": "A1.1"}}
    )
    assert over["code"] == "languagetest.over"
    swedish, finnish = await booked("swe"), await booked("fin")
    await worker.post(
        "assessment",
        f"{base}/result",
        {
            "test": swedish,
            "scale": "cefr",
            "skills": {"listening": "A1.2", "reading": "A1.3", "writing": "A1.1", "speaking": "A1.2"},
            "points": {"literacy": 90, "logic": 80, "mathematics": 75},
        },
    )
    wrong = await worker.refused(
        "assessment", f"{base}/result", {"test": finnish, "scale": "yki", "skills": {"reading": "A2.1"}}
    )
    assert (wrong["code"], wrong["field"]) == ("languagetest.not_a_level", "skills.reading")
    await worker.post(
        "assessment",
        f"{base}/result",
        {"test": finnish, "scale": "yki", "skills": {"listening": "3", "reading": "2", "speaking": "3"}},
    )
    await region.forward(days=180)
    later = await booked("swe")
    said = await worker.post(
        "assessment",
        f"{base}/result",
        {"test": later, "scale": "cefr", "skills": {"listening": "A2.2", "speaking": "B1.1"}},
    )
    told = await worker.get("reporting", base, after=said)
    tests = {row["test"]: row for row in told["rows"]}
    assert (tests[missed]["state"], tests[missed]["invited_on"] is not None) == ("missed", True)
    assert (tests[swedish]["overall"], tests[swedish]["course"]) == ("A1.2", "integration_training_fast")
    assert tests[finnish]["skills"]["listening"] == {"cefr": "B1.1", "yki": "3"}
    assert tests[finnish]["course"] == "towards_b2"
    speaking = next(one for one in told["progress"] if (one["language"], one["skill"]) == ("swe", "speaking"))
    assert [(step["cefr"], step["steps"]) for step in speaking["steps"]] == [("A1.2", None), ("B1.1", 4)]
    assert {one["language"] for one in told["progress"]} == {"fin", "swe"}
