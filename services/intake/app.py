"""Intake's wiring."""

from __future__ import annotations

from typing import Final

from services.intake.agenda import agenda
from services.intake.api import router
from services.intake.appointments.api import APPOINTMENT
from services.intake.appointments.api import router as appointments
from services.intake.compensation.api import COMPENSATION
from services.intake.compensation.api import router as compensation
from services.intake.concerns.api import CONCERN
from services.intake.concerns.api import router as concerns
from services.intake.consent.api import CONSENT
from services.intake.consent.api import router as consents
from services.intake.deciders import CASE, SUSPICION
from services.intake.guidance.api import GUIDANCE
from services.intake.guidance.api import router as guidance
from services.intake.household.api import HOUSEHOLD
from services.intake.household.api import router as households
from services.intake.merges import router as merges
from services.intake.notice.api import NOTICE
from services.intake.notice.api import router as notices
from services.intake.organisations.api import ORGANISATION
from services.intake.organisations.api import router as organisations
from services.intake.outreach.api import OUTREACH
from services.intake.outreach.api import router as outreach
from services.intake.placement.api import PLACES, QUOTA
from services.intake.placement.api import router as placement
from services.intake.projects.api import PROJECT
from services.intake.projects.api import router as projects
from services.intake.protection.api import PROTECTION, hidden_from
from services.intake.protection.api import router as protections
from services.intake.reactions import reactions
from services.intake.servicepoints.api import POINT
from services.intake.servicepoints.api import router as service_points
from services.intake.standing import router as standing
from shared.service import ServiceSpec

SERVICE: Final = ServiceSpec(
    name="intake",
    title="Kotopolku: intake",
    deciders={
        "case": CASE,
        "suspicion": SUSPICION,
        "household": HOUSEHOLD,
        "notice": NOTICE,
        "consent": CONSENT,
        "protection": PROTECTION,
        "guidance": GUIDANCE,
        "point": POINT,
        "outreach": OUTREACH,
        "appointment": APPOINTMENT,
        "places": PLACES,
        "quota": QUOTA,
        "concern": CONCERN,
        "compensation": COMPENSATION,
        "project": PROJECT,
        "organisation": ORGANISATION,
    },
    reactions=reactions,
    agenda=agenda,
    hides=hidden_from,
    routers=[
        router,
        standing,
        merges,
        households,
        notices,
        consents,
        protections,
        guidance,
        service_points,
        outreach,
        appointments,
        placement,
        concerns,
        compensation,
        projects,
        organisations,
    ],
)
