"""Whose work is measured: caseworkers of several municipalities, each with cases of their own.

Intake's real decider and commands. Cases are drawn by Zipf's law (exponent 1.1: most work is on few cases), from a
fixed seed. Of a hundred commands about ten register a new person (a subject key is made, a claim is taken), forty-five
correct somebody's details, and forty-five are offers to another municipality and their answers, one offer in ten with a
note (free text: a subject key of its own). Nine of ten events are on streams that exist, as over a case's whole life.
"""

from __future__ import annotations

import hashlib
import random
from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

from services.intake.domain import (
    INITIAL,
    Command,
    CorrectDetails,
    RegisterArrival,
    State,
    decide,
    evolve,
)
from services.intake.states import Words
from services.intake.transfer import AcceptTransfer, DeclineTransfer, OfferTransfer
from shared.events.intake import ArrivalBackground, Channel, DeclineReason, PersonDetails
from shared.ledger import Act, Claim, Decider

CASE: Final[Decider[Command, State]] = Decider(INITIAL, decide, evolve)
MUNICIPALITIES: Final = ("905", "545", "231", "399", "410", "598", "599", "893")
EXPONENT: Final = 1.1
_FAMILY: Final = ("Virtanen", "Nyström", "Hassan", "Kowalska", "Shevchenko", "Nguyen", "Al-Masri", "Ahlbäck", "Tamm")
_GIVEN: Final = ("Anna Maria", "Oleksandr", "Fatima", "Erik Johan", "Linh", "Piotr", "Amina", "Kristjan", "Chidi")
_NOTE: Final = "Har släktingar i regionen och flyttar dit när barnen har fått en plats i daghemmet."
_TODAY: Final = date(2026, 3, 2)
_DEPLOYMENT: Final = frozenset(MUNICIPALITIES)


@dataclass(slots=True)
class _Case:
    id: UUID
    municipality: str
    person: UUID
    offer: UUID | None = None
    receiver: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of work: a command on a case, in whose name, claiming what; `new` where the stream cannot exist yet."""

    stream: str
    case: UUID
    command: Command
    municipality: str
    claims: tuple[Claim, ...]
    new: bool

    def act(self, id_: UUID) -> Act:
        """Done now by a caseworker, under the command id `id_`, with the fingerprint that a request would have."""
        return Act(
            id=id_,
            now=datetime.now(UTC),
            municipality=self.municipality,
            fingerprint=hashlib.sha256(id_.bytes).digest(),
            actor="caseworker-17",
            role="caseworker",
            organisation=self.municipality,
            purpose="integration",
            correlation=str(id_),
        )


class Caseworker:
    """Gives one piece of work after another; each is possible once those before it are done."""

    def __init__(self, number: int, seed: int) -> None:
        self._random = random.Random(seed * 1_000 + number)  # noqa: S311 - the same work each time is what is wanted
        self._cases: list[_Case] = []
        self._weights: list[float] = []

    def id(self) -> UUID:
        """A random id from the seed."""
        return UUID(int=self._random.getrandbits(128), version=4)

    def arrival(self) -> Piece:
        """A new person."""
        case = _Case(self.id(), self._random.choice(MUNICIPALITIES), self.id())
        self._cases.append(case)
        weight = len(self._cases) ** -EXPONENT
        self._weights.append(weight + (self._weights[-1] if self._weights else 0.0))
        command = RegisterArrival(
            municipality=case.municipality,
            person_id=case.person,
            arrived_on=_TODAY - timedelta(days=self._random.randrange(60)),
            channel=Channel.FORM,
            details=self._details(),
            background=ArrivalBackground(reason="family", mother_tongue="ukr", citizenship="UA"),
        )
        claim = Claim(case.municipality, hashlib.sha256(case.person.bytes).digest())
        return self._piece(case, command, (claim,), new=True)

    def next(self) -> Piece:
        """The next piece of work of the mix."""
        drawn = self._random.random()
        if drawn < 0.1 or not self._cases:
            return self.arrival()
        case = self._cases[bisect_left(self._weights, self._random.random() * self._weights[-1])]
        if drawn < 0.55:
            return self._piece(case, CorrectDetails(case.municipality, self._details()))
        if case.offer is None:
            return self._offer(case)
        offer, case.offer = case.offer, None
        if drawn < 0.7:
            return self._piece(case, DeclineTransfer(case.receiver, offer, DeclineReason.NO_CAPACITY, _now().date()))
        case.municipality = case.receiver
        return self._piece(case, AcceptTransfer(case.receiver, offer, _now().date(), _now().date()))

    def _offer(self, case: _Case) -> Piece:
        case.offer = self.id()
        case.receiver = self._random.choice([one for one in MUNICIPALITIES if one != case.municipality])
        note = Words(self.id(), _NOTE) if self._random.random() < 0.1 else None
        today = _now().date()
        command = OfferTransfer(
            case.municipality, case.receiver, case.offer, today + timedelta(days=14), today, _DEPLOYMENT, note
        )
        return self._piece(case, command)

    def _details(self) -> PersonDetails:
        born = date(1950, 1, 1) + timedelta(days=self._random.randrange(25_000))
        return PersonDetails(
            family_name=self._random.choice(_FAMILY),
            given_names=self._random.choice(_GIVEN),
            birth_date=born,
            identity_code=None,
            phone=f"+35840{self._random.randrange(10**7):07d}",
        )

    @staticmethod
    def _piece(case: _Case, command: Command, claims: tuple[Claim, ...] = (), *, new: bool = False) -> Piece:
        return Piece(f"intake/case/{case.id}", case.id, command, case.municipality, claims, new)


def _now() -> datetime:
    return datetime.now(UTC)
