"""What most histories of a case begin with, and where it goes."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

from shared.events import Personal, Unreadable
from shared.events.intake import ArrivalBackground, ArrivalRegistered, PersonDetailsCorrected, TransferAccepted
from tests.reporting.folding import told

VAASA, LAUKAA, NARPES = "905", "410", "545"
PERSON: Final = UUID(int=1)
OFFER: Final = UUID(int=2)
ARRIVED: Final = date(2026, 1, 31)
RECORDED: Final = date(2026, 3, 2)
"""The Helsinki day on which all facts of `tests.spec.recorded` were recorded."""

background: Final = ArrivalBackground(reason="quota", mother_tongue="som", citizenship="SO")
arrived: Final = told(
    ArrivalRegistered,
    municipality=VAASA,
    person_id=PERSON,
    arrived_on=ARRIVED,
    background=Personal(PERSON, background),
)
arrived_unreadably: Final = arrived.model_copy(
    update={"background": Personal(PERSON, Unreadable.ERASED), "person": Personal(PERSON, Unreadable.ERASED)}
)
corrected: Final = told(PersonDetailsCorrected)
moved: Final = told(TransferAccepted, offer=OFFER, sender=VAASA, receiver=LAUKAA, moves_on=date(2026, 4, 15))
