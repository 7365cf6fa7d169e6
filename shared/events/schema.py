"""JSON Schemas of the published language, and the check that nobody changes a version that has been shipped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from shared.events.model import REGISTRY, Event

Schema = dict[str, Any]
_WORDS: Final = frozenset({"title", "description", "x-clear", "examples"})  # may be put better without a new version


def file_name(service: str, name: str, version: int) -> str:
    """A schema's file name: `<service>.<EventName>.v<n>.json`."""
    return f"{service}.{name}.v{version}.json"


def schema_of(event: type[Event]) -> Schema:
    """The JSON Schema (2020-12) of an event's payload as it stands in bytes: sealed fields are boxes."""
    schema = event.model_json_schema(mode="validation")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": event.schema_uri,
        **schema,
        "description": (event.__doc__ or "").strip(),
    }


def shipped() -> dict[str, Schema]:
    """The checked-in schemas by file name: every version ever shipped."""
    folder = files("shared.events").joinpath("schemas")
    return {
        entry.name: json.loads(entry.read_text(encoding="utf-8"))
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".json")
    }


def write_missing(folder: Path) -> list[str]:
    """Write the schema of every version that has none yet. One that is there is never written again."""
    written = []
    for event in REGISTRY:
        name = file_name(event.service, event.name, event.version)
        if not (folder / name).exists():
            (folder / name).write_text(json.dumps(schema_of(event), indent=2, ensure_ascii=False) + "\n")
            written.append(name)
    return written


def differences(before: Schema, after: Schema, at: str = "") -> Iterator[str]:
    """Where `after` no longer says what `before` says. A shipped version may change in its words only."""
    for name in sorted(before.keys() | after.keys()):
        here = f"{at}.{name}" if at else name
        if name in _WORDS and not at.endswith("properties"):
            continue
        if name not in after:
            yield f"{here} was removed"
        elif name not in before:
            yield f"{here} was added"
        elif isinstance(before[name], dict) and isinstance(after[name], dict):
            yield from differences(before[name], after[name], here)
        elif before[name] != after[name]:
            yield f"{here} was {json.dumps(before[name])}, is {json.dumps(after[name])}"


def unshipped_changes() -> Iterator[str]:
    """What the code's events say otherwise than their checked-in schemas: each needs a new version and an upcaster."""
    held = shipped()
    for event in REGISTRY:
        name = file_name(event.service, event.name, event.version)
        if name not in held:
            yield f"{name}: no schema is checked in (kotopolku events --write)"
            continue
        for difference in differences(held[name], schema_of(event)):
            yield f"{name}: {difference}; publish version {event.version + 1} and an upcaster instead"
