"""Intake's wiring."""

from __future__ import annotations

from typing import Final

from services.intake.agenda import agenda
from services.intake.api import CASE, SUSPICION, router
from services.intake.consent.api import CONSENT
from services.intake.consent.api import router as consents
from services.intake.guidance.api import GUIDANCE
from services.intake.guidance.api import router as guidance
from services.intake.reactions import reactions
from services.intake.servicepoints.api import POINT
from services.intake.servicepoints.api import router as service_points
from shared.service import ServiceSpec

SERVICE: Final = ServiceSpec(
    name="intake",
    title="Kotopolku: intake",
    deciders={
        "case": CASE,
        "suspicion": SUSPICION,
        "consent": CONSENT,
        "guidance": GUIDANCE,
        "point": POINT,
    },
    reactions=reactions,
    agenda=agenda,
    routers=[
        router,
        consents,
        guidance,
        service_points,
    ],
)
