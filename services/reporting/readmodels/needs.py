"""Needs seen: a row for each count, in its municipality."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple

from services.reporting.readmodels.jurisdiction import CASE, recorded_on
from shared.events import Recorded
from shared.events.activities.directory import NeedSeen, NeedSource
from shared.events.activities.groups import WishExpressed
from shared.projection import Changes, Projection


class NeedRow(NamedTuple):
    """So many people were seen to need something."""

    municipality: str
    need: str
    source: str
    people: int
    seen_on: date


NEEDS: Final = Projection("needs", version=2, row=NeedRow, ddl="services.reporting")


@NEEDS.on(NeedSeen, reads=())
def seen(_: Mapping[str, NeedRow], event: Recorded[NeedSeen]) -> Changes[NeedRow]:
    fact = event.event
    return {CASE: NeedRow(fact.municipality, fact.need.value, fact.source.value, fact.people, fact.seen_on)}


@NEEDS.on(WishExpressed, reads=())
def wished(_: Mapping[str, NeedRow], event: Recorded[WishExpressed]) -> Changes[NeedRow]:
    """A wish is a need of one person."""
    fact = event.event
    return {CASE: NeedRow(fact.municipality, fact.need.value, NeedSource.WISH.value, 1, recorded_on(event))}
