"""Compensation periods: for which clients the state pays, and until when. A row a case that follows the case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from services.reporting.readmodels.jurisdiction import CASE, UNKNOWN
from shared.events import Recorded
from shared.events.intake import ArrivalRegistered, PersonDetailsCorrected, TransferAccepted
from shared.events.intake.compensation import CompensationBegan, CompensationEnded, CompensationExtended
from shared.events.model import Unreadable
from shared.projection import Changes, Projection, changed, copied


class CompensationRow(NamedTuple):
    """Everything but the municipality and the person's box is empty where nothing is paid, or the client was erased."""

    municipality: str = UNKNOWN
    ground: str | None = None
    began_on: date | None = None
    ends_on: date | None = None
    extended: bool = False
    ended_on: date | None = None
    rule: str | None = None
    law: str | None = None
    person: bytes | None = None


COMPENSATION: Final = Projection("compensation", version=1, row=CompensationRow, ddl="services.reporting")
ONE: Final = (CASE,)
Rows = Mapping[str, CompensationRow]


def _now(rows: Rows, **changes: Any) -> Changes[CompensationRow]:
    return {CASE: changed(rows.get(CASE, CompensationRow()), **changes)}


@COMPENSATION.on(ArrivalRegistered, reads=ONE)
def arrived(rows: Rows, event: Recorded[ArrivalRegistered]) -> Changes[CompensationRow]:
    fact = event.event
    return _now(rows, municipality=fact.municipality, person=copied(event, "person", fact.person))


@COMPENSATION.on(PersonDetailsCorrected, reads=ONE)
def corrected(rows: Rows, event: Recorded[PersonDetailsCorrected]) -> Changes[CompensationRow]:
    return _now(rows, person=copied(event, "person", event.event.person))


@COMPENSATION.on(TransferAccepted, reads=ONE)
def moved(rows: Rows, event: Recorded[TransferAccepted]) -> Changes[CompensationRow]:
    return _now(rows, municipality=event.event.receiver)


@COMPENSATION.on(CompensationBegan, reads=ONE, opens=("period",))
def begun(rows: Rows, event: Recorded[CompensationBegan]) -> Changes[CompensationRow]:
    said = event.event.period.value
    if isinstance(said, Unreadable):
        return {}
    return _now(
        rows,
        ground=said.ground.value,
        began_on=said.began_on,
        ends_on=said.ends_on,
        rule=said.rule.rule,
        law=said.rule.law,
    )


@COMPENSATION.on(CompensationExtended, reads=ONE, opens=("extension",))
def extended(rows: Rows, event: Recorded[CompensationExtended]) -> Changes[CompensationRow]:
    said = event.event.extension.value
    return {} if isinstance(said, Unreadable) else _now(rows, ends_on=said.ends_on, extended=True)


@COMPENSATION.on(CompensationEnded, reads=ONE, opens=("ending",))
def ended(rows: Rows, event: Recorded[CompensationEnded]) -> Changes[CompensationRow]:
    said = event.event.ending.value
    return {} if isinstance(said, Unreadable) else _now(rows, ended_on=said.ended_on)
