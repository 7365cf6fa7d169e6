"""Importing this module publishes every event: it fills `shared.events.REGISTRY`."""

from shared.events import activities, assessment, intake, planning
from shared.events.activities import (
    actions,
    bulletins,
    cooperation,
    directory,
    policies,
    practices,
    programmes,
    readiness,
    trainings,
    workshops,
)
from shared.events.assessment import forecasts, language, models, skills, suitability
from shared.events.intake import appointments, consent, guidance, household, notices, outreach, servicepoints, standing
from shared.events.planning import barriers, documents, onward, orientation, plans, services

__all__ = [
    "actions",
    "activities",
    "appointments",
    "assessment",
    "barriers",
    "bulletins",
    "consent",
    "cooperation",
    "directory",
    "documents",
    "forecasts",
    "guidance",
    "household",
    "intake",
    "language",
    "models",
    "notices",
    "onward",
    "orientation",
    "outreach",
    "planning",
    "plans",
    "policies",
    "practices",
    "programmes",
    "readiness",
    "servicepoints",
    "services",
    "skills",
    "standing",
    "suitability",
    "trainings",
    "workshops",
]
