"""From facts to bytes and back. Written once and never re-serialised.

Reading: verify → open boxes with the associated data as written → upcast plain dicts → validate. Boxes are opened only
when somebody looks into them, so a fold that doesn't, doesn't pay; an upcaster never moves a value out of a box.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Final, Generic, NamedTuple, TypeVar, Union, cast, get_args, get_origin
from uuid import UUID

import orjson
from asyncpg.pgproto.pgproto import UUID as QuickUUID  # a uuid.UUID made in C: 0.1 µs in place of 1.2
from pydantic import BaseModel, TypeAdapter

from shared.events.envelope import Head, split_type
from shared.events.model import REGISTRY, Event, Personal, Unreadable, is_personal
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


class Recorded(NamedTuple, Generic[E]):
    """An event as it was read: what it says, its head, and its number in the archive, if it comes from there.

    `written` is its payload as decoded JSON, not to be changed, where that was read trusted and in the current version.
    """

    event: E
    head: Head
    sequence: int = 0
    written: Mapping[str, Any] | None = None


def subjects_of(event: Event) -> dict[UUID, tuple[UUID, ...]]:
    """Whose keys are needed to seal `event`: each subject with its parents."""
    return {personal.subject: personal.parents for personal in _personals(event)}


def seal_event(draft: Draft, keys: Keys) -> Written:
    """The bytes of an event, every `Personal` in it sealed at its place.

    Raises:
        Erased: a subject's key has been destroyed.
    """
    payload = _plain(draft.event, "", draft.head, keys)
    return Written(draft.head.to_bytes(), orjson.dumps(payload, default=_value, option=_JSON))


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
    return Personal.sealed(box, _opener(box, path, head, keys))


def _opener(box: dict[str, str], path: str, head: Head, keys: Keys) -> Callable[[], object]:
    def opener() -> object:
        key = keys.opening(box["key"])
        if key is None:
            return Unreadable.HIDDEN
        if key.secret is None:
            return Unreadable.ERASED
        place = Place(head.stream, str(head.id), head.type, path)
        return cast("object", orjson.loads(unseal(key.secret, place, Box(**box))))

    return opener


# Reading what is known to be ours: an archive or a rebuild checks every event's hash before it looks into it, so what a
# service validated when it wrote need not be validated again. Pydantic takes 6-9 µs an event, this 2-3.

_EVERYTHING: Final[frozenset[str]] = frozenset()


class UndeclaredOpening(LookupError):  # noqa: N818 - names the finding
    """A fold looked into a box that it had not declared, so its key was not fetched."""


class TrustedHead(Head):
    """A head from bytes whose hash was checked; it and its parts are parsed when they are asked for."""

    __slots__ = ("_held", "_raw")

    _held: dict[str, Any]
    _raw: bytes

    def __init__(self, raw: bytes) -> None:
        _set_raw(self, raw)

    def __getattr__(self, name: str) -> dict[str, Any]:
        """Where a slot is empty: the bytes are parsed when the first part is asked for."""
        if name != "_held":
            raise AttributeError(name)
        held: dict[str, Any] = orjson.loads(self._raw)
        _set_held(self, held)
        return held

    def forget(self) -> None:
        """Let go of what was parsed: a replay's memory stays where the processor has it at hand."""
        try:  # noqa: SIM105 - `suppress` costs five times as much as this, an event at a time
            _forget_held(self)
        except AttributeError:  # nothing was
            pass

    @property
    def id(self) -> UUID:
        id_: UUID = QuickUUID(self._held["id"])
        return id_

    @property
    def type(self) -> str:
        type_: str = self._held["type"]
        return type_

    @property
    def stream(self) -> str:
        stream: str = self._held["subject"]
        return stream

    @property
    def time(self) -> datetime:
        return datetime.fromisoformat(self._held["time"])

    @property
    def key(self) -> UUID:
        key: UUID = QuickUUID(self._held["partitionkey"])
        return key

    @property
    def streamversion(self) -> int:
        version: int = self._held["streamversion"]
        return version

    @property
    def municipality(self) -> str | None:
        return self._held.get("municipality")

    @property
    def effectiveon(self) -> date | None:
        held = self._held.get("effectiveon")
        return None if held is None else date.fromisoformat(held)

    @property
    def actorid(self) -> str | None:
        return self._held.get("actorid")

    @property
    def actorrole(self) -> str | None:
        return self._held.get("actorrole")

    @property
    def actororganisation(self) -> str | None:
        return self._held.get("actororganisation")

    @property
    def purpose(self) -> str | None:
        return self._held.get("purpose")

    @property
    def commandid(self) -> UUID | None:
        held = self._held.get("commandid")
        return None if held is None else UUID(held)

    @property
    def correlationid(self) -> str | None:
        return self._held.get("correlationid")

    @property
    def causationid(self) -> str | None:
        return self._held.get("causationid")

    @property
    def corrects(self) -> UUID | None:
        held = self._held.get("corrects")
        return None if held is None else UUID(held)

    @property
    def traceparent(self) -> str | None:
        return self._held.get("traceparent")


# past the frozen class's __setattr__
_set_raw: Final = TrustedHead.__dict__["_raw"].__set__
_set_held: Final = TrustedHead.__dict__["_held"].__set__
_forget_held: Final = TrustedHead.__dict__["_held"].__delete__


def decode_trusted(
    head: Head,
    payload: dict[str, Any],
    keys: Keys,
    *,
    opens: Collection[str] = _EVERYTHING,
    sequence: int = 0,
    type_: str | None = None,
) -> Recorded[Event]:
    """As `decode_payload`, without validating: for bytes whose hash has just been checked.

    `opens` are the paths of the boxes that whoever asks looks into; `keys` holds their keys. Who knows the head's
    `type_` says it, and the head is parsed only if a fold asks for a part of it.

    Raises:
        LookupError: its type or version is unknown to this program.
        KeyError, ValueError, TypeError: the payload doesn't fit its type after all.
        UndeclaredOpening: when a box is looked into that `opens` doesn't name.
    """
    construct = _trusted(type_ or head.type)
    if construct is None:
        return decode_payload(head, payload, keys, sequence=sequence)
    return Recorded(construct(head, payload, keys, opens), head, sequence, payload)


_Constructor = Callable[[Head, "dict[str, Any]", Keys, "Collection[str]"], Event]


@cache
def _trusted(type_: str) -> _Constructor | None:
    """What makes an event of this type; None where that takes an upcaster, or pydantic (sealed values in its parts).

    Raises:
        LookupError, ValueError: there is no such type.
    """
    service, name, version = split_type(type_)
    event = REGISTRY.current(service, name)
    fields = event.model_fields
    if version != event.version or any(
        _holds_personal(field.annotation) for field in fields.values() if not is_personal(field)
    ):
        return None
    fill = _filler(event)
    boxes = [(name, _adapter_of(field.annotation)) for name, field in fields.items() if is_personal(field)]

    def construct(head: Head, payload: dict[str, Any], keys: Keys, opens: Collection[str]) -> Event:
        made = fill(payload)
        values = made.__dict__
        for name, adapter in boxes:
            box = values[name]
            if box is not None:
                values[name] = _trusted_box(box, name, adapter, head, keys, name in opens)
        return made

    return construct


M = TypeVar("M", bound=BaseModel)


def _filler(model: type[M]) -> Callable[[dict[str, Any]], M]:
    """What makes a `model` of decoded JSON, unvalidated, the boxes in it as they are.

    What it gives raises KeyError: a field is missing, or there is one that the model does not have.
    """
    fields = model.model_fields
    defaults = {
        name: field.get_default(call_default_factory=True) for name, field in fields.items() if not field.is_required()
    }
    converters = [
        (name, convert)
        for name, field in fields.items()
        if not is_personal(field) and (convert := _converter(field.annotation)) is not None
    ]
    names = frozenset(fields)
    new = object.__new__

    def fill(payload: dict[str, Any]) -> M:
        values = {**defaults, **payload}
        if values.keys() != names:
            raise KeyError(*sorted(values.keys() ^ names))
        for name, convert in converters:
            raw = values[name]
            if raw is not None:
                values[name] = convert(raw)
        made = new(model)
        _set_values(made, values)
        _set_fields_set(made, names)
        _set_extra(made, None)
        _set_private(made, None)
        return made

    return fill


def _writer(slot: str) -> Callable[[BaseModel, object], None]:
    """What sets a slot that every model has, past its frozen `__setattr__`."""
    write: Callable[[BaseModel, object], None] = BaseModel.__dict__[slot].__set__
    return write


_set_values: Final = _writer("__dict__")
_set_fields_set: Final = _writer("__pydantic_fields_set__")
_set_extra: Final = _writer("__pydantic_extra__")
_set_private: Final = _writer("__pydantic_private__")


def _trusted_box(
    box: dict[str, str],
    path: str,
    adapter: TypeAdapter[Any],
    head: Head,
    keys: Keys,
    declared: bool,  # noqa: FBT001
) -> Personal[Any]:
    personal: Personal[Any] = object.__new__(Personal)
    personal.subject = QuickUUID(box["subject"])
    personal.parents = ()
    personal.box = box
    personal._value = None  # noqa: SLF001 - as `Personal.sealed` does, without its slow UUID
    personal._open = _opener(box, path, head, keys) if declared else _undeclared  # noqa: SLF001
    personal._adapter = adapter  # noqa: SLF001
    return personal


def _undeclared() -> object:
    raise UndeclaredOpening("a box was looked into that was not declared: name it in `opens`")


def _adapter_of(annotation: object) -> TypeAdapter[Any]:
    for part in (annotation, *get_args(annotation)):
        if getattr(part, "__origin__", None) is Personal:
            return TypeAdapter(get_args(part)[0])
    raise TypeError("not a sealed value")


def _holds_personal(annotation: object) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        fields = annotation.model_fields.values()
        return any(is_personal(field) or _holds_personal(field.annotation) for field in fields)
    return any(_holds_personal(part) for part in get_args(annotation))


def _converter(annotation: Any) -> Callable[[Any], Any] | None:  # noqa: PLR0911 - a case for each kind
    if get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in (Union, UnionType):
        chosen = [part for part in get_args(annotation) if part is not type(None)]
        if len(chosen) == 1:
            return _converter(chosen[0])
    if annotation in (str, int, bool):
        return None
    if annotation is UUID:
        return cast("Callable[[Any], Any]", QuickUUID)
    if annotation is date:
        return date.fromisoformat
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return annotation
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _filler(annotation)
    if get_origin(annotation) is dict and get_args(annotation) == (str, str):
        return None
    adapter = TypeAdapter(annotation)
    return lambda raw: adapter.validate_python(raw, strict=False)
