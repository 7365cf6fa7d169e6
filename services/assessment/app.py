"""Assessment's wiring."""

from __future__ import annotations

from typing import Final

from services.assessment.agenda import agenda
from services.assessment.api import CASE, router
from services.assessment.reactions import reactions
from shared.service import ServiceSpec

SERVICE: Final = ServiceSpec(
    name="assessment",
    title="Kotopolku: assessment",
    deciders={"case": CASE},
    reactions=reactions,
    agenda=agenda,
    routers=[router],
)
