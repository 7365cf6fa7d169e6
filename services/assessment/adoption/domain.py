"""What a municipality may do with assessment models: draft one, publish it when it is said in every language that the
region requires, and make a version its default, with a reason where that is not the common one.

Pure: the region's languages and models, and the day, come in on the command.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, TypeAlias, assert_never
from uuid import NAMESPACE_URL, UUID, uuid5

from services.assessment.forms.filling import problems, untranslated
from services.assessment.forms.library import digest
from shared.errors import Refused
from shared.events.assessment.models import (
    AssessmentModelAdopted,
    AssessmentModelDrafted,
    AssessmentModelPublished,
    Model,
    Said,
)
from shared.events.codec import Recorded
from shared.events.model import Event
from shared.regions.texts import Language

SHELVES: Final = uuid5(NAMESPACE_URL, "urn:kotopolku:assessment-models")
LANGUAGES: Final = ("fi", "sv", "en")


def shelf_of(municipality: str) -> UUID:
    """The id of a municipality's shelf of models."""
    return uuid5(SHELVES, municipality)


def stream_of(municipality: str) -> str:
    """Its stream."""
    return f"assessment/models/{shelf_of(municipality)}"


# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DraftModel:
    """A model is written down as it is; `required` are the languages that a publication will need."""

    municipality: str
    model: Model
    required: tuple[Language, ...]
    built_in: bool


@dataclass(frozen=True, slots=True)
class PublishModel:
    """What was drafted is to be used; `required` are the region's languages."""

    municipality: str
    code: str
    version: int
    required: tuple[Language, ...]
    published_on: date


@dataclass(frozen=True, slots=True)
class AdoptModel:
    """A model's version becomes the default for forms in `language`.

    `offered` says that the region or Kotopolku has it; else the municipality must have published it itself. `common`
    says that it is the region's default: any other needs `reason`, in every language of `required`.
    """

    municipality: str
    code: str
    version: int
    language: str
    offered: bool
    common: bool
    reason: Said | None
    required: tuple[Language, ...]
    adopted_on: date


Command: TypeAlias = DraftModel | PublishModel | AdoptModel

# --- how things can stand ---------------------------------------------------------------------------------------------

Version: TypeAlias = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Drafts and published models by code and version; the default by language."""

    drafts: Mapping[Version, Model] = field(default_factory=dict)
    published: Mapping[Version, Model] = field(default_factory=dict)
    adopted: Mapping[str, Version] = field(default_factory=dict)


INITIAL: Final = Shelf()

# --- what is decided --------------------------------------------------------------------------------------------------


def decide(command: Command, shelf: Shelf) -> Sequence[Event]:
    """The facts that a command makes; none where all is so already.

    Raises:
        Refused: the answer is no.
    """
    match command:
        case DraftModel():
            return _draft(command, shelf)
        case PublishModel():
            return _publish(command, shelf)
        case AdoptModel():
            return _adopt(command, shelf)
    assert_never(command)


def _draft(command: DraftModel, shelf: Shelf) -> Sequence[Event]:
    model = command.model
    if command.built_in or (model.code, model.version) in shelf.published:
        raise Refused("model.version_taken", "model.version")
    for key, _ in problems(model):
        raise Refused("model.not_consistent", f"model.{key}")
    if shelf.drafts.get((model.code, model.version)) == model:
        return []
    return [
        AssessmentModelDrafted(
            municipality=command.municipality,
            content=model,
            digest=digest(model),
            missing=untranslated(model, command.required),
        )
    ]


def _publish(command: PublishModel, shelf: Shelf) -> Sequence[Event]:
    version = (command.code, command.version)
    if version in shelf.published:
        return []
    draft = shelf.drafts.get(version)
    if draft is None:
        raise Refused("access.not_found")
    for language, keys in untranslated(draft, command.required).items():
        raise Refused("model.text_missing", f"{keys[0]}.{language}")
    return [
        AssessmentModelPublished(
            municipality=command.municipality,
            model=draft.code,
            model_version=draft.version,
            published_on=command.published_on,
            content=draft,
            digest=digest(draft),
        )
    ]


def _adopt(command: AdoptModel, shelf: Shelf) -> Sequence[Event]:
    version = (command.code, command.version)
    if not command.offered and version not in shelf.published:
        raise Refused("model.unknown", "model")
    if command.language not in LANGUAGES:
        raise Refused("model.no_such_language", "language")
    if shelf.adopted.get(command.language) == version:
        return []
    if not command.common:
        _with_reason(command)
    return [
        AssessmentModelAdopted(
            municipality=command.municipality,
            model=command.code,
            model_version=command.version,
            language=command.language,
            adopted_on=command.adopted_on,
            deviates=not command.common,
            reason=None if command.common else command.reason,
        )
    ]


def _with_reason(command: AdoptModel) -> None:
    if command.reason is None:
        raise Refused("model.deviation_needs_a_reason", "reason")
    for language in command.required:
        if not (getattr(command.reason, language) or "").strip():
            raise Refused("model.text_missing", f"reason.{language}")


# --- how a fact moves things on ---------------------------------------------------------------------------------------


def evolve(shelf: Shelf, recorded: Recorded[Event]) -> Shelf:
    """The shelf after a fact."""
    match recorded.event:
        case AssessmentModelDrafted(content=model):
            return replace(shelf, drafts={**shelf.drafts, (model.code, model.version): model})
        case AssessmentModelPublished(content=model):
            version = (model.code, model.version)
            drafts = {key: draft for key, draft in shelf.drafts.items() if key != version}
            return replace(shelf, drafts=drafts, published={**shelf.published, version: model})
        case AssessmentModelAdopted() as fact:
            return replace(shelf, adopted={**shelf.adopted, fact.language: (fact.model, fact.model_version)})
    raise ValueError(f"{recorded.head.type} is nothing that a shelf of models knows")
