"""Events of a plan's life: its kind, its goals and measures, who has agreed, reviews, extension, end, broken deadlines.

Enters: nothing. Leaves: facts about a plan besides those of `shared.events.planning`. They must not know the law: the
rule a decision rested on stands in them as a trace.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from shared.events.breaches import Breach
from shared.events.model import CaseEvent, Clear, FreeText, Personal, RuleTrace, Value


class PlanKind(StrEnum):
    """Whose plan it is: one person's, a whole family's, or a minor's."""

    INDIVIDUAL = "individual"
    FAMILY = "family"
    MINOR = "minor"


class Party(StrEnum):
    """Who must agree on a plan."""

    CLIENT = "client"
    MUNICIPALITY = "municipality"
    EMPLOYMENT_AUTHORITY = "employment_authority"
    GUARDIAN = "guardian"


class Responsible(StrEnum):
    """Who sees to a goal or a measure."""

    CLIENT = "client"
    GUARDIAN = "guardian"
    MUNICIPALITY = "municipality"
    EMPLOYMENT_AUTHORITY = "employment_authority"
    WELLBEING_COUNTY = "wellbeing_county"
    SCHOOL = "school"
    PROVIDER = "provider"


class DropReason(StrEnum):
    """Why a goal is no longer pursued."""

    CHANGED_WISH = "changed_wish"
    NOT_REALISTIC = "not_realistic"
    HEALTH = "health"
    FAMILY = "family"
    NO_SERVICE = "no_service"
    OTHER = "other"


class ExtensionGround(StrEnum):
    """What lets a plan last longer than the law allows as a rule: the client needs special measures to integrate."""

    LITERACY = "literacy"
    DISABILITY = "disability"
    ILLNESS = "illness"
    FAMILY_LEAVE = "family_leave"
    AGE = "age"
    CHILD_WELFARE = "child_welfare"
    UNACCOMPANIED_MINOR = "unaccompanied_minor"
    OTHER_SPECIAL_NEED = "other_special_need"


class PlanEndReason(StrEnum):
    """Why a plan is over."""

    GOALS_REACHED = "goals_reached"
    TIME_RAN_OUT = "time_ran_out"
    EMPLOYED = "employed"
    STUDYING = "studying"
    NOT_FOLLOWED = "not_followed"
    OTHER = "other"


class Dropped(Value):
    """Why a goal was dropped; it says something about the person."""

    reason: DropReason


class Extension(Value):
    """The lawful ground of an extension; it says something about the person."""

    ground: ExtensionGround


class PlanEnding(Value):
    """Why a plan ended; it says something about the person."""

    reason: PlanEndReason


class PlanKindChosen(CaseEvent, version=1):
    """Whose plan it is, and which parties must agree on it. `members` are the cases of a family's other members."""

    plan: Annotated[UUID, Clear("an id that says nothing by itself")]
    kind: Annotated[PlanKind, Clear("which parties must agree follows from it")]
    parties: Annotated[tuple[Party, ...], Clear("whose agreement is waited for")]
    members: Annotated[tuple[UUID, ...], Clear("ids that say nothing by themselves")] = ()
    guardian: Personal[FreeText] | None = None


class ChildHeard(CaseEvent, version=1, effective="heard_on"):
    """The child has said what they themselves think of their plan."""

    plan: Annotated[UUID, Clear("an id that says nothing by itself")]
    heard_on: Annotated[date, Clear("nobody agrees on a minor's plan before it")]
    view: Personal[FreeText]


class GoalSet(CaseEvent, version=1):
    """The plan aims at something, which somebody sees to until a day."""

    plan: Annotated[UUID, Clear("an id that says nothing by itself")]
    goal: Annotated[UUID, Clear("an id that says nothing by itself")]
    responsible: Annotated[Responsible, Clear("a kind of party, not a person")]
    target_on: Annotated[date | None, Clear("followed up by it")] = None
    text: Personal[FreeText]


class GoalReached(CaseEvent, version=1, effective="reached_on"):
    """What was aimed at is so."""

    plan: Annotated[UUID, Clear("an id that says nothing by itself")]
    goal: Annotated[UUID, Clear("an id that says nothing by itself")]
    reached_on: Annotated[date, Clear("progress is counted by it")]


class GoalDropped(CaseEvent, version=1, effective="dropped_on"):
    """The goal is pursued no longer, for a reason."""

    plan: Annotated[UUID, Clear("an id that says nothing by itself")]
    goal: Annotated[UUID, Clear("an id that says nothing by itself")]
    dropped_on: Annotated[date, Clear("progress is counted by it")]
    dropped: Personal[Dropped]


class MeasurePlanned(CaseEvent, version=1):
    """Something will be done, for a goal or for the plan as a whole."""

    plan: Annotated[UUID, Clear("an id that says nothing by itself")]
    measure: Annotated[UUID, Clear("an id that says nothing by itself")]
    goal: Annotated[UUID | None, Clear("an id that says nothing by itself")] = None
    responsible: Annotated[Responsible, Clear("a kind of party, not a person")]
    starts_on: Annotated[date | None, Clear("followed up by it")] = None
    ends_on: Annotated[date | None, Clear("followed up by it")] = None
    text: Personal[FreeText]


class MeasureDone(CaseEvent, version=1, effective="done_on"):
    """It has been done."""

    plan: Annotated[UUID, Clear("an id that says nothing by itself")]
    measure: Annotated[UUID, Clear("an id that says nothing by itself")]
    done_on: Annotated[date, Clear("progress is counted by it")]


class PartyAgreed(CaseEvent, version=1, effective="agreed_on"):
    """One of the parties has agreed on the plan as it stands; when the last has, the plan is agreed."""

    plan: Annotated[UUID, Clear("an id that says nothing by itself")]
    party: Annotated[Party, Clear("whose agreement is waited for no longer")]
    agreed_on: Annotated[date, Clear("deadlines run from the last of them")]


class PlanReviewed(CaseEvent, version=1, effective="reviewed_on"):
    """The parties have looked at how the plan has gone; the rule says by when they must again."""

    plan: Annotated[UUID, Clear("an id that says nothing by itself")]
    reviewed_on: Annotated[date, Clear("a deadline was kept or broken by it")]
    review_by: Annotated[date, Clear("a deadline")]
    rule: Annotated[RuleTrace, Clear("the rule on reviews, not the person; its inputs are clear dates")]
    findings: Personal[FreeText] | None = None


class PlanExtended(CaseEvent, version=1):
    """The plan lasts until a later day. Beyond what the law allows as a rule there is a lawful ground, sealed."""

    plan: Annotated[UUID, Clear("an id that says nothing by itself")]
    months: Annotated[int, Clear("how much longer, which the law limits")]
    ends_on: Annotated[date, Clear("a deadline")]
    rule: Annotated[RuleTrace, Clear("the law on a plan's total length, not the person; its inputs are clear dates")]
    extension: Personal[Extension] | None = None


class PlanEnded(CaseEvent, version=1, effective="ended_on"):
    """The plan is over."""

    plan: Annotated[UUID, Clear("an id that says nothing by itself")]
    ended_on: Annotated[date, Clear("the total length is counted to it")]
    ending: Personal[PlanEnding]


class DutiesSuspended(CaseEvent, version=1, effective="suspended_on"):
    """The case is closed, or goes on as another: no deadline of planning's is broken in it from now on."""

    suspended_on: Annotated[date, Clear("no deadline is broken from it on")]


class DutiesResumed(CaseEvent, version=1, effective="resumed_on"):
    """The case goes on, with the deadlines it had."""

    resumed_on: Annotated[date, Clear("deadlines run again from it")]


class DeadlineBreached(Breach, version=1, effective="breached_on"):
    """Planning had a duty (plan, review), and its last day has passed."""
