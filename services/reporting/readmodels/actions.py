"""Actions: who undertook what by when, and whether it is done. One row, of the municipality that acts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from services.reporting.readmodels.jurisdiction import UNKNOWN, recorded_on
from services.reporting.readmodels.written import as_json
from shared.events import Recorded
from shared.events.activities.actions import ActionAgreed, ActionDone, ActionPostponed
from shared.projection import Changes, Projection, changed

ONE: Final = ""


class ActionRow(NamedTuple):
    """`origin`: workshop or meeting; `agreed_in`: the strategy work or the group. `what` is JSON by language."""

    municipality: str = UNKNOWN
    origin: str = ""
    agreed_in: UUID | None = None
    what: str = "{}"
    owner: str = ""
    agreed_on: date | None = None
    due_on: date | None = None
    postponed: int = 0
    done_on: date | None = None


ACTIONS: Final = Projection("actions", version=1, row=ActionRow, ddl="services.reporting")


@ACTIONS.on(ActionAgreed)
def agreed(_: Mapping[str, ActionRow], event: Recorded[ActionAgreed]) -> Changes[ActionRow]:
    fact = event.event
    row = ActionRow(
        fact.municipality,
        fact.origin.value,
        fact.agreed_in,
        as_json(fact.what),
        fact.owner.name,
        recorded_on(event),
        fact.due_on,
    )
    return {ONE: row}


@ACTIONS.on(ActionPostponed)
def postponed(rows: Mapping[str, ActionRow], event: Recorded[ActionPostponed]) -> Changes[ActionRow]:
    row = rows[ONE]
    return {ONE: changed(row, due_on=event.event.due_on, postponed=row.postponed + 1)}


@ACTIONS.on(ActionDone)
def done(rows: Mapping[str, ActionRow], event: Recorded[ActionDone]) -> Changes[ActionRow]:
    return {ONE: changed(rows[ONE], done_on=event.event.done_on)}
