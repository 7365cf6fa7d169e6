"""What intake's facts ask of assessment: an arrival asks for an assessment, a move takes the duty along."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from services.assessment.domain import MoveDuties, RequireAssessment
from shared.clock import HELSINKI
from shared.events import Recorded
from shared.events.intake import ArrivalRegistered, TransferAccepted
from shared.messaging.reactions import Ask, Reactions
from shared.regions.profiles import Profiles
from shared.regions.rules import RuleNotInForceError

DEADLINE: Final = "assessment_must_start"

reactions = Reactions("assessment")


def stream_of(case: UUID) -> str:
    """The case's stream in assessment."""
    return f"assessment/case/{case}"


@reactions.on(ArrivalRegistered)
def require_assessment(event: Recorded[ArrivalRegistered], profiles: Profiles) -> Sequence[Ask]:
    """The law of the day of arrival gives the time; the law of the day of registration where no law is as old."""
    arrival, case = event.event, event.head.key
    profile = profiles.for_municipality(arrival.municipality)
    try:
        rule = profile.rule_for(DEADLINE, arrival.arrived_on)
    except RuleNotInForceError:
        rule = profile.rule_for(DEADLINE, event.head.time.astimezone(HELSINKI).date())
    command = RequireAssessment(arrival.municipality, arrival.person_id, arrival.arrived_on, rule)
    return [Ask(stream_of(case), case, command, arrival.municipality)]


@reactions.on(TransferAccepted)
def move_duties(event: Recorded[TransferAccepted], profiles: Profiles) -> Sequence[Ask]:  # noqa: ARG001 - a reaction's shape
    """What is owed to the person is owed by the receiver from now on, deadlines unchanged."""
    moved, case = event.event, event.head.key
    command = MoveDuties(moved.sender, moved.receiver, moved.moves_on)
    return [Ask(stream_of(case), case, command, moved.receiver)]
