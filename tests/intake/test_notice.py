"""Early notices: told, taken up, prepared for, withdrawn, and people arrive."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given as sampled
from hypothesis import strategies as st

from services.intake.notice.domain import (
    INITIAL,
    Acknowledge,
    AddTask,
    AssignTask,
    Command,
    FinishTask,
    NoteArrival,
    Preparing,
    ReceiveNotice,
    State,
    WithdrawNotice,
    decide,
    evolve,
)
from services.intake.states import Words
from shared.errors import Refused
from shared.events import Event, FreeText, Personal, Recorded
from shared.events.intake.notices import (
    ArrivalNoticeAcknowledged,
    ArrivalNoticeReceived,
    ArrivalNoticeWithdrawn,
    ArrivalPrepared,
    NoticeContact,
    NoticedPersonArrived,
    NoticeSource,
    Preparation,
    PreparationAgreed,
    PreparationAssigned,
    PreparationDone,
    Sector,
)
from shared.regions.texts import codes
from tests.spec import RECORDED_AT, Spec, answer, folded, recorded

pytestmark = pytest.mark.unit

given = Spec[Command, State](INITIAL, decide, evolve).given

NARPES, VAASA = "545", "905"
NOTICE, CONTACT, HOUSING, SCHOOL, CASE, TEXT = (UUID(int=0x190C0DE << 96 | n) for n in range(31, 37))
TODAY = RECORDED_AT.date()
DAY = timedelta(days=1)
EXPECTED = TODAY + 40 * DAY
WHO = NoticeContact(organisation="Växthus Ab", name="Åsa")

receive = ReceiveNotice(
    notice=NOTICE,
    municipality=NARPES,
    source=NoticeSource.EMPLOYER,
    persons=12,
    sector=Sector.GREENHOUSES,
    languages=("ukr",),
    expected_on=EXPECTED,
    contact_id=CONTACT,
    contact=WHO,
    today=TODAY,
)
received = ArrivalNoticeReceived(
    notice=NOTICE,
    municipality=NARPES,
    source=NoticeSource.EMPLOYER,
    persons=12,
    sector=Sector.GREENHOUSES,
    languages=("ukr",),
    expected_on=EXPECTED,
    received_on=TODAY,
    contact=Personal(CONTACT, WHO),
)
acknowledged = ArrivalNoticeAcknowledged(notice=NOTICE, municipality=NARPES, acknowledged_on=TODAY)
withdrawn = ArrivalNoticeWithdrawn(notice=NOTICE, municipality=NARPES)
arrived = NoticedPersonArrived(notice=NOTICE, municipality=NARPES, case=CASE, arrived_on=EXPECTED)
prepared = ArrivalPrepared(notice=NOTICE, municipality=NARPES, prepared_on=TODAY)


def agreed(task: UUID, kind: Preparation) -> PreparationAgreed:
    return PreparationAgreed(notice=NOTICE, municipality=NARPES, task=task, kind=kind, due_on=EXPECTED)


def done(task: UUID) -> PreparationDone:
    return PreparationDone(notice=NOTICE, municipality=NARPES, task=task, done_on=TODAY)


housing, school = agreed(HOUSING, Preparation.HOUSING), agreed(SCHOOL, Preparation.SCHOOL)
acknowledge = Acknowledge(NARPES, ((HOUSING, Preparation.HOUSING), (SCHOOL, Preparation.SCHOOL)), TODAY)
finish = FinishTask(NARPES, HOUSING, TODAY, TODAY)
assign = AssignTask(NARPES, HOUSING, Words(TEXT, "Bostadssekreteraren"), TODAY + DAY)
note = NoteArrival(NARPES, CASE, EXPECTED)
add = AddTask(NARPES, SCHOOL, Preparation.SCHOOL, EXPECTED)
withdraw = WithdrawNotice(NARPES, None)


def test_who_recruits_abroad_tells_in_time() -> None:
    given().when(receive).produces(received)
    given(received).when(receive).stays_quiet()
    given().when(replace(receive, expected_on=TODAY - DAY)).refuses("notice.expected_in_the_past", "expected_on")
    given().when(replace(receive, expected_on=TODAY)).produces(received.model_copy(update={"expected_on": TODAY}))
    last = date(2028, 3, 2)
    given().when(replace(receive, expected_on=last)).produces(received.model_copy(update={"expected_on": last}))
    given().when(replace(receive, expected_on=last + DAY)).refuses("notice.expected_too_late", "expected_on")


def test_words_can_be_erased_with_the_contact() -> None:
    (fact,) = decide(replace(receive, note=Words(TEXT, "Familjer kommer med.")), INITIAL)
    assert isinstance(fact, ArrivalNoticeReceived)
    assert fact.note == Personal(TEXT, FreeText(text="Familjer kommer med."))
    assert fact.note is not None
    assert fact.note.parents == (CONTACT,)


def test_taking_it_up_makes_tasks_due_on_the_expected_day() -> None:
    given(received).when(acknowledge).produces(acknowledged, housing, school)
    given(received, acknowledged, housing).when(acknowledge).stays_quiet()
    given(received, withdrawn).when(acknowledge).refuses("notice.withdrawn")
    given(received).when(replace(acknowledge, tasks=(), today=TODAY + DAY)).produces(
        acknowledged.model_copy(update={"acknowledged_on": TODAY + DAY})
    )


def test_the_last_task_done_makes_the_arrival_prepared() -> None:
    ready = (received, acknowledged, housing, school)
    given(*ready).when(finish).produces(done(HOUSING))
    given(*ready, done(SCHOOL)).when(finish).produces(done(HOUSING), prepared)
    given(*ready, done(HOUSING)).when(finish).stays_quiet()
    given(*ready).when(replace(finish, task=CASE)).refuses("access.not_found")
    given(*ready).when(replace(finish, done_on=TODAY + DAY)).refuses("notice.day_in_the_future", "done_on")
    given(*ready).when(replace(finish, done_on=TODAY - DAY)).refuses("notice.done_before_notice", "done_on")


def test_the_arrival_is_prepared_on_the_day_of_whichever_task_was_done_last() -> None:
    ready = (received, acknowledged, housing, school)
    later = TODAY + 3 * DAY
    school_later = done(SCHOOL).model_copy(update={"done_on": later})
    given(*ready, school_later).when(replace(finish, today=later)).produces(
        done(HOUSING), prepared.model_copy(update={"prepared_on": later})
    )
    given(*ready, done(SCHOOL)).when(replace(finish, done_on=later, today=later)).produces(
        done(HOUSING).model_copy(update={"done_on": later}), prepared.model_copy(update={"prepared_on": later})
    )


def test_a_task_has_an_owner_until_it_is_done_and_more_may_come() -> None:
    ready = (received, acknowledged, housing)
    owner = PreparationAssigned(
        notice=NOTICE,
        municipality=NARPES,
        task=HOUSING,
        due_on=TODAY + DAY,
        owner=Personal(TEXT, FreeText(text="Bostadssekreteraren")),
    )
    given(*ready).when(assign).produces(owner)
    given(*ready, owner, done(HOUSING)).when(assign).refuses("notice.task_done")
    given(*ready).when(replace(assign, task=CASE)).refuses("access.not_found")
    given(*ready, done(HOUSING), prepared).when(add).produces(school)
    for command in (add, assign, finish):
        given(received).when(command).refuses("notice.not_acknowledged")
        given(received, withdrawn).when(command).refuses("notice.withdrawn")


def test_those_who_were_told_of_arrive_before_or_after_it_is_taken_up() -> None:
    given(received).when(note).produces(arrived)
    given(received, acknowledged).when(note).produces(arrived)
    given(received, arrived).when(note).stays_quiet()
    given(received, acknowledged, arrived).when(note).stays_quiet()
    another = arrived.model_copy(update={"case": TEXT})
    given(received, arrived).when(replace(note, case=TEXT)).produces(another)
    given(received, arrived, another).when(note).stays_quiet()
    given(received, withdrawn).when(note).refuses("notice.withdrawn", "notice")


def test_it_is_withdrawn_by_whoever_told_it_before_anybody_comes() -> None:
    given(received).when(withdraw).produces(withdrawn)
    given(received, acknowledged, housing).when(withdraw).produces(withdrawn)
    given(received, withdrawn).when(withdraw).stays_quiet()
    given(received, arrived).when(withdraw).refuses("notice.arrived_already")
    given(received).when(replace(withdraw, organisation="Annan Ab")).refuses("access.not_found")


def test_an_employer_takes_back_what_it_told_itself() -> None:
    said = recorded(received)
    told = evolve(INITIAL, Recorded(received, replace(said.head, actororganisation="Växthus Ab")))
    assert list(decide(replace(withdraw, organisation="Växthus Ab"), told)) == [withdrawn]
    assert list(decide(withdraw, told)) == [withdrawn]  # the municipality may too
    other = answer(decide, replace(withdraw, organisation="Annan Ab"), told)
    assert isinstance(other, Refused)
    assert other.code == "access.not_found"


@pytest.mark.parametrize("command", [acknowledge, finish, assign, note, add, withdraw])
def test_to_another_municipality_there_is_no_notice(command: Command) -> None:
    given().when(command).refuses("access.not_found")
    given(received).when(replace(command, municipality=VAASA)).refuses("access.not_found")


@pytest.mark.parametrize(
    ("history", "state"),
    [
        ([housing], "NoNotice"),
        ([acknowledged], "NoNotice"),
        ([received, housing], "Received"),
        ([received, withdrawn, acknowledged], "Withdrawn"),
        ([received, withdrawn, withdrawn], "Withdrawn"),
        ([received, withdrawn, arrived], "Withdrawn"),
        ([received, acknowledged, received], "Preparing"),
    ],
)
def test_a_fact_that_cannot_follow_is_an_error_and_no_guess(history: list[Event], state: str) -> None:
    with pytest.raises(ValueError, match=f"cannot follow {state}$"):
        folded(INITIAL, evolve, history)


days = st.integers(-5, 60).map(lambda n: TODAY + timedelta(days=n))
tasks = st.sampled_from([HOUSING, SCHOOL])
asked_for: st.SearchStrategy[Command] = st.one_of(
    st.builds(lambda day: replace(acknowledge, today=day), days),
    st.builds(AddTask, st.just(NARPES), tasks, st.sampled_from(Preparation), days),
    st.builds(lambda task: replace(assign, task=task), tasks),
    st.builds(FinishTask, st.sampled_from([NARPES, VAASA]), tasks, days, days),
    st.builds(NoteArrival, st.just(NARPES), st.sampled_from([CASE, TEXT]), days),
    st.builds(WithdrawNotice, st.just(NARPES), st.sampled_from([None, "Annan Ab"])),
)


@sampled(st.lists(asked_for, max_size=25))
def test_it_is_prepared_exactly_when_nothing_is_left_to_do(asked: list[Command]) -> None:
    history: list[Event] = [received]
    for command in asked:
        events = answer(decide, command, folded(INITIAL, evolve, history))
        if isinstance(events, Refused):
            assert events.code in codes()
            continue
        history.extend(events)
        state = folded(INITIAL, evolve, history)
        if any(isinstance(fact, ArrivalPrepared) for fact in events):
            assert isinstance(state, Preparing)
            assert all(state.tasks.values())
        elif any(isinstance(fact, PreparationDone) for fact in events):
            assert isinstance(state, Preparing)
            assert not all(state.tasks.values())
