"""What a read model is: rows under an event's key, and a pure function from an event to how they change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from types import UnionType
from typing import (
    Any,
    Final,
    Generic,
    Literal,
    Protocol,
    TypeAlias,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)
from uuid import UUID

from shared.events import Event, Recorded

SubKey: TypeAlias = str
E = TypeVar("E", bound=Event)


class RowLike(Protocol):
    """A named tuple; `municipality` ("" while unknown) is what row-level security goes by."""

    def __iter__(self) -> Iterator[Any]: ...

    @property
    def municipality(self) -> str: ...


R = TypeVar("R", bound=RowLike)
Changes: TypeAlias = Mapping[SubKey, R | None]
"""Sub-key → the row as it is now; None takes the row away. What is not named stays."""

ALL: Final = "all"
Reads: TypeAlias = Literal["all"] | tuple[SubKey, ...]
Fold: TypeAlias = Callable[[Mapping[SubKey, R], Recorded[E]], "Changes[R]"]

_SQL_TYPES: Final[Mapping[object, str]] = {
    str: "text",
    int: "bigint",
    bool: "boolean",
    bytes: "bytea",
    UUID: "uuid",
    date: "date",
    datetime: "timestamptz",
}
KEY_COLUMNS: Final = ("key", "sub")


def fields_of(row: Any) -> tuple[str, ...]:
    """The names of a row's fields, in order; of a row or its type."""
    fields: tuple[str, ...] = row._fields
    return fields


@dataclass(frozen=True, slots=True)
class Handler:
    """One fold of one projection: what it reads besides the event, and which boxes it opens."""

    projection: Projection[Any]
    fold: Callable[[Mapping[str, Any], Recorded[Any]], Mapping[str, Any]]
    reads: Callable[[Recorded[Any]], Reads]
    opens: frozenset[str]


class Projection(Generic[R]):
    """A read model: `caseload = Projection("caseload", version=1, row=CaseloadRow, ddl="services.reporting")`.

    Without `ddl` it has no table, and is folded for one key whenever it is read (`shared.projection.asof`).

    The package `ddl` holds `tables/<name>.sql` (columns, without keys) and may hold `indexes/<name>.sql`, both with
    the placeholder {table}. A change of what the folds do or of the columns is a new version.
    """

    def __init__(self, name: str, *, version: int, row: type[R], ddl: str | None = None) -> None:
        self.name = name
        self.version = version
        self.row = row
        self.fields = fields_of(row)
        if "municipality" not in self.fields:
            raise TypeError(f"{name}: every row has its municipality")
        self.columns: tuple[str, ...] = (*KEY_COLUMNS, *self.fields)
        hints = get_type_hints(row)
        self.sql_types: tuple[str, ...] = ("uuid", "text", *(_sql_type(hints[field]) for field in self.fields))
        self.handlers: dict[tuple[str, str], Handler] = {}
        self._ddl = ddl

    def on(
        self,
        *events: type[E],
        reads: Reads | Callable[[Recorded[E]], Reads] = ALL,
        opens: Sequence[str] = (),
    ) -> Callable[[Fold[R, E]], Fold[R, E]]:
        """Fold `events` by the decorated pure function, which is called with the rows under the event's key.

        Args:
            reads: which of the key's rows the fold looks at, ALL or sub-keys (or a function of the event that says);
                live, no other rows are fetched. A fold that says too little is found by `kotopolku check`.
            opens: paths of the boxes it looks into; others cannot be opened.
        """

        def register(fold: Fold[R, E]) -> Fold[R, E]:
            said: Any = reads
            reading = said if callable(said) else lambda _: said
            for event in events:
                if (event.service, event.name) in self.handlers:
                    raise TypeError(f"{self.name} folds {event.service}.{event.name} already")
                self.handlers[event.service, event.name] = Handler(self, fold, reading, frozenset(opens))
            return fold

        return register

    @property
    def table_ddl(self) -> str:
        """The statement that makes its table.

        Raises:
            TypeError: it has none.
        """
        if self._ddl is None:
            raise TypeError(f"{self.name} is folded when it is read")
        return files(self._ddl).joinpath("tables", f"{self.name}.sql").read_text(encoding="utf-8")

    @property
    def index_ddl(self) -> str:
        """The statements that make its indexes, besides the primary key."""
        if self._ddl is None:
            return ""
        path = files(self._ddl).joinpath("indexes", f"{self.name}.sql")
        return path.read_text(encoding="utf-8") if path.is_file() else ""

    def __repr__(self) -> str:
        return f"Projection({self.name!r}, version={self.version})"


def _sql_type(annotation: Any) -> str:
    if get_origin(annotation) in (Union, UnionType):
        (annotation,) = (part for part in get_args(annotation) if part is not type(None))
    try:
        return _SQL_TYPES[annotation]
    except KeyError:
        raise TypeError(f"a row holds no {annotation!r}") from None


_PLACES: Final[dict[type[Any], Mapping[str, int]]] = {}
"""Row type → field → where it stands in the tuple."""


def _places(row: type[Any]) -> Mapping[str, int]:
    places = _PLACES[row] = {name: place for place, name in enumerate(fields_of(row))}
    return places


def changed(row: R, **changes: Any) -> R:
    """`row` with other values: as its `_replace`, in two thirds of the time.

    Raises:
        KeyError: a field that the row does not have.
    """
    cls = type(row)
    places = _PLACES.get(cls) or _places(cls)
    values = list(row)
    for name, value in changes.items():
        values[places[name]] = value
    return tuple.__new__(cls, values)  # type: ignore[type-var] # every row is a tuple
