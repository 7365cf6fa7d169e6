"""What a language test may do, said as sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.assessment.languagetests.domain import (
    INITIAL,
    Booked,
    BookTest,
    CancelTest,
    Command,
    InviteToTest,
    MissTest,
    Over,
    RecordResult,
    State,
    Words,
    decide,
    evolve,
)
from shared.events import Event, FreeText, Personal
from shared.events.assessment.language import (
    Invitation,
    LanguageTestBooked,
    LanguageTestCancelled,
    LanguageTested,
    LanguageTestInvited,
    LanguageTestMissed,
    Levels,
    Scale,
    TestedLanguage,
)
from tests.spec import KEY, Spec, folded

pytestmark = pytest.mark.unit

given = Spec[Command, State](INITIAL, decide, evolve).given
PERSON, TEST, TEXT = UUID(int=1), UUID(int=2), UUID(int=3)
TODAY, DAY = date(2026, 3, 2), date(2026, 3, 9)
PLACE = "598"

book = BookTest(PLACE, PERSON, TEST, "Testpunkten", TestedLanguage.SWEDISH, DAY, "09:00", 90, TODAY)
booked = LanguageTestBooked(
    municipality=PLACE,
    person_id=PERSON,
    test=TEST,
    point="Testpunkten",
    language=TestedLanguage.SWEDISH,
    booked_for=DAY,
    begins="09:00",
    minutes=90,
)
invite = InviteToTest(PLACE, KEY, TODAY, Invitation(channel="sms", language="ukr"))
invited = LanguageTestInvited(
    municipality=PLACE,
    test=TEST,
    invited_on=TODAY,
    invitation=Personal(PERSON, Invitation(channel="sms", language="ukr")),
)
cancel, miss = CancelTest(PLACE, KEY, TODAY), MissTest(PLACE, KEY, DAY)
cancelled = LanguageTestCancelled(municipality=PLACE, test=TEST, cancelled_on=TODAY)
missed = LanguageTestMissed(municipality=PLACE, test=TEST, missed_on=DAY)
SKILLS = {"listening": "A2.1", "reading": "A1.3", "speaking": "B1.1"}
record = RecordResult(PLACE, KEY, DAY, Scale.CEFR, SKILLS, {"logic": 80}, Words(TEXT, "Rauhallinen."), DAY)


def the_result(scale: Scale, skills: dict[str, str], overall: str, course: str, **more: Any) -> LanguageTested:
    levels = Levels(scale=scale, skills=skills, points=more.get("points", {}), overall=overall, course=course)
    return LanguageTested(
        municipality=PLACE,
        test=TEST,
        language=TestedLanguage.SWEDISH,
        tested_on=DAY,
        levels=Personal(PERSON, levels),
        remarks=more.get("remarks"),
    )


result = the_result(
    Scale.CEFR,
    SKILLS,
    "A2.1",
    "towards_b1",
    points={"logic": 80},
    remarks=Personal(TEXT, FreeText(text="Rauhallinen."), parents=(PERSON,)),
)


class TestBooking:
    def test_a_time_is_booked_for_today_or_later(self) -> None:
        given().when(book).produces(booked)
        given().when(replace(book, today=DAY)).produces(booked)
        given().when(replace(book, today=DAY + timedelta(days=1))).refuses("languagetest.day_has_passed", "booked_for")

    @pytest.mark.parametrize("minutes", [30, 240])
    def test_of_half_an_hour_to_four_hours(self, minutes: int) -> None:
        given().when(replace(book, minutes=minutes)).produces(booked.model_copy(update={"minutes": minutes}))

    @pytest.mark.parametrize("minutes", [29, 241])
    def test_and_no_other(self, minutes: int) -> None:
        given().when(replace(book, minutes=minutes)).refuses("languagetest.impossible_length", "minutes")

    @pytest.mark.parametrize("history", [(booked,), (booked, missed)])
    def test_once(self, history: tuple[Event, ...]) -> None:
        given(*history).when(book).refuses("languagetest.already_booked")


class TestWhatComesOfIt:
    def test_the_client_is_invited_and_may_be_again(self) -> None:
        given(booked).when(invite).produces(invited)
        given(booked, invited).when(invite).produces(invited)

    def test_the_time_is_given_back_up_to_its_day(self) -> None:
        given(booked).when(cancel).produces(cancelled)
        given(booked).when(replace(cancel, today=DAY)).produces(cancelled.model_copy(update={"cancelled_on": DAY}))
        given(booked).when(replace(cancel, today=DAY + timedelta(days=1))).refuses("languagetest.day_has_passed")

    def test_nobody_has_missed_it_before_its_day(self) -> None:
        given(booked, invited).when(miss).produces(missed)
        given(booked).when(replace(miss, today=DAY - timedelta(days=1))).refuses("languagetest.day_not_here_yet")

    def test_how_it_ended_is_kept(self) -> None:
        given(booked, invited).is_in(Booked(KEY, PERSON, TEST, TestedLanguage.SWEDISH, DAY))
        for end, how in ((cancelled, "cancelled"), (missed, "missed"), (result, "tested")):
            given(booked, end).is_in(Over(KEY, how))

    def test_a_miss_is_of_the_tests_own_day_whenever_it_is_recorded(self) -> None:
        given(booked).when(replace(miss, today=DAY + timedelta(days=3))).produces(missed)

    @pytest.mark.parametrize("command", [invite, cancel, miss, record])
    def test_after_its_end_nothing_more(self, command: Command) -> None:
        for end in (cancelled, missed, result):
            given(booked, end).when(command).refuses("languagetest.over")

    @pytest.mark.parametrize("command", [invite, cancel, miss, record])
    def test_of_another_case_it_is_not_there(self, command: Any) -> None:
        given().when(command).refuses("access.not_found")
        given(booked).when(replace(command, case=UUID(int=9))).refuses("access.not_found")
        given(booked, missed).when(replace(command, case=UUID(int=9))).refuses("access.not_found")


class TestResults:
    def test_levels_come_to_an_overall_level_and_a_course(self) -> None:
        given(booked).when(record).produces(result)
        given(booked).when(record).texts_go_with(PERSON)

    def test_yki_levels_are_compared_on_the_cefr_and_kept_as_they_are(self) -> None:
        said = {"listening": "3", "reading": "2", "speaking": "4"}
        command = replace(record, scale=Scale.YKI, skills=said, points={}, remarks=None)
        given(booked).when(command).produces(the_result(Scale.YKI, said, "B1.1", "towards_b2"))

    @pytest.mark.parametrize(
        ("change", "code", "field"),
        [
            ({"skills": {}}, "no_skills", "skills"),
            ({"skills": {"dancing": "A1.1"}}, "unknown_skill", "skills.dancing"),
            ({"skills": {"reading": "3"}}, "not_a_level", "skills.reading"),
            ({"skills": {"reading": "A1.1"}, "scale": Scale.YKI}, "not_a_level", "skills.reading"),
            ({"points": {"dancing": 1}}, "impossible_points", "points.dancing"),
            ({"points": {"logic": 101}}, "impossible_points", "points.logic"),
            ({"points": {"logic": -1}}, "impossible_points", "points.logic"),
            ({"tested_on": DAY + timedelta(days=1)}, "day_not_here_yet", "tested_on"),
        ],
    )
    def test_what_cannot_be_is_named(self, change: dict[str, Any], code: str, field: str) -> None:
        given(booked).when(replace(record, **change)).refuses(f"languagetest.{code}", field)

    @pytest.mark.parametrize("points", [0, 100])
    def test_per_cent_have_their_ends(self, points: int) -> None:
        command = replace(record, points={"literacy": points})
        (fact,) = decide(command, folded(INITIAL, evolve, [booked]))
        assert isinstance(fact, LanguageTested)


def test_a_fact_that_cannot_follow_is_an_error() -> None:
    with pytest.raises(ValueError, match="cannot follow NotBooked"):
        folded(INITIAL, evolve, [invited])
