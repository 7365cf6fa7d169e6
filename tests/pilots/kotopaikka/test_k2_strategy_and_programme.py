"""K2: strategy work stage by stage, and the versioned integration programme."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from shared.access.roles import Role
from tests.pilots.region import Region

KYYJARVI = "312"


def goal(code: str, text: str, target: str) -> dict[str, Any]:
    indicator = {"code": "share", "name": {"fi": "Osuus"}, "unit": "%", "baseline": "40", "target": target}
    return {"code": code, "text": {"fi": text}, "indicators": [indicator]}


def version(region: Region, *goals: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": {"fi": "Kyyjärven kotoutumisohjelma"},
        "adopted_on": f"{region.today}",
        "adopted_by": "Kunnanvaltuusto",
        "valid_from": f"{region.today}",
        "valid_to": f"{region.today + timedelta(days=1400)}",
        "goals": list(goals),
    }


@pytest.mark.capability("K2")
async def test_k2_a_workshop_leads_to_actions_whose_status_is_known_by_municipality(region: Region) -> None:
    """Residents who have immigrated and employers take part; an outcome becomes an action, done or not in time."""
    unit = region.as_(Role.INTEGRATION_UNIT, KYYJARVI)
    base = f"/municipalities/{KYYJARVI}/strategies"
    begun = await unit.post("activities", base, {"title": {"fi": "Vastaanottava Kyyjärvi"}})
    strategy = f"{base}/{begun['id']}"
    attendees = [{"kind": "immigrated_residents", "people": 9}, {"kind": "employers", "people": 4}]
    skipped = await unit.refused("activities", f"{strategy}/workshops", {"stage": "vision", "attendees": attendees})
    assert (skipped["code"], skipped["field"]) == ("workshop.stage_skipped", "stage")
    held = await unit.post(
        "activities",
        f"{strategy}/workshops",
        {
            "stage": "current_state",
            "attendees": attendees,
            "outcomes": [{"fi": "Työpaikoille selkokielinen perehdytys"}, {"fi": "Kyläillat"}],
        },
    )
    induction, _ = held["outcomes"]
    due = region.today + timedelta(days=30)
    before = {
        (one["municipality"], one["origin"]): one for one in (await unit.get("reporting", "/action-figures"))["rows"]
    }.get((KYYJARVI, "workshop"), {"open": 0, "overdue": 0, "done": 0})
    taken = await unit.post(
        "activities", f"{strategy}/outcomes/{induction}/action", {"owner": "Elinvoimatoimi", "due_on": f"{due}"}
    )
    again = await unit.refused(
        "activities", f"{strategy}/outcomes/{induction}/action", {"owner": "Toinen", "due_on": f"{due}"}
    )
    assert again["code"] == "workshop.outcome_taken_up_already"
    await region.settled()
    (row,) = [one for one in (await unit.get("reporting", base))["rows"] if one["strategy"] == begun["id"]]
    (workshop,) = row["workshops"]
    assert workshop["attendees"] == {"immigrated_residents": 9, "employers": 4}
    assert [(one["action"], one["state"]) for one in workshop["outcomes"]] == [(taken["action"], "open"), (None, None)]

    await region.forward(days=31)
    figures = {
        (one["municipality"], one["origin"]): one for one in (await unit.get("reporting", "/action-figures"))["rows"]
    }[KYYJARVI, "workshop"]
    assert figures["overdue"] >= before["overdue"] + 1
    done = await unit.post("activities", f"/municipalities/{KYYJARVI}/actions/{taken['action']}/done", {})
    listed = await unit.get("reporting", f"/municipalities/{KYYJARVI}/actions", after=done, agreed_in=begun["id"])
    assert (listed["open"], listed["overdue"], listed["done"]) == (0, 0, 1)


@pytest.mark.capability("K2")
async def test_k2_two_versions_of_the_programme_are_compared_goal_by_goal(region: Region) -> None:
    """A goal is kept, one changes its target, one is dropped, one is new; an indicator is measured."""
    unit = region.as_(Role.INTEGRATION_UNIT, KYYJARVI)
    base = f"/municipalities/{KYYJARVI}/programme"
    kept, old = goal("language", "Jokainen oppii kieltä", "80"), goal("work", "Työllisyys nousee", "60")
    await unit.post(
        "activities", f"{base}/versions", version(region, kept, old, goal("housing", "Asuminen sujuu", "90"))
    )
    await unit.post(
        "activities",
        f"{base}/measurements",
        {"goal": "work", "indicator": "share", "amount": "52.5"},
    )
    unknown = await unit.refused(
        "activities", f"{base}/measurements", {"goal": "work", "indicator": "nothing", "amount": 1}
    )
    assert unknown["code"] == "programme.indicator_unknown"
    new = goal("work", "Työllisyys nousee", "65")
    said = await unit.post(
        "activities", f"{base}/versions", version(region, kept, new, goal("leisure", "Harrastukset kaikille", "70"))
    )
    compared = await unit.get("reporting", f"{base}/comparison", after=said)
    changes = {one["code"]: one["change"] for one in compared["goals"]}
    assert changes == {"language": "kept", "work": "changed", "leisure": "added", "housing": "removed"}
    (work,) = [one for one in compared["goals"] if one["code"] == "work"]
    assert [(one["before"], one["after"]) for one in work["targets"]] == [("60", "65")]
    page = await unit.get("reporting", base)
    assert [one["number"] for one in page["versions"]] == [2, 1]
    measured = {one["code"]: one["indicators"][0]["measured"] for one in page["versions"][1]["goals"]}
    assert [one["amount"] for one in measured["work"]] == ["52.5"]


@pytest.mark.capability("K2")
async def test_k2_in_ostrobothnia_a_programme_is_adopted_in_both_languages(region: Region) -> None:
    """The field of the text that is missing is named."""
    vaasa = region.as_(Role.INTEGRATION_UNIT, "905")
    said = version(region, goal("work", "Työllisyys nousee", "60"))
    said["title"]["sv"] = "Vasas integrationsprogram"
    refused = await vaasa.refused("activities", "/municipalities/905/programme/versions", said)
    assert (refused["code"], refused["field"]) == ("programme.language_missing", "goals.0.indicators.0.name.sv")
