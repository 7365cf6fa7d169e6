"""What activities asks of itself when facts reach it."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from services.activities import reactions
from services.activities.app import SERVICE
from services.activities.domain import FreePlace, TakeReferral
from services.activities.part import NoteAttendance, NotePlace, NoteQueueNumber, NoteRefusal
from shared.events import Event, Personal, Recorded, Unreadable
from shared.events.planning import (
    DeclineGround,
    ReferralCompleted,
    ReferralDeclined,
    ReferralDeclineReason,
    ReferralEnd,
    ReferralOutcome,
    ReferredToService,
)
from shared.messaging.reactions import Ask
from shared.regions.profiles import Profiles, load_profiles
from tests.activities.facts import (
    HELD,
    NARPES,
    SESSION,
    TODAY,
    VAASA,
    attendance,
    case,
    enrolled,
    person,
    queued,
    referral,
    turned_away,
)
from tests.spec import KEY, recorded

pytestmark = pytest.mark.unit

GROUP = UUID(int=3)


@pytest.fixture(scope="module")
def profiles() -> Profiles:
    return load_profiles()


def in_the_group(event: Event) -> Recorded:
    """As it stands in the group's stream: the key is the group, done in the name of the municipality that runs it."""
    written = recorded(event)
    head = replace(written.head, stream=f"activities/group/{GROUP}", key=GROUP, municipality=NARPES)
    return Recorded(event, head)


def to_case(command: object) -> list[Ask]:
    return [Ask(f"activities/case/{case(1)}", case(1), command, NARPES)]


def test_a_referral_goes_to_its_group(profiles: Profiles) -> None:
    referred = ReferredToService(
        municipality=VAASA, person_id=person(1), referral=referral(1), group=GROUP, provider=NARPES, reason=None
    )
    asked = reactions.take_referral(recorded(referred), profiles)
    command = TakeReferral(NARPES, KEY, person(1), referral(1))
    assert asked == [Ask(f"activities/group/{GROUP}", GROUP, command, NARPES)]


def test_a_referral_that_is_declined_or_completed_frees_its_place(profiles: Profiles) -> None:
    declined = ReferralDeclined(
        referral=referral(1),
        group=GROUP,
        provider=NARPES,
        ground=Personal(person(1), DeclineGround(reason=ReferralDeclineReason.FULL)),
    )
    completed = ReferralCompleted(
        referral=referral(1),
        group=GROUP,
        provider=NARPES,
        completed_on=TODAY,
        end=Personal(person(1), ReferralEnd(outcome=ReferralOutcome.COMPLETED)),
    )
    freed = [Ask(f"activities/group/{GROUP}", GROUP, FreePlace(referral(1)), NARPES)]
    assert reactions.free_place_declined(recorded(declined), profiles) == freed
    assert reactions.free_place_completed(recorded(completed), profiles) == freed


def test_what_a_group_says_is_said_to_the_case_too(profiles: Profiles) -> None:
    place = reactions.note_place(in_the_group(enrolled(1)), profiles)
    number = reactions.note_queue_number(in_the_group(queued(1, 7)), profiles)
    refusal = reactions.note_refusal(in_the_group(turned_away(1)), profiles)
    assert place == to_case(NotePlace(GROUP, referral(1)))
    assert number == to_case(NoteQueueNumber(GROUP, referral(1), 7))
    assert refusal == to_case(NoteRefusal(GROUP, referral(1)))


@pytest.mark.parametrize("present", [True, False])
def test_an_attendance_is_said_to_the_case_whether_present_or_not(present: bool, profiles: Profiles) -> None:
    asked = reactions.note_attendance(in_the_group(attendance(1, present=present)), profiles)
    assert asked == to_case(NoteAttendance(GROUP, referral(1), SESSION, HELD, person(1), present))


@pytest.mark.parametrize("why", list(Unreadable))
def test_an_attendance_that_cannot_be_read_is_not_said_again(why: Unreadable, profiles: Profiles) -> None:
    hidden = attendance(1, present=True).model_copy(update={"attendance": Personal(person(1), why)})
    assert reactions.note_attendance(in_the_group(hidden), profiles) == []


def test_activities_listens_to_these_facts_and_no_others() -> None:
    assert [f"{event.service}.{event.name}" for event in SERVICE.reactions.consumes] == [
        "activities.AttendanceRecorded",
        "activities.CandidateAccepted",
        "activities.CandidateDeclined",
        "activities.MeetingHeld",
        "activities.OutcomeTakenUp",
        "activities.ParticipantEnrolled",
        "activities.ParticipantQueued",
        "activities.ReferralTurnedAway",
        "activities.WishesAnswered",
        "assessment.LanguageTested",
        "assessment.SkillsMapped",
        "intake.ArrivalRegistered",
        "intake.NonDisclosureLifted",
        "intake.NonDisclosureSet",
        "intake.ProtectedCaseClosedTo",
        "intake.ProtectedCaseOpenedTo",
        "intake.TransferAccepted",
        "planning.ReferralCompleted",
        "planning.ReferralDeclined",
        "planning.ReferredToService",
    ]
