"""A protected case: to whoever is not entitled there is no such case, in no list, search, count, flow or figure."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Final
from uuid import UUID, uuid4

import pytest

from shared.events import Event, activities, assessment, planning
from shared.events.activities.directory import Need
from shared.events.activities.groups import EffectRated, Phase, Ratings, WishExpressed, WishTakenUp
from shared.events.activities.vacancies import CandidateProposed, MatchFound, VacancyPlaceTaken
from shared.events.intake.protection import (
    NonDisclosureLifted,
    NonDisclosureSet,
    ProtectedCaseOpenedTo,
    ProtectionGround,
    ProtectionKind,
)
from shared.events.model import Personal
from shared.events.protection import Noted
from tests.activities.vacancy.facts import posted
from tests.projection.chronicle import Case, arrival, history, offered
from tests.reporting.test_api import LAUKAA, NARPES, Reporting, reporting

__all__ = ["reporting"]
pytestmark = pytest.mark.integration
DAY: Final = date(2026, 2, 2)


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


async def one_notes(reporting: Reporting, case: Case, noted: type[Noted], *entitled: str, version: int = 1) -> None:
    fact = noted(entitled=entitled or None)
    await reporting.hears(*await reporting.chronicle.says(case.id, fact, kind="protection"))
    after = f"{noted.service}/protection/{case.id}:{version}"
    await reporting.get("narpes", f"/municipalities/{NARPES}/worklist", after=after)


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
    path = f"/municipalities/{NARPES}/cases/{case.id}"
    told = (await reporting.get("narpes", f"{path}/protection")).json()
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

    async def told(after: str | None = None) -> tuple[bool, list[str]]:
        said = (await reporting.get("narpes", path, **({"after": after} if after else {}))).json()
        return said["in_force"], said["awaited"]

    after = await protects(reporting, case, "narpes")
    assert await told(after) == (False, ["activities", "assessment", "planning"])
    await one_notes(reporting, case, planning.ProtectionNoted, "narpes")
    await one_notes(reporting, case, assessment.ProtectionNoted, "narpes", "second")  # it keeps to something else yet
    assert await told() == (False, ["activities", "assessment"])
    await one_notes(reporting, case, assessment.ProtectionNoted, "narpes", version=2)
    await one_notes(reporting, case, activities.ProtectionNoted, "narpes")
    assert await told() == (True, [])

    lifted = NonDisclosureLifted(municipality=NARPES, lifted_on=date(2026, 6, 1))
    await reporting.hears(*await reporting.chronicle.says(case.id, lifted, kind="protection"))
    assert await told(f"intake/protection/{case.id}:2") == (False, ["activities", "assessment", "planning"])
    await one_notes(reporting, case, activities.ProtectionNoted, version=2)
    await one_notes(reporting, case, assessment.ProtectionNoted, version=3)
    await one_notes(reporting, case, planning.ProtectionNoted, version=2)
    assert await told() == (False, [])


def participant(case: Case, number: int) -> dict[str, UUID]:
    return {"case": case.id, "person_id": case.person, "referral": UUID(int=number)}


async def test_counts_by_group_and_vacancy_are_the_same_with_and_without_the_person(reporting: Reporting) -> None:
    seen, hidden = Case(), Case()
    for case in (seen, hidden):
        await reporting.case(case, arrival(case, NARPES))
    group, vacancy, wish = uuid4(), uuid4(), uuid4()
    title = activities.GroupName(fi="Kielikahvila", sv="Språkcafé")
    opened = activities.GroupOpened(municipality=NARPES, title=title, language="swe", places=2, starts_on=DAY)
    ratings = Ratings(language=3, inclusion=3, work_ability=3, digital=3)
    rated = [
        EffectRated(participant=UUID(int=2), phase=phase, rated_on=DAY, ratings=Personal(hidden.person, ratings))
        for phase in (Phase.BEFORE, Phase.AFTER)
    ]
    ids = {"case": hidden.id, "person_id": hidden.person}
    match = Personal(hidden.person, MatchFound(score=80, reasons=()))
    proposed = CandidateProposed(candidacy=UUID(int=3), **ids, proposed_by=NARPES, match=match)
    began = VacancyPlaceTaken(placement=UUID(int=4), **ids)
    wished = WishExpressed(municipality=NARPES, need=Need.HOBBIES, case=hidden.id)

    versions: Counter[UUID] = Counter()

    async def told(key: UUID, *facts: Event, kind: str) -> None:
        await reporting.hears(*await reporting.chronicle.says(key, *facts, kind=kind))
        versions[key] += len(facts)
        after = f"activities/{kind}/{key}:{versions[key]}"
        await reporting.get("narpes", f"/municipalities/{NARPES}/worklist", after=after)

    await told(group, opened, activities.ParticipantEnrolled(**participant(seen, 1)), kind="group")
    await told(vacancy, posted, kind="vacancy")
    before = await by_thing(reporting, "narpes", group)
    enrolled = activities.ParticipantEnrolled(**participant(hidden, 2))
    queued = activities.ParticipantQueued(**participant(hidden, 5), number=1)
    await told(group, enrolled, queued, *rated, kind="group")
    await told(vacancy, proposed, began, kind="vacancy")
    await told(wish, wished, WishTakenUp(group=group), kind="wish")
    with_both = await by_thing(reporting, "narpes", group)
    assert [one != two for one, two in zip(before, with_both, strict=True)] == [True] * len(before)

    after = await protects(reporting, hidden, "official-1")
    await reporting.get("narpes", f"/municipalities/{NARPES}/worklist", after=after)
    assert await by_thing(reporting, "narpes", group) == before


async def by_thing(reporting: Reporting, actor: str, group: UUID) -> list[object]:
    """What is counted under a group's, a vacancy's or a wish's id, and not under a case's."""
    found: list[object] = []
    for path in ("groups", f"groups/{group}/season", "effects", "vacancies", "wishes"):
        query = {"open": False} if path == "wishes" else {}
        said = (await reporting.get(actor, f"/municipalities/{NARPES}/{path}", **query)).json()
        found.append({name: value for name, value in said.items() if name != "position"})
    return found
