"""The scales of language skill, and how they compare.

Sources: the Common European Framework with the sublevels of the Finnish curricula (A1.1 … C2; A0 is nothing yet), and
the levels 1-6 of the National Certificates (YKI), which the Finnish National Agency for Education equals to A1-C2.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

CEFR: Final = (
    "A0",
    "A1.1",
    "A1.2",
    "A1.3",
    "A2.1",
    "A2.2",
    "B1.1",
    "B1.2",
    "B2.1",
    "B2.2",
    "C1.1",
    "C1.2",
    "C2",
)
"""From the lowest to the highest."""

YKI: Final = ("1", "2", "3", "4", "5", "6")
_OF_YKI: Final = {"1": "A1.1", "2": "A2.1", "3": "B1.1", "4": "B2.1", "5": "C1.1", "6": "C2"}
_WIDE: Final = {"A1": "A1.1", "A2": "A2.1", "B1": "B1.1", "B2": "B2.1", "C1": "C1.1"}
LEVELS: Final = frozenset({*CEFR, *_WIDE})
"""Every level that may be said: with a sublevel, or without."""


def rank(level: str) -> int:
    """A level's place on the scale, 0 for A0; one without a sublevel stands where its lowest sublevel does.

    Raises:
        LookupError: no such level.
    """
    try:
        return CEFR.index(_WIDE.get(level, level))
    except ValueError:
        raise LookupError(f"{level!r} is no level of the CEFR") from None


def of_yki(level: str) -> str:
    """The CEFR level that a YKI level is at least.

    Raises:
        LookupError: YKI has the levels 1 to 6.
    """
    try:
        return _OF_YKI[level]
    except KeyError:
        raise LookupError(f"{level!r} is no level of the YKI") from None


def to_yki(level: str) -> str | None:
    """The YKI level that a CEFR level reaches; None below the first."""
    reached = [yki for yki, cefr in _OF_YKI.items() if rank(cefr) <= rank(level)]
    return max(reached, default=None)


def overall(levels: Iterable[str]) -> str:
    """The level that at least half of the skills reach: the lower median, so that one strong skill lifts nobody.

    Raises:
        ValueError: no levels.
    """
    ranks = sorted(map(rank, levels))
    if not ranks:
        raise ValueError("no skill has a level")
    return CEFR[ranks[(len(ranks) - 1) // 2]]
