"""Intake's wiring."""

from __future__ import annotations

from typing import Final

from services.intake.agenda import agenda
from services.intake.api import CASE, SUSPICION, router
from services.intake.reactions import reactions
from shared.service import ServiceSpec

SERVICE: Final = ServiceSpec(
    name="intake",
    title="Kotopolku: intake",
    deciders={"case": CASE, "suspicion": SUSPICION},
    reactions=reactions,
    agenda=agenda,
    routers=[router],
)
