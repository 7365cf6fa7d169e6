"""Matching of people who seek work to vacancies: how well somebody fits, and why, in words a clerk can read.

Enters: what a vacancy demands, what a person has. Leaves: a score from 0 to 100 and reasons, each a text's code with
what fills it. Pure. It must not know who the person is, nor decide: a person does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from rapidfuzz import fuzz, process

SKILLS, LANGUAGE, SECTOR, DISTANCE = 45, 30, 15, 10
"""What each part weighs; together 100. Skills weigh most, and language next: what the pilot's employers asked for."""
ALIKE: Final = 85.0
"""From which likeness (0-100, rapidfuzz's token_set_ratio) two skills that are said in words are the same."""
NEAR_KM, FAR_KM = 10, 100
"""Up to here the distance costs nothing; from there on it gives nothing."""

_LEVEL: Final = re.compile(r"([ABC])([0-2])(?:\.([1-9]))?")


@dataclass(frozen=True, slots=True)
class Demand:
    """What a vacancy asks for; `languages` are ISO 639-3 codes with the least level of the CEFR."""

    sector: str
    skills: tuple[str, ...]
    languages: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Seeker:
    """What somebody has, can and wants; `km` from their municipality's centre to the work's."""

    sectors: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    languages: Mapping[str, str] = field(default_factory=dict)
    furthest_km: int | None = None
    km: int = 0


@dataclass(frozen=True, slots=True)
class Why:
    """One reason: the code of its text, and what the text is filled with."""

    code: str
    said: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Match:
    """How well somebody fits, and why. `hindered` where a demand is not met; a clerk sees it, and decides."""

    score: int
    reasons: tuple[Why, ...]
    hindered: bool


def rank_of(level: str) -> int:
    """A level of the CEFR as a number: A0 < A1 < A1.1 < … < C2; what is no level comes below all.

    "B1.1" (begun) counts as B1 reached: the demand is said in whole levels, and the half-level is for courses.
    """
    found = _LEVEL.fullmatch(level.strip().upper())
    if found is None:
        return -1
    letter, number, part = found.groups()
    return ("ABC".index(letter) * 3 + int(number)) * 10 + int(part or 0)


def match(demand: Demand, seeker: Seeker) -> Match:
    """How well the seeker fits the demand."""
    skills, skill_reasons, short_of_skills = _skills(demand.skills, seeker.skills)
    language, language_reasons, short_of_language = _languages(demand.languages, seeker.languages)
    fits = demand.sector in seeker.sectors
    sector = Why("match.sector_wished" if fits else "match.sector_other", {"sector": demand.sector})
    distance, distance_reason, too_far = _distance(seeker)
    score = SKILLS * skills + LANGUAGE * language + (SECTOR if fits else 0) + DISTANCE * distance
    return Match(
        round(score),
        (*skill_reasons, *language_reasons, sector, distance_reason),
        short_of_skills or short_of_language or too_far,
    )


def _skills(wanted: Sequence[str], had: Iterable[str]) -> tuple[float, list[Why], bool]:
    """Share of the wanted skills that somebody has, by code or by words that are alike."""
    if not wanted:
        return 1.0, [Why("match.no_skills_asked", {})], False
    own = sorted(had)
    met = [skill for skill in wanted if _has(skill, own)]
    missing = [skill for skill in wanted if skill not in met]
    reasons = []
    if met:
        reasons.append(
            Why("match.skills_met", {"met": str(len(met)), "of": str(len(wanted)), "skills": ", ".join(met)})
        )
    if missing:
        reasons.append(Why("match.skills_missing", {"skills": ", ".join(missing)}))
    return len(met) / len(wanted), reasons, not met


def _has(skill: str, own: Sequence[str]) -> bool:
    best = process.extractOne(skill, own, scorer=fuzz.token_set_ratio, processor=str.casefold, score_cutoff=ALIKE)
    return best is not None


def _languages(wanted: Mapping[str, str], had: Mapping[str, str]) -> tuple[float, list[Why], bool]:
    if not wanted:
        return 1.0, [Why("match.no_language_asked", {})], False
    reasons, met = [], 0
    for language, level in sorted(wanted.items()):
        own = had.get(language)
        said = {"language": language, "wanted": level, "own": own or ""}
        if own is None:
            reasons.append(Why("match.language_unknown", said))
        elif rank_of(own) >= rank_of(level):
            met += 1
            reasons.append(Why("match.language_enough", said))
        else:
            reasons.append(Why("match.language_short", said))
    return met / len(wanted), reasons, met < len(wanted)


def _distance(seeker: Seeker) -> tuple[float, Why, bool]:
    km, furthest = seeker.km, seeker.furthest_km
    said = {"km": str(km), "furthest": "" if furthest is None else str(furthest)}
    if furthest is not None and km > furthest:
        return 0.0, Why("match.too_far", said), True
    share = 1 - (km - NEAR_KM) / (FAR_KM - NEAR_KM)
    return min(1.0, max(0.0, share)), Why("match.distance", said), False
