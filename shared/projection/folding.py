"""One event through every fold that wants it. Pure but for the opening of boxes, whose keys are fetched beforehand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast
from uuid import UUID

import orjson

from shared.events import Event, Recorded
from shared.events.codec import decode_trusted
from shared.events.envelope import split_type
from shared.messaging.parking import Cause, cause_of
from shared.privacy.keys import NO_KEYS, Keys, KeyStore
from shared.projection.archive import Archived
from shared.projection.projection import Handler, Projection
from shared.projection.tables import Rows

_NO_HANDLERS: Final[tuple[Handler, ...]] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """A fold that failed: at which event, and why (no values)."""

    projection: Projection[Any]
    event: Archived
    cause: Cause


class Routes:
    """Which folds want an event, and which boxes they open, by its type."""

    def __init__(self, projections: Iterable[Projection[Any]]) -> None:
        self.projections: tuple[Projection[Any], ...] = tuple(projections)
        self._known: dict[str, tuple[tuple[Handler, ...], frozenset[str]]] = {}

    def of(self, type_: str) -> tuple[tuple[Handler, ...], frozenset[str]]:
        """(folds, paths of the boxes they open) of a type, whatever its version."""
        found = self._known.get(type_)
        if found is None:
            service, name, _ = split_type(type_)
            handlers = tuple(
                handler
                for projection in self.projections
                if (handler := projection.handlers.get((service, name))) is not None
            )
            opens: frozenset[str] = frozenset().union(*(handler.opens for handler in handlers))
            found = self._known[type_] = (handlers, opens)
        return found

    async def decoded(self, events: Sequence[Archived], keys: KeyStore) -> list[Decoded]:
        """Those of `events` that a fold wants, with what it needs of them; the others are not even parsed."""
        wanted: set[str] = set()
        parsed: list[tuple[Archived, tuple[Handler, ...], frozenset[str], dict[str, Any] | None]] = []
        for event in events:
            handlers, opens = self.of(event.type)
            payload = cast("dict[str, Any]", orjson.loads(event.data)) if handlers else None
            parsed.append((event, handlers, opens, payload))
            if opens and payload is not None:
                for path in opens:
                    box = _at(payload, path)
                    if box is not None:
                        wanted.add(box["key"])
        held = await keys.for_opening(map(UUID, wanted)) if wanted else NO_KEYS
        return [
            Decoded(event, handlers, opens, payload, held) for event, handlers, opens, payload in parsed if handlers
        ]


def _at(payload: dict[str, Any], path: str) -> dict[str, str] | None:
    value: Any = payload
    for name in path.split("."):
        value = value.get(name)
        if value is None:
            return None
    return cast("dict[str, str]", value)


class Decoded:
    """An archived event on its way to its folds; decoded when the first of them asks."""

    __slots__ = ("_held", "_opens", "_payload", "_recorded", "archived", "handlers")

    def __init__(
        self,
        archived: Archived,
        handlers: tuple[Handler, ...],
        opens: frozenset[str],
        payload: dict[str, Any] | None,
        held: Keys,
    ) -> None:
        self.archived = archived
        self.handlers = handlers
        self._opens = opens
        self._payload = payload
        self._held = held
        self._recorded: Recorded[Event] | None = None

    @property
    def recorded(self) -> Recorded[Event]:
        if self._recorded is None:
            if self._payload is None:
                raise LookupError("no fold wants this event")
            archived = self.archived
            self._recorded = decode_trusted(
                archived.head, self._payload, self._held, opens=self._opens, sequence=archived.seq
            )
        return self._recorded


def fold(
    handler: Handler, event: Decoded, rows: Rows, touched: Callable[[UUID, str, Any], None] | None = None
) -> Failure | None:
    """Apply one fold to the rows under the event's key, in place; a failing one changes nothing."""
    key = event.archived.key
    held = rows.get(key)
    if held is None:
        held = rows[key] = {}
    try:
        changes = handler.fold(held, event.recorded)
    except Exception as error:  # noqa: BLE001 - whatever a fold fails with parks its key; the others go on
        return Failure(handler.projection, event.archived, cause_of(error))
    for sub, row in changes.items():
        if row is None:
            held.pop(sub, None)
        else:
            held[sub] = row
        if touched is not None:
            touched(key, sub, row)
    return None
