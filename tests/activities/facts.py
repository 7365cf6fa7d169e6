"""What has happened, and what is asked, in the specifications of activities."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

from services.activities import part
from services.activities.domain import (
    INITIAL,
    Attended,
    FreePlace,
    HoldSession,
    OpenGroup,
    RecordAttendance,
    TakeReferral,
    decide,
    evolve,
)
from shared.events import Personal
from shared.events.activities import (
    AttendanceRecorded,
    GroupName,
    GroupOpened,
    ParticipantEnrolled,
    ParticipantQueued,
    ParticipantWithdrew,
    Presence,
    ReferralTurnedAway,
    SessionHeld,
)
from shared.regions.localised import LocalisedText
from tests.spec import Spec

NARPES, VAASA = "545", "905"
SESSION: Final = UUID(int=7)
STARTS: Final = date(2026, 2, 2)
HELD: Final = date(2026, 2, 9)
TODAY: Final = date(2026, 3, 2)


def case(number: int) -> UUID:
    return UUID(int=100 + number)


def person(number: int) -> UUID:
    return UUID(int=200 + number)


def referral(number: int) -> UUID:
    return UUID(int=300 + number)


open_group = OpenGroup(
    municipality=NARPES,
    title=LocalisedText(fi="Kielikahvila", sv="Språkcafé"),
    required=("sv", "fi"),
    language="swe",
    places=2,
    starts_on=STARTS,
)
opened = GroupOpened(
    municipality=NARPES,
    title=GroupName(fi="Kielikahvila", sv="Språkcafé"),
    language="swe",
    places=2,
    starts_on=STARTS,
)


def take(number: int, provider: str = NARPES) -> TakeReferral:
    return TakeReferral(provider, case(number), person(number), referral(number))


def free(number: int) -> FreePlace:
    return FreePlace(referral(number))


def enrolled(number: int) -> ParticipantEnrolled:
    return ParticipantEnrolled(case=case(number), person_id=person(number), referral=referral(number))


def queued(number: int, place: int) -> ParticipantQueued:
    return ParticipantQueued(case=case(number), person_id=person(number), referral=referral(number), number=place)


def withdrew(number: int) -> ParticipantWithdrew:
    return ParticipantWithdrew(case=case(number), person_id=person(number), referral=referral(number))


def turned_away(number: int) -> ReferralTurnedAway:
    return ReferralTurnedAway(case=case(number), person_id=person(number), referral=referral(number))


hold = HoldSession(NARPES, SESSION, HELD, TODAY)
held = SessionHeld(session=SESSION, held_on=HELD)


def call(*lines: tuple[int, bool]) -> RecordAttendance:
    return RecordAttendance(NARPES, SESSION, tuple(Attended(case(number), present) for number, present in lines))


def attendance(number: int, *, present: bool) -> AttendanceRecorded:
    return AttendanceRecorded(
        session=SESSION,
        held_on=HELD,
        case=case(number),
        person_id=person(number),
        referral=referral(number),
        attendance=Personal(person(number), Presence(present=present)),
    )


given = Spec(INITIAL, decide, evolve).given
given_case = Spec(part.INITIAL, part.decide, part.evolve).given
