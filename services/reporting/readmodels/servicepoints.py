"""Service points: where people may drop in, in which languages, and when. A row each; all of it is published."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple

from services.reporting.readmodels.jurisdiction import UNKNOWN
from shared.events import Recorded
from shared.events.intake.servicepoints import OpeningHoursChanged, ServicePointClosed, ServicePointOpened
from shared.projection import Changes, Projection, changed


class ServicePointRow(NamedTuple):
    """`hours` are in the words of OpenStreetMap's `opening_hours`; `languages` have commas between."""

    municipality: str = UNKNOWN
    name_fi: str | None = None
    name_sv: str | None = None
    name_en: str | None = None
    address: str = ""
    zone: str = "Europe/Helsinki"
    hours: str = "off"
    languages: str = ""
    opened_on: date | None = None
    closed_on: date | None = None


SERVICE_POINTS: Final = Projection("servicepoints", version=1, row=ServicePointRow, ddl="services.reporting")


@SERVICE_POINTS.on(ServicePointOpened)
def opened(_: Mapping[str, ServicePointRow], event: Recorded[ServicePointOpened]) -> Changes[ServicePointRow]:
    fact = event.event
    return {
        "": ServicePointRow(
            fact.municipality,
            fact.title.fi,
            fact.title.sv,
            fact.title.en,
            fact.address,
            fact.zone,
            fact.hours.expression,
            ",".join(fact.languages),
            fact.opened_on,
        )
    }


@SERVICE_POINTS.on(OpeningHoursChanged)
def other_hours(rows: Mapping[str, ServicePointRow], event: Recorded[OpeningHoursChanged]) -> Changes[ServicePointRow]:
    return {sub: changed(row, hours=event.event.hours.expression) for sub, row in rows.items()}


@SERVICE_POINTS.on(ServicePointClosed)
def closed(rows: Mapping[str, ServicePointRow], event: Recorded[ServicePointClosed]) -> Changes[ServicePointRow]:
    return {sub: changed(row, closed_on=event.event.closed_on) for sub, row in rows.items()}
