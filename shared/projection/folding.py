"""One event through every fold that wants it. Pure but for the opening of boxes, whose keys are fetched beforehand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, cast
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

    async def keys_of(self, events: Iterable[Archived], keys: KeyStore) -> Keys:
        """The keys of the boxes in `events` that a fold looks into."""
        wanted: set[str] = set()
        for event in events:
            opens = self.of(event.type)[1]
            if opens:
                payload = orjson.loads(event.data)
                for path in opens:
                    box = _at(payload, path)
                    if box is not None:
                        wanted.add(box["key"])
        return await keys.for_opening(map(UUID, wanted)) if wanted else NO_KEYS

    def decoded(self, events: Iterable[Archived], held: Keys) -> Iterator[Decoded]:
        """Those of `events` that a fold wants, decoded one after the other; the others are not even parsed."""
        for event in events:
            handlers, opens = self.of(event.type)
            if handlers:
                yield Decoded(event, handlers, _recorded(event, opens, held))


def _at(payload: dict[str, Any], path: str) -> dict[str, str] | None:
    value: Any = payload
    for name in path.split("."):
        value = value.get(name)
        if value is None:
            return None
    return cast("dict[str, str]", value)


class Decoded(NamedTuple):
    """An archived event on its way to its folds, with the cause for which all of them fail if it cannot be decoded."""

    archived: Archived
    handlers: tuple[Handler, ...]
    recorded: Recorded[Event] | Cause


def _recorded(archived: Archived, opens: frozenset[str], held: Keys) -> Recorded[Event] | Cause:
    payload: dict[str, Any] = orjson.loads(archived.data)
    try:
        return decode_trusted(archived.head, payload, held, opens=opens, sequence=archived.seq, type_=archived.type)
    except Exception as error:  # noqa: BLE001 - whatever it is, it parks the key in every fold that wants the event
        return cause_of(error)


def fold(
    handler: Handler, event: Decoded, rows: Rows, touched: Callable[[UUID, str, Any], None] | None = None
) -> Failure | None:
    """Apply one fold to the rows under the event's key, in place; a failing one changes nothing."""
    archived, _, recorded = event
    held = rows.get(archived.key)
    if held is None:
        held = rows[archived.key] = {}
    if isinstance(recorded, Cause):
        return Failure(handler.projection, archived, recorded)
    try:
        changes = handler.fold(held, recorded)
    except Exception as error:  # noqa: BLE001 - whatever a fold fails with parks its key; the others go on
        return Failure(handler.projection, archived, cause_of(error))
    for sub, row in changes.items():
        if row is None:
            held.pop(sub, None)
        else:
            held[sub] = row
        if touched is not None:
            touched(archived.key, sub, row)
    return None


def fold_until_failure(
    routes: Routes, events: Iterator[Archived], held: Keys, rows: Mapping[str, Rows]
) -> Sequence[Failure]:
    """Apply to `rows` (by projection) every fold that wants one of `events`, as `fold`, as far as an event where a fold
    fails, which it is applied to wholly; that event's failures.
    """
    failures: list[Failure] = []
    for archived in events:
        handlers, opens = routes.of(archived.type)
        if not handlers:
            continue
        key = archived.key
        recorded = _recorded(archived, opens, held)
        for handler in handlers:
            of_keys = rows[handler.projection.name]
            of_key = of_keys.get(key)
            if of_key is None:
                of_key = of_keys[key] = {}
            if isinstance(recorded, Cause):
                failures.append(Failure(handler.projection, archived, recorded))
                continue
            try:
                changes = handler.fold(of_key, recorded)
            except Exception as error:  # noqa: BLE001 - as in `fold`
                failures.append(Failure(handler.projection, archived, cause_of(error)))
                continue
            for sub, row in changes.items():
                if row is None:
                    of_key.pop(sub, None)
                else:
                    of_key[sub] = row
        archived.head.forget()
        if failures:
            break
    return failures
