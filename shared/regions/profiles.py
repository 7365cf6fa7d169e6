"""What a region has decided: its languages, units, assessment models, themes and settings (`deploy/regions/*.toml`).

Read and checked once, when a process starts. Every problem of every file is reported together, each with its file and
key, so that whoever edits a profile sees all that is wrong with it at once.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from shared.regions.codes import MunicipalityCode, NationalLanguage
from shared.regions.localised import LocalisedText, missing_languages
from shared.regions.municipalities import Municipality, deployed, regions
from shared.regions.rules import SETTING_LAW, Certainty, Rule, RuleUnit, rule_book
from shared.regions.texts import Language

FOLDER: Final = Path(__file__).parents[2] / "deploy" / "regions"
"""The profiles of the checkout; a deployment names its own folder (`Settings.regions`)."""

_Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
_RegionCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}$")]
_Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


@dataclass(frozen=True, slots=True)
class ProfileProblem:
    """One thing wrong in a profile: the `file`'s name, the `key` in it ("units[1].municipalities[0]"), the reason."""

    file: str
    key: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.reason}"


class ProfileError(ValueError):
    """The profiles cannot be used; `problems` has everything that was found, one line each in the message."""

    def __init__(self, problems: Iterable[ProfileProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class MunicipalityOutsideError(LookupError):
    """No profile of the deployment has this municipality. Its text is `code.municipality_outside`."""

    def __init__(self, code: str) -> None:
        super().__init__(f"no region profile has the municipality {code!r}")
        self.code = code


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class _Lasting(_Entry):
    """What holds from a day to a day, both included; a day left out is one that nobody found or set."""

    valid_from: date | None = None
    valid_to: date | None = None

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise PydanticCustomError("profile.period", "valid_to is before valid_from")
        return self

    def in_force(self, day: date) -> bool:
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)

    def overlaps(self, other: _Lasting) -> bool:
        return (self.valid_from or date.min) <= (other.valid_to or date.max) and (other.valid_from or date.min) <= (
            self.valid_to or date.max
        )


class LanguageStatus(_Lasting):
    """The languages a municipality had for a time, majority first (Language Act 423/2003, section 5)."""

    languages: Annotated[tuple[NationalLanguage, ...], Field(min_length=1, max_length=2)]
    source: _Said


class RegionMunicipality(_Entry):
    """A municipality of the region; `language_status` only where its languages have changed."""

    code: MunicipalityCode
    language_status: tuple[LanguageStatus, ...] = ()


class Unit(_Lasting):
    """A unit that serves several municipalities, also of a neighbouring region, and how sure that is.

    When its municipalities change, the old entry ends and another with the same code begins.
    """

    code: _Slug
    kind: Literal["integration_unit", "advice_point", "coordinating_body", "employment_area"]
    name: LocalisedText
    municipalities: Annotated[tuple[MunicipalityCode, ...], Field(min_length=1)]
    source: _Said
    certainty: Certainty


class AssessmentModel(_Lasting):
    """A model of assessment that the region's municipalities may use; one is the default, others need a reason."""

    code: _Slug
    version: Annotated[int, Field(ge=1)]
    name: LocalisedText
    default: bool = False


class Theme(_Entry):
    """What people ask about in guidance and advice."""

    code: _Slug
    name: LocalisedText


class RuleSetting(_Lasting):
    """A value that the region sets for a rule that the law leaves open, with its reason."""

    name: _Said
    value: Annotated[int, Field(ge=0)]
    unit: RuleUnit
    reason: _Said

    def rule(self) -> Rule:
        return Rule(self.name, self.value, self.unit, SETTING_LAW, None, self.valid_from, self.reason, "setting")


class RegionProfile(_Entry):
    """One region's profile.

    `languages` are those that every published text of the region must have; `small_cell_limit` is the smallest count of
    people that a figure across municipalities may show (never below 5).
    """

    code: _RegionCode
    name: LocalisedText
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    default_language: Language
    small_cell_limit: Annotated[int, Field(ge=5)] = 5
    municipalities: Annotated[tuple[RegionMunicipality, ...], Field(min_length=1)]
    units: tuple[Unit, ...] = ()
    assessment_models: Annotated[tuple[AssessmentModel, ...], Field(min_length=1)]
    themes: Annotated[tuple[Theme, ...], Field(min_length=1)]
    rules: tuple[RuleSetting, ...] = ()

    @property
    def bilingual(self) -> bool:
        """Whether everything published must be said in both Finnish and Swedish."""
        return {"fi", "sv"} <= set(self.languages)

    @property
    def municipality_codes(self) -> tuple[str, ...]:
        return tuple(sorted(each.code for each in self.municipalities))

    @property
    def default_model(self) -> AssessmentModel:
        """The assessment model to use unless there is a reason for another."""
        return next(model for model in self.assessment_models if model.default)

    def missing(self, said: LocalisedText) -> tuple[Language, ...]:
        """The required languages that a text lacks; empty means that it may be published in the region."""
        return missing_languages(said, self.languages)

    def rule_for(self, name: str, day: date) -> Rule:
        """The version of a rule in force on the day in this region: the law, or the region's setting where it may set.

        Raises:
            RuleError: see `shared.regions.rules.RuleBook.rule_for`.
        """
        if not self.rules:
            return rule_book().rule_for(name, day)
        settings = (setting.rule() for setting in self.rules if setting.in_force(day))
        return rule_book().with_settings(settings).rule_for(name, day)


class Profiles:
    """All region profiles of the deployment."""

    def __init__(self, profiles: Iterable[RegionProfile]) -> None:
        self._profiles = tuple(sorted(profiles, key=lambda profile: profile.code))
        self._by_municipality = {code: each for each in self._profiles for code in each.municipality_codes}
        self._status = {entry.code: entry.language_status for each in self._profiles for entry in each.municipalities}

    def __iter__(self) -> Iterator[RegionProfile]:
        return iter(self._profiles)

    def __len__(self) -> int:
        return len(self._profiles)

    def region(self, code: str) -> RegionProfile:
        """The profile of the region with this two-digit code.

        Raises:
            LookupError: the deployment has none.
        """
        for each in self._profiles:
            if each.code == code:
                return each
        raise LookupError(f"no region profile has the code {code!r}")

    def for_municipality(self, code: str) -> RegionProfile:
        """The profile of the region that the municipality belongs to.

        Raises:
            MunicipalityOutsideError: it belongs to none of the deployment.
        """
        try:
            return self._by_municipality[code]
        except KeyError:
            raise MunicipalityOutsideError(code) from None

    def __contains__(self, code: object) -> bool:
        """Whether the municipality with this code is in the deployment."""
        return code in self._by_municipality

    def municipalities(self) -> tuple[Municipality, ...]:
        """The municipalities of the deployment, by code."""
        return tuple(deployed()[code] for code in sorted(self._by_municipality))

    def languages_of(self, code: str, on: date | None = None) -> tuple[NationalLanguage, ...]:
        """The municipality's own languages, majority first, today's or those of the day `on`.

        Raises:
            MunicipalityOutsideError: it is not in the deployment.
        """
        self.for_municipality(code)
        if on is not None:
            for status in self._status[code]:
                if status.in_force(on):
                    return status.languages
        return deployed()[code].languages

    def unit(self, code: str, on: date) -> Unit:
        """The unit with this code as it is composed on the day.

        Raises:
            LookupError: no profile has one that day.
        """
        for profile in self._profiles:
            for unit in profile.units:
                if unit.code == code and unit.in_force(on):
                    return unit
        raise LookupError(f"no region profile has the unit {code!r} on {on}")

    def units_of(self, code: str, on: date) -> tuple[Unit, ...]:
        """The units, of whichever region, that serve the municipality on the day.

        Raises:
            MunicipalityOutsideError: it is not in the deployment.
        """
        self.for_municipality(code)
        return tuple(
            unit
            for profile in self._profiles
            for unit in profile.units
            if code in unit.municipalities and unit.in_force(on)
        )


def load_profiles(folder: Path | None = None) -> Profiles:
    """Every `*.toml` of `folder` (default: the checkout's `deploy/regions`), read and checked.

    Raises:
        ProfileError: nothing to read, or something wrong; it names every file and key at once.
    """
    place = folder or FOLDER
    paths = sorted(place.glob("*.toml"))
    if not paths:
        raise ProfileError([ProfileProblem(str(place), "*.toml", "no region profile in this folder")])
    read: dict[str, RegionProfile] = {}
    problems: list[ProfileProblem] = []
    for path in paths:
        try:
            read[path.name] = _read(path)
        except ProfileError as found:
            problems.extend(found.problems)
    for file, profile in read.items():
        problems.extend(ProfileProblem(file, key, reason) for key, reason in _problems_of(profile))
    problems.extend(_problems_between(read))
    if problems:
        raise ProfileError(problems)
    return Profiles(read.values())


def _read(path: Path) -> RegionProfile:
    try:
        written = tomllib.loads(path.read_bytes().decode("utf-8"))
        return RegionProfile.model_validate({key: _frozen(value) for key, value in written.items()})
    except UnicodeDecodeError as wrong:
        raise ProfileError([ProfileProblem(path.name, f"byte {wrong.start}", "not UTF-8")]) from wrong
    except tomllib.TOMLDecodeError as wrong:
        raise ProfileError([ProfileProblem(path.name, "TOML", str(wrong))]) from wrong
    except ValidationError as wrong:
        raise ProfileError(
            ProfileProblem(path.name, _key(error["loc"]), error["msg"]) for error in wrong.errors(include_url=False)
        ) from wrong


def _frozen(value: object) -> object:
    """TOML's arrays as tuples: strict models take no list for a tuple."""
    if isinstance(value, list):
        return tuple(_frozen(each) for each in value)
    if isinstance(value, dict):
        return {key: _frozen(each) for key, each in value.items()}
    return value


def _key(path: tuple[int | str, ...]) -> str:
    written = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return written.removeprefix(".")


def _problems_of(profile: RegionProfile) -> Iterator[tuple[str, str]]:
    """Everything wrong with one profile that its types do not say: (key, reason)."""
    yield from _languages_wrong(profile)
    yield from _municipalities_wrong(profile)
    yield from _units_wrong(profile)
    yield from _models_wrong(profile)
    yield from _twice("themes", ".code", [theme.code for theme in profile.themes])
    yield from _rules_wrong(profile)
    for key, said in _texts(profile):
        for language in profile.missing(said):
            yield f"{key}.{language}", "the text is missing; the profile requires " + ", ".join(profile.languages)


def _texts(profile: RegionProfile) -> Iterator[tuple[str, LocalisedText]]:
    yield "name", profile.name
    for index, unit in enumerate(profile.units):
        yield f"units[{index}].name", unit.name
    for index, model in enumerate(profile.assessment_models):
        yield f"assessment_models[{index}].name", model.name
    for index, theme in enumerate(profile.themes):
        yield f"themes[{index}].name", theme.name


def _twice(key: str, within: str, codes: list[str]) -> Iterator[tuple[str, str]]:
    for index, code in enumerate(codes):
        if code in codes[:index]:
            yield f"{key}[{index}]{within}", f"{code} is there twice"


def _languages_wrong(profile: RegionProfile) -> Iterator[tuple[str, str]]:
    yield from _twice("languages", "", list(profile.languages))
    if profile.default_language not in profile.languages:
        yield "default_language", f"{profile.default_language} is not one of languages"
    for entry in profile.municipalities:
        own = deployed().get(entry.code)
        lacking = [language for language in own.languages if language not in profile.languages] if own else []
        if own and lacking:
            yield "languages", f"{', '.join(lacking)} is missing: a language of {own.code} {own.name_fi}"


def _municipalities_wrong(profile: RegionProfile) -> Iterator[tuple[str, str]]:
    if profile.code not in regions():
        yield "code", f"no municipality of the deployment is in region {profile.code}"
        return
    expected = {each.code: each for each in deployed().values() if each.region == profile.code}
    listed = [entry.code for entry in profile.municipalities]
    yield from _twice("municipalities", ".code", listed)
    for code in sorted(expected.keys() - set(listed)):
        yield "municipalities", f"{code} {expected[code].name_fi} is missing"
    for index, entry in enumerate(profile.municipalities):
        if entry.code not in expected:
            yield f"municipalities[{index}].code", f"{entry.code} is not a municipality of region {profile.code}"
            continue
        yield from _status_wrong(f"municipalities[{index}].language_status", entry, expected[entry.code])


def _status_wrong(key: str, entry: RegionMunicipality, own: Municipality) -> Iterator[tuple[str, str]]:
    for index, status in enumerate(entry.language_status):
        if len(set(status.languages)) < len(status.languages):
            yield f"{key}[{index}].languages", "a language is there twice"
        if any(status.overlaps(earlier) for earlier in entry.language_status[:index]):
            yield f"{key}[{index}]", "overlaps an earlier one"
    if entry.language_status:
        last = max(range(len(entry.language_status)), key=lambda at: entry.language_status[at].valid_from or date.min)
        latest = entry.language_status[last]
        if latest.valid_to is None and latest.languages != own.languages:
            yield f"{key}[{last}].languages", f"the municipalities' table says {' '.join(own.languages)}"


def _units_wrong(profile: RegionProfile) -> Iterator[tuple[str, str]]:
    for index, unit in enumerate(profile.units):
        yield from _twice(f"units[{index}].municipalities", "", list(unit.municipalities))
        for at, code in enumerate(unit.municipalities):
            if code not in deployed():
                yield f"units[{index}].municipalities[{at}]", f"{code} is not a municipality of the deployment"
        if any(unit.code == earlier.code and unit.overlaps(earlier) for earlier in profile.units[:index]):
            yield f"units[{index}].code", f"{unit.code} is there twice at the same time"


def _models_wrong(profile: RegionProfile) -> Iterator[tuple[str, str]]:
    versions = [f"{model.code} version {model.version}" for model in profile.assessment_models]
    yield from _twice("assessment_models", ".version", versions)
    if (defaults := sum(model.default for model in profile.assessment_models)) != 1:
        yield "assessment_models", f"{defaults} of them are the default; exactly one must be"


def _rules_wrong(profile: RegionProfile) -> Iterator[tuple[str, str]]:
    for index, setting in enumerate(profile.rules):
        if setting.name not in rule_book().names:
            yield f"rules[{index}].name", f"no law has a rule {setting.name!r}"
            continue
        versions = rule_book().versions(setting.name)
        if {version.unit == "hours" for version in versions} != {setting.unit == "hours"}:
            yield f"rules[{index}].unit", f"the law counts {setting.name} in {versions[-1].unit}"
        latest = versions[-1]
        if latest.value is not None and latest.certainty == "seen":
            yield f"rules[{index}].name", f"{latest.law} itself sets {setting.name}; a region cannot"
        if any(setting.name == earlier.name and setting.overlaps(earlier) for earlier in profile.rules[:index]):
            yield f"rules[{index}].name", f"{setting.name} is set twice at the same time"


def _problems_between(read: Mapping[str, RegionProfile]) -> Iterator[ProfileProblem]:
    """What only several files together make wrong: a region or a municipality in two of them."""
    shared_regions = {code for code, times in Counter(each.code for each in read.values()).items() if times > 1}
    first: dict[str, str] = {}
    for file, profile in read.items():
        if profile.code in shared_regions and (other := first.setdefault(f"region {profile.code}", file)) != file:
            yield ProfileProblem(file, "code", f"{other} is the profile of region {profile.code} already")
        for index, entry in enumerate(profile.municipalities):
            if (other := first.setdefault(entry.code, file)) != file:
                yield ProfileProblem(file, f"municipalities[{index}].code", f"{entry.code} is in {other} as well")
