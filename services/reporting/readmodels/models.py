"""Assessment models of a municipality: drafts with the texts that they lack, what is published, the defaults.

One row a draft or published version ("version/<code>/<number>"), and one a language ("default/<language>").
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple

import orjson

from services.reporting.readmodels.jurisdiction import UNKNOWN
from shared.events import Recorded
from shared.events.assessment.models import AssessmentModelAdopted, AssessmentModelDrafted, AssessmentModelPublished
from shared.projection import Changes, Projection


class ModelRow(NamedTuple):
    """`kind`: draft, published, default. `missing` is JSON: language → the keys of the texts that lack it."""

    municipality: str = UNKNOWN
    kind: str = ""
    model: str = ""
    version: int = 0
    language: str | None = None
    name: str | None = None
    missing: str = "{}"
    deviates: bool | None = None
    reason: str | None = None
    on_day: date | None = None


MODELS: Final = Projection("models", version=1, row=ModelRow, ddl="services.reporting")


def _json(value: object) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


@MODELS.on(AssessmentModelDrafted, reads=())
def drafted(_: Mapping[str, ModelRow], event: Recorded[AssessmentModelDrafted]) -> Changes[ModelRow]:
    fact, model = event.event, event.event.content
    missing = _json({language: list(keys) for language, keys in fact.missing.items()})
    name = _json(model.name.model_dump(exclude_none=True))
    row = ModelRow(fact.municipality, "draft", model.code, model.version, name=name, missing=missing)
    return {f"version/{model.code}/{model.version}": row}


@MODELS.on(AssessmentModelPublished, reads=())
def published(_: Mapping[str, ModelRow], event: Recorded[AssessmentModelPublished]) -> Changes[ModelRow]:
    fact, model = event.event, event.event.content
    name = _json(model.name.model_dump(exclude_none=True))
    row = ModelRow(fact.municipality, "published", model.code, model.version, name=name, on_day=fact.published_on)
    return {f"version/{model.code}/{model.version}": row}


@MODELS.on(AssessmentModelAdopted, reads=())
def adopted(_: Mapping[str, ModelRow], event: Recorded[AssessmentModelAdopted]) -> Changes[ModelRow]:
    fact = event.event
    reason = None if fact.reason is None else _json(fact.reason.model_dump(exclude_none=True))
    row = ModelRow(
        fact.municipality,
        "default",
        fact.model,
        fact.model_version,
        fact.language,
        deviates=fact.deviates,
        reason=reason,
        on_day=fact.adopted_on,
    )
    return {f"default/{fact.language}": row}
