"""Which model an assessment is made by: the one that was asked for, or the municipality's default, or the region's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.assessment.adoption.domain import Shelf
from services.assessment.forms.library import Library
from shared.errors import Refused
from shared.events.assessment.models import Model
from shared.regions.profiles import RegionProfile


@dataclass(frozen=True, slots=True)
class Choice:
    """A model, whether it is the default, and which municipality has published it, if one has."""

    model: Model
    default: bool
    publisher: str | None


def default_of(profile: RegionProfile, shelf: Shelf, language: str) -> tuple[str, int]:
    """What the municipality has adopted for forms in the language; else the region's common model."""
    common = profile.default_model
    return shelf.adopted.get(language, (common.code, common.version))


def chosen(
    library: Library,
    profile: RegionProfile,
    shelf: Shelf,
    municipality: str,
    asked: tuple[str | None, int | None],
    language: str,
    today: date,
) -> Choice:
    """The model of this code and version; of the newest version where none is said.

    Raises:
        Refused: `model.unknown`: the region does not offer it, nor has the municipality published or adopted it.
    """
    code, version = asked
    default = default_of(profile, shelf, language)
    if code is None:
        code, version = default
    offered = {
        (one.code, one.version): library.find(one.code, one.version)
        for one in profile.assessment_models
        if one.in_force(today)
    }
    usable = {**{key: model for key, model in offered.items() if model is not None}, **shelf.published}
    for key in (default, *shelf.adopted.values()):
        if (built_in := library.find(*key)) is not None:
            usable.setdefault(key, built_in)
    fitting = [key for key in usable if key[0] == code and version in (None, key[1])]
    if not fitting:
        raise Refused("model.unknown", "model")
    key = max(fitting)
    return Choice(usable[key], key == default, municipality if key in shelf.published else None)
