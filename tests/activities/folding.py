"""Folds a stream's facts into a read model's rows, purely: no archive, no database."""

from __future__ import annotations

from typing import Any, TypeVar

from shared.events import Event
from shared.projection import Projection
from shared.projection.projection import RowLike
from tests.spec import recorded

R = TypeVar("R", bound=RowLike)


def fold(projection: Projection[R], *events: Event) -> dict[str, R]:
    """The rows under the stream's key after `events`, by sub-key."""
    rows: dict[str, R] = {}
    for version, event in enumerate(events, 1):
        handler: Any = projection.handlers.get((event.service, event.name))
        if handler is None:
            continue
        for sub, row in handler.fold(dict(rows), recorded(event, version)).items():
            if row is None:
                rows.pop(sub, None)
            else:
                rows[sub] = row
    return rows
