"""What a municipality may do with assessment models, said as sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from services.assessment.adoption.domain import (
    INITIAL,
    AdoptModel,
    Command,
    DraftModel,
    PublishModel,
    Shelf,
    decide,
    evolve,
    shelf_of,
    stream_of,
)
from services.assessment.forms.choosing import Choice, chosen, default_of
from services.assessment.forms.library import digest, library, parsed
from shared.errors import Refused
from shared.events.assessment.models import (
    AssessmentModelAdopted,
    AssessmentModelDrafted,
    AssessmentModelPublished,
    Said,
)
from shared.regions.profiles import load_profiles
from tests.assessment.test_domain import started
from tests.assessment.test_forms import MODEL, changed
from tests.spec import Spec, folded, recorded

pytestmark = pytest.mark.unit

given = Spec[Command, Shelf](INITIAL, decide, evolve).given
NARPES, TODAY = "545", date(2026, 3, 2)
SECTION = ["sections", 0, "title", "sv"]
LACKING = parsed(changed(SECTION, ""), "test")

draft = DraftModel(NARPES, MODEL, ("sv", "fi"), built_in=False)
drafted = AssessmentModelDrafted(municipality=NARPES, content=MODEL, digest=digest(MODEL), missing={})
incomplete = AssessmentModelDrafted(
    municipality=NARPES, content=LACKING, digest=digest(LACKING), missing={"sv": ("sections[0].title",)}
)
publish = PublishModel(NARPES, "m", 1, ("sv", "fi"), TODAY)
published = AssessmentModelPublished(
    municipality=NARPES, model="m", model_version=1, published_on=TODAY, content=MODEL, digest=digest(MODEL)
)
REASON = Said(fi="Syy", sv="Skäl")
adopt = AdoptModel(
    NARPES, "m", 1, "sv", offered=False, common=False, reason=REASON, required=("sv", "fi"), adopted_on=TODAY
)
adopted = AssessmentModelAdopted(
    municipality=NARPES, model="m", model_version=1, language="sv", adopted_on=TODAY, deviates=True, reason=REASON
)


class TestDrafting:
    def test_a_draft_says_what_it_lacks(self) -> None:
        given().when(draft).produces(drafted)
        given().when(replace(draft, model=LACKING)).produces(incomplete)
        given().when(replace(draft, model=LACKING, required=("fi",))).produces(
            incomplete.model_copy(update={"missing": {}})
        )

    def test_the_same_again_is_no_news_and_another_is(self) -> None:
        given(drafted).when(draft).stays_quiet()
        given(incomplete).when(draft).produces(drafted)

    def test_a_published_version_never_changes_nor_one_that_comes_with_kotopolku(self) -> None:
        given(drafted, published).when(draft).refuses("model.version_taken", "model.version")
        given().when(replace(draft, built_in=True)).refuses("model.version_taken", "model.version")

    def test_a_model_that_contradicts_itself_is_refused_by_its_key(self) -> None:
        wrong = parsed(changed(["sections", 1, "code"], "a"), "test")
        given().when(replace(draft, model=wrong)).refuses("model.not_consistent", "model.sections[1].code")


class TestPublishing:
    def test_a_whole_draft_is_published_once(self) -> None:
        given(drafted).when(publish).produces(published)
        given(drafted, published).when(publish).stays_quiet()

    def test_a_missing_swedish_text_stops_it_where_swedish_is_required(self) -> None:
        given(incomplete).when(publish).refuses("model.text_missing", "sections[0].title.sv")
        assert len(decide(replace(publish, required=("fi",)), folded(INITIAL, evolve, [incomplete]))) == 1

    def test_what_is_published_is_no_draft_any_more_and_other_drafts_stay(self) -> None:
        second = MODEL.model_copy(update={"version": 2})
        another = drafted.model_copy(update={"content": second, "digest": digest(second)})
        given(drafted, another, published).is_in(Shelf({("m", 2): second}, {("m", 1): MODEL}))
        both = AssessmentModelPublished(
            municipality=NARPES,
            model="m",
            model_version=2,
            published_on=TODAY,
            content=second,
            digest=digest(second),
        )
        given(drafted, another, published).when(replace(publish, version=2)).produces(both)
        given(drafted, another, published, both).when(publish).stays_quiet()
        given(drafted, another, published, both).is_in(Shelf({}, {("m", 1): MODEL, ("m", 2): second}))

    def test_of_several_texts_that_are_missing_the_first_is_named(self) -> None:
        written = changed(SECTION, "")
        written["sections"][1]["title"]["sv"] = ""
        several = parsed(written, "test")
        lacking = incomplete.model_copy(update={"content": several, "digest": digest(several)})
        given(lacking).when(publish).refuses("model.text_missing", "sections[0].title.sv")

    def test_what_was_not_drafted_is_not_there(self) -> None:
        given().when(publish).refuses("access.not_found")
        given(drafted).when(replace(publish, version=2)).refuses("access.not_found")


class TestAdopting:
    def test_another_than_the_common_model_has_a_reason(self) -> None:
        given(drafted, published).when(adopt).produces(adopted)
        given(drafted, published).when(replace(adopt, reason=None)).refuses("model.deviation_needs_a_reason", "reason")

    def test_the_reason_is_said_in_the_regions_languages(self) -> None:
        half = replace(adopt, reason=Said(sv="Skäl"))
        given(drafted, published).when(half).refuses("model.text_missing", "reason.fi")
        blank = replace(adopt, reason=Said(sv="Skäl", fi=" "))
        given(drafted, published).when(blank).refuses("model.text_missing", "reason.fi")

    def test_the_common_model_needs_none(self) -> None:
        common = replace(adopt, code="statutory", offered=True, common=True)
        given().when(common).produces(
            adopted.model_copy(update={"model": "statutory", "deviates": False, "reason": None})
        )

    def test_only_what_there_is_and_in_a_language_of_forms(self) -> None:
        given(drafted).when(adopt).refuses("model.unknown", "model")
        given(drafted, published).when(replace(adopt, language="de")).refuses("model.no_such_language", "language")

    def test_by_language_and_once(self) -> None:
        given(drafted, published, adopted).when(adopt).stays_quiet()
        finnish = adopted.model_copy(update={"language": "fi"})
        given(drafted, published, adopted).when(replace(adopt, language="fi")).produces(finnish)
        given(drafted, published, adopted, finnish).when(adopt).stays_quiet()
        given(drafted, published, adopted, finnish).when(replace(adopt, language="fi")).stays_quiet()


class TestChoosing:
    profile = load_profiles().for_municipality(NARPES)

    def choose(self, shelf: Shelf, code: str | None = None, version: int | None = None, language: str = "sv") -> Choice:
        return chosen(library(), self.profile, shelf, NARPES, (code, version), language, TODAY)

    def test_the_regions_common_model_is_the_default(self) -> None:
        choice = self.choose(INITIAL)
        assert ((choice.model.code, choice.model.version), choice.default, choice.publisher) == (
            ("statutory", 1),
            True,
            None,
        )
        assert not self.choose(INITIAL, "work-based").default

    def test_what_the_municipality_has_adopted_is_its_default_in_that_language(self) -> None:
        shelf = folded(INITIAL, evolve, [drafted, published, adopted])
        assert default_of(self.profile, shelf, "sv") == ("m", 1)
        assert default_of(self.profile, shelf, "fi") == ("statutory", 1)
        assert self.choose(shelf) == Choice(MODEL, default=True, publisher=NARPES)
        assert not self.choose(shelf, "m", language="fi").default
        assert not self.choose(shelf, "statutory").default

    def test_the_newest_version_where_none_is_said_and_the_one_that_is_said(self) -> None:
        second = MODEL.model_copy(update={"version": 2})
        newer = published.model_copy(update={"model_version": 2, "content": second})
        shelf = folded(INITIAL, evolve, [drafted, published, newer])
        assert self.choose(shelf, "m").model.version == 2
        assert self.choose(shelf, "m", 1).model.version == 1

    @pytest.mark.parametrize(("code", "version"), [("no-such", None), ("statutory", 9), ("m", 1)])
    def test_what_is_not_offered_is_unknown(self, code: str, version: int | None) -> None:
        with pytest.raises(Refused, match=r"model\.unknown"):
            self.choose(folded(INITIAL, evolve, [drafted]), code, version)


def test_every_municipality_has_a_shelf_of_its_own() -> None:
    assert shelf_of(NARPES) != shelf_of("905")
    # What an earlier version has put on it is found by every later one.
    assert shelf_of(NARPES) == UUID("f8c4f803-058c-5937-9b4c-5499be97db04")
    assert stream_of(NARPES) == f"assessment/models/{shelf_of(NARPES)}"


def test_other_facts_are_no_shelfs() -> None:

    with pytest.raises(ValueError, match="nothing that a shelf"):
        evolve(INITIAL, recorded(started))
