"""Units overlap, change with time, and show each reader what is theirs; small municipalities are not told."""

from __future__ import annotations

from datetime import date

import pytest

from services.reporting.api.units import ALL, units_for, without_small_caseloads
from shared.regions.profiles import load_profiles

pytestmark = pytest.mark.unit

PROFILES = load_profiles()
TODAY = date(2026, 3, 2)


def test_a_coordinator_of_two_sees_their_own_unit_whole_and_the_leads_in_part() -> None:
    found = {one.unit: one for one in units_for(PROFILES, frozenset({"052", "233"}), TODAY)}
    assert found["evijarvi-kauhava"].whole
    assert found["maakoto"].yours == ["052", "233"]
    assert found["maakoto"].municipalities == ["052", "233", "403"]
    assert not found["maakoto"].whole


def test_nykarleby_belongs_to_an_integration_unit_and_to_another_employment_area() -> None:
    found = {one.unit: one.kind for one in units_for(PROFILES, frozenset({"893"}), TODAY)}
    assert found["jakobstadsregionen"] == "integration_unit"
    assert found["pohjanmaan-tyollisyysalue"] == "employment_area"
    assert "welcome-office-vaasa" not in found


def test_a_unit_is_there_from_its_first_day() -> None:
    before = {one.unit for one in units_for(PROFILES, frozenset({"893"}), date(2024, 12, 31))}
    assert "pohjanmaan-tyollisyysalue" not in before
    assert "jakobstadsregionen" in before


def test_a_unit_is_found_by_its_code_on_a_day() -> None:
    assert set(PROFILES.unit("maakoto", TODAY).municipalities) == {"052", "233", "403"}
    with pytest.raises(LookupError, match="nobody"):
        PROFILES.unit("nobody", TODAY)
    with pytest.raises(LookupError):
        PROFILES.unit("pohjanmaan-tyollisyysalue", date(2024, 12, 31))


def test_large_figures_are_shown_and_nothing_is_a_figure() -> None:
    shown = without_small_caseloads({"905": (60, 20), "499": (0, 0), "946": (30, 10)})
    assert shown[ALL, "cases"] == 90
    assert (shown["905", "cases"], shown["905", "unanswered"]) == (60, 20)
    assert (shown["499", "cases"], shown["499", "unanswered"]) == (0, 0)


def test_a_small_municipality_does_not_follow_from_the_others() -> None:
    shown = without_small_caseloads({"905": (60, 20), "499": (3, 3), "946": (30, 10)})
    assert shown["499", "cases"] is None
    hidden_others = [shown[at] is None for at in ((ALL, "cases"), ("905", "cases"), ("946", "cases"))]
    assert any(hidden_others)
    small = without_small_caseloads({"905": (60, 58)})
    assert small["905", "unanswered"] is None or small["905", "cases"] is None
