"""Owners: who answers for each service, group and network, and until when. The row is the keeping municipality's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from services.reporting.readmodels.jurisdiction import CASE, UNKNOWN
from shared.events import Recorded
from shared.events.activities.directory import (
    AssetWoundUp,
    OwnerNamed,
    ServiceChanged,
    ServiceEnded,
    ServiceListed,
    ServiceOwnerChanged,
)
from shared.projection import Changes, Projection, changed


class OwnerRow(NamedTuple):
    """`asset`: service, group or network. Without `until` the owner is a permanent one."""

    municipality: str = UNKNOWN
    asset: str = "service"
    title_fi: str | None = None
    title_sv: str | None = None
    title_en: str | None = None
    owner: str | None = None
    business_id: str | None = None
    from_on: date | None = None
    until: date | None = None
    handovers: int = 0
    ended_on: date | None = None


OWNERS: Final = Projection("owners", version=1, row=OwnerRow, ddl="services.reporting")


def _now(rows: Mapping[str, OwnerRow], **changes: Any) -> Changes[OwnerRow]:
    return {CASE: changed(rows.get(CASE) or OwnerRow(), **changes)}


@OWNERS.on(ServiceListed, reads=(CASE,))
def listed(rows: Mapping[str, OwnerRow], event: Recorded[ServiceListed]) -> Changes[OwnerRow]:
    fact = event.event
    name = fact.details.name
    return _now(
        rows,
        municipality=fact.municipality,
        title_fi=name.fi,
        title_sv=name.sv,
        title_en=name.en,
        owner=fact.owner.name,
        business_id=fact.owner.business_id,
        until=fact.funded_until,
    )


@OWNERS.on(ServiceChanged, reads=(CASE,))
def renamed(rows: Mapping[str, OwnerRow], event: Recorded[ServiceChanged]) -> Changes[OwnerRow]:
    name = event.event.details.name
    return _now(rows, title_fi=name.fi, title_sv=name.sv, title_en=name.en)


@OWNERS.on(ServiceOwnerChanged, reads=(CASE,))
def handed_over(rows: Mapping[str, OwnerRow], event: Recorded[ServiceOwnerChanged]) -> Changes[OwnerRow]:
    fact = event.event
    handovers = (rows.get(CASE) or OwnerRow()).handovers + 1
    return _now(
        rows,
        owner=fact.owner.name,
        business_id=fact.owner.business_id,
        from_on=fact.from_on,
        until=fact.funded_until,
        handovers=handovers,
    )


@OWNERS.on(OwnerNamed, reads=(CASE,))
def named(rows: Mapping[str, OwnerRow], event: Recorded[OwnerNamed]) -> Changes[OwnerRow]:
    fact = event.event
    before = rows.get(CASE)
    return _now(
        rows,
        municipality=fact.municipality,
        asset=fact.asset.value,
        title_fi=fact.title.fi,
        title_sv=fact.title.sv,
        title_en=fact.title.en,
        owner=fact.owner.name,
        business_id=fact.owner.business_id,
        from_on=fact.from_on,
        until=fact.until,
        handovers=0 if before is None else before.handovers + 1,
    )


@OWNERS.on(ServiceEnded, reads=(CASE,))
def ended(rows: Mapping[str, OwnerRow], event: Recorded[ServiceEnded]) -> Changes[OwnerRow]:
    return _now(rows, ended_on=event.event.ended_on)


@OWNERS.on(AssetWoundUp, reads=(CASE,))
def wound_up(rows: Mapping[str, OwnerRow], event: Recorded[AssetWoundUp]) -> Changes[OwnerRow]:
    return _now(rows, ended_on=event.event.ended_on)
