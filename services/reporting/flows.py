"""Flows: moves between two municipalities, and referrals over their border, in figures.

Enters: offers of transfers and referrals, each once, without whose they are. Leaves: for each pair of municipalities
what became of them. It must not know who asks. Each pair is a table by itself, and no sum over pairs is published: so
what is hidden in one pair cannot be reckoned from another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

from services.reporting.figures import SUPPRESSED, Cell, Sum, counted, hidden, middle

OPEN: Final = "offered"
OUTCOMES: Final = ("accepted", "declined", "expired", "withdrawn", OPEN)
UNKNOWN: Final = "unknown"
"""The ground of a move whose arrival can no longer be read."""

Place: TypeAlias = tuple[str, str]
"""What is counted, and which of it: ("outcome", "accepted"), ("month", "2026-05"), ("ground", "work") …"""

ALL: Final[Place] = ("offers", "")


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer: what became of it by today, when; `ground` is the reason of arrival of whoever moves."""

    sender: str
    receiver: str
    outcome: str
    offered_on: date
    answered_on: date | None = None
    moves_on: date | None = None
    refusal: str | None = None
    ground: str | None = None


@dataclass(frozen=True, slots=True)
class Moves:
    """All that is said of the moves from one municipality to another; `waiting` is how old the open offers are."""

    sender: str
    receiver: str
    offers: Cell
    outcomes: Mapping[str, Cell]
    months: Mapping[str, Cell]
    grounds: Mapping[str, Cell]
    refusals: Mapping[str, Cell]
    days_to_answer: Cell
    days_to_move: Cell
    waiting: Cell


def moves(offers: Iterable[Offer], today: date, limit: int) -> list[Moves]:
    """What may be said of each pair of municipalities, by their codes."""
    pairs: dict[tuple[str, str], list[Offer]] = {}
    for one in offers:
        pairs.setdefault((one.sender, one.receiver), []).append(one)
    return [_moves(pair, of_pair, today, limit) for pair, of_pair in sorted(pairs.items())]


def _moves(pair: tuple[str, str], offers: Sequence[Offer], today: date, limit: int) -> Moves:
    accepted = [one for one in offers if one.outcome == "accepted"]
    counts: Counter[Place] = Counter({ALL: len(offers), **{("outcome", each): 0 for each in OUTCOMES}})
    counts.update(("outcome", one.outcome) for one in offers)
    counts.update(("month", f"{one.moves_on or one.answered_on or one.offered_on:%Y-%m}") for one in accepted)
    counts.update(("ground", one.ground or UNKNOWN) for one in accepted)
    counts.update(("refusal", one.refusal or UNKNOWN) for one in offers if one.outcome == "declined")
    cells = _cells(counts, limit)
    taken = ("outcome", "accepted")
    return Moves(
        *pair,
        offers=cells[ALL],
        outcomes=_of("outcome", cells),
        months=_of("month", cells),
        grounds=_of("ground", cells),
        refusals=_of("refusal", cells),
        days_to_answer=_days(cells[taken], ((one.offered_on, one.answered_on) for one in accepted)),
        days_to_move=_days(cells[taken], ((one.offered_on, one.moves_on) for one in accepted)),
        waiting=_days(cells["outcome", OPEN], ((one.offered_on, today) for one in offers if one.outcome == OPEN)),
    )


def _cells(counts: Mapping[Place, int], limit: int) -> dict[Place, Cell]:
    wholes = {"outcome": ALL, "month": ("outcome", "accepted"), "ground": ("outcome", "accepted")}
    wholes["refusal"] = ("outcome", "declined")
    sums = [
        Sum(whole, tuple(sorted(place for place in counts if place[0] == kind)))
        for kind, whole in wholes.items()
        if counts[whole]
    ]
    away = hidden(counts, sums, limit)
    return {place: SUPPRESSED if place in away else counted(count) for place, count in counts.items()}


def _of(kind: str, cells: Mapping[Place, Cell]) -> dict[str, Cell]:
    return {each: cells[of, each] for of, each in sorted(cells) if of == kind}


def _days(rests_on: Cell, spans: Iterable[tuple[date, date | None]]) -> Cell:
    if rests_on.suppressed:
        return SUPPRESSED
    return middle([max(0, (end - begin).days) for begin, end in spans if end is not None])


@dataclass(frozen=True, slots=True)
class Crossing:
    """Referrals from a municipality to a service that another provides, by how they stand."""

    municipality: str
    provider: str
    referrals: Cell
    states: Mapping[str, Cell]


def crossings(counts: Mapping[tuple[str, str, str], int], limit: int) -> list[Crossing]:
    """(municipality, provider, state) → how many, as what may be said of each pair."""
    pairs: dict[tuple[str, str], Counter[Place]] = {}
    for (municipality, provider, state), count in counts.items():
        pair = pairs.setdefault((municipality, provider), Counter())
        pair["outcome", state] += count
        pair[ALL] += count
    found = []
    for (municipality, provider), of_pair in sorted(pairs.items()):
        states = tuple(sorted(place for place in of_pair if place != ALL))
        away = hidden(of_pair, [Sum(ALL, states)], limit)
        cells = {place: SUPPRESSED if place in away else counted(count) for place, count in of_pair.items()}
        found.append(Crossing(municipality, provider, referrals=cells[ALL], states=_of("outcome", cells)))
    return found
