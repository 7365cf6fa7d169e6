"""What intake's facts put on its agenda, and what it does when that falls due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from services.intake.appointments.domain import Remind
from services.intake.transfer import ExpireTransfer
from shared.agenda import Agenda, Due
from shared.events import Recorded
from shared.events.intake import TransferOffered
from shared.events.intake.appointments import AppointmentBooked

agenda: Final = Agenda("intake")


@agenda.on(TransferOffered)
def offer_runs_out(event: Recorded[TransferOffered]) -> Sequence[Due]:
    """An offer holds to the end of its last day."""
    return [Due("transfer_expires", event.head.stream, event.head.key, event.event.expires_on, event.event.sender)]


@agenda.on(AppointmentBooked)
def day_before(event: Recorded[AppointmentBooked]) -> Sequence[Due]:
    """What is on the agenda for a day is done when the next has come: so two days before, for the day before."""
    fact = event.event
    two_days_before = fact.on - timedelta(days=2)
    return [Due("appointment_reminder", event.head.stream, event.head.key, two_days_before, fact.municipality)]


@agenda.falls("appointment_reminder")
def remind(_: Due, today: date) -> object:
    """The decider looks whether the appointment still holds."""
    return Remind(today)


@agenda.falls("transfer_expires")
def expire_transfer(_: Due, today: date) -> object:
    """The decider looks whether the offer has been answered, or another has been made since."""
    return ExpireTransfer(today)
