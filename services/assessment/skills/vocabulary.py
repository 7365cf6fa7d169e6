"""The open vocabulary of skills, occupations and licences, with what they are called in Finnish, Swedish and English.

Sources: skill groups of ESCO (S…, http://data.europa.eu/esco/skill/<code>) and ISCO-08 groups, by which ESCO orders its
occupations (C…, http://data.europa.eu/esco/isco/<code>); licences are Finland's own. A subset that the pilots' rural
municipalities met; what it lacks is said in words, sealed. The shorter labels are this project's.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Literal, TypeAlias, cast

from shared.events.assessment.skills import Profile

Kind: TypeAlias = Literal["skill", "occupation", "licence"]
_URI: Final = {
    "skill": "http://data.europa.eu/esco/skill/",
    "occupation": "http://data.europa.eu/esco/isco/",
    "licence": "urn:kotopolku:licence:",
}


@dataclass(frozen=True, slots=True)
class Concept:
    """One entry: its code, what it is, what it is called in fi, sv and en."""

    code: str
    kind: Kind
    labels: dict[str, str]

    @property
    def uri(self) -> str:
        """Its address, ESCO's own where ESCO has it."""
        return f"{_URI[self.kind]}{self.code}"


@cache
def vocabulary() -> dict[tuple[Kind, str], Concept]:
    """Every entry by kind and code.

    Raises:
        ValueError: a line of the file lacks something, or is there twice.
    """
    found: dict[tuple[Kind, str], Concept] = {}
    raw = files("services.assessment.skills").joinpath("vocabulary.csv").read_text(encoding="utf-8")
    for number, row in enumerate(csv.DictReader(raw.splitlines()), 2):
        if row.keys() != {"code", "kind", "fi", "sv", "en"} or not all(row.values()) or row["kind"] not in _URI:
            raise ValueError(f"vocabulary.csv: line {number}: code, kind, fi, sv and en are needed")
        kind = cast("Kind", row["kind"])
        if (kind, row["code"]) in found:
            raise ValueError(f"vocabulary.csv: line {number}: {row['code']} is there twice")
        labels = {language: row[language] for language in ("fi", "sv", "en")}
        found[kind, row["code"]] = Concept(row["code"], kind, labels)
    return found


def unknown(profile: Profile) -> tuple[str, ...]:
    """The fields of a profile whose codes the vocabulary does not have, dotted."""
    named: list[tuple[str, Kind, str]] = [
        *((f"skills.{at}.code", "skill", one.code) for at, one in enumerate(profile.skills)),
        *((f"work.{at}.occupation", "occupation", one.occupation) for at, one in enumerate(profile.work)),
        *((f"licences.{at}", "licence", code) for at, code in enumerate(profile.licences)),
    ]
    return tuple(field for field, kind, code in named if (kind, code) not in vocabulary())
