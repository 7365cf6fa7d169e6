"""What planning asks of itself when others' facts reach it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.planning import reactions
from services.planning.domain import MoveDuties, RequirePlan, ResumeDuties, TakeUpCase
from services.planning.referral.groups import AcceptReferral, QueueReferral, StartReferral, TurnReferralAway
from shared.events import Personal, Recorded, Unreadable
from shared.events.activities import AttendanceNoted, PlaceGiven, PlaceRefused, Presence, QueueNumberGiven
from shared.events.assessment import AssessmentCompleted, Findings
from shared.events.intake import ArrivalBackground, ArrivalRegistered, Channel, PersonDetails, TransferAccepted
from shared.events.intake.standing import CaseSeparated
from shared.messaging.reactions import Ask
from shared.regions.profiles import Profiles, load_profiles
from shared.regions.rules import rule_for
from tests.planning.facts import AGREED, ASSESSED, GROUP, LAUKAA, NARPES, PERSON, REFERRAL, TODAY, VAASA
from tests.spec import KEY, RECORDED_AT, recorded

pytestmark = pytest.mark.unit

STREAM = f"planning/case/{KEY}"


@pytest.fixture(scope="module")
def profiles() -> Profiles:
    return load_profiles()


def said_by_the_group(event: PlaceGiven | QueueNumberGiven | PlaceRefused | AttendanceNoted) -> Recorded:
    """As activities records it: in the name of the municipality that runs the group."""
    written = recorded(event)
    return Recorded(event, replace(written.head, municipality=NARPES))


def assessed(*, plan_needed: bool = True, completed_on: date = ASSESSED) -> Recorded:
    return recorded(
        AssessmentCompleted(
            municipality=VAASA,
            person_id=PERSON,
            completed_on=completed_on,
            plan_needed=plan_needed,
            findings=Personal(PERSON, Findings()),
        )
    )


def attended(presence: Presence | Unreadable) -> Recorded:
    return said_by_the_group(
        AttendanceNoted(
            group=GROUP,
            referral=REFERRAL,
            session=UUID(int=8),
            held_on=AGREED,
            attendance=Personal(PERSON, presence),
        )
    )


def test_an_arrival_makes_planning_take_up_the_case(profiles: Profiles) -> None:
    arrival = ArrivalRegistered(
        municipality=VAASA,
        person_id=PERSON,
        arrived_on=ASSESSED,
        channel=Channel.FORM,
        person=Personal(PERSON, PersonDetails(family_name="A", given_names="B", birth_date=date(1990, 1, 1))),
        background=Personal(PERSON, ArrivalBackground(reason="work", mother_tongue="vie", citizenship="VN")),
    )
    asked = reactions.take_up_case(recorded(arrival), profiles)
    assert asked == [Ask(STREAM, KEY, TakeUpCase(VAASA, PERSON), VAASA)]


def test_a_completed_assessment_makes_a_plan_required_under_the_law_of_its_day(profiles: Profiles) -> None:
    rule = rule_for("plan_preparation_starts", ASSESSED)
    assert reactions.require_plan(assessed(), profiles) == [Ask(STREAM, KEY, RequirePlan(ASSESSED, rule), VAASA)]


def test_the_law_of_the_old_act_holds_for_its_days(profiles: Profiles) -> None:
    (asked,) = reactions.require_plan(assessed(completed_on=date(2024, 5, 5)), profiles)
    assert isinstance(asked.command, RequirePlan)
    assert (asked.command.rule.law, asked.command.rule.value) == ("1386/2010", 14)


def test_for_a_day_before_any_law_the_law_of_the_day_it_became_known_holds(profiles: Profiles) -> None:
    assert datetime(2026, 3, 2, tzinfo=UTC) <= RECORDED_AT
    (asked,) = reactions.require_plan(assessed(completed_on=date(1999, 5, 5)), profiles)
    assert isinstance(asked.command, RequirePlan)
    assert asked.command.rule == rule_for("plan_preparation_starts", date(2026, 3, 2))


def test_no_plan_is_required_where_none_is_needed(profiles: Profiles) -> None:
    assert reactions.require_plan(assessed(plan_needed=False), profiles) == []


def test_a_transfer_moves_the_duties(profiles: Profiles) -> None:
    accepted = TransferAccepted(offer=UUID(int=5), sender=VAASA, receiver=LAUKAA, moves_on=TODAY)
    asked = reactions.move_duties(recorded(accepted), profiles)
    assert asked == [Ask(STREAM, KEY, MoveDuties(VAASA, LAUKAA, TODAY), LAUKAA)]


def test_a_place_a_number_and_a_refusal_answer_the_referral_in_the_groups_name(profiles: Profiles) -> None:
    place = said_by_the_group(PlaceGiven(group=GROUP, referral=REFERRAL))
    number = said_by_the_group(QueueNumberGiven(group=GROUP, referral=REFERRAL, number=7))
    refusal = said_by_the_group(PlaceRefused(group=GROUP, referral=REFERRAL))
    assert reactions.accept_referral(place, profiles) == [Ask(STREAM, KEY, AcceptReferral(REFERRAL), NARPES)]
    assert reactions.queue_referral(number, profiles) == [Ask(STREAM, KEY, QueueReferral(REFERRAL, 7), NARPES)]
    assert reactions.turn_referral_away(refusal, profiles) == [Ask(STREAM, KEY, TurnReferralAway(REFERRAL), NARPES)]


def test_being_there_starts_the_service(profiles: Profiles) -> None:
    asked = reactions.start_referral(attended(Presence(present=True)), profiles)
    assert asked == [Ask(STREAM, KEY, StartReferral(REFERRAL, AGREED), NARPES)]


@pytest.mark.parametrize("presence", [Presence(present=False), Unreadable.ERASED, Unreadable.HIDDEN])
def test_an_absence_or_what_cannot_be_read_starts_nothing(presence: Presence | Unreadable, profiles: Profiles) -> None:
    assert reactions.start_referral(attended(presence), profiles) == []


def separated(*, goes_on: bool) -> Recorded:
    return recorded(CaseSeparated(merge=UUID(int=5), municipality=VAASA, leading_case=UUID(int=6), goes_on=goes_on))


def test_what_was_due_in_a_case_that_is_no_double_is_due_again_from_the_day_it_is_separated(profiles: Profiles) -> None:
    asked = reactions.resume_duties_of_no_double(separated(goes_on=True), profiles)
    assert asked == [Ask(STREAM, KEY, ResumeDuties(RECORDED_AT.date()), VAASA)]


def test_nothing_is_due_in_a_case_that_had_been_closed_before_it_was_taken_for_a_double(profiles: Profiles) -> None:
    assert reactions.resume_duties_of_no_double(separated(goes_on=False), profiles) == []


def test_planning_listens_to_these_facts_and_no_others() -> None:
    assert [event.name for event in reactions.reactions.consumes] == [
        "AttendanceNoted",
        "PlaceGiven",
        "PlaceRefused",
        "PlacementEnded",
        "PlacementStarted",
        "QueueNumberGiven",
        "ServiceEnded",
        "ServiceListed",
        "ServiceOwnerChanged",
        "AssessmentCompleted",
        "ArrivalRegistered",
        "CaseClosed",
        "CaseReopened",
        "CaseSeparated",
        "ConsentGiven",
        "ConsentWithdrawn",
        "MergedIntoCase",
        "NonDisclosureLifted",
        "NonDisclosureSet",
        "ProtectedCaseClosedTo",
        "ProtectedCaseOpenedTo",
        "TransferAccepted",
    ]
