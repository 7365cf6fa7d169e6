"""Effectiveness of assessment models: what came of assessments, by the version that each was made by.

Enters: assessments of a year, without whose they are. Leaves: the questions, and what they are asked of: each version
of each model, and all of them. It must not know who asks, nor how figures are hidden.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from services.reporting.comparing import Measure, Places, Questions, Unit

WHOLE: Final = "all"
"""All models together."""


class ModelsBy(StrEnum):
    """What the figures are broken down by; there are no other tables."""

    ALL = "all"
    MUNICIPALITY = "municipality"
    LANGUAGE = "language"
    REASON = "reason"
    GENDER = "gender"


@dataclass(frozen=True, slots=True)
class Assessed:
    """One assessment; `place` is its model and version ("statutory@1"), `group` what the table is broken down by.

    `made` is days from its beginning to its completion, `planned` days from the completion to an agreed plan.
    """

    place: str
    group: str
    in_time: bool
    made: int | None
    plan_needed: bool
    planned: int | None
    tested_again: bool
    progressed: bool


def _all(_: Assessed) -> bool:
    return True


EFFECTIVENESS: Final[Questions[Assessed]] = Questions(
    measures={
        "begun_in_time": Measure(_all, lambda one: one.in_time),
        "made": Measure(_all, lambda one: one.made is not None, lambda one: one.made),
        "planned": Measure(lambda one: one.plan_needed, lambda one: one.planned is not None, lambda one: one.planned),
        "progressed": Measure(lambda one: one.tested_again, lambda one: one.progressed),
    },
    indicators={
        "share_begun_in_time": ("begun_in_time", Unit.SHARE),
        "share_assessment_made": ("made", Unit.SHARE),
        "days_of_assessment": ("made", Unit.DAYS),
        "share_planned_after": ("planned", Unit.SHARE),
        "days_to_plan_after": ("planned", Unit.DAYS),
        "language_progress": ("progressed", Unit.SHARE),
    },
    together=("begun_in_time", "made"),
)


def models(assessed: Iterable[Assessed]) -> Places:
    """Every version of a model that somebody was assessed by, and all of them."""
    versions = tuple(sorted({one.place for one in assessed}))
    return Places({version: (version,) for version in versions} | {WHOLE: versions}, WHOLE)
