"""Events of good practices: described in the same way everywhere, visited, adopted elsewhere, measured.

Enters: nothing. Leaves: a practice's facts, all of them public. They must not know anybody: places, organisations and
figures only.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from shared.events.activities.texts import PublishedText
from shared.events.intake import Municipality
from shared.events.model import Clear, Event, Value


class PracticePlace(Value):
    """Where something is done: a country (ISO 3166-1 alpha-2), a region in words, and who does it."""

    country: str
    region: str
    organisation: str


class PracticeDescription(Value):
    """A practice, described under the same heads everywhere."""

    name: PublishedText
    problem: PublishedText
    solution: PublishedText
    for_whom: PublishedText
    resources: PublishedText
    evidence: PublishedText


class PracticeDocumented(Event, version=1):
    """A practice is described, in its `edition`: the first, or a later one that replaces it."""

    municipality: Annotated[Municipality, Clear("routing: who documented it")]
    edition: Annotated[int, Clear("from 1")]
    place: Annotated[PracticePlace, Clear("published")]
    theme: Annotated[str, Clear("published")]
    description: Annotated[PracticeDescription, Clear("published")]
    began_on: Annotated[date | None, Clear("published")] = None


class ExchangeVisitHeld(Event, version=1, effective="visited_on"):
    """People came to see the practice, and say what they learned."""

    visit: Annotated[UUID, Clear("an id that says nothing by itself")]
    municipality: Annotated[Municipality, Clear("routing: who visited")]
    visited_on: Annotated[date, Clear("published")]
    visitors: Annotated[PracticePlace, Clear("published")]
    people: Annotated[int, Clear("a count of professionals")]
    lessons: Annotated[tuple[PublishedText, ...], Clear("published")]


class PracticeAdopted(Event, version=1, effective="adopted_on"):
    """Somebody elsewhere does it too."""

    adoption: Annotated[UUID, Clear("an id that says nothing by itself")]
    municipality: Annotated[Municipality, Clear("routing: who adopted or recorded it")]
    place: Annotated[PracticePlace, Clear("published")]
    adopted_on: Annotated[date, Clear("published")]
    adaptation: Annotated[PublishedText, Clear("published: what is done otherwise")]


class PracticeMeasured(Event, version=1, effective="measured_on"):
    """What a place measured before and after; without `adoption` it is where the practice comes from."""

    result: Annotated[UUID, Clear("an id that says nothing by itself")]
    adoption: Annotated[UUID | None, Clear("an id that says nothing by itself")] = None
    indicator: Annotated[str, Clear("published: a short name that is the same in every place")]
    unit: Annotated[str, Clear("published")]
    before: Annotated[str, Clear("a decimal number, a figure of a place")]
    after: Annotated[str, Clear("a decimal number, a figure of a place")]
    measured_on: Annotated[date, Clear("published")]
