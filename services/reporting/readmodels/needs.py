"""Needs: what people were seen to need: counted, wished for, assessed, forecast, or found no place for.

A row says how many; those with the same `whom` are the same people, and count once for a need. What belongs to a case
follows the case.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from services.reporting.readmodels.jurisdiction import CASE, UNKNOWN, all_moved, municipality_of, recorded_on, true_on
from shared.events import Recorded
from shared.events.activities.directory import Need, NeedSeen, NeedSource
from shared.events.activities.groups import WishExpressed
from shared.events.assessment import AssessmentCompleted, Findings
from shared.events.assessment.forecasts import NeedForecast
from shared.events.intake import ArrivalRegistered, TransferAccepted
from shared.events.planning.services import ServiceDecline, ServiceDeclineReason, ServiceReferralDeclined
from shared.projection import Changes, Projection


class NeedRow(NamedTuple):
    """So many people were seen to need something. `turned_away`: `service_id` would have answered it and was full; what
    it answers, the directory says. A case's own row "" counts nobody.
    """

    municipality: str = UNKNOWN
    need: str | None = None
    source: str | None = None
    people: int = 0
    seen_on: date | None = None
    whom: str | None = None
    case_id: UUID | None = None
    turned_away: UUID | None = None


NEEDS: Final = Projection("needs", version=3, row=NeedRow, ddl="services.reporting")
Rows = Mapping[str, NeedRow]
OF_CODE: Final = {need.value: need for need in Need} | {
    "language_training": Need.LANGUAGE,
    "civic_orientation": Need.EDUCATION,
    "guidance": Need.WORK,
    "finances": Need.MONEY,
    "leisure": Need.HOBBIES,
}
"""What the forms and forecasts call a need; what they call otherwise no service of the directory answers."""


@NEEDS.on(NeedSeen, reads=())
def seen(_: Rows, event: Recorded[NeedSeen]) -> Changes[NeedRow]:
    fact, whom = event.event, f"{event.head.key}"
    return {CASE: NeedRow(fact.municipality, fact.need.value, fact.source.value, fact.people, fact.seen_on, whom)}


@NEEDS.on(WishExpressed, reads=())
def wished(_: Rows, event: Recorded[WishExpressed]) -> Changes[NeedRow]:
    """A wish is a need of one person."""
    fact = event.event
    whom, on = f"{fact.case or event.head.key}", recorded_on(event)
    return {CASE: NeedRow(fact.municipality, fact.need.value, NeedSource.WISH.value, 1, on, whom, fact.case)}


@NEEDS.on(NeedForecast, reads=())
def forecast(_: Rows, event: Recorded[NeedForecast]) -> Changes[NeedRow]:
    """A centre's clients are the same in each quarter: the quarter with the most counts. Those who need it now and
    those to come are counts of their own, because each may be too small to be shown.
    """
    fact = event.event
    need = OF_CODE.get(fact.need)
    if need is None:
        return {}
    source, on = NeedSource.FORECAST.value, fact.forecast_on
    return {
        part: NeedRow(fact.municipality, need.value, source, people, on, f"forecast/{fact.centre}/{part}")
        for part, people in (("present", fact.present), ("coming", fact.coming))
    }


@NEEDS.on(ArrivalRegistered)
def arrived(rows: Rows, event: Recorded[ArrivalRegistered]) -> Changes[NeedRow]:
    return {**all_moved(rows, event.event.municipality), CASE: NeedRow(event.event.municipality)}


@NEEDS.on(TransferAccepted)
def moved(rows: Rows, event: Recorded[TransferAccepted]) -> Changes[NeedRow]:
    return {**all_moved(rows, event.event.receiver), CASE: NeedRow(event.event.receiver)}


@NEEDS.on(AssessmentCompleted, opens=("findings",))
def assessed(rows: Rows, event: Recorded[AssessmentCompleted]) -> Changes[NeedRow]:
    """What an assessment found stands until the next one."""
    found, said = event.event.findings.value, true_on(event)
    needs = {OF_CODE[one] for one in found.service_needs if one in OF_CODE} if isinstance(found, Findings) else set()
    whom, municipality = f"{event.head.key}", municipality_of(rows)
    return {
        **{sub: None for sub in rows if sub.startswith("assessment/")},
        **{
            f"assessment/{need}": NeedRow(municipality, need.value, NeedSource.ASSESSMENT.value, 1, said, whom)
            for need in sorted(needs)
        },
    }


@NEEDS.on(ServiceReferralDeclined, reads=(CASE,), opens=("ground",))
def turned_away(rows: Rows, event: Recorded[ServiceReferralDeclined]) -> Changes[NeedRow]:
    """A service that is full answers no need, however many there are."""
    fact, ground = event.event, event.event.ground.value
    if not isinstance(ground, ServiceDecline) or ground.reason is not ServiceDeclineReason.FULL:
        return {}
    row = NeedRow(
        municipality_of(rows),
        source=NeedSource.REFERRAL.value,
        people=1,
        seen_on=recorded_on(event),
        whom=f"{event.head.key}",
        turned_away=fact.service_id,
    )
    return {f"referral/{fact.service_id}": row}
