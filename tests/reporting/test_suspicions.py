"""What a municipality is told of suspected duplicates, and that the others' show in no count, number or proof."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.reporting.hidden import hidden_from
from tests.projection.chronicle import Case, accepted, arrival, corrected, dismissed, offered, suspected
from tests.projection.test_folds import KEYS, Chronicle, archived, folded
from tests.reporting.test_api import LAUKAA, NARPES, Reporting, reporting

__all__ = ["reporting"]  # the fixture

OTHER, THIRD = uuid4(), uuid4()
SUSPICION, ANOTHER = uuid4(), uuid4()


async def _raised(on: Reporting, case: Case, suspicion: UUID, other: UUID, municipality: str) -> None:
    said = await on.chronicle.one(case.id, suspected(suspicion, other, municipality), kind="suspicion", of=suspicion)
    await on.hears(said)


async def _shown(on: Reporting, case: Case, actor: str = "narpes", at: str = NARPES) -> dict[str, Any]:
    """Every answer about a case, ids and instants that are each case's own taken out."""
    parts = {
        part: (await on.get(actor, f"/municipalities/{at}/cases/{case.id}{part}")).json()
        for part in ("", "/timeline", "/replay")
    }
    replay = parts["/replay"]
    proof = replay["proof"]
    return {
        "duplicates": (parts[""]["duplicates"], replay["case"]["duplicates"]),
        "happened": [[row["event"] for row in rows] for rows in (parts["/timeline"]["rows"], replay["timeline"])],
        "proof": (
            proof["verified"],
            proof["events"],
            {stream.split("/")[1]: n for stream, n in proof["streams"].items()},
        ),
        "complete": (parts["/timeline"]["complete"], replay["complete"]),
        "ends at its last event": replay["position"] == replay["timeline"][-1]["position"],
    }


@pytest.mark.integration
async def test_another_municipalitys_suspicion_changes_nothing_that_a_case_shows(reporting: Reporting) -> None:
    alike, alone = Case(), Case()
    shown = []
    for case in (alike, alone):
        await reporting.case(case, arrival(case, NARPES))
        if case is alike:
            await _raised(reporting, case, SUSPICION, OTHER, LAUKAA)
        await reporting.case(case, corrected(case, "Later"))
        shown.append(await _shown(reporting, case))
        if case is alike:
            await _raised(reporting, case, ANOTHER, THIRD, LAUKAA)  # the newest event of all
            assert await _shown(reporting, case) == shown[0]
    assert shown[0] == shown[1]
    assert shown[0]["proof"] == (True, 2, {"case": 2})
    assert shown[0]["duplicates"] == (0, 0)


@pytest.mark.integration
async def test_its_own_suspicions_are_told_proved_and_end_when_they_are_dismissed(reporting: Reporting) -> None:
    case = Case()
    await reporting.case(case, arrival(case, NARPES))
    await _raised(reporting, case, SUSPICION, OTHER, NARPES)
    await _raised(reporting, case, ANOTHER, THIRD, LAUKAA)
    await reporting.case(case, corrected(case, "Later"))
    shown = await _shown(reporting, case)
    assert shown["duplicates"] == (1, 1)
    assert shown["happened"] == [["ArrivalRegistered", "DuplicateSuspected", "PersonDetailsCorrected"]] * 2
    assert shown["proof"] == (True, 3, {"case": 2, "suspicion": 1})
    (told,) = [
        row
        for row in (await reporting.get("narpes", f"/municipalities/{NARPES}/cases/{case.id}/timeline")).json()["rows"]
        if row["event"] == "DuplicateSuspected"
    ]
    assert (told["details"]["suspicion"], told["details"]["other_case"]) == (str(SUSPICION), str(OTHER))

    end = dismissed(SUSPICION, OTHER, NARPES)
    await reporting.hears(await reporting.chronicle.one(case.id, end, kind="suspicion", of=SUSPICION))
    await reporting.case(case, corrected(case, "Latest"))
    shown = await _shown(reporting, case)
    assert shown["duplicates"] == (0, 0)
    assert shown["proof"] == (True, 5, {"case": 3, "suspicion": 2})


@pytest.mark.integration
async def test_a_case_that_moves_is_told_of_its_new_municipalitys_cases_and_no_more_of_the_old_ones(
    reporting: Reporting,
) -> None:
    case = Case()
    await reporting.case(case, arrival(case, NARPES))
    await _raised(reporting, case, SUSPICION, OTHER, NARPES)
    await _raised(reporting, case, ANOTHER, THIRD, LAUKAA)
    await reporting.case(case, offered(case, NARPES, LAUKAA))
    await reporting.case(case, accepted(case, NARPES, LAUKAA), actor="laukaa", at=LAUKAA)
    shown = await _shown(reporting, case, "laukaa", LAUKAA)
    assert shown["duplicates"] == (1, 1)
    assert shown["proof"] == (True, 4, {"case": 3, "suspicion": 1})
    whole = await reporting.get("laukaa", f"/municipalities/{LAUKAA}/cases/{case.id}/timeline")
    assert str(OTHER) not in whole.text
    assert str(THIRD) in whole.text
    listed = (await reporting.get("laukaa", f"/municipalities/{LAUKAA}/worklist")).json()
    assert (listed["total"], len(listed["rows"]), listed["rows"][0]["duplicates"]) == (1, 1, 1)


@pytest.mark.integration
async def test_who_guesses_a_hidden_suspicions_stream_waits_for_it_as_for_none(
    reporting: Reporting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both ids may be known where the other case was one's own before it moved: the stream's name follows from them."""
    case = Case()
    await reporting.case(case, arrival(case, NARPES))
    await _raised(reporting, case, SUSPICION, OTHER, LAUKAA)
    await _raised(reporting, case, ANOTHER, THIRD, NARPES)
    await reporting.case(case, corrected(case, "Later"))
    monkeypatch.setattr("services.reporting.reading.Reports.passed.__kwdefaults__", {"seconds": 0.1})
    path = f"/municipalities/{NARPES}/worklist"
    hidden, none, own = [
        await reporting.get("narpes", path, after=f"intake/suspicion/{one}:1") for one in (SUSPICION, uuid4(), ANOTHER)
    ]
    assert (hidden.status_code, {**hidden.json(), "trace": ""}) == (503, {**none.json(), "trace": ""})
    assert own.status_code == 200


def _rows(case: Case, *said: tuple[Any, UUID | None]) -> dict[str, dict[str, Any]]:
    async def say() -> list[Any]:
        chronicle = Chronicle(KEYS)
        return [
            await chronicle.one(case.id, event, kind="suspicion" if of else "case", of=of or case.id)
            for event, of in said
        ]

    return folded(archived(asyncio.run(say())))


@pytest.mark.unit
def test_what_was_suspected_in_the_cases_own_stream_and_again_in_its_own_is_one_duplicate() -> None:
    case = Case()
    old, new = (suspected(None, OTHER, "905"), None), (suspected(SUSPICION, OTHER, "905"), SUSPICION)
    rows = _rows(case, (arrival(case), None), old, new)
    assert rows["caseload"][""].duplicates == 1
    assert len(rows["timeline"]) == 4
    rows = _rows(case, (arrival(case), None), old, new, (dismissed(SUSPICION, OTHER, "905"), SUSPICION))
    assert rows["caseload"][""].duplicates == 0


@pytest.mark.unit
@pytest.mark.parametrize(("municipality", "duplicates"), [("905", 1), ("410", 0)])
def test_a_suspicion_that_comes_before_its_arrival_is_told_where_it_would_have_been(
    municipality: str, duplicates: int
) -> None:
    case = Case()
    rows = _rows(case, (suspected(SUSPICION, OTHER, municipality), SUSPICION), (arrival(case), None))
    assert rows["caseload"][""].duplicates == duplicates
    told = [row.municipality for row in rows["timeline"].values() if row.event == "DuplicateSuspected"]
    assert told == ["905" if duplicates else ""]
    assert {row.municipality for sub, row in rows["caseload"].items() if sub} == {""}


@pytest.mark.unit
def test_only_suspicions_of_other_municipalities_are_hidden() -> None:
    hides = hidden_from("905")
    assert hides(f"intake/suspicion/{SUSPICION}", b'{"other_municipality":"410"}')
    assert hides(f"intake/suspicion/{SUSPICION}", b"\xff")
    assert hides(f"intake/suspicion/{SUSPICION}", b"[]")
    assert not hides(f"intake/suspicion/{SUSPICION}", b'{"other_municipality":"905"}')
    assert not hides(f"intake/case/{SUSPICION}", b'{"other_municipality":"410"}')
