"""How a case can stand, and whose it is: what both `domain` and `transfer` decide from. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from shared.errors import Refused
from shared.events.codec import Recorded
from shared.events.intake import Residence
from shared.events.intake.standing import Authority
from shared.events.model import Event, FreeText, Personal


@dataclass(frozen=True, slots=True)
class Words:
    """Somebody's own words; `text_id` names the text, so that it can be erased alone."""

    text_id: UUID
    text: str

    def about(self, person: UUID) -> Personal[FreeText]:
        """The words as a sealed text that may name the person."""
        return Personal(self.text_id, FreeText(text=self.text), parents=(person,))


@dataclass(frozen=True, slots=True)
class Merge:
    """Another case of the same person, of which this one is the leading."""

    merge: UUID
    other_case: UUID


@dataclass(frozen=True, slots=True)
class Case:
    """What every case has: its one municipality, its person, who answers for it, the moves and merges behind it.

    `consent` is what a stay without a home municipality rests on. `lapsed` is the last offer that ran out, with its
    receiver: who answers it now is told that it did.
    """

    municipality: str
    person_id: UUID
    arrived_on: date
    residence: Residence = Residence.HOME
    authority: Authority = Authority.MUNICIPALITY
    informed_on: date | None = None
    consent: UUID | None = None
    moved_by: UUID | None = None
    lapsed: tuple[UUID, str] | None = None
    merges: tuple[Merge, ...] = ()


@dataclass(frozen=True, slots=True)
class NoCase:
    """Nobody has been registered."""


@dataclass(frozen=True, slots=True)
class OpenCase:
    """The case is its municipality's, and nobody else has been asked to take it."""

    case: Case


@dataclass(frozen=True, slots=True)
class OfferedCase:
    """Another municipality has been asked to take the case; until it accepts, nothing has moved."""

    case: Case
    offer: UUID
    receiver: str
    offered_at: datetime
    expires_on: date

    def expired(self, today: date) -> bool:
        """Whether the offer can no longer be answered; its last day still counts."""
        return today > self.expires_on


@dataclass(frozen=True, slots=True)
class AwayCase:
    """The person is abroad for a time; the case waits."""

    case: Case
    left_on: date


@dataclass(frozen=True, slots=True)
class ClosedCase:
    """The case has come to its end; it may be reopened."""

    case: Case
    closed_on: date


@dataclass(frozen=True, slots=True)
class MergedCase:
    """The case is a part of another one's history; `before` is how it stood, and will again if that was an error."""

    case: Case
    merge: UUID
    leading_case: UUID
    before: OpenCase | AwayCase | ClosedCase


Unmerged: TypeAlias = OpenCase | OfferedCase | AwayCase | ClosedCase
Standing: TypeAlias = Unmerged | MergedCase
State: TypeAlias = NoCase | Standing

INITIAL: Final[State] = NoCase()


def known(municipality: str, case: State) -> Standing:
    """The case, if it is this municipality's; else it is not to be told from one that does not exist.

    Raises:
        Refused: `access.not_found`.
    """
    match case:
        case NoCase():
            raise Refused("access.not_found")
        case _:
            if case.case.municipality != municipality:
                raise Refused("access.not_found")
            return case


def unmerged(municipality: str, case: State) -> Unmerged:
    """The municipality's case, unless it is a part of another one.

    Raises:
        Refused: `access.not_found`, `case.merged`.
    """
    standing = known(municipality, case)
    match standing:
        case OpenCase() | OfferedCase() | AwayCase() | ClosedCase():
            return standing
        case MergedCase():
            raise Refused("case.merged")
    assert_never(standing)


def ongoing(municipality: str, case: State) -> OpenCase | OfferedCase | AwayCase:
    """The municipality's case, while it goes on.

    Raises:
        Refused: `access.not_found`, `case.merged`, `case.closed`.
    """
    standing = unmerged(municipality, case)
    match standing:
        case OpenCase() | OfferedCase() | AwayCase():
            return standing
        case ClosedCase():
            raise Refused("case.closed")
    assert_never(standing)


def holding(standing: Standing, case: Case) -> Standing:
    """The same standing with what is now known of the case."""
    if isinstance(standing, MergedCase):
        return replace(standing, case=case, before=replace(standing.before, case=case))
    return replace(standing, case=case)


def cannot(recorded: Recorded[Event], case: State) -> ValueError:
    """What is wrong with a stream in which this fact follows this state."""
    return ValueError(f"{recorded.head.type} cannot follow {type(case).__name__}")
