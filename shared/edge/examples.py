"""An example of a body, made of its JSON Schema: its own examples, else the first thing that each field may be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

Json: TypeAlias = Any  # a JSON value; its shape is what the schema says

_DEEPEST: Final = 12
_TEXTS: Final[Mapping[str, str]] = {
    "date": "2026-03-02",
    "date-time": "2026-03-02T08:00:00Z",
    "time": "09:00:00",
    "uuid": "0190c0de-0000-7000-8000-000000000001",
    "email": "virasto@example.org",
    "uri": "https://example.org/",
}
_OF_PATTERN: Final[Mapping[str, str]] = {"^[0-9]{3}$": "905"}


class NoExample(LookupError):  # noqa: N818 - says what is found
    """A schema gives nothing to make an example of: `place` is the field that needs `examples=`."""

    def __init__(self, place: str) -> None:
        super().__init__(f"{place or 'the body'} needs an example")
        self.place = place


def example_of(schema: Mapping[str, Json], schemas: Mapping[str, Json], place: str = "", depth: int = 0) -> Json:
    """A value that `schema` allows.

    Args:
        schema: a JSON Schema as Pydantic writes it.
        schemas: the document's, by name, for its references.
        place: where it stands, for `NoExample`.
        depth: how deep in the body it stands.

    Raises:
        NoExample: a text of a form that cannot be guessed, or a schema that contains itself.
    """
    if depth > _DEEPEST:
        raise NoExample(place)
    match schema:
        case {"examples": [value, *_]} | {"example": value} | {"const": value} | {"enum": [value, *_]}:
            return value
        case {"$ref": str(reference)}:
            inner = schemas[reference.rsplit("/", 1)[1]]
        case {"allOf": choices} | {"anyOf": choices} | {"oneOf": choices}:
            inner = next((one for one in choices if one.get("type") != "null"), choices[0])
        case _:
            return _of_type(schema, schemas, place, depth)
    return example_of(inner, schemas, place, depth + 1)


def _of_type(schema: Mapping[str, Json], schemas: Mapping[str, Json], place: str, depth: int) -> Json:
    match schema.get("type"):
        case "object":
            return _object(schema, schemas, place, depth)
        case "array":
            items = example_of(schema.get("items", {}), schemas, f"{place}[]", depth + 1)
            return [items] * max(1, schema.get("minItems", 1))
        case "string":
            return _text(schema, place)
        case "integer" | "number":
            return _number(schema)
        case "boolean":
            return True
        case _:
            raise NoExample(place)


def _object(schema: Mapping[str, Json], schemas: Mapping[str, Json], place: str, depth: int) -> dict[str, Json]:
    """What is required, and what has an example of its own."""
    required = schema.get("required", ())
    properties: Mapping[str, Json] = schema.get("properties", {})
    said = {
        name: example_of(inner, schemas, f"{place}.{name}".lstrip("."), depth + 1)
        for name, inner in properties.items()
        if name in required or inner.get("examples")
    }
    if said or not isinstance(inner := schema.get("additionalProperties"), Mapping):
        return said
    keys = schema.get("propertyNames", {"examples": ["fi"]})  # a table of texts by language, as most are
    return {str(example_of(keys, schemas, place, depth + 1)): example_of(inner, schemas, place, depth + 1)}


def _number(schema: Mapping[str, Json]) -> Json:
    if "minimum" in schema:
        return schema["minimum"]
    if "exclusiveMinimum" in schema:
        return schema["exclusiveMinimum"] + 1
    return min(1, schema.get("maximum", 1))


def _text(schema: Mapping[str, Json], place: str) -> str:
    if schema.get("format") in _TEXTS:
        return _TEXTS[schema["format"]]
    if "pattern" in schema:
        if schema["pattern"] in _OF_PATTERN:
            return _OF_PATTERN[schema["pattern"]]
        raise NoExample(place)
    return "Esimerkki"[: schema.get("maxLength", 100)]
