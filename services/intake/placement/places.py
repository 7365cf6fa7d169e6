"""What may be done with a municipality's places of a year: agreed on, and taken, never more than there are. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias, assert_never
from uuid import NAMESPACE_URL, UUID, uuid5

from shared.errors import Refused
from shared.events.codec import Recorded
from shared.events.intake.placement import PlacesAgreed, PlacesTaken
from shared.events.model import Event

_YEARS: Final = uuid5(NAMESPACE_URL, "urn:kotopolku:places")


def places_of(municipality: str, year: int) -> UUID:
    """The id of a municipality's places of a year."""
    return uuid5(_YEARS, f"{municipality}\n{year}")


@dataclass(frozen=True, slots=True)
class AgreePlaces:
    """The municipality takes so many people in the year."""

    municipality: str
    year: int
    places: int


@dataclass(frozen=True, slots=True)
class TakePlaces:
    """A family of so many persons takes places."""

    family: UUID
    persons: int


Command: TypeAlias = AgreePlaces | TakePlaces


@dataclass(frozen=True, slots=True)
class Places:
    """How many there are, None before any were agreed on, and how many each family has."""

    agreed: int | None = None
    families: dict[UUID, int] = field(default_factory=dict)

    @property
    def taken(self) -> int:
        return sum(self.families.values())


State: TypeAlias = Places
INITIAL: Final = Places()


def decide(command: Command, places: State) -> Sequence[Event]:
    """The facts that a command makes of a year's places; none where all is so already.

    Raises:
        Refused: there are not so many.
    """
    match command:
        case AgreePlaces(municipality, year, number):
            if number == places.agreed:
                return []
            if number < places.taken:
                raise Refused("places.fewer_than_taken", "places")
            return [PlacesAgreed(municipality=municipality, year=year, places=number)]
        case TakePlaces(family, persons):
            if family in places.families:
                return []
            if places.agreed is None:
                raise Refused("places.none_agreed")
            if places.taken + persons > places.agreed:
                raise Refused("places.none_left")
            return [PlacesTaken(family=family, persons=persons)]
    assert_never(command)


def evolve(places: State, recorded: Recorded[Event]) -> State:
    """The year's places after a fact."""
    match recorded.event:
        case PlacesAgreed(places=number):
            return replace(places, agreed=number)
        case PlacesTaken(family=family, persons=persons):
            return replace(places, families={**places.families, family: persons})
    raise ValueError(f"{recorded.head.type} is no fact of places")
