"""Standings: how each case stands besides its duties: at home or not, in whose hands, in which language, if it goes on.

One row a case. The language of integration stands as a plain code for figures; erasure folds the case again, without
it. The ground of a closing is copied in its box.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

from services.reporting.readmodels.jurisdiction import CASE, UNKNOWN, recorded_on
from shared.events import Recorded
from shared.events.intake import ArrivalRegistered, TransferAccepted
from shared.events.intake.guidance import ClientGuided
from shared.events.intake.standing import (
    CameBack,
    CaseClosed,
    CaseReopened,
    CaseSeparated,
    HomeMunicipalityRegistered,
    LanguageInformationGiven,
    LanguageOfIntegrationChosen,
    LeftCountry,
    MergedIntoCase,
    ResponsibilityHandedOver,
)
from shared.events.model import Unreadable
from shared.projection import Changes, Projection, changed, copied


class StandingRow(NamedTuple):
    """`residence`: home, reception; `authority`: municipality, employment; `standing`: open, away, closed, merged.

    `since` is when it came to stand so. `before` is how a merged case stood. `choices` counts choices of the language.
    `guided_on` is the first day on which the person was informed or advised.
    """

    municipality: str = UNKNOWN
    residence: str = "home"
    home_since: date | None = None
    authority: str = "municipality"
    handed_on: date | None = None
    language: str | None = None
    informed_on: date | None = None
    chosen_on: date | None = None
    choices: int = 0
    standing: str = "open"
    since: date | None = None
    back_by: date | None = None
    ground: bytes | None = None
    before: str | None = None
    leading_case: UUID | None = None
    notice: UUID | None = None
    guided_on: date | None = None


STANDINGS: Final = Projection("standings", version=1, row=StandingRow, ddl="services.reporting")
NEW: Final = StandingRow()
ONE: Final = (CASE,)
Rows = Mapping[str, StandingRow]


def _now(rows: Rows, **changes: Any) -> Changes[StandingRow]:
    return {CASE: changed(rows.get(CASE, NEW), **changes)}


@STANDINGS.on(ArrivalRegistered, reads=ONE)
def arrived(rows: Rows, event: Recorded[ArrivalRegistered]) -> Changes[StandingRow]:
    fact = event.event
    home = fact.arrived_on if fact.residence.value == "home" else None
    return _now(
        rows, municipality=fact.municipality, residence=fact.residence.value, home_since=home, notice=fact.notice
    )


@STANDINGS.on(ClientGuided, reads=ONE)
def guided(rows: Rows, event: Recorded[ClientGuided]) -> Changes[StandingRow]:
    before, day = rows.get(CASE, NEW).guided_on, event.event.given_on
    return _now(rows, guided_on=min(before or day, day))


@STANDINGS.on(TransferAccepted, reads=ONE)
def moved(rows: Rows, event: Recorded[TransferAccepted]) -> Changes[StandingRow]:
    return _now(rows, municipality=event.event.receiver)


@STANDINGS.on(HomeMunicipalityRegistered, reads=ONE)
def at_home(rows: Rows, event: Recorded[HomeMunicipalityRegistered]) -> Changes[StandingRow]:
    return _now(rows, residence="home", home_since=event.event.registered_on)


@STANDINGS.on(ResponsibilityHandedOver, reads=ONE)
def handed_over(rows: Rows, event: Recorded[ResponsibilityHandedOver]) -> Changes[StandingRow]:
    return _now(rows, authority=event.event.receiver.value, handed_on=event.event.handed_on)


@STANDINGS.on(LanguageInformationGiven, reads=ONE)
def informed(rows: Rows, event: Recorded[LanguageInformationGiven]) -> Changes[StandingRow]:
    return _now(rows, informed_on=event.event.given_on)


@STANDINGS.on(LanguageOfIntegrationChosen, reads=ONE, opens=("choice",))
def chosen(rows: Rows, event: Recorded[LanguageOfIntegrationChosen]) -> Changes[StandingRow]:
    told = event.event.choice.value
    language = None if isinstance(told, Unreadable) else told.language.value
    choices = rows.get(CASE, NEW).choices + 1
    return _now(rows, language=language, chosen_on=event.event.chosen_on, choices=choices)


@STANDINGS.on(LeftCountry, reads=ONE)
def left(rows: Rows, event: Recorded[LeftCountry]) -> Changes[StandingRow]:
    return _now(rows, standing="away", since=event.event.left_on, back_by=event.event.back_by)


@STANDINGS.on(CameBack, reads=ONE)
def came_back(rows: Rows, event: Recorded[CameBack]) -> Changes[StandingRow]:
    return _now(rows, standing="open", since=event.event.returned_on, back_by=None)


@STANDINGS.on(CaseClosed, reads=ONE)
def closed(rows: Rows, event: Recorded[CaseClosed]) -> Changes[StandingRow]:
    ground = copied(event, "ground", event.event.ground)
    return _now(rows, standing="closed", since=event.event.closed_on, back_by=None, ground=ground)


@STANDINGS.on(CaseReopened, reads=ONE)
def reopened(rows: Rows, event: Recorded[CaseReopened]) -> Changes[StandingRow]:
    return _now(rows, standing="open", since=event.event.reopened_on, ground=None)


@STANDINGS.on(MergedIntoCase, reads=ONE)
def merged(rows: Rows, event: Recorded[MergedIntoCase]) -> Changes[StandingRow]:
    before = rows.get(CASE, NEW).standing
    return _now(rows, standing="merged", since=recorded_on(event), before=before, leading_case=event.event.leading_case)


@STANDINGS.on(CaseSeparated, reads=ONE)
def separated(rows: Rows, event: Recorded[CaseSeparated]) -> Changes[StandingRow]:
    before = rows.get(CASE, NEW).before
    return _now(rows, standing=before or "open", since=recorded_on(event), before=None, leading_case=None)
