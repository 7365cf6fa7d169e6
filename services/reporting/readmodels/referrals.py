"""Referrals: each person's referrals to services. A row for the case's municipality, one more for another provider.

The ground of a decline and the way a referral ended are sealed, and stay so.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

from services.reporting.readmodels.jurisdiction import CASE, UNKNOWN, municipality_of, recorded_on
from shared.events import Recorded
from shared.events.activities import AttendanceNoted
from shared.events.intake import ArrivalRegistered, TransferAccepted
from shared.events.planning import (
    ReferralAccepted,
    ReferralCompleted,
    ReferralDeclined,
    ReferralQueued,
    ReferralStarted,
    ReferredToService,
)
from shared.projection import Changes, Projection, changed
from shared.projection.projection import Reads


class ReferralRow(NamedTuple):
    """`side`: case (follows the case) or provider (stays). `state`: made, accepted, queued, started, declined, ended.

    `attended` counts the sessions that were noted, present or not: which of the two is sealed.
    """

    municipality: str = UNKNOWN
    side: str = "case"
    referral: UUID | None = None
    group_id: UUID | None = None
    provider: str | None = None
    state: str = "made"
    number: int | None = None
    referred_on: date | None = None
    started_on: date | None = None
    ended_on: date | None = None
    attended: int = 0


REFERRALS: Final = Projection("referrals", version=1, row=ReferralRow, ddl="services.reporting")
CASE_ROW: Final = ReferralRow()


def _subs(event: Recorded[Any]) -> Reads:
    referral = event.event.referral
    return (CASE, f"{referral}", f"{referral}/provider")


def _at(rows: Mapping[str, ReferralRow], municipality: str) -> Changes[ReferralRow]:
    return {
        **{
            sub: changed(row, municipality=municipality)
            for sub, row in rows.items()
            if row.side == "case" and row.municipality != municipality
        },
        CASE: changed(CASE_ROW, municipality=municipality),
    }


def _both(rows: Mapping[str, ReferralRow], event: Recorded[Any], **changes: Any) -> dict[str, ReferralRow]:
    referral = event.event.referral
    sub = f"{referral}"
    own = rows.get(sub) or ReferralRow(municipality_of(rows), referral=referral)
    found = {sub: changed(own, **changes)}
    provider = rows.get(f"{sub}/provider")
    if provider is not None:
        found[f"{sub}/provider"] = changed(provider, **changes)
    return found


@REFERRALS.on(ArrivalRegistered)
def arrived(rows: Mapping[str, ReferralRow], event: Recorded[ArrivalRegistered]) -> Changes[ReferralRow]:
    return _at(rows, event.event.municipality)


@REFERRALS.on(TransferAccepted)
def moved(rows: Mapping[str, ReferralRow], event: Recorded[TransferAccepted]) -> Changes[ReferralRow]:
    return _at(rows, event.event.receiver)


@REFERRALS.on(ReferredToService, reads=_subs)
def referred(rows: Mapping[str, ReferralRow], event: Recorded[ReferredToService]) -> Changes[ReferralRow]:
    fact = event.event
    said: dict[str, Any] = {"group_id": fact.group, "provider": fact.provider, "referred_on": recorded_on(event)}
    found = _both(rows, event, **said)
    if fact.provider != fact.municipality:
        own = found[f"{fact.referral}"]
        found[f"{fact.referral}/provider"] = changed(own, municipality=fact.provider, side="provider")
    return found


@REFERRALS.on(ReferralAccepted, reads=_subs)
def accepted(rows: Mapping[str, ReferralRow], event: Recorded[ReferralAccepted]) -> Changes[ReferralRow]:
    return _both(rows, event, state="accepted", number=None)


@REFERRALS.on(ReferralQueued, reads=_subs)
def queued(rows: Mapping[str, ReferralRow], event: Recorded[ReferralQueued]) -> Changes[ReferralRow]:
    return _both(rows, event, state="queued", number=event.event.number)


@REFERRALS.on(ReferralStarted, reads=_subs)
def started(rows: Mapping[str, ReferralRow], event: Recorded[ReferralStarted]) -> Changes[ReferralRow]:
    return _both(rows, event, state="started", started_on=event.event.started_on)


@REFERRALS.on(ReferralDeclined, reads=_subs)
def declined(rows: Mapping[str, ReferralRow], event: Recorded[ReferralDeclined]) -> Changes[ReferralRow]:
    return _both(rows, event, state="declined", number=None, ended_on=recorded_on(event))


@REFERRALS.on(ReferralCompleted, reads=_subs)
def ended(rows: Mapping[str, ReferralRow], event: Recorded[ReferralCompleted]) -> Changes[ReferralRow]:
    return _both(rows, event, state="ended", ended_on=event.event.completed_on)


@REFERRALS.on(AttendanceNoted, reads=_subs)
def attended(rows: Mapping[str, ReferralRow], event: Recorded[AttendanceNoted]) -> Changes[ReferralRow]:
    """Activities' stream: it may be seen before planning's, so it touches nothing that planning's events say."""
    own = rows.get(f"{event.event.referral}")
    return _both(rows, event, attended=(own.attended if own else 0) + 1)
