"""Extra protection of a case: a non-disclosure for personal safety, or a victim of trafficking whom nobody may find.

It stands in a stream of its own, intake/protection/<case>, keyed by the case. Enters: nothing. Leaves: the facts. They
must not know how a protected case is kept from those who are not entitled to it.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from shared.events.intake import Municipality
from shared.events.model import CaseEvent, Clear, FreeText, Personal, Value


class ProtectionKind(StrEnum):
    """Why somebody must not be found; shorter than 8 bytes, as all sealed codes are."""

    NON_DISCLOSURE = "nondisc"
    TRAFFICKING = "traffic"
    VIOLENCE = "violent"
    OTHER = "other"


class ProtectionGround(Value):
    """The ground of a protection. It says a great deal about the person, so it is sealed."""

    kind: ProtectionKind


class NonDisclosureSet(CaseEvent, version=1, effective="set_on"):
    """From now on only those named may know that the case is there."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    person_id: Annotated[UUID, Clear("an id that says nothing by itself")]
    set_on: Annotated[date, Clear("protection begins with it")]
    entitled: Annotated[tuple[str, ...], Clear("opaque ids of the officials who need the case, not the client's")]
    ground: Personal[ProtectionGround]
    words: Personal[FreeText] | None = None


class ProtectedCaseOpenedTo(CaseEvent, version=1):
    """One more official needs the protected case."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    official: Annotated[str, Clear("the official's opaque id, not the client's")]


class ProtectedCaseClosedTo(CaseEvent, version=1):
    """An official needs the protected case no more."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    official: Annotated[str, Clear("the official's opaque id, not the client's")]


class NonDisclosureLifted(CaseEvent, version=1, effective="lifted_on"):
    """The person needs the protection no more: the case is its municipality's to see again."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    lifted_on: Annotated[date, Clear("protection ends with it")]
