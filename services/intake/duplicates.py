"""The registration edge: is this person registered here already, and may it be somebody of another open case?

Already there: municipality, normal names, birth date and identity code (or its absence) are those of a registered
arrival. Its blind digest is a claim, so the ledger itself keeps a second one out, whoever comes first.

Suspected: another case with the same identity code, or with the same birth date and names that may be one name spelled
in two ways. Candidates are found by blind values and their boxes opened; they may be in any municipality. What the
caller is told of them is cut to his scope; a suspicion outside of it is recorded in a stream that is not the case's,
and answered as no match.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Never
from uuid import UUID

import orjson

from services.intake.person import SUSPICION, identity, spelling_similarity
from services.intake.suspicion import RaiseSuspicion
from shared.events import Event, Head, Recorded, Unreadable, decode
from shared.events.intake import (
    ArrivalRegistered,
    DuplicateBasis,
    DuplicateSuspected,
    PersonDetails,
    PersonDetailsCorrected,
)
from shared.ledger import Claim, Decider, Done, Ledger
from shared.ledger.ledger import Connection
from shared.privacy.blind import Blind
from shared.privacy.keys import NO_KEYS
from shared.sql import statements

SQL: Final = statements("services.intake")


def stream_of(case: UUID) -> str:
    """The case's stream in intake."""
    return f"intake/case/{case}"


def stream_of_suspicion(suspicion: UUID) -> str:
    """The stream of a suspicion."""
    return f"intake/suspicion/{suspicion}"


def case_of(stream: str) -> UUID:
    """The case whose stream this is."""
    return UUID(stream.rsplit("/", 1)[1])


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """What a case's stream last said about its person, and the event that said it."""

    details: PersonDetails | Unreadable
    event_id: UUID


async def persons(ledger: Ledger, cases: Collection[UUID]) -> dict[UUID, KnownPerson]:
    """Case → its person, for those of `cases` that have one; two round trips, however many there are."""
    rows = await ledger.pool.fetch(SQL["persons"], [stream_of(case) for case in cases])
    wanted = {UUID(orjson.loads(row["data"])["person"]["key"]) for row in rows}
    keys = await ledger.keys.for_opening(wanted) if wanted else NO_KEYS
    found: dict[UUID, KnownPerson] = {}
    for row in rows:
        head = Head.from_bytes(row["head"])
        match decode(head, row["data"], keys).event:
            case ArrivalRegistered(person=person) | PersonDetailsCorrected(person=person):
                found[head.key] = KnownPerson(person.value, head.id)
    return found


def _reads_only(*_: object) -> Sequence[Event]:
    raise TypeError("a reading fold decides nothing")


def _suspected_of_old(
    found: tuple[tuple[int, DuplicateSuspected], ...], recorded: Recorded[Event]
) -> tuple[tuple[int, DuplicateSuspected], ...]:
    match recorded.event:
        case DuplicateSuspected() as fact:
            return (*found, (recorded.head.streamversion, fact))
    return found


_OF_OLD: Final[Decider[Never, tuple[tuple[int, DuplicateSuspected], ...]]] = Decider((), _reads_only, _suspected_of_old)
"""What a case's own stream says of suspicions, each with its version: from before they had streams of their own."""


async def suspected_by(ledger: Ledger, case: UUID, command: UUID, done: Done) -> list[DuplicateSuspected]:
    """The suspicions that `command`, carried out before as `done`, raised for the case, in the order it told them."""
    rows = await ledger.pool.fetch(SQL["raised_for"], case)
    recorded = [decode(Head.from_bytes(row["head"]), row["data"], NO_KEYS) for row in rows]
    raised = [one.event for one in recorded if one.head.commandid == command]
    own = sorted((fact for fact in raised if isinstance(fact, DuplicateSuspected)), key=lambda fact: fact.other_case)
    found, _ = await ledger.load(_OF_OLD, done.stream)
    return [*(fact for version, fact in found if done.from_version < version <= done.version), *own]


@dataclass(frozen=True, slots=True)
class BlindValues:
    """What stands in the blind index for a person: kinds and HMACs of 32 bytes, in the same order."""

    kinds: tuple[str, ...]
    values: tuple[bytes, ...]

    @property
    def birth_date(self) -> bytes:
        """The block that most comparisons happen in."""
        return self.values[0]

    @classmethod
    def of(cls, blind: Blind, details: PersonDetails) -> BlindValues:
        held = [("birth_date", details.birth_date.isoformat())]
        if details.identity_code:
            held.append(("identity_code", details.identity_code))
        return cls(tuple(kind for kind, _ in held), tuple(blind.value(kind, value) for kind, value in held))


def claim_of(blind: Blind, municipality: str, details: PersonDetails) -> Claim:
    """What only one case of the municipality may have."""
    return Claim(municipality, blind.value("claim", *identity(municipality, details)))


@dataclass(frozen=True, slots=True)
class Found:
    """What is known before an arrival is decided: who has its claim, whom it may be, and who was compared with it."""

    holder: str | None
    suspicions: tuple[RaiseSuspicion, ...]
    compared: frozenset[UUID]


class Overtaken(Exception):  # noqa: N818 - names the finding
    """Between the comparison and the commit somebody alike was registered: compare again. Nothing was written."""


async def look_up(ledger: Ledger, blind: Blind, details: PersonDetails, *, case: UUID, municipality: str) -> Found:
    """Who has the claim of `details` in `municipality`, and which other cases than `case` may be the same person's."""
    claim, values = claim_of(blind, municipality, details), BlindValues.of(blind, details)
    rows = await ledger.pool.fetch(
        SQL["lookup"], claim.municipality, claim.digest, list(values.kinds), list(values.values)
    )
    holder: str | None = next((row["stream"] for row in rows if row["stream"] is not None), None)
    places: dict[UUID, str] = {}
    kinds: dict[UUID, set[str]] = {}
    for row in rows:
        if row["stream"] is None and row["case_id"] != case:
            other = UUID(int=row["case_id"].int)  # asyncpg's own class of UUID cannot be written into an event
            places[other] = row["municipality"]
            kinds.setdefault(other, set()).add(row["kind"])
    if holder not in (None, stream_of(case)):
        return Found(holder, (), frozenset(places))
    unopened = [other for other, met in kinds.items() if "identity_code" not in met]
    known = await persons(ledger, unopened) if unopened else {}
    unlike = {other for other in unopened if other not in known or not _alike(details, known[other].details)}
    suspicions = [
        RaiseSuspicion(
            case,
            other,
            places[other],
            DuplicateBasis.IDENTITY_CODE if "identity_code" in kinds[other] else DuplicateBasis.NAME_AND_BIRTH_DATE,
        )
        for other in sorted(places)
        if other not in unlike
    ]
    return Found(holder, tuple(suspicions), frozenset(places))


def _alike(details: PersonDetails, other: PersonDetails | Unreadable) -> bool:
    """Whether the names of somebody with the same birth date may be this person's. An erased person is like nobody."""
    if isinstance(other, Unreadable):
        return False
    names, others = (f"{one.family_name} {one.given_names}" for one in (details, other))
    return spelling_similarity(names, others) >= SUSPICION


@dataclass(frozen=True, slots=True)
class Index:
    """What the append's transaction also does: put the case's blind values, and see that nobody alike came between."""

    case: UUID
    municipality: str
    values: BlindValues
    compared: frozenset[UUID]

    async def __call__(self, connection: Connection) -> None:
        """Raises: Overtaken: a case shares a block that was not compared."""
        rows = await connection.fetch(
            SQL["index_case"], self.case, self.municipality, list(self.values.kinds), list(self.values.values)
        )
        if not self.compared.issuperset(row["other_case"] for row in rows):
            raise Overtaken(str(self.case))


@dataclass(frozen=True, slots=True)
class Join:
    """What the append's transaction also does when a case is merged: who is like it is like the leading case."""

    case: UUID
    leading: UUID

    async def __call__(self, connection: Connection) -> None:
        await connection.execute(SQL["join_case"], self.case, self.leading)


@dataclass(frozen=True, slots=True)
class Part:
    """What the append's transaction also does when a merge is undone: each case has blind values of its own again."""

    municipality: str
    values: Mapping[UUID, BlindValues]

    async def __call__(self, connection: Connection) -> None:
        for case, values in sorted(self.values.items()):
            await connection.execute(
                SQL["index_case"], case, self.municipality, list(values.kinds), list(values.values)
            )


@dataclass(frozen=True, slots=True)
class Move:
    """What the append's transaction also does when a case moves: its blind values are the receiver's from now on."""

    case: UUID
    municipality: str

    async def __call__(self, connection: Connection) -> None:
        await connection.execute(SQL["move_case"], self.case, self.municipality)
