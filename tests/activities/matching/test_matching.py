"""How well somebody fits a vacancy, and why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.matching import Demand, Seeker, match, rank_of
from shared.regions.texts import LANGUAGES, text

pytestmark = pytest.mark.unit
NURSE = Demand("care", ("nursing care", "first aid"), {"fin": "B1"})
PERFECT = Seeker(frozenset({"care"}), frozenset({"nursing care", "first aid"}), {"fin": "B1"}, 50, 10)


def codes(demand: Demand, seeker: Seeker) -> list[str]:
    return [why.code for why in match(demand, seeker).reasons]


def test_whoever_has_everything_gets_a_hundred() -> None:
    found = match(NURSE, PERFECT)
    assert (found.score, found.hindered) == (100, False)
    assert codes(NURSE, PERFECT) == [
        "match.skills_met",
        "match.language_enough",
        "match.sector_wished",
        "match.distance",
    ]


def test_each_part_weighs_what_it_should() -> None:
    def score(**changes: object) -> int:
        said = {
            "sectors": PERFECT.sectors,
            "skills": PERFECT.skills,
            "languages": PERFECT.languages,
            "km": 10,
            **changes,
        }
        return match(NURSE, Seeker(**said)).score  # type: ignore[arg-type]

    assert score(skills=frozenset({"first aid"})) == 78  # half of 45 away: 77.5, rounded to even
    assert score(skills=frozenset()) == 55
    assert score(languages={"fin": "A2"}) == 70
    assert score(sectors=frozenset({"it"})) == 85
    assert (score(km=55), score(km=100), score(km=300), score(km=0)) == (95, 90, 90, 100)


def test_skills_in_words_are_the_same_where_they_are_alike() -> None:
    said = Seeker(skills=frozenset({"Nursing Care (hospital)", "FIRST AID"}))
    assert match(NURSE, said).reasons[0].said == {"met": "2", "of": "2", "skills": "nursing care, first aid"}
    other = Seeker(skills=frozenset({"welding"}))
    assert codes(NURSE, other)[0] == "match.skills_missing"
    assert match(NURSE, other).hindered


@pytest.mark.parametrize(
    ("own", "code", "hindered"),
    [
        ({"fin": "B1"}, "match.language_enough", False),
        ({"fin": "B1.1"}, "match.language_enough", False),
        ({"fin": "C2"}, "match.language_enough", False),
        ({"fin": "A2.2"}, "match.language_short", True),
        ({"swe": "C2"}, "match.language_unknown", True),
        ({"fin": "good"}, "match.language_short", True),
    ],
)
def test_a_language_is_enough_from_its_level_on(own: dict[str, str], code: str, hindered: bool) -> None:
    seeker = Seeker(skills=PERFECT.skills, languages=own)
    found = match(NURSE, seeker)
    assert (code in codes(NURSE, seeker), found.hindered) == (True, hindered)


def test_what_is_not_asked_for_is_nobodys_lack() -> None:
    anybody = Demand("cleaning", (), {})
    found = match(anybody, Seeker())
    assert (found.score, found.hindered) == (85, False)
    assert codes(anybody, Seeker())[:2] == ["match.no_skills_asked", "match.no_language_asked"]


def test_nobody_is_sent_further_than_they_can_go() -> None:
    assert not match(NURSE, Seeker(skills=PERFECT.skills, languages={"fin": "B1"}, furthest_km=40, km=40)).hindered
    far = match(NURSE, Seeker(skills=PERFECT.skills, languages={"fin": "B1"}, furthest_km=40, km=41))
    assert (far.hindered, far.reasons[-1].code, far.score) == (True, "match.too_far", 75)


def test_levels_have_an_order() -> None:
    levels = ["A0", "A1", "A1.1", "A1.3", "A2", "A2.2", "B1", "B1.1", "B1.2", "B2", "C1", "C2"]
    ranks = [rank_of(level) for level in levels]
    assert ranks == sorted(set(ranks))
    assert rank_of(" b1.1 ") == rank_of("B1.1")
    assert rank_of("D1") == rank_of("") == -1


@given(
    st.sets(st.sampled_from(["nursing care", "first aid", "welding"])),
    st.dictionaries(st.sampled_from(["fin", "swe"]), st.sampled_from(["A1", "B1", "C1"])),
    st.integers(0, 400),
    st.none() | st.integers(0, 400),
)
def test_a_score_is_of_a_hundred_and_every_reason_has_a_text(
    skills: set[str], languages: dict[str, str], km: int, furthest: int | None
) -> None:
    found = match(NURSE, Seeker(frozenset({"care"}), frozenset(skills), languages, furthest, km))
    assert 0 <= found.score <= 100
    for why in found.reasons:
        for language in LANGUAGES:
            assert text(why.code, language, **dict(why.said))
