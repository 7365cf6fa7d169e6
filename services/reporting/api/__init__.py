"""Reporting's HTTP API: the only answers of Kotopolku that show personal data, each inside the viewer's municipalities.

Enters: questions, each in the name of a viewer. Leaves: answers, one module for each topic, all from one transaction
under row-level security; where an answer shows a person, the usage log is written first. It must not know how rows came
to be what they are.
"""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from services.reporting.api import (
    appointments,
    assessing,
    barriers,
    bulletins,
    cases,
    compensation,
    concerns,
    consents,
    directory,
    effectiveness,
    equality,
    flows,
    forecasts,
    guidance,
    households,
    languages,
    languagetests,
    networks,
    notices,
    outreach,
    pathways,
    plans,
    practices,
    projects,
    protection,
    quota,
    readiness,
    seasons,
    servicereferrals,
    skills,
    strategies,
    suitability,
    trainings,
    transfers,
    translations,
    units,
)

router: Final = APIRouter()
for _topic in (
    appointments,
    assessing,
    barriers,
    bulletins,
    cases,
    compensation,
    concerns,
    consents,
    directory,
    effectiveness,
    equality,
    flows,
    forecasts,
    guidance,
    households,
    languages,
    languagetests,
    networks,
    notices,
    outreach,
    pathways,
    plans,
    practices,
    projects,
    protection,
    quota,
    readiness,
    seasons,
    servicereferrals,
    skills,
    strategies,
    suitability,
    trainings,
    transfers,
    translations,
    units,
):
    router.include_router(_topic.router)
