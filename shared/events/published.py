"""Importing this module publishes every event: it fills `shared.events.REGISTRY`."""

from shared.events import activities, assessment, intake, planning
from shared.events.assessment import forecasts, language, models, skills, suitability
from shared.events.intake import consent, standing

__all__ = [
    "activities",
    "assessment",
    "consent",
    "forecasts",
    "intake",
    "language",
    "models",
    "planning",
    "skills",
    "standing",
    "suitability",
]
