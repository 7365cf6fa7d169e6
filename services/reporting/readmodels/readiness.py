"""Readiness: a municipality's checklist for a reason of arrival, with what is in place and what is a gap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import orjson

from services.reporting.readmodels.jurisdiction import UNKNOWN
from services.reporting.readmodels.written import as_json, plain
from shared.events import Recorded
from shared.events.activities.readiness import (
    ReadinessChecklistOpened,
    ReadinessItemAdded,
    ReadinessItemAnswered,
)
from shared.projection import Changes, Projection, changed

ONE: Final = ""


class ReadinessRow(NamedTuple):
    """`items` is a JSON list in the checklist's order; `done`, `gaps` and `unanswered` count them."""

    municipality: str = UNKNOWN
    reason: str = ""
    items: str = "[]"
    done: int = 0
    gaps: int = 0
    unanswered: int = 0


READINESS: Final = Projection("readiness", version=1, row=ReadinessRow, ddl="services.reporting")


def _counted(row: ReadinessRow, items: Sequence[Mapping[str, Any]]) -> Changes[ReadinessRow]:
    answers = [item.get("answer") for item in items]
    return {
        ONE: changed(
            row,
            items=as_json(items),
            done=answers.count("done"),
            gaps=answers.count("gap"),
            unanswered=answers.count(None),
        )
    }


@READINESS.on(ReadinessChecklistOpened)
def opened(_: Mapping[str, ReadinessRow], event: Recorded[ReadinessChecklistOpened]) -> Changes[ReadinessRow]:
    fact = event.event
    return _counted(ReadinessRow(fact.municipality, fact.reason), plain(fact.items))


@READINESS.on(ReadinessItemAdded)
def added(rows: Mapping[str, ReadinessRow], event: Recorded[ReadinessItemAdded]) -> Changes[ReadinessRow]:
    row = rows[ONE]
    return _counted(row, [*orjson.loads(row.items), plain(event.event.item)])


@READINESS.on(ReadinessItemAnswered)
def answered(rows: Mapping[str, ReadinessRow], event: Recorded[ReadinessItemAnswered]) -> Changes[ReadinessRow]:
    fact, row = event.event, rows[ONE]
    said = {"answer": fact.answer.value, "owner": fact.owner.name, "answered_on": str(fact.answered_on)}
    items = [{**item, **said} if item["code"] == fact.code else item for item in orjson.loads(row.items)]
    return _counted(row, items)
