"""Translating: a text that its region must be able to read and cannot is work; what is said in all is done."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reporting.translating import Completeness, Gap, Thing, completeness, gaps
from shared.regions.texts import LANGUAGES, Language

pytestmark = pytest.mark.unit

REQUIRED: dict[str, tuple[Language, ...]] = {"905": ("sv", "fi"), "743": ("fi",)}
REGIONS = {"905": "15", "743": "14"}


def bulletin(municipality: str = "905", **title: str | None) -> Thing:
    return Thing("bulletin", "b", municipality, {"title": title, "text": {"fi": "Tervetuloa", "sv": "Välkommen"}})


def test_a_missing_swedish_title_is_work_in_ostrobothnia_and_none_where_finnish_is_enough() -> None:
    here, elsewhere = bulletin(fi="Infotilaisuus"), bulletin("743", fi="Infotilaisuus")
    assert gaps([here, elsewhere], REQUIRED) == [Gap(here, "sv", ("title",))]
    assert here.name == "Infotilaisuus"


def test_blank_is_missing_and_what_nobody_has_written_yet_is_no_translation() -> None:
    assert gaps([bulletin(fi="Infotilaisuus", sv="  ")], REQUIRED)[0].parts == ("title",)
    assert gaps([bulletin()], REQUIRED) == []
    assert Thing("group", "g", "905", {"title": {}}).name == "g"


def test_completeness_is_counted_by_kind_language_municipality_and_region() -> None:
    found = completeness([bulletin(fi="a", sv="b"), bulletin(fi="a"), bulletin("743", fi="a")], REQUIRED, REGIONS)
    assert found == [
        Completeness("743", "bulletin", "fi", 1, 1),
        Completeness("905", "bulletin", "fi", 2, 2),
        Completeness("905", "bulletin", "sv", 2, 1),
        Completeness("region:14", "bulletin", "fi", 1, 1),
        Completeness("region:15", "bulletin", "fi", 2, 2),
        Completeness("region:15", "bulletin", "sv", 2, 1),
    ]
    assert [one.share for one in found] == [1, 1, 0.5, 1, 1, 0.5]


@given(
    st.lists(
        st.dictionaries(st.sampled_from(LANGUAGES), st.sampled_from(["", "said"])).map(lambda said: bulletin(**said))
    )
)
def test_what_is_not_complete_is_on_the_worklist_and_nothing_else(things: list[Thing]) -> None:
    left = sum(one.required - one.said for one in completeness(things, REQUIRED, REGIONS) if one.place == "905")
    assert left == len(gaps(things, REQUIRED))
