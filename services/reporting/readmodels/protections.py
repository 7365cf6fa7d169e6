"""Protections: which cases are hidden, and the officials who may see them nevertheless. Every other read model asks it.

One row for the case, one for each official. What keeps the case from others is `shared.projection.tables.protect`: the
rows of this one are therefore to be seen by every reader; they name a case by its id, and nobody's name.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple

from services.reporting.readmodels.jurisdiction import CASE
from shared.access.rls import EVERYBODY
from shared.events import Recorded
from shared.events.intake.protection import (
    NonDisclosureLifted,
    NonDisclosureSet,
    ProtectedCaseClosedTo,
    ProtectedCaseOpenedTo,
)
from shared.projection import Changes, Projection
from shared.projection.tables import PROTECTIONS as NAME


class ProtectionRow(NamedTuple):
    """The case's own ("") says since when; an official's row is there while they are entitled."""

    municipality: str = EVERYBODY
    set_on: date | None = None


PROTECTIONS: Final = Projection(NAME, version=1, row=ProtectionRow, ddl="services.reporting")
OFFICIAL: Final = ProtectionRow()
Rows = Mapping[str, ProtectionRow]


@PROTECTIONS.on(NonDisclosureSet, reads=())
def protected(_: Rows, event: Recorded[NonDisclosureSet]) -> Changes[ProtectionRow]:
    fact = event.event
    return {CASE: ProtectionRow(set_on=fact.set_on), **dict.fromkeys(fact.entitled, OFFICIAL)}


@PROTECTIONS.on(ProtectedCaseOpenedTo, reads=())
def opened(_: Rows, event: Recorded[ProtectedCaseOpenedTo]) -> Changes[ProtectionRow]:
    return {event.event.official: OFFICIAL}


@PROTECTIONS.on(ProtectedCaseClosedTo, reads=())
def closed(_: Rows, event: Recorded[ProtectedCaseClosedTo]) -> Changes[ProtectionRow]:
    return {event.event.official: None}


@PROTECTIONS.on(NonDisclosureLifted)
def lifted(rows: Rows, _: Recorded[NonDisclosureLifted]) -> Changes[ProtectionRow]:
    return dict.fromkeys(rows)
