"""H4: plans that follow from an assessment, within the law's length, for one person, a family, and a minor."""

from __future__ import annotations

from hashlib import sha256

import pytest

from shared.access.roles import Role
from tests.pilots.region import Actor, Region

VAASA = "905"
PLAN = {"months": 12, "goals": ["Suomen kieli B1"], "measures": ["Kotoutumiskoulutus"]}


async def assessed(region: Region, vaasa: Actor) -> str:
    """A case of Vaasa whose assessment found that a plan is needed."""
    case = await region.arrival(vaasa, VAASA)
    await region.settled()
    path = f"/municipalities/{VAASA}/cases/{case}/assessment"
    await vaasa.post("assessment", f"{path}/start", {})
    await vaasa.post("assessment", f"{path}/complete", {"plan_needed": True})
    await region.settled()
    return case


@pytest.mark.capability("H4")
async def test_h4_a_plan_beyond_the_limit_is_refused_unless_extended_with_a_lawful_ground(region: Region) -> None:
    """An individual plan from draft to end: goals, agreement, reviews by rule, extension, documents at each version."""
    vaasa = region.as_(Role.CASEWORKER, VAASA)
    case = await assessed(region, vaasa)
    plan = f"/municipalities/{VAASA}/cases/{case}/plan"
    too_long = await vaasa.refused("planning", plan, PLAN | {"months": 13})
    assert (too_long["code"], too_long["field"]) == ("plan.longer_than_the_law_allows", "months")
    await vaasa.post("planning", plan, PLAN)
    goal = await vaasa.post("planning", f"{plan}/goals", {"text": "Ajokortti", "target_on": "2026-12-31"})
    other = await vaasa.post("planning", f"{plan}/goals", {"text": "Oma yritys"})
    measure = await vaasa.post(
        "planning", f"{plan}/measures", {"text": "Autokoulu", "goal": goal["goal"], "responsible": "client"}
    )
    await vaasa.post("planning", f"{plan}/agreements", {"party": "client"})
    not_ours = await vaasa.refused("planning", f"{plan}/agreements", {"party": "guardian"})
    assert not_ours["code"] == "plan.not_a_party"
    await vaasa.post("planning", f"{plan}/agreements", {"party": "municipality"})
    first = await vaasa.post("planning", f"{plan}/documents", {})
    await vaasa.post("planning", f"{plan}/measures/{measure['measure']}/done", {})
    await vaasa.post("planning", f"{plan}/goals/{goal['goal']}/reach", {})
    await vaasa.post("planning", f"{plan}/goals/{other['goal']}/drop", {"reason": "changed_wish"})
    await vaasa.post("planning", f"{plan}/review", {"findings": "Kieli etenee hyvin."})
    second = await vaasa.post("planning", f"{plan}/documents", {})
    assert (first["number"], second["number"]) == (1, 2)

    # A year is agreed; the total is two years as a rule, and two more on a lawful ground.
    beyond = await vaasa.refused("planning", f"{plan}/extend", {"months": 13})
    assert beyond["code"] == "plan.longer_than_the_law_allows"
    await vaasa.post("planning", f"{plan}/extend", {"months": 12})
    without = await vaasa.refused("planning", f"{plan}/extend", {"months": 1})
    assert without["code"] == "plan.longer_than_the_law_allows"
    for_ever = await vaasa.refused("planning", f"{plan}/extend", {"months": 25, "ground": "literacy"})
    assert for_ever["code"] == "plan.longer_than_the_law_allows"
    extended = await vaasa.post("planning", f"{plan}/extend", {"months": 24, "ground": "literacy"})

    page = await vaasa.get("reporting", plan, after=extended)
    told = page["plan"]
    assert (told["state"], told["kind"], told["months"]) == ("agreed", "individual", 48)
    assert {(one["text"], one["state"], one["reason"]) for one in told["goals"]} == {
        ("Ajokortti", "reached", None),
        ("Oma yritys", "dropped", "changed_wish"),
    }
    assert [(one["text"], one["state"], one["goal"]) for one in told["measures"]] == [
        ("Autokoulu", "done", goal["goal"])
    ]
    assert {one["party"] for one in told["agreements"]} == {"client", "municipality"}
    assert told["reviews"][0]["findings"] == "Kieli etenee hyvin."
    assert [(one["months"], one["rule"], one["ground"]) for one in told["extensions"]] == [
        (12, "total_plan_max", None),
        (24, "total_plan_extension", "literacy"),
    ]

    old = await vaasa.get("reporting", f"{plan}/documents/1", language="sv")
    new = await vaasa.get("reporting", f"{plan}/documents/2", language="sv")
    assert old["text"].startswith("INTEGRATIONSPLAN")
    assert "Ajokortti" in old["text"]
    assert "pågår" in old["text"]
    assert "uppnått" in new["text"]
    assert new["digest"] == sha256(new["text"].encode()).hexdigest() != old["digest"]
    in_finnish = await vaasa.get("reporting", f"{plan}/documents/1")
    assert in_finnish["text"].startswith("KOTOUTUMISSUUNNITELMA")
    assert (await vaasa.refused("reporting", f"{plan}/documents/3", method="GET"))["status"] == 404

    ended = await vaasa.post("planning", f"{plan}/end", {"reason": "employed"})
    over = (await vaasa.get("reporting", plan, after=ended))["plan"]
    assert (over["state"], over["end_reason"]) == ("ended", "employed")
    assert (await vaasa.refused("planning", f"{plan}/goals", {"text": "Vielä"}))["code"] == "plan.already_ended"


@pytest.mark.capability("H4")
async def test_h4_a_minors_plan_has_the_childs_own_view_and_the_guardian_and_a_familys_its_members(
    region: Region,
) -> None:
    """Nobody agrees on a minor's plan before the child is heard; the employment authority agrees where responsible."""
    vaasa = region.as_(Role.CASEWORKER, VAASA)
    child, family = await assessed(region, vaasa), await assessed(region, vaasa)
    plan = f"/municipalities/{VAASA}/cases/{child}/plan"
    nobody = await vaasa.refused("planning", plan, PLAN | {"kind": "minor"})
    assert (nobody["code"], nobody["field"]) == ("plan.guardian_needed", "guardian")
    await vaasa.post("planning", plan, PLAN | {"kind": "minor", "guardian": "Äiti"})
    unheard = await vaasa.refused("planning", f"{plan}/agreements", {"party": "guardian"})
    assert unheard["code"] == "plan.child_not_heard"
    await vaasa.post("planning", f"{plan}/child-view", {"view": "Haluan pelata jalkapalloa."})
    alone = await vaasa.refused("planning", f"{plan}/agree", {})
    assert alone["code"] == "plan.party_has_not_agreed"
    await vaasa.post("planning", f"{plan}/agreements", {"party": "guardian"})
    agreed = await vaasa.post("planning", f"{plan}/agree", {})
    told = (await vaasa.get("reporting", plan, after=agreed))["plan"]
    assert (told["state"], told["kind"], told["guardian"]) == ("agreed", "minor", "Äiti")
    assert told["child_view"] == "Haluan pelata jalkapalloa."
    assert told["parties"] == ["guardian", "municipality"]

    plan = f"/municipalities/{VAASA}/cases/{family}/plan"
    assert (await vaasa.refused("planning", plan, PLAN | {"kind": "family"}))["code"] == "plan.no_members"
    await vaasa.post("planning", plan, PLAN | {"kind": "family", "members": [child], "employment_authority": True})
    await vaasa.post("planning", f"{plan}/agreements", {"party": "client"})
    waiting = await vaasa.post("planning", f"{plan}/agreements", {"party": "municipality"})
    assert (await vaasa.get("reporting", plan, after=waiting))["plan"]["state"] == "drafted"
    agreed = await vaasa.post("planning", f"{plan}/agreements", {"party": "employment_authority"})
    assert (await vaasa.get("reporting", plan, after=agreed))["plan"]["state"] == "agreed"


@pytest.mark.capability("H4")
async def test_h4_civic_orientation_is_counted_by_theme_against_the_decrees_seventy_hours(region: Region) -> None:
    """Nine themes; an unknown one is refused; seventy hours with something of each fulfil the decree."""
    vaasa = region.as_(Role.CASEWORKER, VAASA)
    case = await region.arrival(vaasa, VAASA)
    await region.settled()
    path = f"/municipalities/{VAASA}/cases/{case}"
    unknown = await vaasa.refused("planning", f"{path}/orientation", {"theme": "cooking", "minutes": 60})
    assert (unknown["code"], unknown["field"]) == ("orientation.theme_unknown", "theme")
    said = await vaasa.post("planning", f"{path}/orientation", {"theme": "work", "minutes": 500, "language": "spa"})
    page = (await vaasa.get("reporting", f"{path}/plan", after=said))["orientation"]
    assert (page["minutes"], page["required"], page["law"], page["fulfilled"]) == (500, 4200, "576/2024", False)
    themes = [one["theme"] for one in page["themes"]]
    assert len(themes) == 9
    for theme in themes:
        said = await vaasa.post("planning", f"{path}/orientation", {"theme": theme, "minutes": 450})
    page = (await vaasa.get("reporting", f"{path}/plan", after=said))["orientation"]
    assert (page["minutes"], page["fulfilled"]) == (4550, True)
    timeline = await vaasa.get("reporting", f"{path}/timeline")
    assert "OrientationFulfilled" in {one["event"] for one in timeline["rows"]}
