"""Counts of few people are hidden, together with what would give them away: places, visits, barriers."""

from __future__ import annotations

from uuid import UUID

import pytest

from services.reporting.api.barriers import _theme
from services.reporting.api.guidance import without_small_visits
from services.reporting.api.quota import MunicipalityPlaces, without_small_places
from tests.planning.facts import NARPES, VAASA

pytestmark = pytest.mark.unit


def test_small_places_are_hidden_together_with_what_gives_them_away() -> None:
    large, small = without_small_places({("743", 2026): (30, 20), ("052", 2026): (10, 3)})
    assert large == MunicipalityPlaces(municipality="743", year=2026, agreed=30, taken=20, free=10)
    assert small.taken is None
    assert None in (small.agreed, small.free)


def test_visits_across_municipalities_hide_a_rare_language_and_keep_themes_apart() -> None:
    shown = without_small_visits(
        {
            "municipality": {"905": 30, "499": 20},
            "language": {"rus": 47, "som": 3},
            "channel": {"phone": 50},
            "theme": {"work": 60, "housing": 2},
        }
    )
    assert shown["language", "som"] is None
    assert None in (shown["language", "rus"], shown["all", ""])
    assert (shown["theme", "work"], shown["theme", "housing"]) == (60, None)


def test_small_counts_of_a_barrier_are_hidden_with_what_gives_them_away() -> None:
    whole = {"key": UUID(int=1), "sources": [NARPES, VAASA], "counts": [3, 7], "theme": "family"}
    counts, away = _theme([whole])  # type: ignore[list-item] # what a record has
    assert counts[UUID(int=1)] == 10
    assert NARPES in away
    assert {VAASA, UUID(int=1)} & away
    large = {**whole, "counts": [30, 70]}
    assert _theme([large])[1] == frozenset()  # type: ignore[list-item] # what a record has
