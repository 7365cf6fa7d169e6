"""What a referral may do, said as sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from services.planning.referral.groups import (
    AcceptReferral,
    CompleteReferral,
    DeclineReferral,
    QueueReferral,
    StartReferral,
    TurnReferralAway,
)
from services.planning.words import Words
from shared.events import Event, FreeText, Personal
from shared.events.planning import ReferralDeclineReason
from tests.planning.facts import (
    AGREED,
    LAUKAA,
    NARPES,
    PERSON,
    REFERRAL,
    TODAY,
    VAASA,
    accepted,
    complete,
    completed,
    decline,
    declined,
    given,
    moved,
    queued,
    refer,
    referred,
    started,
    taken_up,
)

pytestmark = pytest.mark.unit

ACCEPT, QUEUE, TURN_AWAY = AcceptReferral(REFERRAL), QueueReferral(REFERRAL, 7), TurnReferralAway(REFERRAL)
START = StartReferral(REFERRAL, AGREED)
ANOTHER = UUID(int=44)


def test_a_client_is_referred_before_there_is_a_plan() -> None:
    given(taken_up).when(refer).produces(referred)


def test_the_reason_is_a_text_with_a_key_of_its_own() -> None:
    words = Words(UUID(int=9), "Haluaa oppia kieltä")
    text = Personal(UUID(int=9), FreeText(text="Haluaa oppia kieltä"), parents=(PERSON,))
    given(taken_up).when(replace(refer, reason=words)).produces(referred.model_copy(update={"reason": text}))
    given(taken_up).when(replace(refer, reason=words)).texts_go_with(PERSON)


def test_a_case_nobody_knows_or_another_municipalitys_is_not_referred() -> None:
    given().when(refer).refuses("access.not_found")
    given(taken_up, moved).when(refer).refuses("access.not_found")


def test_a_client_is_referred_to_a_group_once_at_a_time() -> None:
    again = replace(refer, referral=ANOTHER)
    given(taken_up, referred, accepted).when(again).refuses("referral.already_open", "group")
    given(taken_up, referred, declined()).when(again).produces(referred.model_copy(update={"referral": ANOTHER}))


def test_the_same_referral_is_made_once() -> None:
    given(taken_up, referred).when(refer).stays_quiet()


def test_a_place_given_accepts_the_referral() -> None:
    given(taken_up, referred).when(ACCEPT).produces(accepted)
    given(taken_up, referred, queued).when(ACCEPT).produces(accepted)


@pytest.mark.parametrize("history", [(accepted,), (accepted, started), (declined(),), (accepted, completed)])
def test_a_referral_is_accepted_at_most_once(history: tuple[Event, ...]) -> None:
    given(taken_up, referred, *history).when(ACCEPT).stays_quiet()


def test_a_queue_number_makes_the_referral_wait() -> None:
    given(taken_up, referred).when(QUEUE).produces(queued)


@pytest.mark.parametrize("history", [(queued,), (accepted,), (accepted, started), (declined(),), (accepted, completed)])
def test_a_referral_that_was_answered_does_not_wait_again(history: tuple[Event, ...]) -> None:
    given(taken_up, referred, *history).when(QUEUE).stays_quiet()


def test_a_referral_to_a_group_that_is_not_there_is_declined() -> None:
    given(taken_up, referred).when(TURN_AWAY).produces(declined(ReferralDeclineReason.NO_SUCH_GROUP))
    given(taken_up, referred, accepted).when(TURN_AWAY).stays_quiet()


def test_the_first_attendance_starts_the_service() -> None:
    given(taken_up, referred, accepted).when(START).produces(started)


@pytest.mark.parametrize("history", [(accepted, started), (declined(),), (accepted, completed)])
def test_a_service_starts_once(history: tuple[Event, ...]) -> None:
    given(taken_up, referred, *history).when(START).stays_quiet()


def test_a_service_does_not_start_without_a_place() -> None:
    given(taken_up, referred).when(START).refuses("referral.no_place_yet")
    given(taken_up, referred, queued).when(START).refuses("referral.no_place_yet")


@pytest.mark.parametrize("command", [ACCEPT, QUEUE, TURN_AWAY, START])
def test_what_was_not_referred_is_not_answered(
    command: AcceptReferral | QueueReferral | TurnReferralAway | StartReferral,
) -> None:
    given(taken_up).when(command).refuses("referral.unknown")
    given().when(command).refuses("planning.case_unknown")


@pytest.mark.parametrize("history", [(), (queued,), (accepted,)])
def test_a_referral_is_declined_until_the_service_starts(history: tuple[Event, ...]) -> None:
    given(taken_up, referred, *history).when(decline).produces(declined())


def test_what_has_started_or_ended_is_not_declined() -> None:
    given(taken_up, referred, accepted, started).when(decline).refuses("referral.already_started")
    given(taken_up, referred, declined()).when(decline).refuses("referral.already_declined")
    given(taken_up, referred, accepted, completed).when(decline).refuses("referral.already_completed")


@pytest.mark.parametrize("history", [(accepted,), (accepted, started)])
def test_a_referral_with_a_place_comes_to_its_end(history: tuple[Event, ...]) -> None:
    given(taken_up, referred, *history).when(complete).produces(completed)


def test_what_has_no_place_or_has_ended_is_not_completed() -> None:
    given(taken_up, referred).when(complete).refuses("referral.no_place_yet")
    given(taken_up, referred, queued).when(complete).refuses("referral.no_place_yet")
    given(taken_up, referred, declined()).when(complete).refuses("referral.already_declined")
    given(taken_up, referred, accepted, completed).when(complete).refuses("referral.already_completed")


def test_a_referral_ends_neither_tomorrow_nor_before_it_started() -> None:
    case = given(taken_up, referred, accepted, started)
    tomorrow, before = TODAY + timedelta(days=1), AGREED - timedelta(days=1)
    case.when(replace(complete, completed_on=tomorrow)).refuses("planning.day_in_the_future", "completed_on")
    case.when(replace(complete, completed_on=before)).refuses("referral.completed_before_started", "completed_on")


def test_a_referral_may_end_on_the_day_it_started_and_today() -> None:
    case = given(taken_up, referred, accepted, started)
    case.when(replace(complete, completed_on=AGREED)).produces(completed.model_copy(update={"completed_on": AGREED}))
    case.when(complete).produces(completed)


def test_a_referral_to_another_group_is_no_hindrance() -> None:
    elsewhere = replace(refer, referral=ANOTHER, group=UUID(int=45))
    given(taken_up, referred).when(elsewhere).produces(
        referred.model_copy(update={"referral": ANOTHER, "group": UUID(int=45)})
    )


def test_an_answer_to_one_referral_leaves_the_others_as_they_are() -> None:
    other = referred.model_copy(update={"referral": ANOTHER, "group": UUID(int=45)})
    given(taken_up, referred, accepted, other).when(START).produces(started)
    case = given(taken_up, referred, accepted, other, declined())
    case.when(AcceptReferral(ANOTHER)).produces(
        accepted.model_copy(update={"referral": ANOTHER, "group": UUID(int=45)})
    )


@pytest.mark.parametrize("command", [decline, complete])
def test_the_municipality_that_runs_the_group_may_end_it_too(command: DeclineReferral | CompleteReferral) -> None:
    fact = declined() if isinstance(command, DeclineReferral) else completed
    given(taken_up, referred, accepted).when(replace(command, municipality=NARPES)).produces(fact)


@pytest.mark.parametrize("command", [decline, complete])
def test_to_all_others_the_referral_does_not_exist(command: DeclineReferral | CompleteReferral) -> None:
    given(taken_up, referred, accepted).when(replace(command, municipality=LAUKAA)).refuses("access.not_found")
    given(taken_up, referred, accepted, moved).when(replace(command, municipality=VAASA)).refuses("access.not_found")
    given(taken_up).when(command).refuses("access.not_found")
    given().when(command).refuses("access.not_found")


def test_an_answer_that_cannot_be_is_not_folded() -> None:
    with pytest.raises(ValueError, match="cannot follow Sent"):
        given(taken_up, referred, started).when(decline).stays_quiet()
