"""Texts in three languages, and which one a reader wants."""

from __future__ import annotations

import string
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.regions.glossary import glossary
from shared.regions.texts import (
    LANGUAGES,
    CatalogueError,
    Language,
    TextIncompleteError,
    TextUnknownError,
    catalogue,
    codes,
    format_day,
    format_instant,
    format_number,
    negotiate,
    read_catalogue,
    text,
    text_on,
)

pytestmark = pytest.mark.unit

EVENTS = {
    "intake": (
        "ArrivalRegistered PersonDetailsCorrected DuplicateSuspected DuplicateDismissed TransferOffered "
        "TransferAccepted TransferDeclined"
    ),
    "assessment": "AssessmentRequired AssessmentStarted AssessmentCompleted AssessmentWaived",
    "planning": (
        "PlanRequired PlanDrafted PlanUpdated PlanAgreed ReferredToService ReferralAccepted ReferralDeclined "
        "ReferralCompleted DutiesMoved ReferralQueued"
    ),
    "activities": "GroupOpened ParticipantEnrolled ParticipantQueued AttendanceRecorded SessionHeld",
}


def test_every_text_is_there_in_three_languages() -> None:
    missing = {language: sorted(codes() - catalogue(language).forms.keys()) for language in LANGUAGES}
    assert missing == {language: [] for language in LANGUAGES}


def test_a_text_takes_the_same_placeholders_and_forms_in_each_language() -> None:
    for code in sorted(codes()):
        said = [catalogue(language) for language in LANGUAGES]
        assert len({each.placeholders(code) for each in said}) == 1, code
        assert len({len(each.forms[code]) for each in said}) == 1, code


def test_placeholders_are_plain_names() -> None:
    for language in LANGUAGES:
        for code in codes():
            assert all(name.isidentifier() for name in catalogue(language).placeholders(code)), code


def test_finnish_speaks_of_promoting_integration_not_of_integrating_people() -> None:
    said = [form.casefold() for forms in catalogue("fi").forms.values() for form in forms]
    assert said
    assert not [form for form in said if "kotoutta" in form or "kotoute" in form]


@pytest.mark.parametrize(("service", "names"), EVENTS.items())
def test_every_event_has_a_name_for_the_timeline(service: str, names: str) -> None:
    assert {f"event.{service}.{name}" for name in [*names.split(), "DeadlineBreached"]} <= codes()


def test_a_text_is_said_in_the_language_asked_for() -> None:
    assert text("reason.intl", "fi") == "kansainvälinen suojelu"
    assert text("reason.intl", "sv") == "internationellt skydd"
    assert text("reason.intl", "en") == "international protection"


def test_a_number_chooses_the_form() -> None:
    assert [text("duration.months", "fi", count=count) for count in (0, 1, 2)] == [
        "0 kuukautta",
        "1 kuukausi",
        "2 kuukautta",
    ]


def test_what_is_filled_in_is_never_read_as_a_template() -> None:
    assert text("rule.law", "sv", law="{section} %s {0}", surplus="x") == "Författning {section} %s {0}"


def test_an_unknown_code_and_a_missing_value_are_lookup_errors() -> None:
    with pytest.raises(TextUnknownError):
        text("no.such_text", "fi")
    with pytest.raises(TextIncompleteError, match="law"):
        text("rule.law", "fi")
    with pytest.raises(TextIncompleteError, match="count"):
        text("duration.days", "fi")


def written(folder: Path, **files: str) -> Path:
    place = folder / "fi" / "LC_MESSAGES"
    place.mkdir(parents=True)
    for name, entries in files.items():
        header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        (place / f"{name}.po").write_text(header + entries, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("day", "said"),
    [(date(2024, 12, 31), "Alkukartoitus aloitettu"), (date(2025, 1, 1), "Arviointi aloitettu")],
)
def test_something_old_is_said_in_the_words_of_its_day(day: date, said: str) -> None:
    """The Act 1386/2010 held to the end of 2024."""
    assert text_on("event.assessment.AssessmentStarted", "fi", day) == said
    assert text_on("reason.intl", "fi", day) == text("reason.intl", "fi")


def test_earlier_wordings_end_when_their_terms_do() -> None:
    """A wording "…@day" is of a code that there is, and its day is the last of a term of the glossary."""
    ends = {entry.valid_to for key in glossary().keys if (entry := glossary().entry(key, date.min)).valid_to}
    dated = [code.partition("@") for code in codes() if "@" in code]
    assert dated
    assert all(now in codes() and date.fromisoformat(until) in ends for now, _, until in dated)


def test_files_of_several_parts_are_merged(tmp_path: Path) -> None:
    folder = written(tmp_path, intake='msgid "a"\nmsgstr "yksi"\n', portal='msgid "b"\nmsgstr "kaksi"\n')
    assert dict(read_catalogue("fi", folder).forms) == {"a": ("yksi",), "b": ("kaksi",)}


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"intake": 'msgid "a"\nmsgstr ""\n'}, "fi/intake.po: a: the text is empty"),
        ({"intake": '#, fuzzy\nmsgid "a"\nmsgstr "yksi"\n'}, "fi/intake.po: a: the text is empty or marked fuzzy"),
        ({"intake": 'msgid "a"\nnonsense\n'}, "fi/intake.po: "),
        (
            {"intake": 'msgid "a"\nmsgstr "yksi"\n', "portal": 'msgid "a"\nmsgstr "toinen"\n'},
            "fi/portal.po: a: fi/intake.po says it otherwise",
        ),
    ],
)
def test_a_broken_catalogue_names_file_and_code(tmp_path: Path, files: dict[str, str], message: str) -> None:
    with pytest.raises(CatalogueError) as refused:
        read_catalogue("fi", written(tmp_path, **files))
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "fi"),
        ("", "fi"),
        ("sv", "sv"),
        ("sv-FI, fi;q=0.8", "sv"),
        ("en;q=0.5, sv;q=0.7", "sv"),
        ("SV;Q=1.0", "sv"),
        ("de, en;q=0.1", "en"),
        ("en, sv", "en"),
        ("de", "fi"),
        ("*", "fi"),
        ("fi;q=0, *;q=0.3", "sv"),
        ("sv;q=0", "fi"),
        ("*;q=0.9, en", "en"),
        ("sv;q=high", "fi"),
        ("swedish please!!", "fi"),
        ("\x00;;;,,,=", "fi"),
        ("x" * 1_000_000 + ",sv", "fi"),
    ],
)
def test_the_readers_language_is_the_best_weighted_one_on_offer(header: str | None, language: Language) -> None:
    assert negotiate(header) == language


def test_only_what_is_on_offer_is_chosen() -> None:
    assert negotiate("en, fi;q=0.5", ("sv", "fi")) == "fi"
    assert negotiate("en", ("sv", "en")) == "en"
    assert negotiate("de", ("sv", "en")) == "sv"


@given(st.text(alphabet=string.ascii_letters + "*-;,=.q01 \t", max_size=60))
def test_no_header_is_an_error(header: str) -> None:
    assert negotiate(header) in LANGUAGES


def test_days_instants_and_numbers_are_written_as_people_write_them() -> None:
    assert [format_day(date(2026, 4, 1), language) for language in LANGUAGES] == [
        "1.4.2026",
        "1 apr. 2026",
        "1 Apr 2026",
    ]
    assert format_instant(datetime(2026, 7, 1, 21, 30, tzinfo=UTC), "fi").startswith("2.7.2026")
    assert [format_number(1234.5, language) for language in LANGUAGES] == ["1\xa0234,5", "1\xa0234,5", "1,234.5"]
    with pytest.raises(ValueError, match="time zone"):
        format_instant(datetime(2026, 7, 1, 21, 30), "fi")  # noqa: DTZ001 - the mistake itself
