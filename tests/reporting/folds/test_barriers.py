"""What slows integration: a barrier with its counts, what was asked of the next level, and each case's reports."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from services.reporting.readmodels.barriers import BARRIER_REPORTS, BARRIERS, BarrierReportRow, BarrierRow
from shared.access.rls import EVERYBODY
from shared.events.activities import GroupName
from shared.events.planning.barriers import (
    BarrierAnswered,
    BarrierCounted,
    BarrierDecision,
    BarrierEscalated,
    BarrierLevel,
    BarrierReported,
    Solution,
)
from tests.reporting.folding import rows_of, told
from tests.reporting.folds.facts import LAUKAA, NARPES, RECORDED, VAASA, arrived, moved

pytestmark = pytest.mark.unit

ABOVE, ID = UUID(int=4), UUID(int=5)
WORDS = GroupName(fi="Lastenhoito", sv="Barnvård", en="Child care")


def counted(source: str, reports: int, level: BarrierLevel = BarrierLevel.MUNICIPALITY) -> BarrierCounted:
    place = VAASA if level is BarrierLevel.MUNICIPALITY else "15"
    return told(BarrierCounted, level=level, place=place, theme="family", source=source, reports=reports)


LOCAL = BarrierRow(VAASA, "municipality", VAASA, "family", 1)
REGIONAL = BarrierRow(EVERYBODY, "region", "15", "family", 7)
raised = told(BarrierEscalated, to_barrier=ABOVE, solution=Solution.COMMON_FUNDING, summary=WORDS)
RAISED: dict[str, Any] = {
    "raised_to": ABOVE,
    "solution": "common_funding",
    "summary_fi": "Lastenhoito",
    "summary_sv": "Barnvård",
    "summary_en": "Child care",
    "raised_on": RECORDED,
}
answered = told(BarrierAnswered, decision=BarrierDecision.REMOVED, answer=WORDS)
ANSWERED: dict[str, Any] = {
    "state": "answered",
    "decision": "removed",
    "answer_fi": "Lastenhoito",
    "answer_sv": "Barnvård",
    "answer_en": "Child care",
    "answered_on": RECORDED,
}


def test_a_municipalitys_barrier_is_its_own() -> None:
    assert rows_of(BARRIERS, counted(VAASA, 1)) == {"": LOCAL, VAASA: LOCAL}
    assert rows_of(BARRIERS, counted(VAASA, 1), counted(VAASA, 2))[""] == LOCAL._replace(reports=3)


def test_a_regions_barrier_is_everybodys_and_says_how_many_reports_each_municipality_made() -> None:
    region = BarrierLevel.REGION
    reports = [counted(VAASA, 7, region), counted(NARPES, 3, region), counted(VAASA, 1, region)]
    assert rows_of(BARRIERS, *reports) == {
        "": REGIONAL._replace(reports=11),
        VAASA: REGIONAL._replace(reports=8),
        NARPES: REGIONAL._replace(reports=3),
    }


def test_it_is_raised_to_the_next_level_with_what_is_asked_for() -> None:
    rows = rows_of(BARRIERS, counted(VAASA, 1), raised)
    assert rows == {"": LOCAL._replace(state="raised", **RAISED), VAASA: LOCAL}


def test_what_is_answered_stays_answered() -> None:
    said = LOCAL._replace(**ANSWERED)
    assert rows_of(BARRIERS, counted(VAASA, 1), answered) == {"": said, VAASA: LOCAL}
    assert rows_of(BARRIERS, counted(VAASA, 1), answered, raised)[""] == said._replace(**RAISED)
    assert rows_of(BARRIERS, counted(VAASA, 1), raised, answered)[""] == said._replace(**RAISED)


def test_a_report_stays_in_its_case_with_its_words_sealed() -> None:
    reported = told(BarrierReported, report=ID, barrier=ABOVE, theme="family", solution=Solution.NATIONAL_PRACTICE)
    row = BarrierReportRow(VAASA, ID, ABOVE, "family", "national_practice", RECORDED, b"BarrierReported.words")
    assert rows_of(BARRIER_REPORTS, arrived, reported) == {"": BarrierReportRow(VAASA), f"{ID}": row}
    assert rows_of(BARRIER_REPORTS, reported) == {f"{ID}": row._replace(municipality="")}
    assert rows_of(BARRIER_REPORTS, reported, arrived)[f"{ID}"] == row
    there = {"": BarrierReportRow(LAUKAA), f"{ID}": row._replace(municipality=LAUKAA)}
    assert rows_of(BARRIER_REPORTS, arrived, reported, moved) == there
