"""A protected case: to whoever is not entitled there is no such case, in no list, search, count, flow or figure."""

from __future__ import annotations

from datetime import date

import pytest

from shared.events import activities, assessment, planning
from shared.events.intake.protection import (
    NonDisclosureLifted,
    NonDisclosureSet,
    ProtectedCaseOpenedTo,
    ProtectionGround,
    ProtectionKind,
)
from shared.events.model import Personal
from shared.events.protection import Noted
from tests.projection.chronicle import Case, arrival, history, offered
from tests.reporting.test_api import LAUKAA, NARPES, Reporting, reporting

__all__ = ["reporting"]
pytestmark = pytest.mark.integration


async def protects(reporting: Reporting, case: Case, *entitled: str) -> str:
    """Set, and the `after` that waits for it."""
    ground = Personal(case.person, ProtectionGround(kind=ProtectionKind.TRAFFICKING))
    fact = NonDisclosureSet(
        municipality=NARPES, person_id=case.person, set_on=date(2026, 5, 1), entitled=entitled, ground=ground
    )
    await reporting.hears(*await reporting.chronicle.says(case.id, fact, kind="protection"))
    return f"intake/protection/{case.id}:1"


async def notes(reporting: Reporting, case: Case, *entitled: str) -> None:
    """Every service that takes commands keeps to it: to these, or where nobody is named to nothing any more."""
    for noted in (planning.ProtectionNoted, assessment.ProtectionNoted, activities.ProtectionNoted):
        await one_notes(reporting, case, noted, *entitled)


async def one_notes(reporting: Reporting, case: Case, noted: type[Noted], *entitled: str) -> None:
    fact = noted(entitled=entitled or None)
    await reporting.hears(*await reporting.chronicle.says(case.id, fact, kind="protection"))


async def everything(reporting: Reporting, actor: str, case: Case) -> dict[str, object]:
    """All that an actor can learn of the municipality's cases, without positions and usage."""
    found: dict[str, object] = {}
    for path in ("worklist", "deadlines", "transfers", "flows", "equality", f"cases/{case.id}", "groups"):
        answer = await reporting.get(actor, f"/municipalities/{NARPES}/{path}")
        said = answer.json()
        said.pop("position", None)
        said.pop("trace", None)
        found[path] = (answer.status_code, said)
    looked = await reporting.client.post(
        f"/municipalities/{NARPES}/search", json={"name": "Mesdani"}, headers=reporting.place.headers(actor)
    )
    found["search"] = looked.json()["rows"]
    return found


async def test_nobody_but_the_entitled_learns_that_there_is_such_a_case(reporting: Reporting) -> None:
    other = Case()
    await reporting.case(other, arrival(other, NARPES, "Bergström"))
    hidden = Case()
    before = await everything(reporting, "narpes", hidden)
    stay, assessment, planning, _ = history(hidden, NARPES)
    await reporting.case(hidden, stay[0], *assessment, *planning, offered(hidden, NARPES, LAUKAA))
    assert await everything(reporting, "narpes", hidden) != before

    await protects(reporting, hidden, "official-1")
    marker = Case()
    await reporting.case(marker, arrival(marker, LAUKAA, "Later"), actor="laukaa", at=LAUKAA)  # folded after it

    async def unseen() -> bool:
        return (await reporting.get("narpes", f"/municipalities/{NARPES}/cases/{hidden.id}")).status_code == 404

    for _ in range(200):
        if await unseen():
            break
    assert await everything(reporting, "narpes", hidden) == before
    assert (await reporting.get("narpes", f"/municipalities/{NARPES}/cases/{hidden.id}/timeline")).status_code == 404
    assert (await reporting.get("laukaa", f"/municipalities/{LAUKAA}/transfers")).json()["rows"] == []
    rows = (await reporting.get("unit", "/flows")).json()["rows"]
    assert rows == []


async def test_the_official_in_charge_sees_the_case_and_lets_another_see_it(reporting: Reporting) -> None:
    case = Case()
    await reporting.case(case, arrival(case, NARPES))
    await protects(reporting, case, "narpes")
    await notes(reporting, case, "narpes")
    after = f"planning/protection/{case.id}:1"
    path = f"/municipalities/{NARPES}/cases/{case.id}"
    told = (await reporting.get("narpes", f"{path}/protection", after=after)).json()
    assert (told["in_force"], told["entitled"]) == (True, ["narpes"])
    assert (await reporting.get("narpes", path)).json()["person"]["family_name"] == "Mesdani"
    assert (await reporting.get("narpes", f"/municipalities/{NARPES}/worklist")).json()["total"] == 1
    events = (await reporting.get("narpes", f"{path}/timeline")).json()["rows"]
    assert [row["event"] for row in events] == ["ArrivalRegistered", "NonDisclosureSet", *["ProtectionNoted"] * 3]
    assert events[1]["details"] == {"set_on": "2026-05-01", "entitled": ["narpes"]}

    figures = (await reporting.get("narpes", f"/municipalities/{NARPES}/equality", year=2026)).json()
    assert {row["value"]["n"] for row in figures["regions"][0]["rows"]} == {0}

    assert (await reporting.get("second", path)).status_code == 404
    let_in = ProtectedCaseOpenedTo(municipality=NARPES, official="second")
    await reporting.hears(*await reporting.chronicle.says(case.id, let_in, kind="protection"))
    told = (await reporting.get("narpes", f"{path}/protection", after=f"intake/protection/{case.id}:2")).json()
    assert told["entitled"] == ["narpes", "second"]
    assert (await reporting.get("second", path)).status_code == 200

    lifted = NonDisclosureLifted(municipality=NARPES, lifted_on=date(2026, 6, 1))
    await reporting.hears(*await reporting.chronicle.says(case.id, lifted, kind="protection"))
    told = (await reporting.get("narpes", f"{path}/protection", after=f"intake/protection/{case.id}:3")).json()
    assert (told["in_force"], told["entitled"]) == (False, [])
    assert (await reporting.get("third", path)).status_code == 200


async def test_it_is_in_force_when_every_service_keeps_to_it_and_not_before(reporting: Reporting) -> None:
    case = Case()
    await reporting.case(case, arrival(case, NARPES))
    path = f"/municipalities/{NARPES}/cases/{case.id}/protection"

    async def told(after: str) -> tuple[bool, list[str]]:
        said = (await reporting.get("narpes", path, after=after)).json()
        return said["in_force"], said["awaited"]

    after = await protects(reporting, case, "narpes")
    assert await told(after) == (False, ["activities", "assessment", "planning"])
    await one_notes(reporting, case, planning.ProtectionNoted, "narpes")
    await one_notes(reporting, case, assessment.ProtectionNoted, "narpes", "second")  # it keeps to something else yet
    assert await told(f"assessment/protection/{case.id}:1") == (False, ["activities", "assessment"])
    await one_notes(reporting, case, assessment.ProtectionNoted, "narpes")
    await one_notes(reporting, case, activities.ProtectionNoted, "narpes")
    assert await told(f"activities/protection/{case.id}:1") == (True, [])

    lifted = NonDisclosureLifted(municipality=NARPES, lifted_on=date(2026, 6, 1))
    await reporting.hears(*await reporting.chronicle.says(case.id, lifted, kind="protection"))
    assert await told(f"intake/protection/{case.id}:2") == (False, ["activities", "assessment", "planning"])
    await notes(reporting, case)
    assert await told(f"activities/protection/{case.id}:2") == (False, [])
