"""What intake's facts ask of assessment."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from services.assessment.duty import KnowClient, MoveDuties, RequireAssessment, ResumeDuty, SuspendDuty
from services.assessment.reactions import (
    move_duties,
    note_consent,
    reactions,
    require_assessment,
    require_assessment_at_home,
    resume_duty,
    resume_separated_duty,
    suspend_duty,
    suspend_merged_duty,
    take_consent_back,
)
from services.assessment.skills.domain import EndMapping, NoteConsent, TakeConsentBack
from shared.events import Event, Personal, Recorded
from shared.events.assessment.skills import MappingEnd
from shared.events.intake import ArrivalRegistered, Residence
from shared.events.intake.consent import (
    ConsentForm,
    ConsentGiven,
    ConsentPurpose,
    ConsentTerms,
    ConsentWithdrawn,
    Receiver,
    ReceiverKind,
)
from shared.events.intake.standing import (
    CaseClosed,
    CaseReopened,
    CaseSeparated,
    ClosingGround,
    ClosingReason,
    HomeMunicipalityRegistered,
    MergedIntoCase,
)
from shared.regions.profiles import load_profiles
from tests.intake.test_domain import LAUKAA, PERSON, VAASA, accepted, arrived
from tests.spec import KEY, RECORDED_AT, recorded

pytestmark = pytest.mark.unit
PROFILES = load_profiles()


def asked(fact: ArrivalRegistered, told: datetime) -> RequireAssessment:
    event = recorded(fact)
    (ask,) = require_assessment(Recorded(fact, replace(event.head, time=told)), PROFILES)
    assert (ask.stream, ask.key, ask.municipality) == (f"assessment/case/{KEY}", KEY, VAASA)
    assert isinstance(ask.command, RequireAssessment)
    return ask.command


def test_an_arrival_asks_for_an_assessment_by_the_rule_of_its_day() -> None:
    command = asked(arrived, datetime(2026, 3, 2, 10, tzinfo=UTC))
    assert (command.municipality, command.person_id, command.counted_from) == (VAASA, PERSON, arrived.arrived_on)
    assert (command.rule.name, command.rule.valid_from) == ("assessment_must_start", date(2025, 1, 1))


def test_an_arrival_under_the_old_act_is_counted_by_the_old_act() -> None:
    old = arrived.model_copy(update={"arrived_on": date(2020, 5, 1)})
    assert asked(old, datetime(2026, 3, 2, 10, tzinfo=UTC)).rule.law == "1386/2010"


def test_an_arrival_older_than_every_law_is_counted_by_that_of_the_day_it_was_told() -> None:
    ancient = arrived.model_copy(update={"arrived_on": date(1990, 5, 1)})
    assert asked(ancient, datetime(2026, 3, 2, 10, tzinfo=UTC)).rule.valid_from == date(2025, 1, 1)
    # 22.30 UTC on New Year's Eve is the new year in Helsinki already, and so under the new Act.
    assert asked(ancient, datetime(2024, 12, 31, 22, 30, tzinfo=UTC)).rule.valid_from == date(2025, 1, 1)
    assert asked(ancient, datetime(2024, 12, 31, 21, 30, tzinfo=UTC)).rule.law == "1386/2010"


def test_an_accepted_transfer_takes_the_duty_along() -> None:
    (ask,) = move_duties(recorded(accepted), PROFILES)  # type: ignore[arg-type]  # recorded() says Event
    assert (ask.stream, ask.municipality) == (f"assessment/case/{KEY}", LAUKAA)
    assert ask.command == MoveDuties(VAASA, LAUKAA, accepted.moves_on)


def one_ask(event: Event, react: Any) -> tuple[str, object]:
    (ask,) = react(recorded(event), PROFILES)
    assert ask.key == KEY
    return ask.stream, ask.command


def test_who_stays_at_a_reception_centre_is_known_and_owed_nothing_yet() -> None:
    stay = arrived.model_copy(update={"residence": Residence.RECEPTION})
    assert one_ask(stay, require_assessment) == (f"assessment/case/{KEY}", KnowClient(VAASA, PERSON))


def test_with_a_home_municipality_an_assessment_is_owed_from_that_day() -> None:
    home = HomeMunicipalityRegistered(municipality=VAASA, person_id=PERSON, registered_on=date(2026, 3, 2))
    stream, command = one_ask(home, require_assessment_at_home)
    assert stream == f"assessment/case/{KEY}"
    assert isinstance(command, RequireAssessment)
    assert (command.municipality, command.person_id, command.counted_from) == (VAASA, PERSON, date(2026, 3, 2))


def closed(reason: ClosingReason) -> CaseClosed:
    ground = Personal(PERSON, ClosingGround(reason=reason))
    return CaseClosed(municipality=VAASA, closed_on=date(2026, 4, 1), ground=ground)


@pytest.mark.parametrize(
    ("reason", "end"),
    [
        (ClosingReason.RESIDENCE_REFUSED, MappingEnd.REFUSED),
        (ClosingReason.DEPARTED, MappingEnd.DEPARTED),
        (ClosingReason.LEFT_COUNTRY, MappingEnd.DEPARTED),
        (ClosingReason.MOVED_OUTSIDE, MappingEnd.DEPARTED),
        (ClosingReason.CONSENT_ENDED, MappingEnd.CONSENT_WITHDRAWN),
    ],
)
def test_a_refusal_or_a_departure_ends_the_mapping_with_the_case(reason: ClosingReason, end: MappingEnd) -> None:
    suspend, ended = suspend_duty(recorded(closed(reason)), PROFILES)  # type: ignore[arg-type]  # recorded() says Event
    assert suspend.command == SuspendDuty(date(2026, 4, 1))
    assert (ended.stream, ended.command) == (f"assessment/skills/{KEY}", EndMapping(VAASA, date(2026, 4, 1), end))


@pytest.mark.parametrize("reason", [ClosingReason.SERVED, ClosingReason.DIED, ClosingReason.OTHER])
def test_other_closings_only_suspend_what_is_due(reason: ClosingReason) -> None:
    assert one_ask(closed(reason), suspend_duty) == (f"assessment/case/{KEY}", SuspendDuty(date(2026, 4, 1)))


def test_a_reopened_case_owes_again() -> None:
    reopened = CaseReopened(municipality=VAASA, reopened_on=date(2026, 5, 1))
    assert one_ask(reopened, resume_duty) == (f"assessment/case/{KEY}", ResumeDuty(date(2026, 5, 1)))


CONSENT = UUID(int=77)


def consented(purpose: ConsentPurpose, kind: ReceiverKind) -> ConsentGiven:
    return ConsentGiven(
        consent=CONSENT,
        municipality=VAASA,
        person_id=PERSON,
        given_on=date(2026, 3, 1),
        valid_until=date(2026, 9, 1),
        terms=Personal(
            PERSON,
            ConsentTerms(purpose=purpose, receiver=Receiver(kind=kind, id="centre"), form=ConsentForm.ORAL),
        ),
    )


def test_a_consent_to_map_with_a_centre_is_noted_and_no_other() -> None:
    centre = consented(ConsentPurpose.SKILLS_MAPPING, ReceiverKind.RECEPTION_CENTRE)
    noted = NoteConsent(CONSENT, date(2026, 3, 1), date(2026, 9, 1))
    assert one_ask(centre, note_consent) == (f"assessment/skills/{KEY}", noted)
    for purpose, kind in (
        (ConsentPurpose.REFERRAL, ReceiverKind.RECEPTION_CENTRE),
        (ConsentPurpose.SKILLS_MAPPING, ReceiverKind.ORGANISATION),
    ):
        other = recorded(consented(purpose, kind))
        assert note_consent(other, PROFILES) == []  # type: ignore[arg-type]  # recorded() says Event


def test_a_consent_taken_back_is_told_to_the_mapping() -> None:
    withdrawn = ConsentWithdrawn(consent=CONSENT, withdrawn_on=date(2026, 4, 1))
    expected = (f"assessment/skills/{KEY}", TakeConsentBack(CONSENT, date(2026, 4, 1)))
    assert one_ask(withdrawn, take_consent_back) == expected


def test_a_part_of_another_case_owes_nothing_until_it_stands_by_itself_again() -> None:
    merged = MergedIntoCase(merge=CONSENT, municipality=VAASA, leading_case=CONSENT)
    assert one_ask(merged, suspend_merged_duty) == (f"assessment/case/{KEY}", SuspendDuty(RECORDED_AT.date()))
    apart = CaseSeparated(merge=CONSENT, municipality=VAASA, leading_case=CONSENT, goes_on=True)
    assert one_ask(apart, resume_separated_duty) == (f"assessment/case/{KEY}", ResumeDuty(RECORDED_AT.date()))
    ended = recorded(apart.model_copy(update={"goes_on": False}))
    assert resume_separated_duty(ended, PROFILES) == []  # type: ignore[arg-type]  # recorded() says Event


def test_nothing_else_is_reacted_to() -> None:
    assert [event.name for event in reactions.consumes] == [
        "ArrivalRegistered",
        "CaseClosed",
        "CaseReopened",
        "CaseSeparated",
        "ConsentGiven",
        "ConsentWithdrawn",
        "HomeMunicipalityRegistered",
        "MergedIntoCase",
        "NonDisclosureLifted",
        "NonDisclosureSet",
        "ProtectedCaseClosedTo",
        "ProtectedCaseOpenedTo",
        "TransferAccepted",
    ]
