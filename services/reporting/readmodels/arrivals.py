"""Arrivals: what statistics count, as short codes opened from their box. Erasure folds the case again, without them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple

from services.reporting.readmodels.jurisdiction import CASE
from shared.events import Recorded
from shared.events.intake import ArrivalRegistered, TransferAccepted
from shared.events.model import Unreadable
from shared.projection import Changes, Projection, changed


class ArrivalRow(NamedTuple):
    """One arrival. `registered_in` stays when the case moves; the codes are None where they cannot be read."""

    municipality: str
    registered_in: str
    arrived_on: date
    reason: str | None
    mother_tongue: str | None
    citizenship: str | None


ARRIVALS: Final = Projection("arrivals", version=1, row=ArrivalRow, ddl="services.reporting")


@ARRIVALS.on(ArrivalRegistered, reads=(), opens=("background",))
def arrived(_: Mapping[str, ArrivalRow], event: Recorded[ArrivalRegistered]) -> Changes[ArrivalRow]:
    fact = event.event
    told = fact.background.value
    codes = (None, None, None) if isinstance(told, Unreadable) else (told.reason, told.mother_tongue, told.citizenship)
    return {CASE: ArrivalRow(fact.municipality, fact.municipality, fact.arrived_on, *codes)}


@ARRIVALS.on(TransferAccepted, reads=(CASE,))
def moved(rows: Mapping[str, ArrivalRow], event: Recorded[TransferAccepted]) -> Changes[ArrivalRow]:
    row = rows.get(CASE)
    return {} if row is None else {CASE: changed(row, municipality=event.event.receiver)}
