"""What a plan and a referral may do: a plan is required by the law's day, drafted, agreed for no longer than the law
allows; a referral is made, answered, begun and brought to an end.

Read from top to bottom: what can be asked (commands), how things can stand (states), what is decided, how a fact moves
things on. Pure: days, ids and the rules in force come in on the command.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from dateutil.relativedelta import relativedelta

from shared.errors import Refused
from shared.events.codec import Recorded
from shared.events.model import Event, FreeText, Personal
from shared.events.planning import (
    CaseTakenUp,
    DeclineGround,
    DutiesMoved,
    Goals,
    PlanAgreed,
    PlanDrafted,
    PlanRequired,
    PlanUpdated,
    ReferralAccepted,
    ReferralCompleted,
    ReferralDeclined,
    ReferralDeclineReason,
    ReferralEnd,
    ReferralOutcome,
    ReferralQueued,
    ReferralStarted,
    ReferredToService,
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
class DraftPlan:
    """A first draft, of so many months; the law allows a first plan no longer than `longest`."""

    municipality: str
    plan: UUID
    drafted_on: date
    months: int
    goals: Goals
    longest: Rule
    today: date


@dataclass(frozen=True, slots=True)
class UpdatePlan:
    """Other goals or measures, and for a plan not yet agreed another length."""

    municipality: str
    months: int
    goals: Goals
    longest: Rule


@dataclass(frozen=True, slots=True)
class AgreePlan:
    """The client and the municipality agree: for no longer than `longest`, to be reviewed in the time of `review`."""

    municipality: str
    agreed_on: date
    longest: Rule
    review: Rule
    today: date


@dataclass(frozen=True, slots=True)
class Words:
    """Somebody's own words; `text_id` names the text, so that it can be erased alone."""

    text_id: UUID
    text: str


@dataclass(frozen=True, slots=True)
class ReferToService:
    """The client is referred to a group that `provider` runs: their own municipality, or another one."""

    municipality: str
    referral: UUID
    group: UUID
    provider: str
    reason: Words | None


@dataclass(frozen=True, slots=True)
class AcceptReferral:
    """The group has given a place."""

    referral: UUID


@dataclass(frozen=True, slots=True)
class QueueReferral:
    """The group is full, and has given a queue number."""

    referral: UUID
    number: int


@dataclass(frozen=True, slots=True)
class TurnReferralAway:
    """There is no such group."""

    referral: UUID


@dataclass(frozen=True, slots=True)
class StartReferral:
    """The client has been there."""

    referral: UUID
    started_on: date


@dataclass(frozen=True, slots=True)
class DeclineReferral:
    """The client or the group says no; the client's municipality may record it, and the one that runs the group."""

    municipality: str
    referral: UUID
    reason: ReferralDeclineReason


@dataclass(frozen=True, slots=True)
class CompleteReferral:
    """What the client was referred to has come to its end; either municipality may record it."""

    municipality: str
    referral: UUID
    completed_on: date
    outcome: ReferralOutcome
    today: date


@dataclass(frozen=True, slots=True)
class MoveDuties:
    """The case has moved (intake decides that): plan, deadlines and referrals are the receiver's from now on."""

    sender: str
    receiver: str
    moves_on: date


Command: TypeAlias = (
    TakeUpCase
    | RequirePlan
    | DraftPlan
    | UpdatePlan
    | AgreePlan
    | ReferToService
    | AcceptReferral
    | QueueReferral
    | TurnReferralAway
    | StartReferral
    | DeclineReferral
    | CompleteReferral
    | MoveDuties
)

# --- how a referral can stand -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Destination:
    """What somebody was referred to: a group, and the municipality that runs it."""

    group: UUID
    provider: str


@dataclass(frozen=True, slots=True)
class Sent:
    """No answer yet."""

    to: Destination


@dataclass(frozen=True, slots=True)
class Queued:
    """The client waits for a place."""

    to: Destination
    number: int


@dataclass(frozen=True, slots=True)
class Accepted:
    """The client has a place."""

    to: Destination


@dataclass(frozen=True, slots=True)
class Started:
    """The client has taken part."""

    to: Destination
    started_on: date


@dataclass(frozen=True, slots=True)
class Declined:
    """Somebody said no."""

    to: Destination


@dataclass(frozen=True, slots=True)
class Completed:
    """It has come to its end."""

    to: Destination


Referral: TypeAlias = Sent | Queued | Accepted | Started | Declined | Completed

# --- how a plan can stand ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Client:
    """Who the case is about, which municipality answers for it, and what they have been referred to."""

    municipality: str
    person_id: UUID
    referrals: Mapping[UUID, Referral] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody has arrived in this case, as far as planning knows."""


@dataclass(frozen=True, slots=True)
class NoPlan:
    """No plan has been asked for: the assessment isn't done, or found that none is needed."""

    client: Client


@dataclass(frozen=True, slots=True)
class PlanDue:
    """The making of a plan must begin by `due_on`."""

    client: Client
    due_on: date


@dataclass(frozen=True, slots=True)
class Draft:
    """There is a draft, for so many months."""

    client: Client
    plan: UUID
    drafted_on: date
    months: int


@dataclass(frozen=True, slots=True)
class Agreed:
    """The plan is agreed, and in force until `ends_on`."""

    client: Client
    plan: UUID
    agreed_on: date
    months: int
    ends_on: date


Known: TypeAlias = NoPlan | PlanDue | Draft | Agreed
State: TypeAlias = Unknown | Known

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
            return _require(command, _known(case))
        case DraftPlan():
            return _draft(command, _of(command.municipality, case))
        case UpdatePlan():
            return _update(command, _of(command.municipality, case))
        case AgreePlan():
            return _agree(command, _of(command.municipality, case))
        case ReferToService():
            return _refer(command, _of(command.municipality, case).client)
        case AcceptReferral():
            return _accept(command, _referral(command.referral, case))
        case QueueReferral():
            return _queue(command, _referral(command.referral, case))
        case TurnReferralAway():
            return _turn_away(command, _known(case).client, _referral(command.referral, case))
        case StartReferral():
            return _start(command, _referral(command.referral, case))
        case DeclineReferral():
            return _decline(command, *_referral_of(command.municipality, command.referral, case))
        case CompleteReferral():
            return _complete(command, *_referral_of(command.municipality, command.referral, case))
        case MoveDuties():
            return _move(command, _known(case).client)
    assert_never(command)


def _known(case: State) -> Known:
    match case:
        case Unknown():
            raise Refused("planning.case_unknown")
        case NoPlan() | PlanDue() | Draft() | Agreed():
            return case
    assert_never(case)


def _of(municipality: str, case: State) -> Known:
    """The case, if it is this municipality's; else it is not to be told from one that does not exist."""
    match case:
        case Unknown():
            raise Refused("access.not_found")
        case NoPlan() | PlanDue() | Draft() | Agreed():
            if case.client.municipality != municipality:
                raise Refused("access.not_found")
            return case
    assert_never(case)


def _referral(referral: UUID, case: State) -> Referral:
    found = _known(case).client.referrals.get(referral)
    if found is None:
        raise Refused("referral.unknown")
    return found


def _referral_of(municipality: str, referral: UUID, case: State) -> tuple[Client, Referral]:
    """The referral, if it is of this municipality's client or to its group; else it is as if it did not exist."""
    match case:
        case Unknown():
            raise Refused("access.not_found")
        case NoPlan(client) | PlanDue(client) | Draft(client) | Agreed(client):
            found = client.referrals.get(referral)
            if found is None or municipality not in {client.municipality, found.to.provider}:
                raise Refused("access.not_found")
            return client, found
    assert_never(case)


# ... about a plan


def _take_up(command: TakeUpCase, case: State) -> Sequence[Event]:
    match case:
        case Unknown():
            return [CaseTakenUp(municipality=command.municipality, person_id=command.person_id)]
        case NoPlan() | PlanDue() | Draft() | Agreed():
            return []
    assert_never(case)


def _require(command: RequirePlan, case: Known) -> Sequence[Event]:
    match case:
        case NoPlan(client):
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
            _not_ahead(command.drafted_on, command.today, "drafted_on")
            _with_goals(command.goals)
            _last_day(command.drafted_on, command.months, command.longest)
            return [
                PlanDrafted(
                    municipality=client.municipality,
                    plan=command.plan,
                    drafted_on=command.drafted_on,
                    months=command.months,
                    goals=Personal(client.person_id, command.goals),
                )
            ]
        case Draft():
            raise Refused("plan.already_drafted")
        case Agreed():
            raise Refused("plan.already_agreed")
    assert_never(case)


def _update(command: UpdatePlan, case: Known) -> Sequence[Event]:
    match case:
        case NoPlan():
            raise Refused("plan.not_required")
        case PlanDue():
            raise Refused("plan.not_drafted")
        case Draft():
            _with_goals(command.goals)
            _last_day(case.drafted_on, command.months, command.longest)
        case Agreed():
            _with_goals(command.goals)
            if command.months != case.months:  # its last day was agreed on, under the law of that day
                raise Refused("plan.length_is_agreed", "months")
        case _:
            assert_never(case)
    goals = Personal(case.client.person_id, command.goals)
    return [PlanUpdated(plan=case.plan, months=command.months, goals=goals)]


def _agree(command: AgreePlan, case: Known) -> Sequence[Event]:
    match case:
        case NoPlan():
            raise Refused("plan.not_required")
        case PlanDue():
            raise Refused("plan.not_drafted")
        case Draft(client):
            _not_ahead(command.agreed_on, command.today, "agreed_on")
            if command.agreed_on < case.drafted_on:
                raise Refused("plan.agreed_before_drafted", "agreed_on")
            ends_on = _last_day(command.agreed_on, case.months, command.longest)
            review_by = min(command.review.due(command.agreed_on), ends_on)
            return [
                PlanAgreed(
                    municipality=client.municipality,
                    plan=case.plan,
                    agreed_on=command.agreed_on,
                    ends_on=ends_on,
                    review_by=review_by,
                    rule=traced(command.longest, ends_on, agreed_on=command.agreed_on, months=case.months),
                    review_rule=traced(command.review, review_by, agreed_on=command.agreed_on, ends_on=ends_on),
                )
            ]
        case Agreed():
            raise Refused("plan.already_agreed")
    assert_never(case)


def _move(command: MoveDuties, client: Client) -> Sequence[Event]:
    if client.municipality == command.receiver:
        return []
    return [DutiesMoved(sender=command.sender, receiver=command.receiver, moves_on=command.moves_on)]


def _last_day(first: date, months: int, longest: Rule) -> date:
    """The last day of a plan of so many months.

    Raises:
        Refused: it has no length, or is longer than the law allows.
    """
    if months < 1:
        raise Refused("plan.no_length", "months")
    try:
        last = first + relativedelta(months=months)
    except (OverflowError, ValueError):  # beyond the calendar, and so beyond any law
        raise Refused("plan.longer_than_the_law_allows", "months") from None
    if last > longest.due(first):
        raise Refused("plan.longer_than_the_law_allows", "months")
    return last


def _with_goals(goals: Goals) -> None:
    if not goals.goals:
        raise Refused("plan.no_goals", "goals")


def _not_ahead(day: date, today: date, name: str) -> None:
    if day > today:
        raise Refused("planning.day_in_the_future", name)


# ... about a referral


def _refer(command: ReferToService, client: Client) -> Sequence[Event]:
    """Allowed in every case that planning knows: guidance and activities don't wait for an assessment or a plan."""
    if command.referral in client.referrals:
        return []
    if any(one.to.group == command.group and _open(one) for one in client.referrals.values()):
        raise Refused("referral.already_open", "group")
    return [
        ReferredToService(
            municipality=client.municipality,
            person_id=client.person_id,
            referral=command.referral,
            group=command.group,
            provider=command.provider,
            reason=_text(command.reason, client.person_id) if command.reason else None,
        )
    ]


def _accept(command: AcceptReferral, referral: Referral) -> Sequence[Event]:
    match referral:
        case Sent(to) | Queued(to):
            return [ReferralAccepted(referral=command.referral, group=to.group)]
        case Accepted() | Started() | Declined() | Completed():  # once is enough, and what is over stays over
            return []
    assert_never(referral)


def _queue(command: QueueReferral, referral: Referral) -> Sequence[Event]:
    match referral:
        case Sent(to):
            return [ReferralQueued(referral=command.referral, group=to.group, number=command.number)]
        case Queued() | Accepted() | Started() | Declined() | Completed():
            return []
    assert_never(referral)


def _turn_away(command: TurnReferralAway, client: Client, referral: Referral) -> Sequence[Event]:
    match referral:
        case Sent(to) | Queued(to):
            return [_declined(command.referral, to, client, ReferralDeclineReason.NO_SUCH_GROUP)]
        case Accepted() | Started() | Declined() | Completed():
            return []
    assert_never(referral)


def _start(command: StartReferral, referral: Referral) -> Sequence[Event]:
    match referral:
        case Sent() | Queued():
            raise Refused("referral.no_place_yet")
        case Accepted(to):
            return [ReferralStarted(referral=command.referral, group=to.group, started_on=command.started_on)]
        case Started() | Declined() | Completed():
            return []
    assert_never(referral)


def _decline(command: DeclineReferral, client: Client, referral: Referral) -> Sequence[Event]:
    match referral:
        case Sent(to) | Queued(to) | Accepted(to):
            return [_declined(command.referral, to, client, command.reason)]
        case Started():
            raise Refused("referral.already_started")
        case Declined():
            raise Refused("referral.already_declined")
        case Completed():
            raise Refused("referral.already_completed")
    assert_never(referral)


def _complete(command: CompleteReferral, client: Client, referral: Referral) -> Sequence[Event]:
    match referral:
        case Sent() | Queued():
            raise Refused("referral.no_place_yet")
        case Accepted(to) | Started(to):
            _not_ahead(command.completed_on, command.today, "completed_on")
            if isinstance(referral, Started) and command.completed_on < referral.started_on:
                raise Refused("referral.completed_before_started", "completed_on")
            return [
                ReferralCompleted(
                    referral=command.referral,
                    group=to.group,
                    provider=to.provider,
                    completed_on=command.completed_on,
                    end=Personal(client.person_id, ReferralEnd(outcome=command.outcome)),
                )
            ]
        case Declined():
            raise Refused("referral.already_declined")
        case Completed():
            raise Refused("referral.already_completed")
    assert_never(referral)


def _open(referral: Referral) -> bool:
    match referral:
        case Sent() | Queued() | Accepted() | Started():
            return True
        case Declined() | Completed():
            return False
    assert_never(referral)


def _declined(referral: UUID, to: Destination, client: Client, reason: ReferralDeclineReason) -> ReferralDeclined:
    ground = Personal(client.person_id, DeclineGround(reason=reason))
    return ReferralDeclined(referral=referral, group=to.group, provider=to.provider, ground=ground)


def _text(words: Words, person: UUID) -> Personal[FreeText]:
    return Personal(words.text_id, FreeText(text=words.text), parents=(person,))


# --- how a fact moves things on ---------------------------------------------------------------------------------------

INITIAL: Final = Unknown()


def evolve(case: State, recorded: Recorded[Event]) -> State:  # noqa: PLR0911 - one for each kind of fact
    """The case after a fact."""
    match recorded.event, case:
        case CaseTakenUp() as fact, Unknown():
            return NoPlan(Client(fact.municipality, fact.person_id))
        case PlanRequired() as fact, NoPlan(client):
            return PlanDue(client, fact.due_on)
        case PlanDrafted() as fact, PlanDue(client):
            return Draft(client, fact.plan, fact.drafted_on, fact.months)
        case PlanUpdated() as fact, Draft() | Agreed():
            return replace(case, months=fact.months)
        case PlanAgreed() as fact, Draft(client):
            return Agreed(client, fact.plan, fact.agreed_on, case.months, fact.ends_on)
        case DutiesMoved() as fact, NoPlan() | PlanDue() | Draft() | Agreed():
            return replace(case, client=replace(case.client, municipality=fact.receiver))
        case ReferredToService() as fact, NoPlan() | PlanDue() | Draft() | Agreed():
            return _put(case, fact.referral, Sent(Destination(fact.group, fact.provider)))
        case (
            (
                ReferralAccepted() | ReferralQueued() | ReferralStarted() | ReferralDeclined() | ReferralCompleted()
            ) as fact,
            NoPlan() | PlanDue() | Draft() | Agreed(),
        ):
            return _put(case, fact.referral, _after(fact, case.client.referrals[fact.referral]))
    raise ValueError(f"{recorded.head.type} cannot follow {type(case).__name__}")


Answer: TypeAlias = ReferralAccepted | ReferralQueued | ReferralStarted | ReferralDeclined | ReferralCompleted


def _after(answer: Answer, referral: Referral) -> Referral:
    """The referral after a fact about it."""
    match answer, referral:
        case ReferralQueued() as fact, Sent(to):
            return Queued(to, fact.number)
        case ReferralAccepted(), Sent(to) | Queued(to):
            return Accepted(to)
        case ReferralStarted() as fact, Accepted(to):
            return Started(to, fact.started_on)
        case ReferralDeclined(), Sent(to) | Queued(to) | Accepted(to):
            return Declined(to)
        case ReferralCompleted(), Accepted(to) | Started(to):
            return Completed(to)
    raise ValueError(f"{answer.type} cannot follow {type(referral).__name__}")


def _put(case: Known, referral: UUID, standing: Referral) -> Known:
    return replace(case, client=replace(case.client, referrals={**case.client.referrals, referral: standing}))
