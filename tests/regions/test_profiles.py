"""Region profiles: what they answer, and how each way of breaking one is reported."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from shared.regions.localised import LocalisedText
from shared.regions.municipalities import deployed
from shared.regions.profiles import FOLDER, MunicipalityOutsideError, ProfileError, Profiles, load_profiles

pytestmark = pytest.mark.unit

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def profiles() -> Profiles:
    return load_profiles()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The four profiles, to be broken."""
    return Path(shutil.copytree(FOLDER, tmp_path / "regions"))


def test_the_four_profiles_have_every_municipality_of_the_deployment_once(profiles: Profiles) -> None:
    assert [profile.code for profile in profiles] == ["13", "14", "15", "16"]
    assert [each.code for each in profiles.municipalities()] == list(deployed())


def test_a_municipality_has_the_profile_of_its_region(profiles: Profiles) -> None:
    assert profiles.for_municipality("545").code == "15"
    assert profiles.for_municipality("410").name.in_("fi") == "Keski-Suomi"
    assert "545" in profiles
    assert profiles.region("16").bilingual


@pytest.mark.parametrize("code", ["091", "999", ""])
def test_a_municipality_outside_the_deployment_has_none(profiles: Profiles, code: str) -> None:
    assert code not in profiles
    for ask in (profiles.for_municipality, profiles.languages_of):
        with pytest.raises(MunicipalityOutsideError):
            ask(code)


def test_languages_come_majority_first(profiles: Profiles) -> None:
    assert profiles.languages_of("905") == ("fi", "sv")
    assert profiles.languages_of("545") == ("sv", "fi")
    assert profiles.languages_of("399") == ("fi",)


@pytest.mark.parametrize(
    ("code", "first_bilingual_day"),
    [("280", date(2015, 1, 1)), ("440", date(2015, 1, 1)), ("545", date(2016, 1, 1))],
)
def test_three_municipalities_were_once_swedish_only(profiles: Profiles, code: str, first_bilingual_day: date) -> None:
    assert profiles.languages_of(code, date.fromordinal(first_bilingual_day.toordinal() - 1)) == ("sv",)
    assert profiles.languages_of(code, first_bilingual_day) == ("sv", "fi")


def test_nykarleby_is_in_the_jakobstad_areas_unit_and_in_another_employment_area(profiles: Profiles) -> None:
    assert [unit.code for unit in profiles.units_of("893", TODAY)] == [
        "jakobstadsregionen",
        "pohjanmaan-tyollisyysalue",
    ]
    assert [unit.code for unit in profiles.units_of("893", date(2024, 12, 31))] == ["jakobstadsregionen"]
    assert profiles.units_of("893", date(2009, 12, 31)) == ()


def test_in_a_bilingual_region_a_text_must_be_said_in_both_languages(profiles: Profiles) -> None:
    finnish_only = LocalisedText(fi="Kieliryhmä", en="Language group")
    assert profiles.for_municipality("905").missing(finnish_only) == ("sv",)
    assert profiles.for_municipality("410").missing(finnish_only) == ()
    assert profiles.for_municipality("905").missing(LocalisedText(fi="Kieliryhmä", sv="Språkgrupp")) == ()


def test_every_region_has_one_default_model_and_suppresses_cells_below_five(profiles: Profiles) -> None:
    assert {profile.default_model.code for profile in profiles} == {"statutory"}
    assert {profile.small_cell_limit for profile in profiles} == {5}


def test_a_region_may_set_what_the_law_leaves_open_for_a_time(folder: Path) -> None:
    change(
        folder,
        "keski-suomi.toml",
        "[[assessment_models]]",
        '[[rules]]\nname = "assessment_must_start"\nvalue = 6\nunit = "months"\nvalid_from = 2026-01-01\n'
        'valid_to = 2026-06-30\nreason = "programme of 2026"\n\n[[assessment_models]]',
    )
    loaded = load_profiles(folder)
    here, elsewhere = loaded.region("13"), loaded.region("15")
    assert here.rule_for("assessment_must_start", date(2025, 12, 31)).value == 2
    assert here.rule_for("assessment_must_start", date(2026, 6, 30)).value == 6
    assert here.rule_for("assessment_must_start", date(2026, 6, 30)).certainty == "setting"
    assert here.rule_for("assessment_must_start", date(2026, 7, 1)).value == 2
    assert here.rule_for("first_plan_max", date(2026, 6, 30)).law == "681/2023"
    assert elsewhere.rule_for("assessment_must_start", date(2026, 6, 30)).value == 2


def change(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    written = path.read_text(encoding="utf-8")
    assert old in written, f"{file} has no {old!r} to break"
    path.write_text(written.replace(old, new, 1), encoding="utf-8")


SETTING = '[[rules]]\nname = "{name}"\nvalue = {value}\nunit = "{unit}"\nreason = "a test"\n\n'
MODELS = "[[assessment_models]]"


@pytest.mark.parametrize(
    ("file", "old", "new", "reported"),
    [
        ("pohjanmaa.toml", 'code = "15"', "code = ", "pohjanmaa.toml: TOML: "),
        ("pohjanmaa.toml", 'code = "15"', "", "pohjanmaa.toml: code: Field required"),
        ("pohjanmaa.toml", 'code = "15"', "code = 15", "pohjanmaa.toml: code: "),
        ("pohjanmaa.toml", 'code = "15"', 'code = "99"', "pohjanmaa.toml: code: no municipality"),
        ("pohjanmaa.toml", 'code = "15"', 'code = "15"\ncolour = "red"', "pohjanmaa.toml: colour: "),
        (
            "pohjanmaa.toml",
            '["sv", "fi"]  #',
            '["sv"]  #',
            "pohjanmaa.toml: languages: fi is missing: a language of 231",
        ),
        (
            "pohjanmaa.toml",
            '["sv", "fi"]  #',
            '["sv", "fi", "sv"]  #',
            "pohjanmaa.toml: languages[2]: sv is there twice",
        ),
        ("pohjanmaa.toml", '["sv", "fi"]  #', '["sv", "de"]  #', "pohjanmaa.toml: languages[1]: "),
        (
            "pohjanmaa.toml",
            'default_language = "sv"',
            'default_language = "en"',
            "pohjanmaa.toml: default_language: en",
        ),
        ("pohjanmaa.toml", "small_cell_limit = 5", "small_cell_limit = 4", "pohjanmaa.toml: small_cell_limit: "),
        ("pohjanmaa.toml", 'sv = "Österbotten"\n', "", "pohjanmaa.toml: name.sv: the text is missing"),
        (
            "pohjanmaa.toml",
            'name.sv = "boende"\n',
            "",
            "pohjanmaa.toml: themes[1].name.sv: the text is missing; the profile requires sv, fi",
        ),
        (
            "pohjanmaa.toml",
            'name.sv = "Integrationsenheten i Jakobstadsregionen"\n',
            "",
            "pohjanmaa.toml: units[0].name.sv: the text is missing",
        ),
        (
            "pohjanmaa.toml",
            'name.sv = "En bra start i Österbotten"\n',
            'name.sv = " "\n',
            "pohjanmaa.toml: assessment_models[1].name.sv: ",
        ),
        (
            "pohjanmaa.toml",
            '[[municipalities]]\ncode = "231"  # Kaskinen / Kaskö\n',
            "",
            "pohjanmaa.toml: municipalities: 231 Kaskinen is missing",
        ),
        (
            "pohjanmaa.toml",
            'code = "287"',
            'code = "272"',
            "pohjanmaa.toml: municipalities[2].code: 272 is not a municipality of region 15",
        ),
        (
            "pohjanmaa.toml",
            'code = "287"',
            'code = "272"',
            "pohjanmaa.toml: municipalities[2].code: 272 is in keski-pohjanmaa.toml as well",
        ),
        (
            "pohjanmaa.toml",
            'code = "287"',
            'code = "280"',
            "pohjanmaa.toml: municipalities[2].code: 280 is there twice",
        ),
        ("pohjanmaa.toml", 'code = "287"', 'code = "87"', "pohjanmaa.toml: municipalities[2].code: "),
        (
            "pohjanmaa.toml",
            "valid_from = 2015-01-01",
            "valid_from = 2014-01-01",
            "pohjanmaa.toml: municipalities[1].language_status[1]: overlaps an earlier one",
        ),
        (
            "pohjanmaa.toml",
            'languages = ["sv", "fi"]\nvalid_from',
            'languages = ["fi", "sv"]\nvalid_from',
            "pohjanmaa.toml: municipalities[1].language_status[1].languages: the municipalities' table says sv fi",
        ),
        (
            "pohjanmaa.toml",
            'languages = ["sv"]\nvalid_to',
            'languages = ["sv", "sv"]\nvalid_to',
            "pohjanmaa.toml: municipalities[1].language_status[0].languages: a language is there twice",
        ),
        (
            "pohjanmaa.toml",
            '    "440",  # Larsmo',
            '    "999",  # nobody',
            "pohjanmaa.toml: units[0].municipalities[1]: 999 is not a municipality of the deployment",
        ),
        (
            "pohjanmaa.toml",
            '    "440",  # Larsmo',
            '    "288",  # Kronoby',
            "pohjanmaa.toml: units[0].municipalities[1]: 288 is there twice",
        ),
        (
            "pohjanmaa.toml",
            'code = "kust-osterbotten"',
            'code = "jakobstadsregionen"',
            "pohjanmaa.toml: units[1].code: jakobstadsregionen is there twice at the same time",
        ),
        ("pohjanmaa.toml", 'code = "kust-osterbotten"', 'code = "Kust Österbotten"', "pohjanmaa.toml: units[1].code: "),
        ("pohjanmaa.toml", "valid_from = 2010-01-01", 'valid_from = "spring"', "pohjanmaa.toml: units[0].valid_from: "),
        (
            "pohjanmaa.toml",
            "valid_from = 2010-01-01",
            "valid_from = 2010-01-01\nvalid_to = 2009-01-01",
            "pohjanmaa.toml: units[0]: valid_to is before valid_from",
        ),
        ("pohjanmaa.toml", "default = true\n", "", "pohjanmaa.toml: assessment_models: 0 of them are the default"),
        (
            "pohjanmaa.toml",
            'code = "hyva-alku"',
            'code = "statutory"',
            "pohjanmaa.toml: assessment_models[1].version: statutory version 1 is there twice",
        ),
        ("pohjanmaa.toml", 'code = "housing"', 'code = "work"', "pohjanmaa.toml: themes[2].code: work is there twice"),
        (
            "pohjanmaa.toml",
            MODELS,
            SETTING.format(name="coffee_break", value=1, unit="hours") + MODELS,
            "pohjanmaa.toml: rules[0].name: no law has a rule 'coffee_break'",
        ),
        (
            "pohjanmaa.toml",
            MODELS,
            SETTING.format(name="first_plan_max", value=3, unit="years") + MODELS,
            "pohjanmaa.toml: rules[0].name: 681/2023 itself sets first_plan_max; a region cannot",
        ),
        (
            "pohjanmaa.toml",
            MODELS,
            SETTING.format(name="assessment_must_start", value=3, unit="hours") + MODELS,
            "pohjanmaa.toml: rules[0].unit: the law counts assessment_must_start in months",
        ),
        (
            "pohjanmaa.toml",
            MODELS,
            SETTING.format(name="assessment_must_start", value=3, unit="months")
            + SETTING.format(name="assessment_must_start", value=1, unit="months")
            + MODELS,
            "pohjanmaa.toml: rules[1].name: assessment_must_start is set twice at the same time",
        ),
        (
            "keski-suomi.toml",
            'code = "13"',
            'code = "15"',
            "pohjanmaa.toml: code: keski-suomi.toml is the profile of region 15 already",
        ),
    ],
)
def test_a_broken_profile_is_reported_with_file_and_key(
    folder: Path, file: str, old: str, new: str, reported: str
) -> None:
    change(folder, file, old, new)
    with pytest.raises(ProfileError) as refused:
        load_profiles(folder)
    assert any(str(problem).startswith(reported) for problem in refused.value.problems), str(refused.value)


def test_everything_wrong_in_every_file_is_reported_at_once(folder: Path) -> None:
    change(folder, "pohjanmaa.toml", "small_cell_limit = 5", "small_cell_limit = 1")
    change(folder, "keski-suomi.toml", 'default_language = "fi"', 'default_language = "en"')
    change(folder, "keski-pohjanmaa.toml", 'name.sv = "boende"\n', "")
    with pytest.raises(ProfileError) as refused:
        load_profiles(folder)
    assert {(problem.file, problem.key) for problem in refused.value.problems} == {
        ("pohjanmaa.toml", "small_cell_limit"),
        ("keski-suomi.toml", "default_language"),
        ("keski-pohjanmaa.toml", "themes[1].name.sv"),
    }
    assert len(str(refused.value).splitlines()) == 3


def test_a_profile_that_is_not_utf8_is_reported_with_the_byte(folder: Path) -> None:
    (folder / "pohjanmaa.toml").write_bytes('name = "Österbotten"'.encode("cp1252"))
    with pytest.raises(ProfileError, match=r"pohjanmaa\.toml: byte 8: not UTF-8"):
        load_profiles(folder)


def test_a_folder_without_profiles_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="no region profile in this folder"):
        load_profiles(tmp_path)


def test_a_deployment_may_be_one_region_alone(folder: Path) -> None:
    for file in ("keski-suomi.toml", "etela-pohjanmaa.toml", "keski-pohjanmaa.toml"):
        (folder / file).unlink()
    loaded = load_profiles(folder)
    assert len(loaded) == 1
    assert "410" not in loaded
