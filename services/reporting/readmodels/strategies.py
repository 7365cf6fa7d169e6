"""Strategy work: its workshops and their outcomes. One row, of the municipality that does it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple

import orjson

from services.reporting.readmodels.jurisdiction import UNKNOWN
from services.reporting.readmodels.written import as_json, plain
from shared.events import Recorded
from shared.events.activities.workshops import OutcomeTakenUp, StrategyBegun, WorkshopHeld
from shared.projection import Changes, Projection, changed

ONE: Final = ""


class StrategyRow(NamedTuple):
    """`workshops` is a JSON list, each with its outcomes; an outcome that became an action names it."""

    municipality: str = UNKNOWN
    title: str = "{}"
    stage: str | None = None
    last_held_on: date | None = None
    workshops: str = "[]"


STRATEGIES: Final = Projection("strategies", version=1, row=StrategyRow, ddl="services.reporting")


@STRATEGIES.on(StrategyBegun)
def begun(_: Mapping[str, StrategyRow], event: Recorded[StrategyBegun]) -> Changes[StrategyRow]:
    return {ONE: StrategyRow(event.event.municipality, as_json(event.event.title))}


@STRATEGIES.on(WorkshopHeld)
def held(rows: Mapping[str, StrategyRow], event: Recorded[WorkshopHeld]) -> Changes[StrategyRow]:
    fact, row = event.event, rows[ONE]
    workshops: list[Any] = orjson.loads(row.workshops)
    workshops.append(plain(fact))
    return {
        ONE: changed(row, stage=fact.stage.value, last_held_on=fact.held_on, workshops=as_json(workshops)),
    }


@STRATEGIES.on(OutcomeTakenUp)
def taken_up(rows: Mapping[str, StrategyRow], event: Recorded[OutcomeTakenUp]) -> Changes[StrategyRow]:
    fact, row = event.event, rows[ONE]
    workshops: list[Any] = orjson.loads(row.workshops)
    for workshop in workshops:
        for outcome in workshop["outcomes"]:
            if outcome["outcome"] == str(fact.outcome):
                outcome["action"] = str(fact.action)
    return {ONE: changed(row, workshops=as_json(workshops))}
