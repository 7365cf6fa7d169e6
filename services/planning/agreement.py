"""How a draft comes into force: the child is heard where the plan is a minor's, each party agrees, and with the last of
them the plan is agreed, for no longer than the law allows.

Pure, as `domain` is, which hands it the case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias, assert_never

from services.planning.days import last_day, not_ahead
from services.planning.standing import INDIVIDUALLY, Agreed, Draft, Known, written
from services.planning.words import Words, sealed
from shared.errors import Refused
from shared.events.model import Event
from shared.events.planning import PlanAgreed
from shared.events.planning.plans import ChildHeard, Party, PartyAgreed, PlanKind
from shared.regions.rules import Rule
from shared.regions.traces import traced

# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HearChild:
    """The child says what they think of their own plan."""

    municipality: str
    heard_on: date
    view: Words
    today: date


@dataclass(frozen=True, slots=True)
class Limits:
    """The law on a plan that is agreed on: the first one's length, the length of all together, the time to a review."""

    longest: Rule
    total: Rule
    review: Rule


@dataclass(frozen=True, slots=True)
class AgreePlan:
    """The client and the municipality agree, and any other party has done so before."""

    municipality: str
    agreed_on: date
    limits: Limits
    today: date


@dataclass(frozen=True, slots=True)
class RecordAgreement:
    """One party agrees; with the last of them the plan is agreed."""

    municipality: str
    party: Party
    agreed_on: date
    limits: Limits
    today: date


Command: TypeAlias = HearChild | AgreePlan | RecordAgreement

# --- what is decided --------------------------------------------------------------------------------------------------


def decide(command: Command, case: Known) -> Sequence[Event]:
    """The facts that a command makes of a case's plan.

    Raises:
        Refused: the answer is no.
    """
    match command:
        case HearChild():
            return _hear(command, case)
        case AgreePlan():
            return _agree(command, case)
        case RecordAgreement():
            return _record(command, case)
    assert_never(command)


def _hear(command: HearChild, case: Known) -> Sequence[Event]:
    plan = written(case)
    if plan.shape.kind is not PlanKind.MINOR:
        raise Refused("plan.not_a_minors")
    not_ahead(command.heard_on, command.today, "heard_on")
    view = sealed(command.view, plan.client.person_id)
    return [ChildHeard(plan=plan.plan, heard_on=command.heard_on, view=view)]


def _agree(command: AgreePlan, case: Known) -> Sequence[Event]:
    draft = _to_agree_on(case, command.agreed_on, command.today)
    if set(draft.shape.parties) - draft.agreed.keys() - set(INDIVIDUALLY):
        raise Refused("plan.party_has_not_agreed")
    agreed_on = max(command.agreed_on, *draft.agreed.values()) if draft.agreed else command.agreed_on
    return [_agreed(draft, agreed_on, command.limits)]


def _record(command: RecordAgreement, case: Known) -> Sequence[Event]:
    draft = _to_agree_on(case, command.agreed_on, command.today)
    if command.party not in draft.shape.parties:
        raise Refused("plan.not_a_party", "party")
    if command.party in draft.agreed:
        return []
    said = PartyAgreed(plan=draft.plan, party=command.party, agreed_on=command.agreed_on)
    agreed = {**draft.agreed, command.party: command.agreed_on}
    if set(draft.shape.parties) - agreed.keys():
        return [said]
    return [said, _agreed(draft, max(agreed.values()), command.limits)]


def _to_agree_on(case: Known, agreed_on: date, today: date) -> Draft:
    """The draft, if it may be agreed on that day; a minor's only when the child has been heard."""
    plan = written(case)
    if isinstance(plan, Agreed):
        raise Refused("plan.already_agreed")
    not_ahead(agreed_on, today, "agreed_on")
    if agreed_on < plan.drafted_on:
        raise Refused("plan.agreed_before_drafted", "agreed_on")
    if plan.shape.kind is PlanKind.MINOR and not plan.shape.child_heard:
        raise Refused("plan.child_not_heard")
    return plan


def _agreed(draft: Draft, agreed_on: date, limits: Limits) -> PlanAgreed:
    ends_on = last_day(agreed_on, draft.months, limits.longest)
    first = draft.client.first_agreed_on
    if first is not None and ends_on > limits.total.due(first):  # all plans together, not each by itself
        raise Refused("plan.longer_than_the_law_allows", "months")
    review_by = min(limits.review.due(agreed_on), ends_on)
    return PlanAgreed(
        municipality=draft.client.municipality,
        plan=draft.plan,
        agreed_on=agreed_on,
        ends_on=ends_on,
        review_by=review_by,
        rule=traced(limits.longest, ends_on, agreed_on=agreed_on, months=draft.months),
        review_rule=traced(limits.review, review_by, agreed_on=agreed_on, ends_on=ends_on),
    )
