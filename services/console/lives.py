"""What happens to the people of the demo: a plan of lives, made from a seed, that the demo carries out week by week.

Pure: arrivals in, an agenda out. The same arrivals in the same order and the same seed give the same agenda, whatever
transport it runs on. Shares are plausible, not measured: about eight in ten are assessed in time, one in ten late, one
in twenty moves. A group gets at most one referral a week, so that who gets the last place doesn't depend on the road.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any, Final, Literal
from uuid import UUID

Service = Literal["intake", "assessment", "planning", "activities"]
WEEK: Final = timedelta(days=7)
GOALS: Final = {
    "fi": (("Suomen kieli tasolle B1", "Ensimmäinen työpaikka"), ("Kotoutumiskoulutus", "Työkokeilu")),
    "sv": (("Svenska på nivå B1", "En första arbetsplats"), ("Integrationsutbildning", "Arbetsprövning")),
}
TITLES: Final = (
    ({"fi": "Suomen kielikahvila", "sv": "Finskt språkcafé", "en": "Finnish language café"}, "fin"),
    ({"fi": "Ruotsin keskusteluryhmä", "sv": "Samtalsgrupp på svenska", "en": "Swedish conversation group"}, "swe"),
)


@dataclass(frozen=True, slots=True)
class Life:
    """A registered person of the demo, in the order of the files."""

    case: UUID
    municipality: str
    arrived_on: date


@dataclass
class DemoGroup:
    """A group, and who has its places and its queue numbers, as activities gives them: first come, first served."""

    municipality: str
    title: Mapping[str, str]
    language: str
    places: int
    starts_on: date
    id: UUID | None = None
    enrolled: list[UUID] = field(default_factory=list)
    queue: list[UUID] = field(default_factory=list)

    def take(self, case: UUID) -> None:
        (self.enrolled if len(self.enrolled) < self.places else self.queue).append(case)

    def release(self, case: UUID) -> None:
        self.enrolled.remove(case)
        if self.queue:
            self.enrolled.append(self.queue.pop(0))


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do in a week. `kind` names it; `group` and `receiver` where it needs one."""

    kind: str
    life: Life
    body: Mapping[str, Any]
    receiver: str | None = None


def groups_for(municipalities: Sequence[str], bilingual: Mapping[str, bool], begins: date) -> list[DemoGroup]:
    """One language group in each municipality, two in each bilingual one, with few places in every third."""
    groups = []
    for number, code in enumerate(municipalities):
        for title, language in TITLES[: 2 if bilingual[code] else 1]:
            places = 4 if number % 3 == 0 else 12
            groups.append(DemoGroup(code, title, language, places, begins + WEEK * (number % 4)))
    return groups


def agenda(
    lives: Sequence[Life],
    *,
    begins: date,
    ends: date,
    neighbours: Mapping[str, Sequence[str]],
    swedish: Mapping[str, bool],
    seed: int,
) -> dict[date, list[Step]]:
    """What happens in each week from `begins` to `ends`; a person has at most one step a week."""
    weeks: dict[date, list[Step]] = defaultdict(list)
    random = Random(seed)  # noqa: S311 - a story, not a secret
    for life in lives:
        for day, step in _life(life, random, neighbours, swedish=swedish[life.municipality]):
            week = begins + WEEK * max(0, -(-(day - begins).days // 7))
            if week <= ends:
                weeks[week].append(step)
    return dict(sorted(weeks.items()))


def _life(
    life: Life, random: Random, neighbours: Mapping[str, Sequence[str]], *, swedish: bool
) -> list[tuple[date, Step]]:
    chance = [random.random() for _ in range(8)]
    late, waived, plan, agreed, refers, moves, declined, open_offer = chance
    pauses = [timedelta(days=random.randint(8, 20)) for _ in range(6)]
    steps: list[tuple[date, Step]] = []
    day = life.arrived_on + (timedelta(days=75) if late > 0.88 else pauses[0])

    def then(kind: str, body: Mapping[str, Any], pause: timedelta, receiver: str | None = None) -> None:
        nonlocal day
        steps.append((day, Step(kind, life, body, receiver)))
        day += max(pause, WEEK + timedelta(days=1))

    if waived > 0.95:
        then("waive", {"reason": "noneed"}, pauses[1])
        return steps
    then("start", {}, pauses[1])
    findings = {"finnish": "A1", "literacy": "basic"} if not swedish else {"swedish": "A1"}
    then("complete", {"plan_needed": plan < 0.85, **findings}, pauses[2])
    if moves > 0.92 and neighbours[life.municipality]:
        receiver = random.choice(neighbours[life.municipality])
        then("offer", {"receiver": receiver}, pauses[5], receiver)
        if open_offer < 0.8:
            then("accept" if declined < 0.75 else "decline", {}, pauses[5], receiver)
        return steps
    if plan < 0.85:
        goals, measures = GOALS["sv" if swedish else "fi"]
        then("draft", {"months": 12, "goals": goals, "measures": measures}, pauses[3])
        if agreed < 0.85:
            then("agree", {}, pauses[4])
        if refers < 0.6:
            then("refer", {}, pauses[5])
    return steps
