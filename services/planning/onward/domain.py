"""What comes after a course or a service: a next step within the time that the rule gives, else a task.

A next step is any of: a referral, an application, a path, a placement, or another that somebody has written down. Pure:
it is given the client's way onward and whether something is open already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final, TypeAlias, assert_never, get_args
from uuid import UUID

from services.planning.days import not_ahead
from services.planning.words import Words, sealed
from shared.errors import Refused
from shared.events.model import Event, Personal
from shared.events.planning.onward import (
    Application,
    ApplicationAnswer,
    ApplicationAnswered,
    ApplicationMade,
    ApplicationOutcome,
    AppliedTo,
    NextStepMissing,
    NextStepTaken,
    Path,
    PathBegun,
    PathEnd,
    PathEnded,
    PathKind,
    PathOutcome,
    PlacementEndNoted,
    PlacementStartNoted,
    Step,
    StepKind,
)
from shared.regions.rules import Rule
from shared.regions.traces import traced

# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Apply:
    """The client has applied to education or work."""

    municipality: str
    application: UUID
    applied_on: date
    to: AppliedTo
    target: Words | None
    today: date


@dataclass(frozen=True, slots=True)
class AnswerApplication:
    """The school or the employer has answered."""

    municipality: str
    application: UUID
    answered_on: date
    outcome: ApplicationOutcome
    today: date


@dataclass(frozen=True, slots=True)
class BeginPath:
    """Somebody walks along with the client from now on."""

    municipality: str
    path: UUID
    begun_on: date
    kind: PathKind
    today: date


@dataclass(frozen=True, slots=True)
class EndPath:
    """The path has led somewhere."""

    municipality: str
    path: UUID
    ended_on: date
    outcome: PathOutcome
    today: date


@dataclass(frozen=True, slots=True)
class TakeNextStep:
    """What comes next is known, or nothing needs to."""

    municipality: str
    taken_on: date
    kind: StepKind
    today: date


@dataclass(frozen=True, slots=True)
class NotePlacementStart:
    """Activities says that a work placement has begun."""

    placement: UUID
    started_on: date


@dataclass(frozen=True, slots=True)
class NotePlacementEnd:
    """Activities says that a work placement has ended."""

    placement: UUID
    ended_on: date


@dataclass(frozen=True, slots=True)
class CheckNextStep:
    """The time for a next step has passed for something that ended, by `rule`."""

    rule: Rule
    today: date


Recording: TypeAlias = Apply | AnswerApplication | BeginPath | EndPath | TakeNextStep
Noting: TypeAlias = NotePlacementStart | NotePlacementEnd

# --- how things can stand ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Onward:
    """What has ended without a next step so far (`ended`, by its id), and what is on its way.

    `applications` and `paths` say since when each is open, None where it is over; `missing` are endings that have been
    said to have no next step.
    """

    ended: Mapping[UUID, date] = field(default_factory=dict)
    missing: frozenset[UUID] = frozenset()
    applications: Mapping[UUID, date | None] = field(default_factory=dict)
    paths: Mapping[UUID, date | None] = field(default_factory=dict)
    placements: frozenset[UUID] = frozenset()

    @property
    def on_its_way(self) -> bool:
        """Whether an answer is waited for, a path is walked, or a placement lasts."""
        return any((*self.applications.values(), *self.paths.values(), *self.placements))


def ended(onward: Onward, ending: UUID, on: date) -> Onward:
    """A course or a service has ended: from now on a next step is waited for."""
    return replace(onward, ended={**onward.ended, ending: on})


def stepped(onward: Onward) -> Onward:
    """A next step has been taken: nothing that ended before waits for one any more."""
    return replace(onward, ended={}, missing=frozenset())


# --- what is decided --------------------------------------------------------------------------------------------------


def decide(  # noqa: PLR0911 - one for each command
    command: Recording | Noting, person: UUID, onward: Onward
) -> Sequence[Event]:
    """The facts that a command makes of a client's way onward; none where all is so already.

    Raises:
        Refused: the answer is no.
    """
    match command:
        case Apply():
            return _apply(command, person, onward)
        case AnswerApplication():
            return _answer(command, person, onward)
        case BeginPath():
            return _begin(command, person, onward)
        case EndPath():
            return _end(command, person, onward)
        case TakeNextStep():
            not_ahead(command.taken_on, command.today, "taken_on")
            return [NextStepTaken(taken_on=command.taken_on, step=Personal(person, Step(kind=command.kind)))]
        case NotePlacementStart():
            return [PlacementStartNoted(placement=command.placement, started_on=command.started_on)]
        case NotePlacementEnd():
            return [PlacementEndNoted(placement=command.placement, ended_on=command.ended_on)]
    assert_never(command)


def _apply(command: Apply, person: UUID, onward: Onward) -> Sequence[Event]:
    if command.application in onward.applications:
        return []
    not_ahead(command.applied_on, command.today, "applied_on")
    return [
        ApplicationMade(
            application=command.application,
            applied_on=command.applied_on,
            applied=Personal(person, Application(to=command.to)),
            target=sealed(command.target, person) if command.target else None,
        )
    ]


def _answer(command: AnswerApplication, person: UUID, onward: Onward) -> Sequence[Event]:
    applied_on = _still_open(onward.applications, command.application, "application.already_answered")
    not_ahead(command.answered_on, command.today, "answered_on")
    if command.answered_on < applied_on:
        raise Refused("application.answered_before_made", "answered_on")
    answer = Personal(person, ApplicationAnswer(outcome=command.outcome))
    return [ApplicationAnswered(application=command.application, answered_on=command.answered_on, answer=answer)]


def _begin(command: BeginPath, person: UUID, onward: Onward) -> Sequence[Event]:
    if command.path in onward.paths:
        return []
    not_ahead(command.begun_on, command.today, "begun_on")
    chosen = Personal(person, Path(kind=command.kind))
    return [PathBegun(path=command.path, begun_on=command.begun_on, chosen=chosen)]


def _end(command: EndPath, person: UUID, onward: Onward) -> Sequence[Event]:
    begun_on = _still_open(onward.paths, command.path, "path.already_ended")
    not_ahead(command.ended_on, command.today, "ended_on")
    if command.ended_on < begun_on:
        raise Refused("path.ended_before_begun", "ended_on")
    end = Personal(person, PathEnd(outcome=command.outcome))
    return [PathEnded(path=command.path, ended_on=command.ended_on, end=end)]


def _still_open(things: Mapping[UUID, date | None], one: UUID, over: str) -> date:
    if one not in things:
        raise Refused("access.not_found")
    since = things[one]
    if since is None:
        raise Refused(over)
    return since


def check(command: CheckNextStep, onward: Onward, *, referred: bool) -> Sequence[Event]:
    """What has ended so long ago that a next step is missing; nothing where one is on its way, or `referred` is so."""
    if referred or onward.on_its_way:
        return []
    return [
        NextStepMissing(
            ending=ending,
            ended_on=on,
            due_on=due_on,
            missing_on=due_on + timedelta(days=1),
            rule=traced(command.rule, due_on, ended_on=on),
        )
        for ending, on in onward.ended.items()
        if ending not in onward.missing and (due_on := command.rule.due(on)) < command.today
    ]


# --- how a fact moves things on ---------------------------------------------------------------------------------------

Fact: TypeAlias = (
    ApplicationMade
    | ApplicationAnswered
    | PathBegun
    | PathEnded
    | NextStepTaken
    | NextStepMissing
    | PlacementStartNoted
    | PlacementEndNoted
)
FACTS: Final[tuple[type[Fact], ...]] = get_args(Fact)


def evolve(onward: Onward, fact: Fact) -> Onward:  # noqa: PLR0911 - one for each kind of fact
    """A client's way onward after a fact about it."""
    match fact:
        case ApplicationMade():
            return replace(stepped(onward), applications={**onward.applications, fact.application: fact.applied_on})
        case ApplicationAnswered():
            return replace(onward, applications={**onward.applications, fact.application: None})
        case PathBegun():
            return replace(stepped(onward), paths={**onward.paths, fact.path: fact.begun_on})
        case PathEnded():
            return replace(onward, paths={**onward.paths, fact.path: None})
        case NextStepTaken():
            return stepped(onward)
        case NextStepMissing():
            return replace(onward, missing=onward.missing | {fact.ending})
        case PlacementStartNoted():
            return replace(stepped(onward), placements=onward.placements | {fact.placement})
        case PlacementEndNoted():
            lasting = replace(onward, placements=onward.placements - {fact.placement})
            return ended(lasting, fact.placement, fact.ended_on)
    assert_never(fact)
