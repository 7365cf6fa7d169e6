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
from shared.events.intake import consent, guidance, household, notices, outreach, servicepoints, standing

__all__ = [
    "actions",
    "activities",
    "assessment",
    "bulletins",
    "consent",
    "cooperation",
    "directory",
    "forecasts",
    "guidance",
    "household",
    "intake",
    "language",
    "models",
    "notices",
    "outreach",
    "planning",
    "policies",
    "practices",
    "programmes",
    "readiness",
    "servicepoints",
    "skills",
    "standing",
    "suitability",
    "trainings",
    "workshops",
]
