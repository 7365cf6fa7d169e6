"""How a training comes about: needed, agreed, offered, held, rated. Pure: days and ids come in on the command."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, TypeAlias, assert_never

from services.activities.wording import as_published
from shared.errors import Refused
from shared.events.activities.trainings import (
    TrainingAgreed,
    TrainingAudience,
    TrainingHeld,
    TrainingKind,
    TrainingNeeded,
    TrainingOffered,
    TrainingRated,
    Turnout,
)
from shared.events.codec import Recorded
from shared.events.model import Event
from shared.regions.localised import LocalisedText

WORST, BEST = 1, 5

# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AskForTraining:
    """A municipality says what its people need to learn."""

    municipality: str
    topic: LocalisedText
    audiences: tuple[TrainingAudience, ...]
    people: int
    needed_by: date | None
    today: date


@dataclass(frozen=True, slots=True)
class AgreeTraining:
    """A package that answers the need is agreed."""

    municipality: str
    kind: TrainingKind
    package: LocalisedText
    provider: str
    planned_on: date
    hours: int


@dataclass(frozen=True, slots=True)
class OfferTraining:
    """The package is offered to audiences, in municipalities, with so many places."""

    municipality: str
    municipalities: tuple[str, ...]
    audiences: tuple[TrainingAudience, ...]
    places: int


@dataclass(frozen=True, slots=True)
class HoldTraining:
    """It was held; so many of each audience were there."""

    municipality: str
    held_on: date
    turnout: Mapping[TrainingAudience, int]
    today: date


@dataclass(frozen=True, slots=True)
class RateTraining:
    """Ratings from 1 to 5, each by somebody of an audience, as they came on the forms."""

    municipality: str
    ratings: tuple[tuple[TrainingAudience, int], ...]


Command: TypeAlias = AskForTraining | AgreeTraining | OfferTraining | HoldTraining | RateTraining

# --- how a training can stand -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NotAsked:
    """Nobody has asked for it."""


@dataclass(frozen=True, slots=True)
class Needed:
    municipality: str


@dataclass(frozen=True, slots=True)
class Agreed:
    municipality: str
    kind: TrainingKind


@dataclass(frozen=True, slots=True)
class Offered:
    municipality: str
    kind: TrainingKind
    audiences: frozenset[TrainingAudience]
    places: int


@dataclass(frozen=True, slots=True)
class Held:
    """`unrated`: how many of each audience were there and have not rated it."""

    municipality: str
    unrated: Mapping[TrainingAudience, int] = field(default_factory=dict)


State: TypeAlias = NotAsked | Needed | Agreed | Offered | Held
INITIAL: Final = NotAsked()

# --- what is decided --------------------------------------------------------------------------------------------------


def decide(command: Command, state: State) -> Sequence[Event]:
    """The facts that a command makes of a training.

    Raises:
        Refused: the answer is no; `access.not_found` where the training isn't the asking municipality's.
    """
    match state:
        case NotAsked():
            if isinstance(command, AskForTraining):
                return _ask(command)
            raise Refused("access.not_found")
        case Needed() | Agreed() | Offered() | Held():
            if command.municipality != state.municipality:
                raise Refused("access.not_found")
            return _go_on(command, state)
    assert_never(state)


def _go_on(command: Command, state: Needed | Agreed | Offered | Held) -> Sequence[Event]:
    match command, state:
        case AgreeTraining(), Needed():
            return _agree(command)
        case OfferTraining(), Agreed():
            return _offer(command)
        case HoldTraining(), Offered():
            return _hold(command, state)
        case RateTraining(), Held():
            return _rate(command, state)
        case _:
            raise Refused("training.not_its_turn")


def _ask(command: AskForTraining) -> Sequence[Event]:
    if command.needed_by is not None and command.needed_by < command.today:
        raise Refused("training.needed_in_the_past", "needed_by")
    return [
        TrainingNeeded(
            municipality=command.municipality,
            topic=as_published(command.topic),
            audiences=tuple(dict.fromkeys(command.audiences)),
            people=command.people,
            needed_by=command.needed_by,
        )
    ]


def _agree(command: AgreeTraining) -> Sequence[Event]:
    return [
        TrainingAgreed(
            kind=command.kind,
            package=as_published(command.package),
            provider=command.provider,
            planned_on=command.planned_on,
            hours=command.hours,
        )
    ]


def _offer(command: OfferTraining) -> Sequence[Event]:
    if command.municipality not in command.municipalities:
        raise Refused("training.not_offered_at_home", "municipalities")
    return [
        TrainingOffered(
            municipalities=tuple(dict.fromkeys(command.municipalities)),
            audiences=tuple(dict.fromkeys(command.audiences)),
            places=command.places,
        )
    ]


def _hold(command: HoldTraining, state: Offered) -> Sequence[Event]:
    if command.held_on > command.today:
        raise Refused("training.held_in_the_future", "held_on")
    for audience in command.turnout:
        if audience not in state.audiences:
            raise Refused("training.audience_not_offered", f"turnout.{audience}")
    if sum(command.turnout.values()) > state.places:
        raise Refused("training.more_people_than_places", "turnout", places=state.places)
    turnout = tuple(Turnout(audience=audience, people=people) for audience, people in command.turnout.items())
    return [TrainingHeld(kind=state.kind, held_on=command.held_on, turnout=turnout)]


def _rate(command: RateTraining, state: Held) -> Sequence[Event]:
    unrated = dict(state.unrated)
    facts: list[Event] = []
    for number, (audience, score) in enumerate(command.ratings):
        if not WORST <= score <= BEST:
            raise Refused("training.score_out_of_range", f"ratings.{number}.score")
        if unrated.get(audience, 0) == 0:
            raise Refused("training.more_ratings_than_people", f"ratings.{number}.audience")
        unrated[audience] -= 1
        facts.append(TrainingRated(audience=audience, score=score))
    return facts


# --- how a fact moves it on -------------------------------------------------------------------------------------------


def evolve(state: State, recorded: Recorded[Event]) -> State:
    """The training after a fact."""
    match recorded.event, state:
        case TrainingNeeded() as fact, NotAsked():
            return Needed(fact.municipality)
        case TrainingAgreed() as fact, Needed(municipality):
            return Agreed(municipality, fact.kind)
        case TrainingOffered() as fact, Agreed(municipality, kind):
            return Offered(municipality, kind, frozenset(fact.audiences), fact.places)
        case TrainingHeld() as fact, Offered(municipality):
            return Held(municipality, {one.audience: one.people for one in fact.turnout})
        case TrainingRated() as fact, Held():
            return replace(state, unrated={**state.unrated, fact.audience: state.unrated[fact.audience] - 1})
    raise ValueError(f"{recorded.head.type} cannot follow {type(state).__name__}")
