"""The assessment by a model: answered piece by piece, completed, asked for again; its deadline broken and suspended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest

from services.assessment.agenda import MUST_START, agenda
from services.assessment.clients import Client, client_of
from services.assessment.domain import INITIAL, AskAgain, Command, StartAssessment, decide, evolve
from services.assessment.duty import KnowClient, MoveDuties, RecordBreach, ResumeDuty, SuspendDuty
from services.assessment.forms.answering import AnswerAssessment, BookInterpreter, ChosenModel, Gathered
from services.assessment.forms.gathering import SHEET, Sheet
from services.assessment.standing import Duty, Form, Required, State, Staying, UnderWay
from shared.agenda import Due
from shared.errors import Refused
from shared.events import Event, FreeText, Personal, Unreadable
from shared.events.assessment import (
    Answers,
    AnswerWritten,
    AssessmentAnswered,
    AssessmentAskedAgain,
    AssessmentRequired,
    AssessmentScored,
    ClientKnown,
    DeadlineBreached,
    DeviationReason,
    DutiesMoved,
    DutyResumed,
    DutySuspended,
    InterpreterBooked,
    Interpreting,
    InterpretingMode,
    ModelChosen,
    Result,
    Terms,
)
from shared.events.words import Words
from shared.regions.traces import traced
from tests.assessment.test_domain import (
    ARRIVED,
    DONE,
    DUE,
    LAUKAA,
    PERSON,
    RULE,
    STARTED,
    TODAY,
    VAASA,
    complete,
    completed,
    require,
    required,
    start,
    started,
    waive,
    waived,
)
from tests.assessment.test_forms import MODEL
from tests.spec import KEY, Spec, folded, recorded

pytestmark = pytest.mark.unit

given = Spec[Command, State](INITIAL, decide, evolve).given
WORDS = UUID("0190c0de-0000-7000-8000-0000000000cc")
BY_DEFAULT = ChosenModel("m", 1, "sv")


def chosen(*, deliberately: bool = True, needed: bool = False, publisher: str | None = None) -> ModelChosen:
    return ModelChosen(
        municipality=VAASA,
        person_id=PERSON,
        model="m",
        model_version=1,
        language="sv",
        deliberately=deliberately,
        interpreter_needed=needed,
        publisher=publisher,
        terms=Personal(PERSON, Terms(spoken="prs")),
    )


def answered(number: int, **values: Any) -> AssessmentAnswered:
    return AssessmentAnswered(municipality=VAASA, answer_set=number, answers=Personal(PERSON, Answers(values=values)))


def answer(upon: int, **said: Any) -> AnswerAssessment:
    return AnswerAssessment(VAASA, MODEL, said, upon, WORDS)


booked = InterpreterBooked(
    municipality=VAASA,
    booking=WORDS,
    booked_for=ARRIVED,
    interpreting=Personal(PERSON, Interpreting(language="prs", mode=InterpretingMode.VIDEO)),
)
book = BookInterpreter(VAASA, WORDS, ARRIVED, Interpreting(language="prs", mode=InterpretingMode.VIDEO))
DUTY = Duty(VAASA, PERSON, ARRIVED, DUE, required.rule)
BEGUN: tuple[Event, ...] = (required, started, chosen())


class TestChoosing:
    def test_the_model_is_recorded_with_the_start(self) -> None:
        command = replace(start, model=replace(BY_DEFAULT, deliberately=True), spoken="prs")
        given(required).when(command).produces(started, chosen())

    def test_another_than_the_default_needs_a_reason_which_is_sealed(self) -> None:
        other = replace(BY_DEFAULT, default=False, deliberately=True)
        given(required).when(replace(start, model=other)).refuses("assessment.deviation_needs_a_reason", "deviation")
        command = replace(start, model=other, deviation=DeviationReason.MANY_NEEDS, interpreter_needed=True)
        terms = Personal(PERSON, Terms(deviation=DeviationReason.MANY_NEEDS))
        given(required).when(command).produces(started, chosen(needed=True).model_copy(update={"terms": terms}))

    def test_a_municipalitys_own_model_is_recorded_with_who_published_it(self) -> None:
        own = replace(BY_DEFAULT, deliberately=True, publisher=VAASA)
        command = replace(start, model=own, spoken="prs")
        given(required).when(command).produces(started, chosen(publisher=VAASA))
        given(required).when(command).leads_to(
            UnderWay(DUTY, STARTED, "official-1", Form("m", 1, "sv", True, False, VAASA))
        )

    def test_a_reason_for_the_default_is_none(self) -> None:
        command = replace(start, model=BY_DEFAULT, deviation=DeviationReason.CLIENTS_WISH)
        produced = decide(command, folded(INITIAL, evolve, [required]))
        (_, fact) = produced
        assert isinstance(fact, ModelChosen)
        assert fact.terms.value == Terms()
        assert not fact.deliberately


class TestAnswering:
    def test_what_was_taken_back_is_an_answer_set_too(self) -> None:
        taken_back = Answers(taken_back=("yes",))
        given(*BEGUN).when(answer(0, yes=None)).produces(
            AssessmentAnswered(municipality=VAASA, answer_set=1, answers=Personal(PERSON, taken_back))
        )

    def test_each_set_has_its_number_its_words_too(self) -> None:
        (said, written) = decide(answer(1, words="omin sanoin"), folded(INITIAL, evolve, [*BEGUN, answered(1)]))
        assert isinstance(said, AssessmentAnswered)
        assert isinstance(written, AnswerWritten)
        assert said.answer_set == written.answer_set == 2
        given(*BEGUN, answered(1), said, written).when(answer(2, one="x")).produces(answered(3, one="x"))

    def test_a_piece_is_saved_its_words_apart(self) -> None:
        text_id = uuid5(WORDS, "words")
        given(*BEGUN).when(answer(0, words="omin sanoin")).texts_go_with(PERSON)
        given(*BEGUN).when(answer(0, one="x", words="omin sanoin", yes=None)).produces(
            AssessmentAnswered(
                municipality=VAASA,
                answer_set=1,
                answers=Personal(
                    PERSON, Answers(values={"one": "x"}, texts={"words": str(text_id)}, taken_back=("yes",))
                ),
            ),
            AnswerWritten(
                municipality=VAASA,
                answer_set=1,
                text_id=text_id,
                text=Personal(text_id, FreeText(text="omin sanoin"), parents=(PERSON,)),
            ),
        )

    def test_a_later_writer_must_have_seen_the_newest_set(self) -> None:
        given(*BEGUN, answered(1, one="x")).when(answer(0, one="y")).refuses(
            "assessment.answers_changed_meanwhile", "answer_set"
        )
        given(*BEGUN, answered(1, one="x")).when(answer(1, one="y")).produces(answered(2, one="y"))

    def test_what_does_not_fit_is_refused(self) -> None:
        given(*BEGUN).when(answer(0, one="z")).refuses("answer.not_a_choice", "answers.one")
        given(*BEGUN).when(answer(0)).refuses("assessment.nothing_answered", "answers")

    def test_the_version_that_it_began_with_is_kept(self) -> None:
        newer = replace(answer(0, one="x"), model=MODEL.model_copy(update={"version": 2}))
        given(*BEGUN).when(newer).refuses("assessment.another_model")

    @pytest.mark.parametrize(
        ("history", "code"),
        [
            ((required,), "assessment.not_started"),
            ((required, started), "assessment.has_no_form"),
            ((*BEGUN, completed), "assessment.already_completed"),
            ((required, waived), "assessment.already_waived"),
        ],
    )
    def test_only_what_is_under_way_is_answered(self, history: tuple[Event, ...], code: str) -> None:
        given(*history).when(answer(0, one="x")).refuses(code)


class TestInterpreting:
    def test_an_interpreter_is_booked_before_or_during_it(self) -> None:
        given(required).when(book).produces(booked)
        given(*BEGUN).when(book).produces(booked)

    def test_not_for_a_day_before_the_arrival_nor_after_its_end(self) -> None:
        early = replace(book, booked_for=ARRIVED - timedelta(days=1))
        given(required).when(early).refuses("assessment.before_arrival", "booked_for")
        given(*BEGUN, completed).when(book).refuses("assessment.already_completed")
        given(required, waived).when(book).refuses("assessment.already_waived")

    def test_a_booking_leaves_all_else_as_it_stood(self) -> None:
        given(required, booked).is_in(Required(replace(DUTY, interpreter_booked=True)))
        form = Form("m", 1, "sv", True, False)
        given(*BEGUN, booked).is_in(UnderWay(replace(DUTY, interpreter_booked=True), STARTED, "official-1", form))

    def test_without_one_it_is_not_completed_where_one_is_needed(self) -> None:
        history = (required, started, chosen(deliberately=False, needed=True))
        command = replace(complete, gathered=Gathered(MODEL))
        given(*history).when(command).refuses("assessment.interpreter_not_booked")
        given(*history, booked).when(command).produces(completed)


def gathered(number: int, values: Mapping[str, Any], texts: frozenset[str] = frozenset()) -> Gathered:
    return Gathered(MODEL, number, values, texts)


class TestCompleting:
    def test_the_answers_are_counted(self) -> None:
        full = {"one": "x", "more": ("p",), "level": "A1.1"}
        scored = AssessmentScored(
            municipality=VAASA,
            scored_on=DONE,
            model="m",
            model_version=1,
            result=Personal(PERSON, Result(points={"a": 4, "b": 1}, total=5, band="low", services=("much",))),
        )
        given(*BEGUN, answered(1, **full)).when(replace(complete, gathered=gathered(1, full))).produces(
            scored, completed
        )

    def test_an_obligatory_answer_that_is_missing_is_named(self) -> None:
        given(*BEGUN).when(replace(complete, gathered=gathered(0, {}))).refuses(
            "assessment.answer_missing", "answers.one"
        )
        given(*BEGUN, answered(1, one="x")).when(replace(complete, gathered=gathered(1, {"one": "x"}))).refuses(
            "assessment.answer_missing", "answers.more"
        )

    def test_what_was_answered_in_words_is_not_missing(self) -> None:
        said = {"one": "y", "yes": True}
        history = (*BEGUN, answered(1, **said))
        given(*history).when(replace(complete, gathered=gathered(1, said))).refuses(
            "assessment.answer_missing", "answers.after"
        )
        whole = replace(complete, gathered=gathered(1, said, frozenset({"after"})))
        assert len(decide(whole, folded(INITIAL, evolve, history))) == 2

    def test_where_nobody_chose_the_model_and_nothing_is_answered_the_officials_words_are_the_record(self) -> None:
        by_default = (required, started, chosen(deliberately=False))
        given(*by_default).when(replace(complete, gathered=gathered(0, {}))).produces(completed)
        given(*by_default, answered(1, yes=False)).when(
            replace(complete, gathered=gathered(1, {"yes": False}))
        ).refuses("assessment.answer_missing", "answers.one")

    def test_answers_that_came_meanwhile_are_not_overlooked(self) -> None:
        given(*BEGUN, answered(1, one="y")).when(replace(complete, gathered=gathered(0, {}))).refuses(
            "assessment.answers_changed_meanwhile"
        )


class TestAskingAgain:
    again = AskAgain(VAASA, DONE, RULE, Words(WORDS, "Tilanne on toinen."), TODAY)
    asked = AssessmentAskedAgain(
        municipality=VAASA,
        person_id=PERSON,
        asked_on=DONE,
        words=Personal(WORDS, FreeText(text="Tilanne on toinen."), parents=(PERSON,)),
    )

    @pytest.mark.parametrize("end", [(started, completed), (waived,)])
    def test_everybody_may_after_the_end_and_the_time_runs_anew(self, end: tuple[Event, ...]) -> None:
        due_on = RULE.due(DONE)
        given(required, *end).when(self.again).texts_go_with(PERSON)
        (first, second) = decide(self.again, folded(INITIAL, evolve, [required, *end]))
        assert first == self.asked
        assert isinstance(second, AssessmentRequired)
        assert (second.counted_from, second.due_on, second.municipality) == (DONE, due_on, VAASA)
        given(required, *end, first, second).when(replace(start, started_on=DONE)).produces(
            started.model_copy(update={"started_on": DONE})
        )

    def test_without_words_too_and_on_any_day_from_the_end_to_today(self) -> None:
        for day in (DONE, TODAY):
            (first, second) = decide(
                replace(self.again, asked_on=day, words=None), folded(INITIAL, evolve, [required, waived])
            )
            assert first == self.asked.model_copy(update={"asked_on": day, "words": None})
            assert isinstance(second, AssessmentRequired)
            assert second == required.model_copy(
                update={
                    "counted_from": day,
                    "due_on": RULE.due(day),
                    "rule": traced(RULE, RULE.due(day), arrived_on=day),
                }
            )

    def test_not_before_the_end(self) -> None:
        given(required).when(self.again).refuses("assessment.not_over_yet")
        given(required, started).when(self.again).refuses("assessment.not_over_yet")

    @pytest.mark.parametrize("end", [(started, completed), (waived,)])
    def test_not_for_a_day_before_the_end_or_ahead(self, end: tuple[Event, ...]) -> None:
        before = replace(self.again, asked_on=DONE - timedelta(days=1))
        given(required, *end).when(before).refuses("assessment.asked_before_it_was_over", "asked_on")
        ahead = replace(self.again, asked_on=TODAY + timedelta(days=1))
        given(required, *end).when(ahead).refuses("assessment.day_in_the_future", "asked_on")


breached = DeadlineBreached(
    municipality=VAASA,
    duty="assessment",
    due_on=DUE,
    breached_on=DUE + timedelta(days=1),
    rule=required.rule,
)
the_day_after = RecordBreach(DUE, DUE + timedelta(days=1))
suspended = DutySuspended(suspended_on=DONE)
resumed = DutyResumed(resumed_on=TODAY, due_on=DUE)


class TestBreaking:
    def test_it_is_broken_the_day_after_with_the_rule_it_rests_on(self) -> None:
        given(required).when(the_day_after).produces(breached)

    def test_not_on_the_last_day(self) -> None:
        given(required).when(RecordBreach(DUE, DUE)).stays_quiet()

    def test_never_twice(self) -> None:
        given(required, breached).when(the_day_after).stays_quiet()
        given(required, breached).when(replace(the_day_after, today=date(2027, 1, 1))).stays_quiet()

    def test_not_of_another_deadline(self) -> None:
        other = RecordBreach(DUE - timedelta(days=1), DUE + timedelta(days=1))
        given(required).when(other).stays_quiet()

    @pytest.mark.parametrize(
        "history",
        [(), (required, started), (required, started, completed), (required, waived), (required, suspended)],
    )
    def test_not_of_what_is_done_waived_suspended_or_never_was(self, history: tuple[Event, ...]) -> None:
        given(*history).when(the_day_after).stays_quiet()

    def test_what_is_late_may_still_begin(self) -> None:
        late = replace(start, started_on=DUE + timedelta(days=2), today=DUE + timedelta(days=2))
        given(required, breached).when(late).produces(
            started.model_copy(update={"started_on": DUE + timedelta(days=2)})
        )

    def test_the_receiver_of_a_moved_case_breaks_it(self) -> None:
        moved = DutiesMoved(sender=VAASA, receiver=LAUKAA, moves_on=DONE)
        given(required, moved).when(the_day_after).produces(breached.model_copy(update={"municipality": LAUKAA}))

    def test_the_agenda_has_the_day_and_asks_the_case(self) -> None:
        stream = recorded(required).head.stream
        due = Due(MUST_START, stream, KEY, DUE)
        assert agenda.of(recorded(required)) == [due]
        assert agenda.of(recorded(resumed)) == [due]
        assert agenda.of(recorded(started)) == []
        assert agenda.command(due, DUE + timedelta(days=1)) == the_day_after


class TestSuspending:
    def test_a_closed_case_owes_nothing_until_it_goes_on(self) -> None:
        given(required).when(SuspendDuty(DONE)).produces(suspended)
        given(required, started).when(SuspendDuty(DONE)).produces(suspended)
        given(required, suspended).when(ResumeDuty(TODAY)).produces(resumed)
        given(required, suspended, resumed).when(the_day_after).produces(breached)

    @pytest.mark.parametrize("command", [SuspendDuty(DONE), ResumeDuty(TODAY)])
    @pytest.mark.parametrize("history", [(), (required, started, completed), (required, waived)])
    def test_where_nothing_is_due_nothing_is_said(self, command: Command, history: tuple[Event, ...]) -> None:
        given(*history).when(command).stays_quiet()

    def test_what_is_under_way_is_suspended_and_resumed_as_it_stands(self) -> None:
        given(required, started, suspended).is_in(UnderWay(replace(DUTY, suspended=True), STARTED, "official-1"))
        given(required, started, suspended).when(ResumeDuty(TODAY)).produces(resumed)
        given(required, started, suspended, resumed).is_in(UnderWay(DUTY, STARTED, "official-1"))
        given(required, breached, suspended, resumed).is_in(Required(replace(DUTY, breached=True)))

    def test_it_is_said_once(self) -> None:
        given(required, suspended).when(SuspendDuty(TODAY)).stays_quiet()
        given(required).when(ResumeDuty(TODAY)).stays_quiet()


known = ClientKnown(municipality=VAASA, person_id=PERSON)


class TestStaying:
    def test_who_stays_is_known_once_and_owed_an_assessment_with_a_home_municipality(self) -> None:
        given().when(KnowClient(VAASA, PERSON)).produces(known)
        given(known).when(KnowClient(VAASA, PERSON)).stays_quiet()
        given(required).when(KnowClient(VAASA, PERSON)).stays_quiet()
        given(known).when(require).produces(required)

    @pytest.mark.parametrize("command", [start, waive, complete, book])
    def test_before_that_nothing_is_assessed(self, command: Any) -> None:
        given(known).when(command).refuses("assessment.no_home_municipality")
        given(known).when(replace(command, municipality=LAUKAA)).refuses("access.not_found")

    def test_a_stay_moves_too(self) -> None:
        moved = DutiesMoved(sender=VAASA, receiver=LAUKAA, moves_on=DONE)
        given(known).when(MoveDuties(VAASA, LAUKAA, DONE)).produces(moved)
        given(known, moved).when(MoveDuties(VAASA, LAUKAA, DONE)).stays_quiet()
        given(known, moved).when(start).refuses("access.not_found")
        given(known, moved).is_in(Staying(LAUKAA, PERSON))

    def test_the_client_is_told_to_the_own_municipality_only(self) -> None:
        staying = folded(INITIAL, evolve, [known])
        assert client_of(VAASA, staying) == Client(PERSON, at_home=False)
        assert client_of(VAASA, folded(INITIAL, evolve, [required])) == Client(PERSON, at_home=True)
        for state in (INITIAL, staying, folded(INITIAL, evolve, [required, waived])):
            with pytest.raises(Refused, match=r"access\.not_found"):
                client_of(LAUKAA, state)


class TestGathering:
    def sheet(self, *history: Event) -> Sheet:
        return folded(SHEET.initial, SHEET.evolve, history)

    def test_pieces_are_put_together_the_later_ones_over_the_earlier(self) -> None:
        second = AssessmentAnswered(
            municipality=VAASA,
            answer_set=2,
            answers=Personal(PERSON, Answers(values={"one": "y"}, texts={"words": "t"}, taken_back=("yes",))),
        )
        sheet = self.sheet(*BEGUN, answered(1, one="x", yes=True, step=2), second)
        assert sheet == Sheet(2, {"one": "y", "step": 2}, frozenset({"words"}))

    def test_words_are_taken_back_too(self) -> None:
        first = AssessmentAnswered(
            municipality=VAASA, answer_set=1, answers=Personal(PERSON, Answers(texts={"words": "t"}))
        )
        back = AssessmentAnswered(
            municipality=VAASA, answer_set=2, answers=Personal(PERSON, Answers(taken_back=("words",)))
        )
        assert self.sheet(*BEGUN, first, back) == Sheet(2)

    def test_a_new_round_begins_empty(self) -> None:
        assert self.sheet(*BEGUN, answered(1, one="x"), completed, required) == Sheet()

    def test_an_erased_piece_is_not_in_it_but_counts(self) -> None:
        erased = AssessmentAnswered(municipality=VAASA, answer_set=2, answers=Personal(PERSON, Unreadable.ERASED))
        assert self.sheet(*BEGUN, answered(1, one="x"), erased) == Sheet(2, {"one": "x"})


def test_a_start_without_a_model_has_no_form() -> None:
    assert isinstance(start, StartAssessment)
    given(required).when(start).produces(started)
    given(required, started).when(replace(complete, gathered=Gathered(MODEL))).produces(completed)
    assert STARTED <= DONE
