"""Consents: what the client of each case has consented to. They follow the case; what they say stays sealed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from services.reporting.readmodels.jurisdiction import CASE, UNKNOWN, all_moved, municipality_of
from shared.events import Recorded
from shared.events.intake import ArrivalRegistered, TransferAccepted
from shared.events.intake.consent import ConsentGiven, ConsentWithdrawn
from shared.projection import Changes, Projection, changed, copied


class ConsentRow(NamedTuple):
    """A consent, valid from `given_on` up to and with `valid_until`, and before `withdrawn_on`; `terms` is a box."""

    municipality: str = UNKNOWN
    consent: UUID | None = None
    given_on: date | None = None
    valid_until: date | None = None
    withdrawn_on: date | None = None
    terms: bytes | None = None


CONSENTS: Final = Projection("consents", version=1, row=ConsentRow, ddl="services.reporting")


def _subs(event: Recorded[ConsentGiven] | Recorded[ConsentWithdrawn]) -> tuple[str, ...]:
    return (CASE, str(event.event.consent))


@CONSENTS.on(ArrivalRegistered)
def arrived(rows: Mapping[str, ConsentRow], event: Recorded[ArrivalRegistered]) -> Changes[ConsentRow]:
    municipality = event.event.municipality
    return {**all_moved(rows, municipality), CASE: ConsentRow(municipality)}


@CONSENTS.on(TransferAccepted)
def moved(rows: Mapping[str, ConsentRow], event: Recorded[TransferAccepted]) -> Changes[ConsentRow]:
    municipality = event.event.receiver
    return {**all_moved(rows, municipality), CASE: ConsentRow(municipality)}


@CONSENTS.on(ConsentGiven, reads=_subs)
def given(rows: Mapping[str, ConsentRow], event: Recorded[ConsentGiven]) -> Changes[ConsentRow]:
    fact = event.event
    row = ConsentRow(
        municipality_of(rows), fact.consent, fact.given_on, fact.valid_until, terms=copied(event, "terms", fact.terms)
    )
    return {str(fact.consent): row}


@CONSENTS.on(ConsentWithdrawn, reads=_subs)
def withdrawn(rows: Mapping[str, ConsentRow], event: Recorded[ConsentWithdrawn]) -> Changes[ConsentRow]:
    sub = str(event.event.consent)
    return {sub: changed(rows[sub], withdrawn_on=event.event.withdrawn_on)} if sub in rows else {}
