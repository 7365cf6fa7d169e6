"""What a plan may do: it is required by the law's day, drafted, agreed by all for no longer than the law allows,
reviewed in time, extended on lawful grounds, and ended.

Read from top to bottom: what can be asked (commands), what is decided, how a fact moves things on; how things can
stand is in `standing`. Pure: days, ids and the rules in force come in on the command. How a draft comes into force is
in `agreement`, what the law asks then in `in_force`; goals and measures (`aims`), referrals (`referral`), the way
onward (`onward`) stand beside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from services.planning import agreement, aims, in_force
from services.planning.client import Client
from services.planning.days import last_day, not_ahead
from services.planning.onward import domain as onward
from services.planning.referral import domain as referral
from services.planning.referral import groups, services
from services.planning.standing import (
    INDIVIDUALLY,
    Agreed,
    Draft,
    Ended,
    Known,
    NoPlan,
    PlanDue,
    Shape,
    State,
    Unknown,
    known,
    of,
    written,
)
from services.planning.words import Words, sealed
from shared.errors import Refused
from shared.events.codec import Recorded
from shared.events.model import Event, Personal
from shared.events.planning import (
    CaseTakenUp,
    DutiesMoved,
    Goals,
    PlanAgreed,
    PlanDrafted,
    PlanRequired,
    PlanUpdated,
)
from shared.events.planning.plans import (
    ChildHeard,
    DeadlineBreached,
    DutiesResumed,
    DutiesSuspended,
    GoalDropped,
    GoalReached,
    GoalSet,
    MeasureDone,
    MeasurePlanned,
    Party,
    PartyAgreed,
    PlanEnded,
    PlanExtended,
    PlanKind,
    PlanKindChosen,
    PlanReviewed,
)
from shared.regions.rules import Rule
from shared.regions.traces import traced

# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TakeUpCase:
    """Somebody has arrived: from now on planning knows whose case it is, before a plan is asked for."""

    municipality: str
    person_id: UUID


@dataclass(frozen=True, slots=True)
class RequirePlan:
    """The assessment says that a plan is needed: its making must begin in the time `rule` gives from `assessed_on`."""

    assessed_on: date
    rule: Rule


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose plan it is. A family's has `members`, a minor's a guardian; the employment authority is a party where it is
    responsible for the client."""

    kind: PlanKind = PlanKind.INDIVIDUAL
    with_employment_authority: bool = False
    members: tuple[UUID, ...] = ()
    guardian: Words | None = None


@dataclass(frozen=True, slots=True)
class DraftPlan:
    """A first draft, of so many months; the law allows a first plan no longer than `longest`."""

    municipality: str
    plan: UUID
    drafted_on: date
    months: int
    goals: Goals
    longest: Rule
    today: date
    whose: Whose = Whose()


@dataclass(frozen=True, slots=True)
class UpdatePlan:
    """Other goals or measures, and for a plan not yet agreed another length."""

    municipality: str
    months: int
    goals: Goals
    longest: Rule


@dataclass(frozen=True, slots=True)
class MoveDuties:
    """The case has moved (intake decides that): plan, deadlines and referrals are the receiver's from now on."""

    sender: str
    receiver: str
    moves_on: date


@dataclass(frozen=True, slots=True)
class SuspendDuties:
    """The case is closed (intake decides that): nothing is due in it any more."""

    suspended_on: date


@dataclass(frozen=True, slots=True)
class ResumeDuties:
    """The case goes on: what was due is due again, on the same days."""

    resumed_on: date


Command: TypeAlias = (
    TakeUpCase
    | RequirePlan
    | DraftPlan
    | UpdatePlan
    | agreement.Command
    | MoveDuties
    | SuspendDuties
    | ResumeDuties
    | in_force.Asked
    | in_force.FallenDue
    | aims.Command
    | referral.Command
    | onward.Recording
    | onward.Noting
    | onward.CheckNextStep
)

# --- what is decided --------------------------------------------------------------------------------------------------


def decide(command: Command, case: State) -> Sequence[Event]:  # noqa: C901, PLR0911, PLR0912 - one for each command
    """The facts that a command makes of a case; none where all is so already.

    Raises:
        Refused: the answer is no; `access.not_found` where the case isn't the asking municipality's.
    """
    match command:
        case TakeUpCase():
            return _take_up(command, case)
        case RequirePlan():
            return _require(command, known(case))
        case DraftPlan():
            return _draft(command, of(command.municipality, case))
        case UpdatePlan():
            return _update(command, of(command.municipality, case))
        case agreement.HearChild() | agreement.AgreePlan() | agreement.RecordAgreement():
            return agreement.decide(command, of(command.municipality, case))
        case in_force.ReviewPlan() | in_force.ExtendPlan() | in_force.EndPlan():
            return in_force.decide(command, of(command.municipality, case))
        case in_force.LetPlanEnd() | in_force.RecordBreach():
            return in_force.decide(command, known(case))
        case MoveDuties() | SuspendDuties() | ResumeDuties():
            return _follow(command, known(case).client)
        case aims.SetGoal() | aims.ReachGoal() | aims.DropGoal() | aims.PlanMeasure() | aims.FinishMeasure():
            plan = written(of(command.municipality, case))
            return aims.decide(command, plan.plan, plan.client.person_id, plan.aims)
        case groups.ReferToService() | services.SendReferral():
            return referral.decide(command, of(command.municipality, case).client)
        case onward.CheckNextStep():
            client = known(case).client
            return [] if client.suspended else onward.check(command, client.onward, referred=client.referred)
        case onward.NotePlacementStart() | onward.NotePlacementEnd():
            return _go_onward(command, known(case).client)
        case (
            onward.Apply() | onward.AnswerApplication() | onward.BeginPath() | onward.EndPath() | onward.TakeNextStep()
        ):
            return _go_onward(command, of(command.municipality, case).client)
        case _:
            return referral.decide(command, _asked_of(command, case).client)


def _go_onward(command: onward.Recording | onward.Noting, client: Client) -> Sequence[Event]:
    return onward.decide(command, client.person_id, client.onward)


def _asked_of(command: referral.Told | referral.Answer | referral.Note, case: State) -> Known:
    """The case that a referral's answer is about. What people record of a case that isn't there is not found."""
    told = isinstance(command, referral.TOLD)
    if isinstance(case, Unknown) and not told:
        raise Refused("access.not_found")
    return known(case)


# ... from the arrival to a draft


def _take_up(command: TakeUpCase, case: State) -> Sequence[Event]:
    match case:
        case Unknown():
            return [CaseTakenUp(municipality=command.municipality, person_id=command.person_id)]
        case NoPlan() | PlanDue() | Draft() | Agreed() | Ended():
            return []
    assert_never(case)


def _require(command: RequirePlan, case: Known) -> Sequence[Event]:
    match case:
        case NoPlan(client) | Ended(client):
            due_on = command.rule.due(command.assessed_on)
            return [
                PlanRequired(
                    municipality=client.municipality,
                    person_id=client.person_id,
                    due_on=due_on,
                    rule=traced(command.rule, due_on, assessed_on=command.assessed_on),
                )
            ]
        case PlanDue() | Draft() | Agreed():
            return []
    assert_never(case)


def _draft(command: DraftPlan, case: Known) -> Sequence[Event]:
    match case:
        case NoPlan():
            raise Refused("plan.not_required")
        case PlanDue(client):
            not_ahead(command.drafted_on, command.today, "drafted_on")
            _with_goals(command.goals)
            last_day(command.drafted_on, command.months, command.longest)
            drafted = PlanDrafted(
                municipality=client.municipality,
                plan=command.plan,
                drafted_on=command.drafted_on,
                months=command.months,
                goals=Personal(client.person_id, command.goals),
            )
            return [drafted, *_chosen(command.plan, command.whose, client.person_id)]
        case Draft():
            raise Refused("plan.already_drafted")
        case Agreed():
            raise Refused("plan.already_agreed")
        case Ended():
            raise Refused("plan.already_ended")
    assert_never(case)


def _chosen(plan: UUID, whose: Whose, person: UUID) -> Sequence[Event]:
    """Whose plan it is; nothing where it is one person's, who agrees on it with the municipality."""
    match whose.kind:
        case PlanKind.INDIVIDUAL:
            parties: tuple[Party, ...] = INDIVIDUALLY
        case PlanKind.FAMILY:
            if not whose.members:
                raise Refused("plan.no_members", "members")
            parties = INDIVIDUALLY
        case PlanKind.MINOR:
            if whose.guardian is None:
                raise Refused("plan.guardian_needed", "guardian")
            parties = (Party.GUARDIAN, Party.MUNICIPALITY)
        case _:
            assert_never(whose.kind)
    if whose.with_employment_authority:
        parties = (*parties, Party.EMPLOYMENT_AUTHORITY)
    if whose.kind is PlanKind.INDIVIDUAL and parties == INDIVIDUALLY:
        return []
    guardian = sealed(whose.guardian, person) if whose.guardian else None
    return [PlanKindChosen(plan=plan, kind=whose.kind, parties=parties, members=whose.members, guardian=guardian)]


def _update(command: UpdatePlan, case: Known) -> Sequence[Event]:
    plan = written(case)
    _with_goals(command.goals)
    match plan:
        case Draft():
            last_day(plan.drafted_on, command.months, command.longest)
        case Agreed():
            if command.months != plan.months:  # its last day was agreed on, under the law of that day
                raise Refused("plan.length_is_agreed", "months")
        case _:
            assert_never(plan)
    goals = Personal(plan.client.person_id, command.goals)
    return [PlanUpdated(plan=plan.plan, months=command.months, goals=goals)]


def _with_goals(goals: Goals) -> None:
    if not goals.goals:
        raise Refused("plan.no_goals", "goals")


# ... what becomes of the case


def _follow(command: MoveDuties | SuspendDuties | ResumeDuties, client: Client) -> Sequence[Event]:
    match command:
        case MoveDuties(sender, receiver, moves_on):
            moved = DutiesMoved(sender=sender, receiver=receiver, moves_on=moves_on)
            return [] if client.municipality == receiver else [moved]
        case SuspendDuties(suspended_on):
            return [] if client.suspended else [DutiesSuspended(suspended_on=suspended_on)]
        case ResumeDuties(resumed_on):
            return [DutiesResumed(resumed_on=resumed_on)] if client.suspended else []
    assert_never(command)


# --- how a fact moves things on ---------------------------------------------------------------------------------------

INITIAL: Final[State] = Unknown()


def evolve(case: State, recorded: Recorded[Event]) -> State:  # noqa: C901, PLR0911, PLR0912 - one for each kind of fact
    """The case after a fact."""
    match recorded.event, case:
        case CaseTakenUp() as fact, Unknown():
            return NoPlan(Client(fact.municipality, fact.person_id))
        case PlanRequired() as fact, NoPlan(client) | Ended(client):
            return PlanDue(client, fact.due_on, fact.rule)
        case PlanDrafted() as fact, PlanDue(client):
            return Draft(client, fact.plan, fact.drafted_on, fact.months)
        case PlanKindChosen() as fact, Draft():
            return replace(case, shape=Shape(fact.kind, fact.parties))
        case PlanUpdated() as fact, Draft():
            return replace(case, months=fact.months, agreed={})  # what was agreed on is no longer what stands there
        case PlanUpdated(), Agreed():
            return case
        case ChildHeard(), Draft() | Agreed():
            return replace(case, shape=replace(case.shape, child_heard=True))
        case PartyAgreed() as fact, Draft():
            return replace(case, agreed={**case.agreed, fact.party: fact.agreed_on})
        case PlanAgreed() as fact, Draft():
            return _came_into_force(case, fact)
        case PlanReviewed() as fact, Agreed():
            return replace(case, review_by=fact.review_by, review_rule=fact.rule, breached=False)
        case PlanExtended() as fact, Agreed():
            return replace(case, ends_on=fact.ends_on, months=case.months + fact.months)
        case PlanEnded(), Agreed(client):
            return Ended(client)
        case DeadlineBreached(), PlanDue() | Agreed():
            return replace(case, breached=True)
        case (GoalSet() | GoalReached() | GoalDropped() | MeasurePlanned() | MeasureDone()) as fact, Draft() | Agreed():
            return replace(case, aims=aims.evolve(case.aims, fact))
        case DutiesMoved() as fact, NoPlan() | PlanDue() | Draft() | Agreed() | Ended():
            return replace(case, client=replace(case.client, municipality=fact.receiver))
        case (DutiesSuspended() | DutiesResumed()) as fact, NoPlan() | PlanDue() | Draft() | Agreed() | Ended():
            return replace(case, client=replace(case.client, suspended=isinstance(fact, DutiesSuspended)))
        case _, NoPlan() | PlanDue() | Draft() | Agreed() | Ended() if isinstance(recorded.event, onward.FACTS):
            return replace(case, client=replace(case.client, onward=onward.evolve(case.client.onward, recorded.event)))
        case _, NoPlan() | PlanDue() | Draft() | Agreed() | Ended() if isinstance(recorded.event, referral.FACTS):
            return replace(case, client=referral.evolve(case.client, recorded.event))
    raise ValueError(f"{recorded.head.type} cannot follow {type(case).__name__}")


def _came_into_force(draft: Draft, fact: PlanAgreed) -> Agreed:
    first = draft.client.first_agreed_on or fact.agreed_on
    return Agreed(
        client=replace(draft.client, first_agreed_on=first),
        plan=fact.plan,
        agreed_on=fact.agreed_on,
        months=draft.months,
        ends_on=fact.ends_on,
        review_by=fact.review_by,
        review_rule=fact.review_rule,
        shape=draft.shape,
        aims=draft.aims,
    )
