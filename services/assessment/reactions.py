"""What intake's facts ask of assessment: an arrival asks for an assessment, a move takes the duty along, a closing ends
what is due; a consent lets a reception centre take part in mapping skills, and a refusal ends that mapping.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from services.assessment.domain import Command
from services.assessment.duty import KnowClient, MoveDuties, RequireAssessment, ResumeDuty, SuspendDuty
from services.assessment.skills.domain import EndMapping, NoteConsent, TakeConsentBack
from shared.clock import HELSINKI
from shared.events import CaseEvent, Recorded
from shared.events.assessment.skills import MappingEnd
from shared.events.intake import ArrivalRegistered, Residence, TransferAccepted
from shared.events.intake.consent import ConsentGiven, ConsentPurpose, ConsentTerms, ConsentWithdrawn, ReceiverKind
from shared.events.intake.standing import (
    CaseClosed,
    CaseReopened,
    CaseSeparated,
    ClosingGround,
    ClosingReason,
    HomeMunicipalityRegistered,
    MergedIntoCase,
)
from shared.messaging.reactions import Ask, Reactions
from shared.protection import note_protections
from shared.regions.profiles import Profiles
from shared.regions.rules import Rule, RuleNotInForceError

DEADLINE: Final = "assessment_must_start"

reactions = Reactions("assessment")
note_protections(reactions)


def stream_of(case: UUID) -> str:
    """The case's stream in assessment."""
    return f"assessment/case/{case}"


def skills_stream_of(case: UUID) -> str:
    """The stream of the case's skills mapping."""
    return f"assessment/skills/{case}"


def rule_of(profiles: Profiles, municipality: str, day: date, known_on: date) -> Rule:
    """The version in force on the day; for a day before any version, the one in force when it became known."""
    profile = profiles.for_municipality(municipality)
    try:
        return profile.rule_for(DEADLINE, day)
    except RuleNotInForceError:
        return profile.rule_for(DEADLINE, known_on)


@reactions.on(ArrivalRegistered)
def require_assessment(event: Recorded[ArrivalRegistered], profiles: Profiles) -> Sequence[Ask]:
    """The law of the day of arrival gives the time; the law of the day of registration where no law is as old.

    Who stays at a reception centre is known from now on, and owed an assessment with a home municipality.
    """
    arrival = event.event
    if arrival.residence is Residence.RECEPTION:
        return [_ask(event, KnowClient(arrival.municipality, arrival.person_id), arrival.municipality)]
    rule = rule_of(profiles, arrival.municipality, arrival.arrived_on, _known_on(event))
    command = RequireAssessment(arrival.municipality, arrival.person_id, arrival.arrived_on, rule)
    return [_ask(event, command, arrival.municipality)]


@reactions.on(HomeMunicipalityRegistered)
def require_assessment_at_home(event: Recorded[HomeMunicipalityRegistered], profiles: Profiles) -> Sequence[Ask]:
    """With a home municipality the law's duties begin; what was mapped before stays in the case."""
    fact = event.event
    rule = rule_of(profiles, fact.municipality, fact.registered_on, _known_on(event))
    command = RequireAssessment(fact.municipality, fact.person_id, fact.registered_on, rule)
    return [_ask(event, command, fact.municipality)]


@reactions.on(TransferAccepted)
def move_duties(event: Recorded[TransferAccepted], profiles: Profiles) -> Sequence[Ask]:  # noqa: ARG001 - a reaction's shape
    """What is owed to the person is owed by the receiver from now on, deadlines unchanged."""
    moved = event.event
    return [_ask(event, MoveDuties(moved.sender, moved.receiver, moved.moves_on), moved.receiver)]


_ENDS: Final = {
    ClosingReason.RESIDENCE_REFUSED: MappingEnd.REFUSED,
    ClosingReason.DEPARTED: MappingEnd.DEPARTED,
    ClosingReason.LEFT_COUNTRY: MappingEnd.DEPARTED,
    ClosingReason.MOVED_OUTSIDE: MappingEnd.DEPARTED,
    ClosingReason.CONSENT_ENDED: MappingEnd.CONSENT_WITHDRAWN,
}
"""Which closings end a skills mapping, and why."""


@reactions.on(CaseClosed)
def suspend_duty(event: Recorded[CaseClosed], profiles: Profiles) -> Sequence[Ask]:  # noqa: ARG001 - a reaction's shape
    """What was due in a closed case is due no more; a mapping ends with a refusal or a departure."""
    fact, case = event.event, event.head.key
    asks = [_ask(event, SuspendDuty(fact.closed_on), fact.municipality)]
    match fact.ground.value:
        case ClosingGround(reason=reason) if reason in _ENDS:
            end = EndMapping(fact.municipality, fact.closed_on, _ENDS[reason])
            asks.append(Ask(skills_stream_of(case), case, end, fact.municipality))
        case _:  # another reason, or one that cannot be read any more
            pass
    return asks


@reactions.on(CaseReopened)
def resume_duty(event: Recorded[CaseReopened], profiles: Profiles) -> Sequence[Ask]:  # noqa: ARG001 - a reaction's shape
    """What was due is due again."""
    return [_ask(event, ResumeDuty(event.event.reopened_on), event.event.municipality)]


@reactions.on(MergedIntoCase)
def suspend_merged_duty(event: Recorded[MergedIntoCase], profiles: Profiles) -> Sequence[Ask]:  # noqa: ARG001 - a reaction's shape
    """One person is owed one assessment: what was due in a part of another case is due no more."""
    return [_ask(event, SuspendDuty(_known_on(event)), event.event.municipality)]


@reactions.on(CaseSeparated)
def resume_separated_duty(event: Recorded[CaseSeparated], profiles: Profiles) -> Sequence[Ask]:  # noqa: ARG001 - a reaction's shape
    """The two are two persons': what was due to this one is due again, unless the case had been closed."""
    fact = event.event
    return [_ask(event, ResumeDuty(_known_on(event)), fact.municipality)] if fact.goes_on else []


@reactions.on(ConsentGiven)
def note_consent(event: Recorded[ConsentGiven], profiles: Profiles) -> Sequence[Ask]:  # noqa: ARG001 - a reaction's shape
    """A consent to mapping skills together with a reception centre; others are not assessment's."""
    fact, case = event.event, event.head.key
    match fact.terms.value:
        case ConsentTerms(purpose=ConsentPurpose.SKILLS_MAPPING) as terms if (
            terms.receiver.kind is ReceiverKind.RECEPTION_CENTRE
        ):
            note = NoteConsent(fact.consent, fact.given_on, fact.valid_until)
            return [Ask(skills_stream_of(case), case, note, fact.municipality)]
        case _:
            return []


@reactions.on(ConsentWithdrawn)
def take_consent_back(event: Recorded[ConsentWithdrawn], profiles: Profiles) -> Sequence[Ask]:  # noqa: ARG001 - a reaction's shape
    """Where the consent was to a joint mapping, the mapping ends with it."""
    fact, case = event.event, event.head.key
    taken_back = TakeConsentBack(fact.consent, fact.withdrawn_on)
    return [Ask(skills_stream_of(case), case, taken_back, event.head.municipality)]


def _ask(event: Recorded[CaseEvent], command: Command, municipality: str | None) -> Ask:
    """A command to assessment's stream of the case that the event is about."""
    case = event.head.key
    return Ask(stream_of(case), case, command, municipality)


def _known_on(event: Recorded[CaseEvent]) -> date:
    day: date = event.head.time.astimezone(HELSINKI).date()
    return day
