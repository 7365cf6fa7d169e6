"""Identifying boxes in read models: copied verbatim, with what their associated data needs, and opened when read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

import orjson
from pydantic import TypeAdapter

from shared.events import Event, Personal, Recorded, Unreadable
from shared.privacy.boxes import Box, Place, unseal
from shared.privacy.keys import KeyStore

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CopiedBox:
    """A box with the place it was sealed at."""

    place: Place
    box: Box


def copied(event: Recorded[Event], path: str, personal: Personal[Any] | None) -> bytes | None:
    """The bytes that a row keeps of the box at `path`: UTF-8 JSON of stream, event id, type, path and the box itself.

    The same event gives the same bytes, so that the checksums of live and rebuilt rows compare.
    """
    if personal is None:
        return None
    if personal.box is None:
        raise TypeError("only what stands in bytes is copied")
    head = event.head
    return orjson.dumps([head.stream, str(head.id), head.type, path, personal.box])


def parse(raw: bytes) -> CopiedBox:
    """What `copied` wrote."""
    stream, event, type_, path, box = orjson.loads(raw)
    return CopiedBox(Place(stream, event, type_, path), Box(**box))


async def open_copied(raws: Iterable[bytes], as_: type[T], keys: KeyStore) -> Mapping[bytes, T | Unreadable]:
    """The plain values of copied boxes: what `copied` wrote → its value, ERASED where the key is destroyed.

    Raises:
        BoxBroken: a box was changed, or stands at another place than it was sealed at.
    """
    parsed = {raw: parse(raw) for raw in raws}
    held = await keys.for_opening({UUID(one.box.key) for one in parsed.values()})
    adapter = TypeAdapter(as_)
    opened: dict[bytes, T | Unreadable] = {}
    for raw, one in parsed.items():
        key = held.opening(one.box.key)
        if key is None:
            opened[raw] = Unreadable.HIDDEN
        elif key.secret is None:
            opened[raw] = Unreadable.ERASED
        else:
            plain = orjson.loads(unseal(key.secret, one.place, one.box))
            opened[raw] = adapter.validate_python(plain, strict=False)
    return opened
