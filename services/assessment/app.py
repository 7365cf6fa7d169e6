"""Assessment's wiring."""

from __future__ import annotations

from typing import Final

from services.assessment import api
from services.assessment.adoption import api as adoption
from services.assessment.agenda import agenda
from services.assessment.deciders import DECIDERS, PROTECTION
from services.assessment.forecasts import api as forecasts
from services.assessment.forms.library import ensure_models
from services.assessment.languagetests import api as languagetests
from services.assessment.reactions import reactions
from services.assessment.skills import api as skills
from services.assessment.suitability import api as suitability
from shared.protection import hidden_by
from shared.service import ServiceSpec

SERVICE: Final = ServiceSpec(
    name="assessment",
    title="Kotopolku: assessment",
    deciders=DECIDERS,
    reactions=reactions,
    agenda=agenda,
    check=ensure_models,
    hides=hidden_by(PROTECTION),
    routers=[
        api.router,
        adoption.router,
        languagetests.router,
        skills.router,
        suitability.router,
        forecasts.router,
    ],
)
