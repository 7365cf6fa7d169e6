"""Bodies: strict models, validated from the raw bytes.

FastAPI's own way parses with `json.loads` and validates Python objects: strict dates are refused there, and a lone
surrogate or a repeated name passes. Here the bytes go to pydantic's own parser, and what it lets pass and a database
would not is refused after it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Final, Generic, TypeAlias, TypeVar

from fastapi import Depends, Path, Request
from fastapi.params import Depends as Declared
from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, ValidationError
from pydantic_core import CoreSchema, core_schema

from shared.edge.problems import MOST, Unfit, faults_of
from shared.errors import Fault, Problem

_CONTROL: Final = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff"
_NOT_IN_PROSE: Final = re.compile(f"[{_CONTROL}]")
_NOT_IN_LINE: Final = re.compile(f"[{_CONTROL}\t\n\r]")
_NOWHERE: Final = re.compile("[\x00\ud800-\udfff]")  # what PostgreSQL's text and UTF-8 cannot hold
_WIDEST: Final = 2**63  # a bigint's range: a wider number would end in the database

Municipality: TypeAlias = Annotated[str, Path(pattern="^[0-9]{3}$", description="Municipality code", examples=["499"])]


class StrictModel(BaseModel):
    """A body: frozen, strict, nothing unknown in it, no NaN. Texts in it are `Line` or `Prose`, numbers have bounds."""

    model_config: ClassVar[ConfigDict] = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False)


@dataclass(frozen=True, slots=True)
class _Text:
    refused: ClassVar[re.Pattern[str]]
    max: int
    min: int = 1

    def __get_pydantic_core_schema__(self, source: type[str], handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(
            self._fit, core_schema.str_schema(max_length=self.max, strict=True)
        )

    def _fit(self, value: str) -> str:
        if self.refused.search(value):
            raise Unfit("request.control_character")
        if self.min and not value.strip():
            raise Unfit("request.text_empty")
        return value


class Line(_Text):
    """Text of one line: `Annotated[str, Line(100)]` has 1..100 characters, none of them a control character."""

    refused = _NOT_IN_LINE


class Prose(_Text):
    """Text with line breaks and tabs: `Annotated[str, Prose(4000)]`; `min=0` where it may be empty."""

    refused = _NOT_IN_PROSE


Model = TypeVar("Model", bound=BaseModel)


class StrictBody(Generic[Model]):
    """A dependency that reads the body as `model`; the app documents it in the OpenAPI description."""

    def __init__(self, model: type[Model]) -> None:
        self.model = model

    async def __call__(self, request: Request) -> Model:
        if not _says_json(request.headers.get("content-type")):
            raise Problem.of(415, "request.unsupported_media_type")
        return parse(self.model, await request.body())


def body(model: type[BaseModel]) -> Declared:
    """Declare an endpoint's body: `arrival: Annotated[ArrivalBody, body(ArrivalBody)]`."""
    declared: Declared = Depends(StrictBody(model))
    return declared


def parse(model: type[Model], raw: bytes) -> Model:
    """`raw`, strict JSON in UTF-8, as `model`.

    Raises:
        Problem: 400 where it is not JSON at all (`request.not_utf8`, `request.not_json`), 422 where fields are wrong,
            each named with its dotted path.
    """
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        raise Problem.of(400, "request.not_utf8") from error
    try:
        found = model.model_validate_json(raw, strict=True)
    except ValidationError as error:
        faults = faults_of(error.errors(include_url=False, include_input=False))
        raise Problem(400 if faults[0].code == "request.not_json" else 422, *faults) from None
    if faults := list(_unholdable(json.loads(raw, object_pairs_hook=_Pairs), ()))[:MOST]:
        raise Problem(422, *faults)
    return found


class _Pairs(list[tuple[str, Any]]):
    """An object as it was written, repeated names included."""


def _unholdable(value: object, path: tuple[str, ...]) -> Iterator[Fault]:
    """What the model let pass and a database or another reader of the same JSON would not take, or take otherwise."""
    match value:
        case _Pairs():
            seen: set[str] = set()
            for name, inner in value:
                if name in seen:
                    yield Fault("request.field_repeated", ".".join((*path, name)))
                seen.add(name)
                yield from _unholdable(inner, (*path, name))
        case list():
            for index, inner in enumerate(value):
                yield from _unholdable(inner, (*path, str(index)))
        case str() if _NOWHERE.search(value):
            yield Fault("request.control_character", ".".join(path) or None)
        case int() if not -_WIDEST <= value < _WIDEST:
            yield Fault("request.invalid_value", ".".join(path) or None)


def _says_json(content_type: str | None) -> bool:
    kind, _, parameters = (content_type or "").partition(";")
    charset = parameters.strip().lower().replace('"', "")
    return kind.strip().lower() == "application/json" and charset in {"", "charset=utf-8"}
