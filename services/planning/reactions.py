"""What planning does when others' facts reach it: it takes up cases, owes plans, follows referrals to their groups."""

from __future__ import annotations

from datetime import date
from typing import Final

from services.planning.domain import Command, MoveDuties, RequirePlan, ResumeDuties, SuspendDuties, TakeUpCase
from services.planning.onward.domain import NotePlacementEnd, NotePlacementStart
from services.planning.referral import reactions as referral
from services.planning.referral.groups import AcceptReferral, QueueReferral, StartReferral, TurnReferralAway
from shared.clock import HELSINKI
from shared.events import CaseEvent, Recorded
from shared.events.activities import AttendanceNoted, PlaceGiven, PlaceRefused, Presence, QueueNumberGiven
from shared.events.activities.placements import PlacementEnded, PlacementStarted
from shared.events.assessment import AssessmentCompleted
from shared.events.intake import ArrivalRegistered, TransferAccepted
from shared.events.intake.standing import CaseClosed, CaseReopened, CaseSeparated, MergedIntoCase
from shared.messaging.reactions import Ask, Reactions
from shared.protection import note_protections
from shared.regions.profiles import Profiles, RegionProfile
from shared.regions.rules import Rule, RuleNotInForceError

reactions: Final = Reactions("planning")
referral.register(reactions)
note_protections(reactions)

BEGIN_BY: Final = "plan_preparation_starts"  # the rule that says by which day the making of a plan must begin


@reactions.on(ArrivalRegistered)
def take_up_case(event: Recorded[ArrivalRegistered], _: Profiles) -> list[Ask]:
    """From the arrival on planning knows whose case it is; only intake says where a case belongs."""
    fact = event.event
    return [_ask(event, TakeUpCase(fact.municipality, fact.person_id), fact.municipality)]


@reactions.on(TransferAccepted)
def move_duties(event: Recorded[TransferAccepted], _: Profiles) -> list[Ask]:
    """Open duties move with the case; their deadlines stay what they were."""
    fact = event.event
    return [_ask(event, MoveDuties(fact.sender, fact.receiver, fact.moves_on), fact.receiver)]


@reactions.on(CaseClosed)
def suspend_duties(event: Recorded[CaseClosed], _: Profiles) -> list[Ask]:
    """In a closed case nothing is due."""
    return [_ask(event, SuspendDuties(event.event.closed_on), event.event.municipality)]


@reactions.on(MergedIntoCase)
def suspend_duties_of_a_double(event: Recorded[MergedIntoCase], _: Profiles) -> list[Ask]:
    """Nor in one that goes on as another."""
    merged_on = event.head.time.astimezone(HELSINKI).date()
    return [_ask(event, SuspendDuties(merged_on), event.head.municipality)]


@reactions.on(CaseReopened)
def resume_duties(event: Recorded[CaseReopened], _: Profiles) -> list[Ask]:
    """What was due is due again when the case goes on."""
    return [_ask(event, ResumeDuties(event.event.reopened_on), event.event.municipality)]


@reactions.on(CaseSeparated)
def resume_duties_of_no_double(event: Recorded[CaseSeparated], _: Profiles) -> list[Ask]:
    """And when it was no double after all, unless it had been closed before."""
    separated_on = event.head.time.astimezone(HELSINKI).date()
    return [_ask(event, ResumeDuties(separated_on), event.event.municipality)] if event.event.goes_on else []


@reactions.on(AssessmentCompleted)
def require_plan(event: Recorded[AssessmentCompleted], profiles: Profiles) -> list[Ask]:
    """An assessment that finds a plan needed makes one owed, by the day that the law of that day gives."""
    fact = event.event
    if not fact.plan_needed:
        return []
    known_on = event.head.time.astimezone(HELSINKI).date()
    rule = _rule(profiles.for_municipality(fact.municipality), fact.completed_on, known_on)
    return [_ask(event, RequirePlan(fact.completed_on, rule), fact.municipality)]


@reactions.on(PlaceGiven)
def accept_referral(event: Recorded[PlaceGiven], _: Profiles) -> list[Ask]:
    """A place given is a referral accepted."""
    return [_ask(event, AcceptReferral(event.event.referral), event.head.municipality)]


@reactions.on(QueueNumberGiven)
def queue_referral(event: Recorded[QueueNumberGiven], _: Profiles) -> list[Ask]:
    """A queue number given is a referral that waits."""
    return [_ask(event, QueueReferral(event.event.referral, event.event.number), event.head.municipality)]


@reactions.on(PlaceRefused)
def turn_referral_away(event: Recorded[PlaceRefused], _: Profiles) -> list[Ask]:
    """A referral to a group that isn't there is declined, so that nobody waits for it."""
    return [_ask(event, TurnReferralAway(event.event.referral), event.head.municipality)]


@reactions.on(AttendanceNoted)
def start_referral(event: Recorded[AttendanceNoted], _: Profiles) -> list[Ask]:
    """To have been there begins the service. An absence doesn't, and what cannot be read any more is erased."""
    fact = event.event
    match fact.attendance.value:
        case Presence(present=True):
            return [_ask(event, StartReferral(fact.referral, fact.held_on), event.head.municipality)]
        case _:
            return []


@reactions.on(PlacementStarted)
def note_placement_start(event: Recorded[PlacementStarted], _: Profiles) -> list[Ask]:
    """A placement is a next step."""
    command = NotePlacementStart(event.event.placement, event.event.started_on)
    return [_ask(event, command, event.head.municipality)]


@reactions.on(PlacementEnded)
def note_placement_end(event: Recorded[PlacementEnded], _: Profiles) -> list[Ask]:
    """After a placement there is a next step."""
    return [_ask(event, NotePlacementEnd(event.event.placement, event.event.ended_on), event.head.municipality)]


def _ask(event: Recorded[CaseEvent], command: Command, municipality: str | None) -> Ask:
    """A command to planning's stream of the case that the event is about."""
    case = event.head.key
    return Ask(f"planning/case/{case}", case, command, municipality)


def _rule(profile: RegionProfile, day: date, known_on: date) -> Rule:
    """The version in force on the day; for a day before any version, the one in force when it became known."""
    try:
        return profile.rule_for(BEGIN_BY, day)
    except RuleNotInForceError:
        return profile.rule_for(BEGIN_BY, known_on)
