"""Words that are published or agreed, as they come in over HTTP, and which languages a municipality publishes in.

Enters: a body's texts, codes of municipalities. Leaves: what commands hold. It must not know what the words are about.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from shared.access.policy import not_found
from shared.edge.body import Line, Prose, StrictModel
from shared.errors import Problem
from shared.regions.localised import LocalisedText
from shared.regions.profiles import MunicipalityOutsideError, Profiles, RegionProfile
from shared.regions.texts import Language


class Wording(StrictModel):
    """A line in one language or more; every language that the region publishes in, where that is asked for."""

    fi: Annotated[str, Line(300)] | None = Field(None, examples=["Kohtaamisia naapurustossa"])
    sv: Annotated[str, Line(300)] | None = Field(None, examples=["Möten i grannskapet"])
    en: Annotated[str, Line(300)] | None = Field(None, examples=["Meetings in the neighbourhood"])


class Passage(StrictModel):
    """A longer text in one language or more; every language that the region publishes in, where that is asked for."""

    fi: Annotated[str, Prose(4000)] | None = Field(None, examples=["Naapurit tapaavat kerran viikossa."])
    sv: Annotated[str, Prose(4000)] | None = Field(None, examples=["Grannarna träffas en gång i veckan."])
    en: Annotated[str, Prose(4000)] | None = Field(None, examples=["Neighbours meet once a week."])


def worded(said: Wording | Passage, field: str, language: Language = "fi") -> LocalisedText:
    """What a body says in at least one language.

    Raises:
        Problem: 422 `request.field_missing` at `field`.`language`, where it says nothing in any.
    """
    given = said.model_dump(exclude_none=True)
    if not given:
        raise Problem.of(422, "request.field_missing", f"{field}.{language}")
    return LocalisedText(**given)


def region_of(profiles: Profiles, municipality: str) -> RegionProfile:
    """The profile of the municipality's region.

    Raises:
        Problem: 404 `access.not_found` where the deployment has no such municipality.
    """
    try:
        return profiles.for_municipality(municipality)
    except MunicipalityOutsideError:
        raise not_found() from None


def languages_of(profiles: Profiles, municipalities: Sequence[str], field: str) -> tuple[Language, ...]:
    """Every language that these municipalities' regions publish in.

    Raises:
        Problem: 422 `code.municipality_outside` at `field`.<n>, where the deployment has no such municipality.
    """
    found: dict[Language, None] = {}
    for number, code in enumerate(municipalities):
        try:
            found |= dict.fromkeys(profiles.for_municipality(code).languages)
        except MunicipalityOutsideError:
            raise Problem.of(422, "code.municipality_outside", f"{field}.{number}") from None
    return tuple(found)
