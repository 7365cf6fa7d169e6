"""O1: the drop-in point: a visit in one short command, nobody's name, a code of the visitor's own, opening hours."""

from __future__ import annotations

from typing import Any

import asyncpg
import orjson
import pytest

from shared.access.roles import Role
from tests.pilots.region import Region

KANNUS = "217"  # few scenarios use it, so its figures are this one's
BASE = f"/municipalities/{KANNUS}"
HOURS = {
    "weekly": [
        {"days": ["Mo", "Tu", "We", "Th"], "opens": "09:00", "closes": "16:00"},
        {"days": ["Su"], "opens": "02:00", "closes": "05:00"},
    ],
    "exceptions": [{"first": "2026-12-21", "last": "2026-12-31"}],
}


@pytest.mark.capability("O1")
async def test_o1_an_anonymous_visit_is_one_short_command_and_leaves_no_personal_data_anywhere(region: Region) -> None:
    """A theme is all that must be said; the figures count the visit, and neither event nor row could say who came."""
    adviser = region.as_(Role.ADVISER, KANNUS)
    before = await adviser.get("reporting", f"{BASE}/guidance")
    said = await adviser.post("intake", f"{BASE}/guidance", {"themes": ["housing"]})
    assert said["code"] is None
    many = {"themes": ["work", "permits"], "channel": "phone", "language": "rus", "minutes": 15,
            "outcome": "referred", "onward": {"kind": "third"}}  # fmt: skip
    onward = await adviser.post("intake", f"{BASE}/guidance", many)
    after = await adviser.get("reporting", f"{BASE}/guidance", after=onward)
    assert after["visits"] == before["visits"] + 2
    assert _more(before, after, "by_theme") == {"housing": 1, "work": 1, "permits": 1}
    assert _more(before, after, "by_language") == {"rus": 1}
    assert _more(before, after, "by_outcome") == {"answered": 1, "referred": 1}
    assert _more(before, after, "by_onward") == {"third": 1}
    assert after["minutes"] == before["minutes"] + 15

    event = await _event(region, said["stream"])
    assert set(event) == {"visit", "municipality", "given_on", "details"}
    assert set(event["details"]) <= {"point", "themes", "channel", "language", "outcome", "minutes", "onward"}
    assert await _keys(region, event["visit"]) == 0, "no key was made: nothing is sealed, for there is nothing to seal"

    wrong = await adviser.refused("intake", f"{BASE}/guidance", {"themes": ["astrology"]})
    assert (wrong["code"], wrong["field"]) == ("guidance.theme_unknown", "themes")


@pytest.mark.capability("O1")
async def test_o1_a_code_that_the_visitor_holds_links_visits_only_if_the_visitor_wishes(region: Region) -> None:
    """The code is told once and is stored nowhere; typed in at the next visit, it links the two."""
    adviser = region.as_(Role.ADVISER, KANNUS)
    first = await adviser.post("intake", f"{BASE}/guidance", {"themes": ["studies"], "new_code": True}, key="o1-first")
    code = first["code"]
    again = await adviser.post("intake", f"{BASE}/guidance", {"themes": ["studies"], "new_code": True}, key="o1-first")
    assert again["code"] == code, "the same request, told the same"
    typed = code.lower().replace("-", " ")
    second = await adviser.post("intake", f"{BASE}/guidance", {"themes": ["work"], "code": typed})
    await adviser.post("intake", f"{BASE}/guidance", {"themes": ["family"]})
    await region.settled()
    linked = await adviser.post("reporting", f"{BASE}/guidance/linked", {"code": code})
    assert {one["visit"] for one in linked["rows"]} == {first["id"], second["id"]}
    assert len(linked["rows"]) == 2
    for stream in (first["stream"], second["stream"]):
        assert code.replace("-", "") not in orjson.dumps(await _event(region, stream)).decode().upper()
    swapped = code[:-1] + ("0" if code[-1] != "0" else "1")
    wrong = await adviser.refused("intake", f"{BASE}/guidance", {"themes": ["work"], "code": swapped})
    assert wrong["code"] == "guidance.code_mistyped"


@pytest.mark.capability("O1")
async def test_o1_a_points_opening_hours_are_answered_for_any_instant(region: Region) -> None:
    """Weekly hours, a holiday, an exception, and the two nights on which the clock moves."""
    adviser = region.as_(Role.ADVISER, KANNUS)
    name = {"fi": "Neuvontapiste", "sv": "Rådgivningen"}
    without = await adviser.refused(
        "intake", f"{BASE}/service-points", {"name": {"fi": "Ohjuri"}, "address": "Asematie 1", "hours": HOURS}
    )
    assert (without["code"], without["field"]) == ("servicepoint.name_language_missing", "name.sv")
    point = await adviser.post(
        "intake",
        f"{BASE}/service-points",
        {"name": name, "address": "Asematie 1", "hours": HOURS, "languages": ["fin", "rus"], "opened_on": "2026-01-01"},
    )

    async def is_open(at: str) -> bool:
        said = await adviser.get("reporting", f"{BASE}/service-points/{point['id']}/open", after=point, at=at)
        return bool(said["open"])

    assert await is_open("2026-03-03T09:00:00+02:00")
    assert not await is_open("2026-03-03T08:59:59+02:00")
    assert not await is_open("2026-03-03T16:00:00+02:00")
    assert await is_open("2026-07-07T06:00:00Z"), "summer time"
    assert not await is_open("2026-04-06T10:00"), "Easter Monday"
    assert not await is_open("2026-12-22T10:00"), "an exception"
    assert not await is_open("2026-03-29T02:00:00Z"), "05:00, two hours after it opened"
    assert await is_open("2026-10-25T01:30:00Z"), "03:30 for the second time"

    visit = await adviser.post("intake", f"{BASE}/guidance", {"themes": ["housing"], "point": point["id"]})
    assert visit["version"] == 1
    elsewhere = region.as_(Role.ADVISER, "421")
    no = await elsewhere.refused(
        "intake", "/municipalities/421/guidance", {"themes": ["housing"], "point": point["id"]}
    )
    assert no["code"] == "guidance.no_such_point"


@pytest.mark.capability("O1")
async def test_o1_figures_across_municipalities_hide_small_cells_and_what_gives_them_away(region: Region) -> None:
    """The unit sees how many visits there were, and never that two were in one language."""
    municipalities = ("924", "849")
    unit = region.as_(Role.INTEGRATION_UNIT, *municipalities)
    for municipality, language, visits in (("924", "rus", 9), ("849", "rus", 8), ("924", "som", 2)):
        adviser = region.as_(Role.ADVISER, municipality)
        for _ in range(visits):
            await adviser.post(
                "intake", f"/municipalities/{municipality}/guidance", {"themes": ["work"], "language": language}
            )
    await region.settled()
    shown = await unit.get("reporting", "/guidance")
    assert set(shown["by_municipality"]) == set(municipalities)
    assert shown["by_language"]["som"] is None
    assert None in (shown["by_language"]["rus"], shown["visits"]), "else the two follow by subtraction"
    assert shown["by_theme"]["work"] == 19


def _more(before: dict[str, Any], after: dict[str, Any], name: str) -> dict[str, int]:
    return {at: more for at, count in after[name].items() if (more := count - before[name].get(at, 0))}


async def _event(region: Region, stream: str) -> dict[str, Any]:
    connection = await asyncpg.connect(region.settings.dsn("intake"))
    try:
        found: dict[str, Any] = orjson.loads(
            await connection.fetchval("select data from events where stream = $1 and version = 1", stream)
        )
        return found
    finally:
        await connection.close()


async def _keys(region: Region, subject: str) -> int:
    connection = await asyncpg.connect(region.settings.dsn("keys"))
    try:
        found: int = await connection.fetchval("select count(*) from subject_keys where subject = $1::uuid", subject)
        return found
    finally:
        await connection.close()
