"""Potentials: what providers could do more, open to everybody's eyes until a service uses it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

from services.reporting.readmodels.jurisdiction import CASE
from shared.access.rls import EVERYBODY
from shared.events import Recorded
from shared.events.activities.directory import PotentialOffered, PotentialTakenUp, PotentialWithdrawn
from shared.projection import Changes, Projection, changed


class PotentialRow(NamedTuple):
    """`state`: offered, taken_up, withdrawn. `needs` and `languages` are codes with blanks between."""

    municipality: str
    kept_by: str
    provider: str
    business_id: str | None
    description_fi: str | None
    description_sv: str | None
    description_en: str | None
    needs: str
    languages: str
    from_on: date
    until: date | None
    state: str = "offered"
    service_id: UUID | None = None


POTENTIALS: Final = Projection("potentials", version=1, row=PotentialRow, ddl="services.reporting")


def _now(rows: Mapping[str, PotentialRow], **changes: Any) -> Changes[PotentialRow]:
    row = rows.get(CASE)
    return {} if row is None else {CASE: changed(row, **changes)}


@POTENTIALS.on(PotentialOffered, reads=())
def offered(_: Mapping[str, PotentialRow], event: Recorded[PotentialOffered]) -> Changes[PotentialRow]:
    fact = event.event
    row = PotentialRow(
        EVERYBODY,
        fact.municipality,
        fact.provider.name,
        fact.provider.business_id,
        fact.description.fi,
        fact.description.sv,
        fact.description.en,
        " ".join(need.value for need in fact.needs),
        " ".join(fact.languages),
        fact.from_on,
        fact.until,
    )
    return {CASE: row}


@POTENTIALS.on(PotentialTakenUp, reads=(CASE,))
def taken_up(rows: Mapping[str, PotentialRow], event: Recorded[PotentialTakenUp]) -> Changes[PotentialRow]:
    return _now(rows, state="taken_up", service_id=event.event.service_id)


@POTENTIALS.on(PotentialWithdrawn, reads=(CASE,))
def withdrawn(rows: Mapping[str, PotentialRow], _: Recorded[PotentialWithdrawn]) -> Changes[PotentialRow]:
    return _now(rows, state="withdrawn")
