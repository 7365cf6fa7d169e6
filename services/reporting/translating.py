"""Translating: what is published, or about to be, and which of the languages that its region publishes in it lacks.

Enters: things with their texts. Leaves: what is left to translate, and how much of each language is done. It must not
know where the things are kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shared.regions.texts import Language


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that is published: `texts` is part → language → what it says; "" and nothing are the same."""

    kind: str
    id: str
    municipality: str
    texts: Mapping[str, Mapping[str, str | None]]

    def lacks(self, language: Language) -> tuple[str, ...]:
        """The parts that are said in some language, and not in this one."""
        return tuple(
            part
            for part, said in self.texts.items()
            if not (said.get(language) or "").strip() and any((each or "").strip() for each in said.values())
        )

    @property
    def name(self) -> str:
        """What it is called, in the first language that its first part is said in."""
        return next((said for part in self.texts.values() for said in part.values() if said and said.strip()), self.id)


@dataclass(frozen=True, slots=True)
class Gap:
    """A thing that is to be translated into a language: these parts of it."""

    thing: Thing
    language: Language
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many things of a kind must be said in a language in a place, and how many are, wholly."""

    place: str
    kind: str
    language: Language
    required: int
    said: int

    @property
    def share(self) -> float:
        return self.said / self.required


def gaps(things: Iterable[Thing], required: Mapping[str, Sequence[Language]]) -> list[Gap]:
    """What is left to translate; `required` has the languages of each municipality's region."""
    return [
        Gap(thing, language, parts)
        for thing in things
        for language in required[thing.municipality]
        if (parts := thing.lacks(language))
    ]


def completeness(
    things: Iterable[Thing], required: Mapping[str, Sequence[Language]], regions: Mapping[str, str]
) -> list[Completeness]:
    """For each municipality and each region ("region:15"), kind and language; `regions`: municipality → region."""
    asked: Counter[tuple[str, str, Language]] = Counter()
    done: Counter[tuple[str, str, Language]] = Counter()
    for thing in things:
        for place in (thing.municipality, f"region:{regions[thing.municipality]}"):
            for language in required[thing.municipality]:
                asked[place, thing.kind, language] += 1
                done[place, thing.kind, language] += not thing.lacks(language)
    return [Completeness(*each, required=count, said=done[each]) for each, count in sorted(asked.items())]
