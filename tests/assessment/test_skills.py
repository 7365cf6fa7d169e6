"""What a skills mapping may do, said as sentences; and the vocabulary."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from services.assessment.skills.domain import (
    INITIAL,
    Command,
    Consent,
    EndMapping,
    Mapping_,
    MapSkills,
    NotBegun,
    NoteConsent,
    StartMapping,
    State,
    TakeConsentBack,
    Words,
    decide,
    evolve,
)
from services.assessment.skills.vocabulary import unknown, vocabulary
from shared.events import FreeText, Personal
from shared.events.assessment.skills import (
    EndGround,
    MappingConsented,
    MappingConsentTakenBack,
    MappingEnd,
    Profile,
    Skill,
    SkillDescribed,
    SkillsMapped,
    SkillsMappingEnded,
    SkillsMappingStarted,
    Work,
)
from tests.spec import Spec, folded

pytestmark = pytest.mark.unit

given = Spec[Command, State](INITIAL, decide, evolve).given
PERSON, CONSENT, TEXT = UUID(int=1), UUID(int=2), UUID(int=3)
GIVEN, STARTED, UNTIL, TODAY = date(2026, 3, 1), date(2026, 3, 2), date(2026, 6, 1), date(2026, 7, 1)
PLACE = "403"
PROFILE = Profile(skills=(Skill(code="S3.5", level=2),))

consented = MappingConsented(consent=CONSENT, given_on=GIVEN, valid_until=UNTIL)
alone = StartMapping(PLACE, PERSON, True, STARTED, None, TODAY)
jointly = replace(alone, at_home=False)
begun_alone = SkillsMappingStarted(municipality=PLACE, person_id=PERSON, started_on=STARTED, jointly=False)
begun = begun_alone.model_copy(update={"jointly": True, "consent": CONSENT})
map_skills = MapSkills(PLACE, STARTED, PROFILE, (), (Words(TEXT, "Kutoo mattoja."),), False, TODAY)
mapped = SkillsMapped(municipality=PLACE, mapped_on=STARTED, completed=False, profile=Personal(PERSON, PROFILE))
described = SkillDescribed(
    municipality=PLACE, text_id=TEXT, text=Personal(TEXT, FreeText(text="Kutoo mattoja."), parents=(PERSON,))
)
done = mapped.model_copy(update={"completed": True})


def ended(ground: MappingEnd, day: date = TODAY, municipality: str = PLACE) -> SkillsMappingEnded:
    return SkillsMappingEnded(
        municipality=municipality, ended_on=day, ground=Personal(PERSON, EndGround(ground=ground))
    )


class TestConsents:
    def test_a_consent_is_noted_once_and_taken_back_once(self) -> None:
        note = NoteConsent(CONSENT, GIVEN, UNTIL)
        given().when(note).produces(consented)
        given(consented).when(note).stays_quiet()
        taken_back = MappingConsentTakenBack(consent=CONSENT, withdrawn_on=TODAY)
        given(consented).when(TakeConsentBack(CONSENT, TODAY)).produces(taken_back)
        given().when(TakeConsentBack(CONSENT, TODAY)).stays_quiet()
        given(consented, taken_back).when(TakeConsentBack(CONSENT, TODAY)).stays_quiet()

    def test_a_joint_mapping_ends_with_its_consent_and_another_does_not(self) -> None:
        taken_back = MappingConsentTakenBack(consent=CONSENT, withdrawn_on=TODAY)
        given(consented, begun).when(TakeConsentBack(CONSENT, TODAY)).produces(
            taken_back, ended(MappingEnd.CONSENT_WITHDRAWN)
        )
        given(consented, begun_alone).when(TakeConsentBack(CONSENT, TODAY)).produces(taken_back)
        other = consented.model_copy(update={"consent": TEXT})
        given(consented, other, begun).when(TakeConsentBack(TEXT, TODAY)).produces(
            taken_back.model_copy(update={"consent": TEXT})
        )

    def test_a_consent_holds_for_the_next_mapping_too_until_it_is_taken_back(self) -> None:
        for end in (done, ended(MappingEnd.REFUSED)):
            given(consented, begun, end).when(jointly).produces(begun)
        other = consented.model_copy(update={"consent": TEXT})
        taken_back = MappingConsentTakenBack(consent=TEXT, withdrawn_on=TODAY)
        given(consented, other, taken_back).when(jointly).produces(begun)


class TestStarting:
    def test_a_municipality_maps_its_residents_alone(self) -> None:
        given().when(alone).produces(begun_alone)
        given(consented).when(alone).produces(begun_alone)

    def test_who_stays_at_a_centre_is_mapped_under_the_newest_consent_that_holds(self) -> None:
        given(consented).when(jointly).produces(begun)
        given().when(jointly).refuses("skills.consent_needed", "consent")
        later = consented.model_copy(update={"consent": TEXT})
        given(consented, later).when(jointly).produces(begun.model_copy(update={"consent": TEXT}))
        newest = consented.model_copy(update={"consent": PERSON})
        given(consented, later, newest).when(jointly).produces(begun.model_copy(update={"consent": PERSON}))

    @pytest.mark.parametrize("day", [GIVEN, UNTIL])
    def test_a_consent_holds_on_its_first_and_last_day(self, day: date) -> None:
        given(consented).when(replace(jointly, started_on=day)).produces(begun.model_copy(update={"started_on": day}))

    @pytest.mark.parametrize("day", [GIVEN - timedelta(days=1), UNTIL + timedelta(days=1)])
    def test_and_not_before_or_after(self, day: date) -> None:
        given(consented).when(replace(jointly, started_on=day)).refuses("skills.consent_needed", "consent")
        named = replace(jointly, started_on=day, consent=CONSENT)
        given(consented).when(named).refuses("skills.no_such_consent", "consent")

    def test_a_resident_may_be_mapped_jointly_too_under_a_consent_that_there_is(self) -> None:
        given(consented).when(replace(alone, consent=CONSENT)).produces(begun)
        given(consented).when(replace(alone, consent=TEXT)).refuses("skills.no_such_consent", "consent")

    def test_once_at_a_time_and_again_after_it(self) -> None:
        given(begun_alone).when(alone).refuses("skills.already_begun")
        given(begun_alone, done).when(alone).produces(begun_alone)
        given(begun_alone, ended(MappingEnd.REFUSED)).when(alone).produces(begun_alone)

    def test_not_ahead(self) -> None:
        given().when(replace(alone, started_on=TODAY)).produces(begun_alone.model_copy(update={"started_on": TODAY}))
        ahead = replace(alone, started_on=TODAY + timedelta(days=1))
        given().when(ahead).refuses("skills.day_in_the_future", "started_on")


class TestMapping:
    def test_what_is_found_is_saved_words_apart(self) -> None:
        given(begun_alone).when(map_skills).produces(mapped, described)
        given(begun_alone).when(map_skills).texts_go_with(PERSON)
        given(begun_alone, mapped, described).when(replace(map_skills, completed=True)).produces(done, described)

    def test_a_mapping_that_is_done_is_known_to_be(self) -> None:
        consents = {CONSENT: Consent(GIVEN, UNTIL)}
        given(consented, begun, mapped).is_in(Mapping_(consents, PLACE, PERSON, STARTED, CONSENT))
        given(consented, begun, done).is_in(NotBegun(consents, completed=True))
        given(consented, begun, ended(MappingEnd.REFUSED)).is_in(NotBegun(consents))

    def test_today_too(self) -> None:
        today = replace(map_skills, mapped_on=TODAY, described=())
        given(begun_alone).when(today).produces(mapped.model_copy(update={"mapped_on": TODAY}))

    def test_not_before_it_began_or_ahead_or_after_its_end(self) -> None:
        before = replace(map_skills, mapped_on=STARTED - timedelta(days=1))
        given(begun_alone).when(before).refuses("skills.mapped_before_begun", "mapped_on")
        ahead = replace(map_skills, mapped_on=TODAY + timedelta(days=1))
        given(begun_alone).when(ahead).refuses("skills.day_in_the_future", "mapped_on")
        given().when(map_skills).refuses("skills.not_begun")
        given(begun_alone, done).when(map_skills).refuses("skills.not_begun")

    def test_jointly_only_while_the_consent_holds(self) -> None:
        last = replace(map_skills, mapped_on=UNTIL, described=())
        given(consented, begun).when(last).produces(mapped.model_copy(update={"mapped_on": UNTIL}))
        beyond = replace(map_skills, mapped_on=UNTIL + timedelta(days=1))
        given(consented, begun).when(beyond).refuses("skills.no_such_consent")
        given(consented, begun_alone).when(replace(beyond, described=())).produces(
            mapped.model_copy(update={"mapped_on": UNTIL + timedelta(days=1)})
        )

    def test_a_code_that_the_vocabulary_does_not_have_is_named(self) -> None:
        given(begun_alone).when(replace(map_skills, unknown_codes=("skills.0.code",))).refuses(
            "skills.unknown_code", "skills.0.code"
        )


class TestEnding:
    def test_a_refusal_or_a_departure_ends_it_where_the_case_is_now(self) -> None:
        given(begun_alone).when(EndMapping("233", TODAY, MappingEnd.DEPARTED)).produces(
            ended(MappingEnd.DEPARTED, municipality="233")
        )

    def test_not_before_it_began_and_what_is_over_stays_so(self) -> None:
        early = EndMapping(PLACE, STARTED - timedelta(days=1), MappingEnd.REFUSED)
        given(begun_alone).when(early).refuses("skills.ended_before_begun", "ended_on")
        given(begun_alone).when(replace(early, ended_on=STARTED)).produces(ended(MappingEnd.REFUSED, STARTED))
        given().when(early).stays_quiet()
        given(begun_alone, done).when(early).stays_quiet()


def test_a_fact_that_cannot_follow_is_an_error() -> None:
    with pytest.raises(ValueError, match="cannot follow NotBegun"):
        folded(INITIAL, evolve, [ended(MappingEnd.REFUSED)])


class TestVocabulary:
    def test_every_entry_is_called_something_in_three_languages_and_has_an_address(self) -> None:
        assert len(vocabulary()) > 60
        for concept in vocabulary().values():
            assert all(concept.labels[language] for language in ("fi", "sv", "en"))
            assert concept.uri.endswith(concept.code)
        assert vocabulary()["skill", "S3.5"].uri == "http://data.europa.eu/esco/skill/S3.5"
        assert vocabulary()["occupation", "C5120"].uri == "http://data.europa.eu/esco/isco/C5120"
        assert vocabulary()["licence", "B"].uri == "urn:kotopolku:licence:B"

    def test_what_it_lacks_is_told_by_field(self) -> None:
        profile = Profile(
            skills=(Skill(code="S3.5", level=1), Skill(code="S0", level=1)),
            work=(Work(occupation="S3.5", months=1), Work(occupation="C5120", months=1)),
            licences=("B", "Z"),
        )
        assert unknown(profile) == ("skills.1.code", "work.0.occupation", "licences.1")
