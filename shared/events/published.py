"""Importing this module publishes every event: it fills `shared.events.REGISTRY`."""

from shared.events import activities, assessment, intake, planning

__all__ = ["activities", "assessment", "intake", "planning"]
