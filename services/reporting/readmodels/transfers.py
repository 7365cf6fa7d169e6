"""Transfers: each offer as its sender and its receiver see it. Two rows an offer, neither with anything of the person.

Before acceptance the receiver has this limited preview; after it the sender keeps just this.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

from services.reporting.readmodels.jurisdiction import recorded_on
from shared.events import Recorded
from shared.events.intake import TransferAccepted, TransferDeclined, TransferOffered
from shared.events.intake.standing import TransferExpired, TransferWithdrawn
from shared.projection import Changes, Projection, changed


class TransferRow(NamedTuple):
    """One side of an offer; `side` is sender or receiver, `state` offered, accepted, declined, expired or withdrawn."""

    municipality: str
    side: str
    offer: UUID
    sender: str
    receiver: str
    state: str
    offered_on: date | None = None
    expires_on: date | None = None
    answered_on: date | None = None
    moves_on: date | None = None
    reason: str | None = None


TRANSFERS: Final = Projection("transfers", version=2, row=TransferRow, ddl="services.reporting")
Answer = TransferOffered | TransferAccepted | TransferDeclined | TransferExpired | TransferWithdrawn


def sides(event: Recorded[Answer]) -> tuple[str, str]:
    """The sub-keys of an offer's two rows."""
    return f"{event.event.offer}/sender", f"{event.event.offer}/receiver"


def _both(rows: Mapping[str, TransferRow], event: Recorded[Any], **changes: Any) -> Changes[TransferRow]:
    fact = event.event
    found: dict[str, TransferRow | None] = {}
    for side, municipality in (("sender", fact.sender), ("receiver", fact.receiver)):
        sub = f"{fact.offer}/{side}"
        row = rows.get(sub) or TransferRow(municipality, side, fact.offer, fact.sender, fact.receiver, "offered")
        found[sub] = changed(row, **changes)
    return found


@TRANSFERS.on(TransferOffered, reads=sides)
def offered(rows: Mapping[str, TransferRow], event: Recorded[TransferOffered]) -> Changes[TransferRow]:
    return _both(rows, event, offered_on=recorded_on(event), expires_on=event.event.expires_on)


@TRANSFERS.on(TransferAccepted, reads=sides)
def accepted(rows: Mapping[str, TransferRow], event: Recorded[TransferAccepted]) -> Changes[TransferRow]:
    """A part of another case goes along with it: the offer was that one's, and is counted there."""
    if f"{event.event.offer}/sender" not in rows:
        return {}
    return _both(rows, event, state="accepted", answered_on=recorded_on(event), moves_on=event.event.moves_on)


@TRANSFERS.on(TransferDeclined, reads=sides)
def declined(rows: Mapping[str, TransferRow], event: Recorded[TransferDeclined]) -> Changes[TransferRow]:
    return _both(rows, event, state="declined", answered_on=recorded_on(event), reason=event.event.reason.value)


@TRANSFERS.on(TransferExpired, reads=sides)
def expired(rows: Mapping[str, TransferRow], event: Recorded[TransferExpired]) -> Changes[TransferRow]:
    return _both(rows, event, state="expired", answered_on=None)


@TRANSFERS.on(TransferWithdrawn, reads=sides)
def withdrawn(rows: Mapping[str, TransferRow], event: Recorded[TransferWithdrawn]) -> Changes[TransferRow]:
    return _both(rows, event, state="withdrawn", answered_on=recorded_on(event), reason=event.event.reason.value)
