"""What an event is: a frozen, strict fact with a name, a version, an owner, and fields that are sealed unless allowed.

Every field about a person is a `Personal[...]`; a field in clear says why it is (`Clear`), and a class whose field says
neither cannot be made. So nobody adds a clear field by forgetting something.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Final, Generic, TypeVar, cast, get_args
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, TypeAdapter
from pydantic.fields import FieldInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

T = TypeVar("T")


class Unreadable(StrEnum):
    """Why a sealed value cannot be read: lawfully erased, or not opened for this reader."""

    ERASED = "erased"
    HIDDEN = "hidden"


class Value(BaseModel):
    """A part of an event, or the plain value in a box."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class FreeText(Value):
    """Words somebody typed. They may name several persons, so a text has a key of its own and they are its parents."""

    text: str = Field(max_length=4000)


def Clear(why: str) -> FieldInfo:  # noqa: N802 - reads as a marker in annotations
    """Marks a field that is written in clear, with the reason why (the JSON Schema's `x-clear`)."""
    return cast("FieldInfo", Field(json_schema_extra={"x-clear": why}))


class Personal(Generic[T]):
    """A value about one person, sealed at rest. `value` opens the box when it is first asked for.

    `subject` is the person, or the text's own id where the value is a `FreeText`; then `parents` are the persons the
    text may name.
    """

    __slots__ = ("_adapter", "_open", "_value", "box", "parents", "subject")

    def __init__(self, subject: UUID, value: T | Unreadable, parents: tuple[UUID, ...] = ()) -> None:
        self.subject = subject
        self.parents = parents
        self.box: dict[str, str] | None = None
        self._value: T | Unreadable | None = value
        self._open: Callable[[], object] | None = None
        self._adapter: TypeAdapter[T] | None = None

    @classmethod
    def sealed(cls, box: dict[str, str], opener: Callable[[], object]) -> Personal[T]:
        """A value as it stands in bytes: `opener` gives its plain JSON value, or says why it is unreadable."""
        personal: Personal[T] = cls.__new__(cls)
        personal.subject = UUID(box["subject"])
        personal.parents = ()
        personal.box = box
        personal._value = None
        personal._open = opener
        personal._adapter = None
        return personal

    def changed(self, change: Callable[[Any], object]) -> Personal[T]:
        """For upcasters: the same box, its plain value changed when it is read. An unreadable one passes through."""
        before = self._open
        if self.box is None or before is None:
            raise TypeError("only a sealed value is upcast")

        def opener() -> object:
            plain = before()
            return plain if isinstance(plain, Unreadable) else change(plain)

        return Personal.sealed(self.box, opener)

    @property
    def value(self) -> T | Unreadable:
        if self._value is None:
            if self._open is None or self._adapter is None:
                raise TypeError("a sealed value is read through the event it stands in")
            plain = self._open()
            self._value = plain if isinstance(plain, Unreadable) else self._adapter.validate_python(plain, strict=False)
        return self._value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Personal) and (self.subject, self.value) == (other.subject, other.value)

    def __hash__(self) -> int:
        return hash(self.subject)

    def __repr__(self) -> str:
        return f"Personal({self.subject}, …)"  # never the value: this ends up in logs and test output

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        (of,) = get_args(source) or (object,)
        adapter: list[TypeAdapter[Any]] = []  # made when first needed: `of` may still be a forward reference here

        def bind(personal: Personal[Any]) -> Personal[Any]:
            if not adapter:
                adapter.append(TypeAdapter(of))
            personal._adapter = adapter[0]
            return personal

        return core_schema.no_info_after_validator_function(
            bind,
            core_schema.is_instance_schema(Personal),
            metadata={"personal": of},
            serialization=core_schema.plain_serializer_function_ser_schema(repr),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        of = cast("dict[str, Any]", schema.get("metadata", {})).get("personal", object)
        uuid_text = {"type": "string", "format": "uuid"}
        base64url = {"type": "string", "pattern": "^[A-Za-z0-9_-]+$"}
        return {
            "type": "object",
            "title": "SealedBox",
            "additionalProperties": False,
            "required": ["subject", "key", "commitment", "nonce", "ciphertext"],
            "properties": {
                "subject": uuid_text,
                "key": uuid_text,
                "commitment": {**base64url, "minLength": 43, "maxLength": 43},
                "nonce": {**base64url, "minLength": 16, "maxLength": 16},
                "ciphertext": base64url,
            },
            "x-personal": _inlined(TypeAdapter(of).json_schema()),
        }


def _inlined(schema: JsonSchemaValue) -> JsonSchemaValue:
    """`schema` with its `$defs` put where they are referred to: what is in a box has no references to outside."""
    definitions = schema.pop("$defs", {})

    def inline(part: Any) -> Any:
        if isinstance(part, dict):
            if "$ref" in part:
                return inline(definitions[part["$ref"].removeprefix("#/$defs/")])
            return {name: inline(value) for name, value in part.items()}
        return [inline(value) for value in part] if isinstance(part, list) else part

    return cast("JsonSchemaValue", inline(schema))


class RuleTrace(Value):
    """The rule a decision rested on: what the auditor's "under which rule?" is answered from."""

    rule: str
    law: str
    section: str | None = None
    version: date | None = None  # the rule's valid_from
    inputs: dict[str, str] = Field(default_factory=dict)  # what was looked at, where it says nothing about the person
    outcome: str


class Event(BaseModel):
    """A fact, in the past tense. Subclasses give `version=`; the service that owns them is the package they are in."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    service: ClassVar[str]
    name: ClassVar[str]
    version: ClassVar[int]
    type: ClassVar[str]
    schema_uri: ClassVar[str]
    effective: ClassVar[str | None] = None  # the clear date field that says when the fact became true

    def __init_subclass__(cls, version: int | None = None, effective: str | None = None, **kwargs: Any) -> None:
        super().__init_subclass__(
            **kwargs
        )  # the two are taken by __pydantic_init_subclass__, when the fields are known

    @classmethod
    def __pydantic_init_subclass__(
        cls, version: int | None = None, effective: str | None = None, **kwargs: Any
    ) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if version is None:
            return
        cls.service = _owner(cls.__module__)
        cls.name = cls.__name__
        cls.version = version
        cls.type = f"fi.kotopolku.{cls.service}.{cls.name}.v{version}"
        cls.schema_uri = f"urn:kotopolku:{cls.service}:{cls.name}:v{version}"
        cls.effective = effective
        for field, info in cls.model_fields.items():
            if field in Event.__annotations__:  # it would hide what every event has of its own
                raise TypeError(f"{cls.name} cannot have a field called {field}")
            if not is_personal(info) and not why_clear(info):
                raise TypeError(f"{cls.name}.{field} is neither Personal[...] nor Clear('why')")
        REGISTRY.add(cls)

    def effective_on(self) -> date | None:
        """The Helsinki day on which the fact became true, where that is not the day it was recorded."""
        return None if self.effective is None else getattr(self, self.effective)

    def municipality_of(self) -> str | None:
        """The municipality the event itself names, if it does."""
        return self.__dict__.get("municipality")  # pydantic's __getattr__ takes 5 µs to say that there is none


def _owner(module: str) -> str:
    """The service whose events stand in a module: "intake" for shared.events.intake.guidance too."""
    _, _, within = module.rpartition("shared.events.")
    return within.split(".")[0] if within != module else module.rsplit(".", 1)[-1]


class CaseEvent(Event):
    """A fact about one person's case. Its stream's key is the case id."""


def is_personal(info: FieldInfo) -> bool:
    """Whether a field holds a sealed value."""
    return any(getattr(part, "__origin__", part) is Personal for part in (info.annotation, *get_args(info.annotation)))


def why_clear(info: FieldInfo) -> str | None:
    """The reason why a field is written in clear."""
    extra = info.json_schema_extra
    return cast("str | None", extra.get("x-clear")) if isinstance(extra, dict) else None


Upcaster = Callable[[dict[str, Any]], dict[str, Any]]


class Registry:
    """Every event type that can be written, and the upcasters that lead from older versions to it."""

    def __init__(self) -> None:
        self._current: dict[tuple[str, str], type[Event]] = {}
        self._upcasters: dict[tuple[str, str, int], Upcaster] = {}

    def add(self, event: type[Event]) -> None:
        held = self._current.get((event.service, event.name))
        if held is not None and held.__qualname__ != event.__qualname__:
            raise TypeError(f"two classes are called {event.service}.{event.name}")
        self._current[event.service, event.name] = event

    def upcaster(self, service: str, name: str, version: int) -> Callable[[Upcaster], Upcaster]:
        """Register the function that turns the plain payload of `version` into that of `version + 1`."""

        def register(upcast: Upcaster) -> Upcaster:
            self._upcasters[service, name, version] = upcast
            return upcast

        return register

    def current(self, service: str, name: str) -> type[Event]:
        """The class of an event type.

        Raises:
            LookupError: nobody has published an event of that name.
        """
        try:
            return self._current[service, name]
        except KeyError:
            raise LookupError(f"no event {service}.{name} is published") from None

    def upcast(self, service: str, name: str, version: int, payload: dict[str, Any]) -> dict[str, Any]:
        """`payload` as the current version has it.

        Raises:
            LookupError: the version is newer than this code, or an upcaster is missing.
        """
        current = self.current(service, name).version
        if version > current:
            raise LookupError(f"{service}.{name} v{version} is newer than this program, which knows v{current}")
        for step in range(version, current):
            try:
                payload = self._upcasters[service, name, step](payload)
            except KeyError:
                raise LookupError(f"no upcaster from {service}.{name} v{step}") from None
        return payload

    def __iter__(self) -> Iterator[type[Event]]:
        return iter(sorted(self._current.values(), key=lambda event: (event.service, event.name)))


REGISTRY: Final = Registry()
