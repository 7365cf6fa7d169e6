"""How a case can stand in planning: no plan, one that is due, drafted, agreed, ended; and whose it is to ask about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from services.planning.aims import Aims
from services.planning.client import Client
from shared.errors import Refused
from shared.events.model import RuleTrace
from shared.events.planning.plans import Party, PlanKind

INDIVIDUALLY: Final[tuple[Party, ...]] = (Party.CLIENT, Party.MUNICIPALITY)


@dataclass(frozen=True, slots=True)
class Shape:
    """Whose plan it is, who must agree on it, and whether the child has been heard."""

    kind: PlanKind = PlanKind.INDIVIDUAL
    parties: tuple[Party, ...] = INDIVIDUALLY
    child_heard: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody has arrived in this case, as far as planning knows."""


@dataclass(frozen=True, slots=True)
class NoPlan:
    """No plan has been asked for: the assessment isn't done, or found that none is needed."""

    client: Client


@dataclass(frozen=True, slots=True)
class PlanDue:
    """The making of a plan must begin by `due_on`; `breached`: that day has passed, and it was said."""

    client: Client
    due_on: date
    rule: RuleTrace
    breached: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """There is a draft, for so many months, and some parties may have agreed on it."""

    client: Client
    plan: UUID
    drafted_on: date
    months: int
    shape: Shape = Shape()
    agreed: Mapping[Party, date] = field(default_factory=dict)
    aims: Aims = field(default_factory=Aims)


@dataclass(frozen=True, slots=True)
class Agreed:
    """The plan is agreed, in force until `ends_on`, and reviewed by `review_by`."""

    client: Client
    plan: UUID
    agreed_on: date
    months: int
    ends_on: date
    review_by: date
    review_rule: RuleTrace
    breached: bool = False
    shape: Shape = Shape()
    aims: Aims = field(default_factory=Aims)


@dataclass(frozen=True, slots=True)
class Ended:
    """The plan is over. Another may be required, within the same total length."""

    client: Client


Known: TypeAlias = NoPlan | PlanDue | Draft | Agreed | Ended
State: TypeAlias = Unknown | Known


def known(case: State) -> Known:
    match case:
        case Unknown():
            raise Refused("planning.case_unknown")
        case NoPlan() | PlanDue() | Draft() | Agreed() | Ended():
            return case
    assert_never(case)


def of(municipality: str, case: State) -> Known:
    """The case, if it is this municipality's; else it is not to be told from one that does not exist."""
    match case:
        case Unknown():
            raise Refused("access.not_found")
        case NoPlan() | PlanDue() | Draft() | Agreed() | Ended():
            if case.client.municipality != municipality:
                raise Refused("access.not_found")
            return case
    assert_never(case)


def written(case: Known) -> Draft | Agreed:
    """The plan, if there is one to work with."""
    match case:
        case NoPlan():
            raise Refused("plan.not_required")
        case PlanDue():
            raise Refused("plan.not_drafted")
        case Ended():
            raise Refused("plan.already_ended")
        case Draft() | Agreed():
            return case
    assert_never(case)


def in_force(case: Known) -> Agreed:
    """The plan, if it is agreed."""
    plan = written(case)
    if isinstance(plan, Draft):
        raise Refused("plan.not_agreed")
    return plan
