"""From facts to bytes and back. Written once and never re-serialised.

Reading: verify → open boxes with the associated data as written → upcast plain dicts → validate. Boxes are opened only
when somebody looks into them, so a fold that doesn't, doesn't pay; an upcaster never moves a value out of a box.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

import orjson
from pydantic import BaseModel

from shared.events.envelope import Head, split_type
from shared.events.model import REGISTRY, Event, Personal, Unreadable
from shared.privacy.boxes import Box, Place, is_box, seal, unseal
from shared.privacy.keys import Keys

E = TypeVar("E", bound=Event, covariant=True)

_JSON = orjson.OPT_UTC_Z


@dataclass(frozen=True, slots=True)
class Draft:
    """An event with its head, not yet written."""

    head: Head
    event: Event


@dataclass(frozen=True, slots=True)
class Written:
    """An event's bytes."""

    head: bytes
    data: bytes


@dataclass(frozen=True, slots=True)
class Recorded(Generic[E]):
    """An event as it was read: what it says, its head, and its sequence number in the archive, if it comes from there."""

    event: E
    head: Head
    sequence: int = 0


def subjects_of(event: Event) -> dict[UUID, tuple[UUID, ...]]:
    """Whose keys are needed to seal `event`: each subject with its parents."""
    return {personal.subject: personal.parents for personal in _personals(event)}


def seal_event(draft: Draft, keys: Keys) -> Written:
    """The bytes of an event, every `Personal` in it sealed at its place.

    Raises:
        Erased: a subject's key has been destroyed.
    """
    payload = _plain(draft.event, "", draft.head, keys)
    return Written(draft.head.to_bytes(), orjson.dumps(payload, option=_JSON))


def boxes_in(payload: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every box in a decoded payload with its dotted path."""
    for name, value in payload.items():
        if isinstance(value, dict):
            if is_box(value):
                yield prefix + name, value
            else:
                yield from boxes_in(value, f"{prefix}{name}.")


def decode(head: Head, data: bytes, keys: Keys, *, sequence: int = 0) -> Recorded[Event]:
    """The event that `data` says, in its current version.

    Raises:
        LookupError: its type or version is unknown to this program.
        pydantic.ValidationError: the payload doesn't fit its type.
    """
    return decode_payload(head, orjson.loads(data), keys, sequence=sequence)


def decode_payload(head: Head, payload: dict[str, Any], keys: Keys, *, sequence: int = 0) -> Recorded[Event]:
    """As `decode`, from the payload's decoded JSON, which it may change."""
    service, name, version = split_type(head.type)
    _wrap(payload, head, keys, "")
    event = REGISTRY.current(service, name)
    if version != event.version:
        payload = REGISTRY.upcast(service, name, version, payload)
    return Recorded(event.model_validate(payload, strict=False), head, sequence)


def _personals(value: BaseModel) -> Iterator[Personal[Any]]:
    for part in value.__dict__.values():
        if isinstance(part, Personal):
            yield part
        elif isinstance(part, BaseModel):
            yield from _personals(part)


def _plain(value: BaseModel, prefix: str, head: Head, keys: Keys) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for name, part in value.__dict__.items():
        if part is None:
            continue
        if isinstance(part, Personal):
            plain[name] = _sealed(part, prefix + name, head, keys).to_json()
        elif isinstance(part, BaseModel):
            plain[name] = _plain(part, f"{prefix}{name}.", head, keys)
        else:
            plain[name] = part
    return plain


def _sealed(personal: Personal[Any], path: str, head: Head, keys: Keys) -> Box:
    value = personal.value
    if isinstance(value, Unreadable):
        raise TypeError(f"{path} is {value}: what cannot be read cannot be written")
    key, secret = keys.sealing(personal.subject)
    place = Place(head.stream, str(head.id), head.type, path)
    return seal(secret, place, personal.subject, key, orjson.dumps(value, default=_value, option=_JSON))


def _value(value: object) -> object:
    if isinstance(value, BaseModel):
        return {name: part for name, part in value.__dict__.items() if part is not None}
    raise TypeError(f"no JSON for {type(value).__name__}")


def _wrap(payload: dict[str, Any], head: Head, keys: Keys, prefix: str) -> None:
    for name, value in payload.items():
        if isinstance(value, dict):
            if is_box(value):
                payload[name] = _lazily(value, prefix + name, head, keys)
            else:
                _wrap(value, head, keys, f"{prefix}{name}.")


def _lazily(box: dict[str, str], path: str, head: Head, keys: Keys) -> Personal[Any]:
    def opener() -> object:
        key = keys.opening(box["key"])
        if key is None:
            return Unreadable.HIDDEN
        if key.secret is None:
            return Unreadable.ERASED
        place = Place(head.stream, str(head.id), head.type, path)
        return cast("object", orjson.loads(unseal(key.secret, place, Box(**box))))

    return Personal.sealed(box, opener)
