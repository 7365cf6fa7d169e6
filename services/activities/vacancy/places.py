"""A vacancy's places as a placement has them: taken when it starts, free when it is over, in the same transaction."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from services.activities.vacancy.domain import INITIAL, FreePlace, State, TakePlace, decide, evolve
from services.activities.vacancy.domain import Command as VacancyCommand
from shared.ledger import Beside, Decider

VACANCY: Final[Decider[VacancyCommand, State]] = Decider(INITIAL, decide, evolve)
"""What a stream activities/vacancy/<vacancy> is decided by."""

KIND: Final = "vacancy"


def stream_of(vacancy: UUID) -> str:
    return f"activities/{KIND}/{vacancy}"


def told(vacancy: UUID, command: TakePlace | FreePlace) -> Beside[VacancyCommand, State]:
    """What a placement tells the vacancy it came from."""
    return Beside(VACANCY, stream_of(vacancy), vacancy, command)
