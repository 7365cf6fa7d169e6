"""Municipal places and quota groups: how many people a municipality takes in a year, and which families are to come.

Nobody is named: a family is an id and a number of persons until it arrives.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from shared.events.intake import Municipality
from shared.events.model import Clear, Event


class NoPlaceReason(StrEnum):
    """Why a municipality does not take a family."""

    NO_HOUSING = "housing"
    NO_SERVICES = "services"
    NO_PLACES = "places"
    OTHER = "other"


class PlacesAgreed(Event, version=1):
    """A municipality has agreed on so many places for a year, or on another number of them."""

    municipality: Annotated[Municipality, Clear("published: the municipality's own decision")]
    year: Annotated[int, Clear("published")]
    places: Annotated[int, Clear("published")]


class PlacesTaken(Event, version=1):
    """So many of the year's places are a family's now."""

    family: Annotated[UUID, Clear("an id that says nothing by itself")]
    persons: Annotated[int, Clear("a number of places; nobody is named")]


class QuotaGroupExpected(Event, version=1):
    """A group of quota refugees is to come to the region."""

    municipality: Annotated[Municipality, Clear("whose entry it is")]
    number: Annotated[str, Clear("the authorities' number for the group")]
    arrives_on: Annotated[date | None, Clear("a plan; nobody is named")] = None


class FamilyAllocated(Event, version=1):
    """A family of the group is offered to a municipality."""

    family: Annotated[UUID, Clear("an id that says nothing by itself")]
    receiver: Annotated[Municipality, Clear("routing and scope")]
    persons: Annotated[int, Clear("a number of places; nobody is named")]


class FamilyTaken(Event, version=1):
    """The municipality takes the family, and has places for it."""

    family: Annotated[UUID, Clear("an id that says nothing by itself")]
    receiver: Annotated[Municipality, Clear("routing and scope")]
    year: Annotated[int, Clear("whose places they are")]


class FamilyDeclined(Event, version=1):
    """The municipality does not take the family; it may be offered to another."""

    family: Annotated[UUID, Clear("an id that says nothing by itself")]
    receiver: Annotated[Municipality, Clear("routing and scope")]
    reason: Annotated[NoPlaceReason, Clear("about the municipality's means, not about the family")]
