"""Equality of services: the same indicators in every municipality, and how far apart they lie.

Enters: the milestones of those who arrived in a year, without who they are, and the region's composition. Leaves: the
questions, and what they are asked of: each municipality, each unit within the region, and the region, by gender,
language or reason of arrival. It must not know who asks, nor how figures are hidden.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from services.reporting.comparing import Measure, Places, Questions, Unit

LANGUAGES_APART: Final = 6
"""As many languages as most people speak stand by themselves; those of fewer are counted together."""

OTHER: Final = "other"
UNANSWERED: Final = "unanswered"


class By(StrEnum):
    """What the figures are broken down by; there are no other tables."""

    ALL = "all"
    GENDER = "gender"
    LANGUAGE = "language"
    REASON = "reason"


@dataclass(frozen=True, slots=True)
class Steps:
    """One person's milestones; the days are those from the arrival. `group` is what the table is broken down by."""

    place: str
    group: str
    assessed: int | None
    planned: int | None
    served: int | None
    referrals_ended: bool
    referral_completed: bool
    tested_again: bool
    progressed: bool


def _everybody(_: Steps) -> bool:
    return True


EQUALITY: Final[Questions[Steps]] = Questions(
    measures={
        "assessed": Measure(_everybody, lambda one: one.assessed is not None, lambda one: one.assessed),
        "planned": Measure(_everybody, lambda one: one.planned is not None, lambda one: one.planned),
        "served": Measure(_everybody, lambda one: one.served is not None, lambda one: one.served),
        "completed": Measure(lambda one: one.referrals_ended, lambda one: one.referral_completed),
        "progressed": Measure(lambda one: one.tested_again, lambda one: one.progressed),
    },
    indicators={
        "days_to_assessment": ("assessed", Unit.DAYS),
        "days_to_plan": ("planned", Unit.DAYS),
        "days_to_first_service": ("served", Unit.DAYS),
        "share_with_plan": ("planned", Unit.SHARE),
        "referral_outcome": ("completed", Unit.SHARE),
        "language_progress": ("progressed", Unit.SHARE),
    },
    together=("assessed", "planned", "served"),
)


@dataclass(frozen=True, slots=True)
class Composition:
    """Which municipalities a region, and each unit wholly within it, had on a day."""

    region: str
    municipalities: tuple[str, ...]
    units: Mapping[str, tuple[str, ...]]
    on: date

    @property
    def whole(self) -> str:
        return f"region:{self.region}"

    def places(self) -> Places:
        """Municipalities by code, "unit:…", "region:15"."""
        own = {code: (code,) for code in self.municipalities}
        units = {f"unit:{code}": members for code, members in self.units.items()}
        return Places(own | units | {self.whole: self.municipalities}, self.whole)


def grouped(codes: Iterable[str | None], by: By) -> dict[str | None, str]:
    """Code → the group that the table has it in."""
    counted = Counter(codes)
    if by is By.ALL:
        return dict.fromkeys(counted, OTHER)
    known = sorted((code for code in counted if code is not None), key=lambda code: (-counted[code], code))
    apart = known if by is not By.LANGUAGE else known[:LANGUAGES_APART]
    return {code: UNANSWERED if code is None else code if code in apart else OTHER for code in counted}
