"""Policies: what was proposed, decided, changed. One row each, which everybody may read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple

from services.reporting.readmodels.written import as_json
from shared.access.rls import EVERYBODY
from shared.events import Recorded
from shared.events.activities.policies import InstrumentChanged, PolicyDecided, PolicyProposed
from shared.projection import Changes, Projection, changed

ONE: Final = ""


class PolicyRow(NamedTuple):
    """`practices` is a JSON list of ids; texts are JSON by language. What has not happened yet is absent."""

    municipality: str = EVERYBODY
    proposed_by: str = ""
    practices: str = "[]"
    instrument: str = "{}"
    level: str = ""
    addressed_to: str = ""
    proposal: str = "{}"
    proposed_on: date | None = None
    decision: str | None = None
    decided_by: str | None = None
    decided_on: date | None = None
    grounds: str | None = None
    change: str | None = None
    in_force_on: date | None = None
    reference: str | None = None


POLICIES: Final = Projection("policies", version=1, row=PolicyRow, ddl="services.reporting")


@POLICIES.on(PolicyProposed)
def proposed(_: Mapping[str, PolicyRow], event: Recorded[PolicyProposed]) -> Changes[PolicyRow]:
    fact = event.event
    row = PolicyRow(
        proposed_by=fact.municipality,
        practices=as_json(fact.practices),
        instrument=as_json(fact.instrument),
        level=fact.level.value,
        addressed_to=fact.addressed_to,
        proposal=as_json(fact.proposal),
        proposed_on=fact.proposed_on,
    )
    return {ONE: row}


@POLICIES.on(PolicyDecided)
def decided(rows: Mapping[str, PolicyRow], event: Recorded[PolicyDecided]) -> Changes[PolicyRow]:
    fact = event.event
    return {
        ONE: changed(
            rows[ONE],
            decision=fact.decision.value,
            decided_by=fact.decided_by,
            decided_on=fact.decided_on,
            grounds=as_json(fact.grounds),
        )
    }


@POLICIES.on(InstrumentChanged)
def instrument_changed(rows: Mapping[str, PolicyRow], event: Recorded[InstrumentChanged]) -> Changes[PolicyRow]:
    fact = event.event
    return {
        ONE: changed(rows[ONE], change=as_json(fact.change), in_force_on=fact.in_force_on, reference=fact.reference)
    }
