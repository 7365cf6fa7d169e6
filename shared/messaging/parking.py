"""Parked keys: what a failing handler holds back, in one shape for reactions and projections.

A handler that fails parks the key of the event it failed at; later events of that key wait in order, other keys go on.
`retry` runs what waits, in order, up to the end or the next failure; `discard` records that one event is skipped.
"""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

import asyncpg
from pydantic import ValidationError

from shared.errors import Problem, Refused

FRAMES: Final = 20
PLACES: Final = 10  # fields of one payload that are named as wrong


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a handler failed, without any value: the error's type, what can be said safely, and where it was.

    `frames` are "shared/ledger/ledger.py:41 _append", innermost last.
    """

    type: str
    text: str
    frames: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParkedKey:
    """A key that is held back.

    `consumer` is the handler ("assessment" for a service's reactions, "caseload.v1" for a projection); `stream`,
    `version`, `event` and `type` are the failing event's; `waiting` counts the events held, the failing one included.
    """

    consumer: str
    key: UUID
    stream: str
    version: int
    event: UUID
    type: str
    cause: Cause
    parked_at: datetime
    attempts: int
    waiting: int


@dataclass(frozen=True, slots=True)
class ParkedEvent:
    """An event that waits, in the order it will be handled."""

    event: UUID
    stream: str
    version: int
    type: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a retry did: how many events were handled, and the key as it is now held, None when it is free again."""

    handled: int
    parked: ParkedKey | None


class ParkedKeys(Protocol):
    """What `kotopolku parked` works on: one consumer's parked keys."""

    @property
    def consumer(self) -> str:
        """Whose: a service's name for its reactions, "<name>.v<version>" for a projection."""
        ...

    async def list(self) -> Sequence[ParkedKey]:
        """All parked keys, the longest parked first."""
        ...

    async def show(self, key: UUID) -> tuple[ParkedKey, Sequence[ParkedEvent]]:
        """One parked key and its waiting events in order.

        Raises:
            NotParked: the key is not held back here.
        """
        ...

    async def retry(self, key: UUID) -> Outcome:
        """Handle the waiting events in order until none is left or one fails again.

        Raises:
            NotParked: the key is not held back here.
        """
        ...

    async def discard(self, event: UUID, by: str, reason: str) -> ParkedEvent:
        """Record that this waiting event is skipped for ever, by whom and why; the key stays parked until `retry`.

        Raises:
            NotParked: no such event waits here.
        """
        ...


class NotParked(Refused):
    """A key or an event was named that is not held back."""

    def __init__(self, code: str, what: UUID) -> None:
        super().__init__(code, None, what=str(what))


def cause_of(error: BaseException) -> Cause:
    """An error as it may be kept: an exception's own message quotes the values it choked on, so it is left out."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    return Cause(
        f"{type(error).__module__}.{type(error).__qualname__}",
        _said(error),
        tuple(f"{'/'.join(frame.filename.split('/')[-3:])}:{frame.lineno} {frame.name}" for frame in frames),
    )


def _said(error: BaseException) -> str:
    match error:
        case ValidationError():
            wrong = error.errors(include_url=False, include_context=False, include_input=False)[:PLACES]
            return ", ".join(f"{'.'.join(map(str, one['loc']))}: {one['type']}" for one in wrong)
        case Refused():
            return error.code
        case Problem():
            return ", ".join(fault.code for fault in error.faults)
        case asyncpg.PostgresError():
            names = (error.sqlstate, error.table_name, error.column_name, error.constraint_name)
            return " ".join(name for name in names if name)
        case _:
            return ""
