"""What a barrier may do at a level, said as sentences; and what a report of one leaves behind."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from services.planning.barrier import report
from services.planning.barrier.domain import (
    INITIAL,
    NATION,
    AnswerBarrier,
    Answered,
    CountReports,
    EscalateBarrier,
    NotReported,
    Open,
    Tally,
    barrier_of,
    decide,
    evolve,
    tally_of,
)
from services.planning.barrier.report import ReportBarrier
from services.planning.words import Words
from shared.errors import Refused
from shared.events import FreeText, Personal
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
from shared.regions.localised import LocalisedText
from tests.planning.facts import LAUKAA, NARPES, PERSON, VAASA
from tests.spec import Spec

pytestmark = pytest.mark.unit

given = Spec(INITIAL, decide, evolve).given
LOCAL, REGION = BarrierLevel.MUNICIPALITY, BarrierLevel.REGION
ABOVE = barrier_of(REGION, "15", "family")
SAID = LocalisedText(fi="Lastenhoito puuttuu", sv="Barnvård saknas")
PUBLISHED = GroupName(fi="Lastenhoito puuttuu", sv="Barnvård saknas")

count = CountReports(LOCAL, VAASA, "family", {VAASA: 1})
counted = BarrierCounted(level=LOCAL, place=VAASA, theme="family", source=VAASA, reports=1)
escalate = EscalateBarrier(REGION, ABOVE, Solution.COMMON_FUNDING, SAID, ("fi", "sv"))
escalated = BarrierEscalated(
    level=LOCAL, to=REGION, to_barrier=ABOVE, solution=Solution.COMMON_FUNDING, summary=PUBLISHED
)
answer = AnswerBarrier(BarrierDecision.WILL_BE_REMOVED, SAID, ("fi", "sv"))
answered = BarrierAnswered(level=LOCAL, decision=BarrierDecision.WILL_BE_REMOVED, answer=PUBLISHED)


def test_a_report_is_counted_without_a_person() -> None:
    given().when(count).produces(counted)
    assert not any(isinstance(value, Personal) for value in counted.__dict__.values())


def test_reports_of_several_municipalities_are_counted_by_each() -> None:
    several = CountReports(REGION, "15", "family", {VAASA: 6, NARPES: 4})
    given().when(several).produces(
        BarrierCounted(level=REGION, place="15", theme="family", source=NARPES, reports=4),
        BarrierCounted(level=REGION, place="15", theme="family", source=VAASA, reports=6),
    )
    given().when(several).leads_to(Open(Tally(REGION, "15", "family", {NARPES: 4, VAASA: 6})))


def test_counts_add_up_in_every_state() -> None:
    given(counted, counted).is_in(Open(Tally(LOCAL, VAASA, "family", {VAASA: 2})))
    given(counted, answered, counted).is_in(Answered(Tally(LOCAL, VAASA, "family", {VAASA: 2})))


def test_a_barrier_is_raised_once_and_its_words_are_in_the_regions_languages() -> None:
    given(counted).when(escalate).produces(escalated)
    given(counted, answered).when(escalate).produces(escalated)
    given(counted, escalated).when(escalate).refuses("barrier.already_escalated")
    given(counted, answered, escalated).when(escalate).refuses("barrier.already_escalated")
    raised = given(counted, answered).when(escalate)
    raised.leads_to(Answered(Tally(LOCAL, VAASA, "family", {VAASA: 1}, ABOVE)))
    without = replace(escalate, summary=LocalisedText(fi="Lastenhoito puuttuu"))
    given(counted).when(without).refuses("barrier.language_missing", "summary.sv")


def test_a_barrier_is_answered_once_also_when_it_has_been_raised() -> None:
    given(counted).when(answer).produces(answered)
    given(counted, escalated).when(answer).leads_to(Answered(Tally(LOCAL, VAASA, "family", {VAASA: 1}, ABOVE)))
    given(counted, answered).when(answer).refuses("barrier.already_answered")
    without = replace(answer, answer=LocalisedText(sv="Barnvård saknas"))
    given(counted).when(without).refuses("barrier.language_missing", "answer.fi")


def test_what_is_published_is_published_in_every_language_it_was_said_in() -> None:
    said = LocalisedText(fi="Lastenhoito puuttuu", sv="Barnvård saknas", en="There is no child care")
    published = GroupName(fi=said.fi, sv="Barnvård saknas", en="There is no child care")
    given(counted).when(replace(answer, answer=said)).produces(answered.model_copy(update={"answer": published}))
    given(counted).when(replace(escalate, summary=said)).produces(escalated.model_copy(update={"summary": published}))


@pytest.mark.parametrize("command", [escalate, answer])
def test_what_nobody_has_reported_is_not_found(command: EscalateBarrier | AnswerBarrier) -> None:
    given().when(command).refuses("access.not_found")


def test_nothing_has_been_counted_of_what_nobody_reported() -> None:
    with pytest.raises(Refused, match=r"access\.not_found"):
        tally_of(NotReported())
    assert tally_of(Answered(Tally(LOCAL, VAASA, "family"))) == Tally(LOCAL, VAASA, "family")


def test_a_place_has_one_barrier_of_a_theme() -> None:
    ids = {
        barrier_of(level, place, theme)
        for level, place, theme in [
            (LOCAL, VAASA, "family"),
            (LOCAL, LAUKAA, "family"),
            (LOCAL, VAASA, "work"),
            (REGION, "15", "family"),
            (BarrierLevel.NATION, NATION, "family"),
        ]
    }
    assert len(ids) == 5
    # The id is that of a stream: what was reported by an earlier version is found by every later one.
    assert barrier_of(LOCAL, "905", "family") == UUID("8885a8fb-ba26-5898-8458-bd37fef1f81a")
    assert barrier_of(LOCAL, VAASA, "family") in ids


def test_facts_in_an_order_that_cannot_be_are_not_folded() -> None:
    with pytest.raises(ValueError, match="cannot follow NotReported"):
        given(answered).is_in(NotReported())


def test_a_report_keeps_its_words_in_the_case_and_is_made_once() -> None:
    of_case = Spec(report.INITIAL, report.decide, report.evolve).given
    words = Words(UUID(int=9), "Ei hoitopaikkaa")
    command = ReportBarrier(VAASA, PERSON, UUID(int=8), UUID(int=7), "family", Solution.LOCAL_STRUCTURE, words)
    reported = BarrierReported(
        municipality=VAASA,
        report=UUID(int=8),
        barrier=UUID(int=7),
        theme="family",
        solution=Solution.LOCAL_STRUCTURE,
        words=Personal(UUID(int=9), FreeText(text="Ei hoitopaikkaa"), parents=(PERSON,)),
    )
    of_case().when(command).produces(reported)
    of_case().when(command).texts_go_with(PERSON)
    of_case().when(replace(command, words=None)).produces(reported.model_copy(update={"words": None}))
    of_case(reported).when(command).stays_quiet()
    with pytest.raises(ValueError, match="cannot follow Reported"):
        of_case(reported, reported).is_in(report.INITIAL)
