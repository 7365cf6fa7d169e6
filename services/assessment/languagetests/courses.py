"""The course that a language test's levels point to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from shared.regions.levels import rank

COURSES: Final = (
    "literacy_training",
    "integration_training_slow",
    "integration_training_basic",
    "integration_training_fast",
    "towards_b1",
    "towards_b2",
    "professional_language",
)

FAST: Final = 70
"""Points (per cent) in logic and mathematics from which learning goes fast; below SLOW it needs time."""
SLOW: Final = 40
READS: Final = 50
"""Points in literacy below which a course in reading and writing comes first."""


def course(level: str, points: Mapping[str, int]) -> str:  # noqa: PLR0911 - one for each kind of course
    """The course that an overall level and the points of the other parts (0-100) recommend."""
    if points.get("literacy", READS) < READS:
        return "literacy_training"
    if rank(level) >= rank("B2.1"):
        return "professional_language"
    if rank(level) >= rank("B1.1"):
        return "towards_b2"
    if rank(level) >= rank("A2.1"):
        return "towards_b1"
    pace = [points[part] for part in ("logic", "mathematics") if part in points]
    if pace and min(pace) >= FAST:
        return "integration_training_fast"
    if pace and max(pace) < SLOW:
        return "integration_training_slow"
    return "integration_training_basic"
