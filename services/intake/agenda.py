"""What intake's facts put on its agenda, and what it does when that falls due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from services.intake.transfer import ExpireTransfer
from shared.agenda import Agenda, Due
from shared.events import Recorded
from shared.events.intake import TransferOffered

agenda: Final = Agenda("intake")


@agenda.on(TransferOffered)
def offer_runs_out(event: Recorded[TransferOffered]) -> Sequence[Due]:
    """An offer holds to the end of its last day."""
    return [Due("transfer_expires", event.head.stream, event.head.key, event.event.expires_on, event.event.sender)]


@agenda.falls("transfer_expires")
def expire_transfer(_: Due, today: date) -> object:
    """The decider looks whether the offer has been answered, or another has been made since."""
    return ExpireTransfer(today)
