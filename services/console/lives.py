"""What happens to the people of the demo: a plan of lives, made from a seed, that the demo carries out week by week.

Pure: arrivals in, an agenda out. The same arrivals in the same order and the same seed give the same agenda, whatever
transport it runs on. Shares are plausible, not measured: about eight in ten are assessed in time, one in ten late, one
in ten still waits, one in ten moves, most of them to the region's centre. A group gets at most one referral a week, so
that who gets the last place doesn't depend on the road.
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


CENTRES: Final = frozenset({"905", "272", "743", "992"})  # Vaasa, Kokkola, Seinäjoki, Äänekoski
TOLD: Final = ("545", "905")  # the first person of Närpes moves to Vaasa: the story that the README follows


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
    told = next((life.case for life in lives if life.municipality == TOLD[0]), None)
    for life in lives:
        receiver = TOLD[1] if life.case == told else _receiver(life, random, neighbours)
        for day, step in _life(life, random, receiver, told=life.case == told, swedish=swedish[life.municipality]):
            week = begins + WEEK * max(0, -(-(day - begins).days // 7))
            if week <= ends:
                weeks[week].append(step)
    return dict(sorted(weeks.items()))


def _receiver(life: Life, random: Random, neighbours: Mapping[str, Sequence[str]]) -> str | None:
    """Where the person would move to: mostly the region's centre; None where the region has no other municipality."""
    others = neighbours[life.municipality]
    centres = [code for code in others if code in CENTRES]
    if not others:
        return None
    return centres[0] if centres and random.random() < 0.8 else random.choice(others)


def _life(life: Life, random: Random, receiver: str | None, *, told: bool, swedish: bool) -> list[tuple[date, Step]]:
    late, waived, plan, agreed, refers, moves, declined, unanswered = (random.random() for _ in range(8))
    pauses = [timedelta(days=random.randint(8, 20)) for _ in range(6)]
    steps: list[tuple[date, Step]] = []
    day = life.arrived_on + (timedelta(days=75) if late > 0.8 else pauses[0])

    def then(kind: str, body: Mapping[str, Any], pause: timedelta, receiver: str | None = None) -> None:
        nonlocal day
        steps.append((day, Step(kind, life, body, receiver)))
        day += max(pause, WEEK + timedelta(days=1))

    if late > 0.9 and not told:
        return steps
    if waived > 0.95 and not told:
        then("waive", {"reason": "noneed"}, pauses[1])
        return steps
    then("start", {}, pauses[1])
    findings = {"finnish": "A1", "literacy": "basic"} if not swedish else {"swedish": "A1"}
    then("complete", {"plan_needed": plan < 0.85, **findings}, pauses[2])
    if receiver and (moves > 0.88 or told):
        then("offer", {"receiver": receiver}, pauses[5], receiver)
        if unanswered < 0.8 or told:
            then("accept" if declined < 0.75 or told else "decline", {}, pauses[5], receiver)
        return steps
    if plan < 0.85:
        goals, measures = GOALS["sv" if swedish else "fi"]
        then("draft", {"months": 12, "goals": goals, "measures": measures}, pauses[3])
        if agreed < 0.85:
            then("agree", {}, pauses[4])
        if refers < 0.6:
            then("refer", {}, pauses[5])
    return steps
