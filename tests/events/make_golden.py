"""Writes a golden event for every type and version that has none yet; what is there is never written again.

Run it as `python -m tests.events.make_golden` after publishing a new event or version.
"""

from __future__ import annotations

import json
import types
import typing
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_origin
from uuid import UUID, uuid5

from pydantic import BaseModel

import shared.events.published  # noqa: F401 - registers every event
from shared.events import REGISTRY, Draft, Event, Head, Personal, seal_event, subjects_of
from shared.privacy.boxes import encode64
from shared.privacy.keys import Keys, SubjectKey

GOLDEN = Path(__file__).parent / "golden"
NAMESPACE = UUID("6f1f7e0c-8f0e-4f0a-9d3b-0c1d2e3f4a5b")
PERSON = uuid5(NAMESPACE, "person")
CASE = uuid5(NAMESPACE, "case")


def example(annotation: Any, name: str) -> Any:
    """A fixed value of a type, so that a golden event can be made without knowing it."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is typing.Annotated:
        return example(args[0], name)
    if origin in (typing.Union, types.UnionType):
        return example(args[0], name)
    if origin is Personal:
        return Personal(PERSON, example(args[0], name))
    if origin is tuple:
        return (example(args[0], name),)
    if origin is dict:
        return {"arrived_on": "2026-03-01" if args[1] is str else example(args[1], name)}
    if annotation is UUID:
        return uuid5(NAMESPACE, name)
    if annotation is date:
        return date(2026, 3, 1)
    if annotation is bool:
        return True
    if annotation is int:
        return 12
    if annotation is str:
        return (
            "905"
            if name
            in {
                "municipality",
                "proposed_by",
                "sender",
                "other_municipality",
                "provider",
                "area",
                "publisher",
                "source",
            }
            else ("545" if name == "receiver" else f"Åäö {name}")
        )
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return next(iter(annotation))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation(**{field: example(info.annotation, field) for field, info in annotation.model_fields.items()})
    raise TypeError(f"no example for {annotation}")


def golden(event: type[Event]) -> dict[str, Any]:
    fact = event(**{field: example(info.annotation, field) for field, info in event.model_fields.items()})
    secrets = {subject: uuid5(NAMESPACE, f"secret {subject}").bytes * 2 for subject in subjects_of(fact)}
    keys = Keys(SubjectKey(uuid5(NAMESPACE, f"key {subject}"), subject, secret) for subject, secret in secrets.items())
    head = Head(
        id=uuid5(NAMESPACE, event.type),
        type=event.type,
        stream=f"{event.service}/case/{CASE}",
        time=datetime(2026, 3, 2, 7, 30, 0, 123456, UTC),
        key=CASE,
        streamversion=1,
        municipality=fact.municipality_of(),
        effectiveon=fact.effective_on(),
        actorid="golden",
        actorrole="caseworker",
    )
    written = seal_event(Draft(head, fact), keys)
    return {
        "head": written.head.decode(),
        "data": written.data.decode(),
        "keys": {
            str(keys.sealing(subject)[0]): [str(subject), encode64(secret)] for subject, secret in secrets.items()
        },
    }


def main() -> None:
    GOLDEN.mkdir(exist_ok=True)
    for event in REGISTRY:
        path = GOLDEN / f"{event.service}.{event.name}.v{event.version}.json"
        if not path.exists():
            path.write_text(json.dumps(golden(event), indent=2, ensure_ascii=False) + "\n")
            print(path.name)


if __name__ == "__main__":
    main()
