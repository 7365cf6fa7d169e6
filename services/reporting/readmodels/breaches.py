"""Breaches: each deadline that was broken, with the rule, its section and its version. One row for each, for good.

What is done later changes nothing here: that a deadline was broken stays so.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple

import orjson

from services.reporting.readmodels.jurisdiction import CASE, UNKNOWN, all_moved, municipality_of
from shared.events import Recorded
from shared.events.assessment import DeadlineBreached
from shared.events.breaches import Breach
from shared.events.intake import ArrivalRegistered, TransferAccepted
from shared.events.planning.plans import DeadlineBreached as PlanningBreached
from shared.projection import Changes, Projection


class BreachRow(NamedTuple):
    """`broken_in` was responsible when the deadline passed; `municipality` follows the case. `inputs` is JSON."""

    municipality: str = UNKNOWN
    broken_in: str | None = None
    duty: str | None = None
    due_on: date | None = None
    breached_on: date | None = None
    rule: str | None = None
    law: str | None = None
    section: str | None = None
    rule_version: date | None = None
    inputs: str | None = None


BREACHES: Final = Projection("breaches", version=2, row=BreachRow, ddl="services.reporting")
Rows = Mapping[str, BreachRow]


def _at(rows: Rows, municipality: str) -> Changes[BreachRow]:
    return {**all_moved(rows, municipality), CASE: BreachRow(municipality)}


@BREACHES.on(ArrivalRegistered)
def arrived(rows: Rows, event: Recorded[ArrivalRegistered]) -> Changes[BreachRow]:
    return _at(rows, event.event.municipality)


@BREACHES.on(TransferAccepted)
def moved(rows: Rows, event: Recorded[TransferAccepted]) -> Changes[BreachRow]:
    return _at(rows, event.event.receiver)


@BREACHES.on(DeadlineBreached, PlanningBreached, reads=(CASE,))
def breached(rows: Rows, event: Recorded[Breach]) -> Changes[BreachRow]:
    fact, trace = event.event, event.event.rule
    return {
        f"{fact.service}/{fact.duty}/{fact.due_on}": BreachRow(
            municipality_of(rows),
            fact.municipality,
            fact.duty,
            fact.due_on,
            fact.breached_on,
            trace.rule,
            trace.law,
            trace.section,
            trace.version,
            orjson.dumps(trace.inputs, option=orjson.OPT_SORT_KEYS).decode(),
        )
    }
