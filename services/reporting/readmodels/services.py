"""Services: the directory that everybody may read, one row for each service."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple

import orjson

from services.reporting.readmodels.jurisdiction import CASE
from shared.access.rls import EVERYBODY
from shared.events import Recorded
from shared.events.activities.directory import (
    ServiceChanged,
    ServiceDetails,
    ServiceEnded,
    ServiceListed,
    ServiceOwnerChanged,
)
from shared.projection import Changes, Projection, changed


class ServiceRow(NamedTuple):
    """`needs`, `languages` and `serves` are codes with blanks between; `hours` is JSON; coordinates are millionths."""

    municipality: str
    kept_by: str
    kind: str
    name_fi: str | None
    name_sv: str | None
    name_en: str | None
    description_fi: str | None
    description_sv: str | None
    description_en: str | None
    needs: str
    languages: str
    serves: str
    street: str | None
    postal_code: str | None
    city: str | None
    latitude: int | None
    longitude: int | None
    cost: str
    cents: int | None
    hours: str
    owner: str
    business_id: str | None
    funded_until: date | None
    ended_on: date | None = None


SERVICES: Final = Projection("services", version=1, row=ServiceRow, ddl="services.reporting")


def _described(details: ServiceDetails) -> dict[str, Any]:
    place = details.place
    hours = [[one.weekday.value, one.opens, one.closes] for one in details.opening_hours]
    return {
        "kind": details.kind.value,
        "name_fi": details.name.fi,
        "name_sv": details.name.sv,
        "name_en": details.name.en,
        "description_fi": details.description.fi,
        "description_sv": details.description.sv,
        "description_en": details.description.en,
        "needs": " ".join(need.value for need in details.needs),
        "languages": " ".join(details.languages),
        "serves": " ".join(details.serves),
        "street": place.street if place else None,
        "postal_code": place.postal_code if place else None,
        "city": place.city if place else None,
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
        "cost": details.cost.value,
        "cents": details.cents,
        "hours": orjson.dumps(hours).decode(),
    }


def _now(rows: Mapping[str, ServiceRow], **changes: Any) -> Changes[ServiceRow]:
    row = rows.get(CASE)
    return {} if row is None else {CASE: changed(row, **changes)}


@SERVICES.on(ServiceListed, reads=())
def listed(_: Mapping[str, ServiceRow], event: Recorded[ServiceListed]) -> Changes[ServiceRow]:
    fact = event.event
    row = ServiceRow(
        municipality=EVERYBODY,
        kept_by=fact.municipality,
        owner=fact.owner.name,
        business_id=fact.owner.business_id,
        funded_until=fact.funded_until,
        **_described(fact.details),
    )
    return {CASE: row}


@SERVICES.on(ServiceChanged, reads=(CASE,))
def described_anew(rows: Mapping[str, ServiceRow], event: Recorded[ServiceChanged]) -> Changes[ServiceRow]:
    return _now(rows, **_described(event.event.details))


@SERVICES.on(ServiceOwnerChanged, reads=(CASE,))
def handed_over(rows: Mapping[str, ServiceRow], event: Recorded[ServiceOwnerChanged]) -> Changes[ServiceRow]:
    fact = event.event
    return _now(rows, owner=fact.owner.name, business_id=fact.owner.business_id, funded_until=fact.funded_until)


@SERVICES.on(ServiceEnded, reads=(CASE,))
def ended(rows: Mapping[str, ServiceRow], event: Recorded[ServiceEnded]) -> Changes[ServiceRow]:
    return _now(rows, ended_on=event.event.ended_on)
