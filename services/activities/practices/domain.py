"""What becomes of a practice: documented (anew too), visited, adopted elsewhere, measured before and after. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from services.activities.wording import as_published, complete
from shared.errors import Refused
from shared.events.activities.practices import (
    ExchangeVisitHeld,
    PracticeAdopted,
    PracticeDescription,
    PracticeDocumented,
    PracticeMeasured,
    PracticePlace,
)
from shared.events.codec import Recorded
from shared.events.model import Event
from shared.regions.localised import LocalisedText
from shared.regions.texts import Language

HEADS: Final = tuple(PracticeDescription.model_fields)
"""The heads under which every practice is described: name, problem, solution, for whom, resources, evidence."""

# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """Where it is done: a country, a region in words, and who does it."""

    country: str
    region: str
    organisation: str


@dataclass(frozen=True, slots=True)
class DocumentPractice:
    """A practice is described, by head; the texts must be said in every language that is `required`."""

    municipality: str
    place: Place
    theme: str
    description: Mapping[str, LocalisedText]
    began_on: date | None
    required: tuple[Language, ...]
    today: date


@dataclass(frozen=True, slots=True)
class DescribeAnew:
    """A practice is described better, or as it has become."""

    description: DocumentPractice

    @property
    def municipality(self) -> str:
        return self.description.municipality


@dataclass(frozen=True, slots=True)
class VisitPractice:
    """People came to see it, and learned something."""

    municipality: str
    visit: UUID
    visited_on: date
    visitors: Place
    people: int
    lessons: tuple[LocalisedText, ...]
    today: date


@dataclass(frozen=True, slots=True)
class AdoptPractice:
    """Somebody elsewhere does it too."""

    municipality: str
    adoption: UUID
    place: Place
    adopted_on: date
    adaptation: LocalisedText
    today: date


@dataclass(frozen=True, slots=True)
class MeasurePractice:
    """A place's figure before and after; without `adoption`, that of where the practice comes from."""

    municipality: str
    result: UUID
    adoption: UUID | None
    indicator: str
    unit: str
    before: Decimal
    after: Decimal
    measured_on: date
    today: date


Command: TypeAlias = DocumentPractice | DescribeAnew | VisitPractice | AdoptPractice | MeasurePractice

# --- how a practice can stand -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NotDocumented:
    """There is no such practice."""


@dataclass(frozen=True, slots=True)
class Documented:
    """`adoptions`: who recorded each, and where it is."""

    municipality: str
    edition: int
    place: PracticePlace
    adoptions: Mapping[UUID, tuple[str, PracticePlace]] = field(default_factory=dict)


State: TypeAlias = NotDocumented | Documented
INITIAL: Final = NotDocumented()

# --- what is decided --------------------------------------------------------------------------------------------------


def decide(command: Command, state: State) -> Sequence[Event]:
    """The facts that a command makes of a practice, which everybody may know, visit and adopt.

    Raises:
        Refused: the answer is no; `access.not_found` where there is no such practice, or it isn't theirs to change.
    """
    match state:
        case NotDocumented():
            if isinstance(command, DocumentPractice):
                return _document(command, 1)
            raise Refused("access.not_found")
        case Documented():
            return _go_on(command, state)
    assert_never(state)


def _go_on(command: Command, practice: Documented) -> Sequence[Event]:
    match command:
        case DocumentPractice():
            raise Refused("practice.documented_already")
        case DescribeAnew(description):
            if practice.municipality != command.municipality:
                raise Refused("access.not_found")
            return _document(description, practice.edition + 1)
        case VisitPractice():
            return _visit(command)
        case AdoptPractice():
            return _adopt(command, practice)
        case MeasurePractice():
            return _measure(command, practice)
    assert_never(command)


def _document(command: DocumentPractice, edition: int) -> Sequence[Event]:
    if command.began_on is not None and command.began_on > command.today:
        raise Refused("practice.day_in_the_future", "began_on")
    said = {
        head: complete(command.description[head], command.required, "practice.language_missing", f"description.{head}")
        for head in HEADS
    }
    return [
        PracticeDocumented(
            municipality=command.municipality,
            edition=edition,
            place=_place(command.place),
            theme=command.theme,
            description=PracticeDescription(**said),
            began_on=command.began_on,
        )
    ]


def _visit(command: VisitPractice) -> Sequence[Event]:
    if command.visited_on > command.today:
        raise Refused("practice.day_in_the_future", "visited_on")
    return [
        ExchangeVisitHeld(
            visit=command.visit,
            municipality=command.municipality,
            visited_on=command.visited_on,
            visitors=_place(command.visitors),
            people=command.people,
            lessons=tuple(as_published(lesson) for lesson in command.lessons),
        )
    ]


def _adopt(command: AdoptPractice, practice: Documented) -> Sequence[Event]:
    place = _place(command.place)
    if command.adopted_on > command.today:
        raise Refused("practice.day_in_the_future", "adopted_on")
    if place == practice.place:
        raise Refused("practice.adopted_where_it_comes_from", "place")
    if place in [where for _, where in practice.adoptions.values()]:
        raise Refused("practice.adopted_already", "place")
    return [
        PracticeAdopted(
            adoption=command.adoption,
            municipality=command.municipality,
            place=place,
            adopted_on=command.adopted_on,
            adaptation=as_published(command.adaptation),
        )
    ]


def _measure(command: MeasurePractice, practice: Documented) -> Sequence[Event]:
    recorded_by: dict[UUID | None, str] = {one: by for one, (by, _) in practice.adoptions.items()}
    if {**recorded_by, None: practice.municipality}.get(command.adoption) != command.municipality:
        raise Refused("access.not_found")
    if command.measured_on > command.today:
        raise Refused("practice.day_in_the_future", "measured_on")
    return [
        PracticeMeasured(
            result=command.result,
            adoption=command.adoption,
            indicator=command.indicator,
            unit=command.unit,
            before=f"{command.before:f}",
            after=f"{command.after:f}",
            measured_on=command.measured_on,
        )
    ]


def _place(place: Place) -> PracticePlace:
    return PracticePlace(country=place.country, region=place.region, organisation=place.organisation)


# --- how a fact moves it on -------------------------------------------------------------------------------------------


def evolve(state: State, recorded: Recorded[Event]) -> State:
    """The practice after a fact."""
    match recorded.event, state:
        case PracticeDocumented() as fact, NotDocumented():
            return Documented(fact.municipality, fact.edition, fact.place)
        case PracticeDocumented() as fact, Documented():
            return replace(state, edition=fact.edition, place=fact.place)
        case PracticeAdopted() as fact, Documented():
            adoption = (fact.municipality, fact.place)
            return replace(state, adoptions={**state.adoptions, fact.adoption: adoption})
        case ExchangeVisitHeld() | PracticeMeasured(), Documented():
            return state
    raise ValueError(f"{recorded.head.type} cannot follow {type(state).__name__}")
