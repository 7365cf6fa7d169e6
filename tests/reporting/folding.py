"""What a read model's rows are after some facts: each fold is given no more of them than it says it reads.

    rows_of(CONSENTS, told(ArrivalRegistered), told(ConsentGiven, given_on=DAY)) == {"": ..., "…": ConsentRow(...)}

A copied box stands in a row as b"ConsentGiven.terms": the fact and the field that it was copied from.
"""

from __future__ import annotations

from typing import Any, TypeVar

import orjson

from shared.events import Event, Personal, Recorded
from shared.projection import Projection
from shared.projection.projection import RowLike
from tests.events.make_golden import example
from tests.spec import recorded

E = TypeVar("E", bound=Event)
R = TypeVar("R", bound=RowLike)


def told(event: type[E], **said: Any) -> E:
    """A fact of which `said` matters here; each other field has some value of its type."""
    others = {name: example(info.annotation, name) for name, info in event.model_fields.items() if name not in said}
    return event(**others, **said)


def rows_of(projection: Projection[R], *events: Event) -> dict[str, R]:
    """The rows under one key after `events`, by sub-key."""
    return folded(projection, *(recorded(event, version) for version, event in enumerate(events, 1)))


def folded(projection: Projection[R], *facts: Recorded[Event]) -> dict[str, R]:
    """As `rows_of`, of facts that were recorded at times of their own."""
    rows: dict[str, R] = {}
    for fact in facts:
        handler = projection.handlers[fact.event.service, fact.event.name]
        _box(fact.event)
        reads = handler.reads(fact)
        seen = dict(rows) if reads == "all" else {sub: rows[sub] for sub in reads if sub in rows}
        for sub, row in handler.fold(seen, fact).items():
            if row is None:
                rows.pop(sub, None)
            else:
                rows[sub] = row
    return {sub: type(row)(*map(_named, row)) for sub, row in rows.items()}


def _box(event: Event) -> None:
    """Let every sealed value stand in bytes, as it does where a fold meets it."""
    for name, value in event.__dict__.items():
        if isinstance(value, Personal):
            value.box = {"of": name}


def _named(value: Any) -> Any:
    if not isinstance(value, bytes) or not value.startswith(b'["'):
        return value
    *_, type_, path, box = orjson.loads(value)
    name = type_.split(".")[-2]
    return f"{name}.{path}".encode() if box == {"of": path} else f"{name}.{path} holds {box}".encode()
