"""What may be done with a vacancy: it is posted, candidates are proposed and decided on, and it closes when it is full.

Pure: ids, days and the match that a person has looked at come in on the command.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from services.activities.wording import complete
from shared.errors import Refused
from shared.events.activities.directory import Organisation
from shared.events.activities.vacancies import (
    CandidateAccepted,
    CandidateDeclined,
    CandidateProposed,
    DeclinedFor,
    MatchFound,
    VacancyClosed,
    VacancyDetails,
    VacancyPlaceFreed,
    VacancyPlaceTaken,
    VacancyPosted,
)
from shared.events.codec import Recorded
from shared.events.model import Event, Personal
from shared.regions.localised import LocalisedText
from shared.regions.texts import Language

# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PostVacancy:
    """An employer seeks people in a municipality; the title in every `required` language."""

    municipality: str
    employer: Organisation
    details: VacancyDetails
    required: tuple[Language, ...]
    from_on: date
    until: date | None
    today: date


@dataclass(frozen=True, slots=True)
class ProposeCandidate:
    """A clerk of the candidate's municipality proposes somebody, having seen the match."""

    municipality: str
    candidacy: UUID
    case: UUID
    person_id: UUID
    match: MatchFound
    today: date


@dataclass(frozen=True, slots=True)
class AcceptCandidate:
    """Both sides agree."""

    municipality: str
    candidacy: UUID
    decided_on: date
    today: date


@dataclass(frozen=True, slots=True)
class DeclineCandidate:
    """One side says no."""

    municipality: str
    candidacy: UUID
    decided_on: date
    declined: DeclinedFor
    today: date


@dataclass(frozen=True, slots=True)
class CloseVacancy:
    """Nobody is sought any more."""

    municipality: str
    closed_on: date
    today: date


@dataclass(frozen=True, slots=True)
class TakePlace:
    """A placement from the vacancy begins: said beside the client's own fact."""

    placement: UUID
    case: UUID
    person_id: UUID


@dataclass(frozen=True, slots=True)
class FreePlace:
    """The placement is over."""

    placement: UUID


Asked: TypeAlias = PostVacancy | ProposeCandidate | AcceptCandidate | DeclineCandidate | CloseVacancy
Told: TypeAlias = TakePlace | FreePlace
Command: TypeAlias = Asked | Told

# --- how things can stand ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Candidate:
    """Whom a candidacy means, and which municipality's client it is; `decided` once somebody has said yes or no.

    An accepted candidate has a place until the placement that came of it is over.
    """

    case: UUID
    person_id: UUID
    municipality: str
    accepted: bool = False
    decided: bool = False
    left: bool = False

    @property
    def has_place(self) -> bool:
        return self.accepted and not self.left


@dataclass(frozen=True, slots=True)
class Placed:
    """Whom a placement gave a place."""

    case: UUID
    person_id: UUID


@dataclass(frozen=True, slots=True)
class Vacancy:
    """What every vacancy has. `placements` are those going on; `taken` counts the places that somebody has."""

    municipality: str
    details: VacancyDetails
    until: date | None
    candidates: Mapping[UUID, Candidate] = field(default_factory=dict)
    placements: Mapping[UUID, Placed] = field(default_factory=dict)

    @property
    def taken(self) -> int:
        """Whoever was accepted and has begun has one place, not two."""
        accepted = {one.case for one in self.candidates.values() if one.has_place}
        return len(accepted | {one.case for one in self.placements.values()})

    @property
    def full(self) -> bool:
        return self.taken >= self.details.places


@dataclass(frozen=True, slots=True)
class NotPosted:
    """There is no such vacancy."""


@dataclass(frozen=True, slots=True)
class Open:
    """There is a place."""

    vacancy: Vacancy


@dataclass(frozen=True, slots=True)
class Filled:
    """Every place is given."""

    vacancy: Vacancy


@dataclass(frozen=True, slots=True)
class Closed:
    """Nobody is sought any more."""

    vacancy: Vacancy


State: TypeAlias = NotPosted | Open | Filled | Closed

# --- what is decided --------------------------------------------------------------------------------------------------


def decide(command: Command, vacancy: State) -> Sequence[Event]:
    """The facts that a command makes of a vacancy; none where all is so already.

    Raises:
        Refused: the answer is no; `access.not_found` where there is no such vacancy, or candidacy of this place.
    """
    match command:
        case PostVacancy():
            return _post(command, vacancy)
        case ProposeCandidate():
            return _propose(command, _taking(vacancy))
        case AcceptCandidate():
            candidate = _undecided(command.municipality, command.candidacy, _posted(vacancy), accepted=True)
            return [] if candidate is None else _accept(command, candidate, vacancy)
        case DeclineCandidate():
            candidate = _undecided(command.municipality, command.candidacy, _posted(vacancy), accepted=False)
            return [] if candidate is None else _decline(command, candidate)
        case CloseVacancy():
            return _close(command, vacancy)
        case TakePlace() | FreePlace():
            return [] if isinstance(vacancy, NotPosted) else _told(command, _posted(vacancy))
    assert_never(command)


def _told(command: Told, vacancy: Vacancy) -> Sequence[Event]:
    """What a placement says: it has happened, and is not refused where every place is given or nobody is sought."""
    placed = vacancy.placements.get(command.placement)
    match command:
        case TakePlace(placement, case, person_id):
            return [VacancyPlaceTaken(placement=placement, case=case, person_id=person_id)] if placed is None else []
        case FreePlace(placement):
            if placed is None:
                return []
            return [VacancyPlaceFreed(placement=placement, case=placed.case, person_id=placed.person_id)]
    assert_never(command)


def _posted(vacancy: State) -> Vacancy:
    match vacancy:
        case NotPosted():
            raise Refused("access.not_found")
        case Open(posted) | Filled(posted) | Closed(posted):
            return posted
    assert_never(vacancy)


def _taking(vacancy: State) -> Vacancy:
    """The vacancy, if it still takes candidates."""
    match vacancy:
        case Open(posted):
            return posted
        case Filled():
            raise Refused("vacancy.filled")
        case Closed():
            raise Refused("vacancy.closed")
        case NotPosted():
            raise Refused("access.not_found")
    assert_never(vacancy)


def _post(command: PostVacancy, vacancy: State) -> Sequence[Event]:
    if not isinstance(vacancy, NotPosted):
        raise Refused("vacancy.already_posted")
    title = command.details.title
    complete(
        LocalisedText(fi=title.fi, sv=title.sv, en=title.en), command.required, "vacancy.language_missing", "title"
    )
    if command.until is not None and command.until < command.today:
        raise Refused("vacancy.day_has_passed", "until")
    return [
        VacancyPosted(
            municipality=command.municipality,
            employer=command.employer,
            details=command.details,
            from_on=command.from_on,
            until=command.until,
        )
    ]


def _propose(command: ProposeCandidate, vacancy: Vacancy) -> Sequence[Event]:
    if command.candidacy in vacancy.candidates:
        return []
    if vacancy.until is not None and vacancy.until < command.today:
        raise Refused("vacancy.day_has_passed")
    if any(one.case == command.case and (one.has_place or not one.decided) for one in vacancy.candidates.values()):
        raise Refused("candidate.already_proposed", "case")
    return [
        CandidateProposed(
            candidacy=command.candidacy,
            case=command.case,
            person_id=command.person_id,
            proposed_by=command.municipality,
            match=Personal(command.person_id, command.match),
        )
    ]


def _undecided(municipality: str, candidacy: UUID, vacancy: Vacancy, *, accepted: bool) -> Candidate | None:
    """The candidate, or None where just this has been decided already."""
    candidate = vacancy.candidates.get(candidacy)
    if candidate is None or candidate.municipality != municipality:
        raise Refused("access.not_found")
    if not candidate.decided:
        return candidate
    if candidate.accepted != accepted:
        raise Refused("candidate.already_decided")
    return None


def _accept(command: AcceptCandidate, candidate: Candidate, vacancy: State) -> Sequence[Event]:
    _taking(vacancy)
    if command.decided_on > command.today:
        raise Refused("candidate.day_in_the_future", "decided_on")
    return [
        CandidateAccepted(
            candidacy=command.candidacy,
            case=candidate.case,
            person_id=candidate.person_id,
            decided_on=command.decided_on,
        )
    ]


def _decline(command: DeclineCandidate, candidate: Candidate) -> Sequence[Event]:
    if command.decided_on > command.today:
        raise Refused("candidate.day_in_the_future", "decided_on")
    return [
        CandidateDeclined(
            candidacy=command.candidacy,
            case=candidate.case,
            person_id=candidate.person_id,
            decided_on=command.decided_on,
            declined=Personal(candidate.person_id, command.declined),
        )
    ]


def _close(command: CloseVacancy, vacancy: State) -> Sequence[Event]:
    if _posted(vacancy).municipality != command.municipality:
        raise Refused("access.not_found")
    if isinstance(vacancy, Closed):
        return []
    if command.closed_on > command.today:
        raise Refused("vacancy.day_in_the_future", "closed_on")
    return [VacancyClosed(closed_on=command.closed_on)]


# --- how a fact moves things on ---------------------------------------------------------------------------------------

INITIAL: Final = NotPosted()


def evolve(vacancy: State, recorded: Recorded[Event]) -> State:  # noqa: PLR0911 - one for each kind of fact
    """The vacancy after a fact."""
    match recorded.event, vacancy:
        case VacancyPosted() as fact, NotPosted():
            return Open(Vacancy(fact.municipality, fact.details, fact.until))
        case CandidateProposed() as fact, Open(posted):
            return Open(_with(posted, fact.candidacy, Candidate(fact.case, fact.person_id, fact.proposed_by)))
        case CandidateAccepted() as fact, Open(posted):
            taken = replace(posted.candidates[fact.candidacy], accepted=True, decided=True)
            after = _with(posted, fact.candidacy, taken)
            return Filled(after) if after.full else Open(after)
        case CandidateDeclined() as fact, Open(posted) | Filled(posted) | Closed(posted):
            declined = replace(posted.candidates[fact.candidacy], decided=True)
            return replace(vacancy, vacancy=_with(posted, fact.candidacy, declined))
        case VacancyPlaceTaken() as fact, Open(posted) | Filled(posted):
            placed = _placed(posted, fact)
            return Filled(placed) if placed.full else Open(placed)
        case VacancyPlaceFreed() as fact, Open(posted) | Filled(posted):
            freed = _freed(posted, fact)
            return Filled(freed) if freed.full else Open(freed)
        case VacancyPlaceTaken() as fact, Closed(posted):
            return Closed(_placed(posted, fact))
        case VacancyPlaceFreed() as fact, Closed(posted):
            return Closed(_freed(posted, fact))
        case VacancyClosed(), Open(posted) | Filled(posted):
            return Closed(posted)
    raise ValueError(f"{recorded.head.type} cannot follow {type(vacancy).__name__}")


def _placed(vacancy: Vacancy, fact: VacancyPlaceTaken) -> Vacancy:
    return replace(vacancy, placements={**vacancy.placements, fact.placement: Placed(fact.case, fact.person_id)})


def _freed(vacancy: Vacancy, fact: VacancyPlaceFreed) -> Vacancy:
    """The vacancy without the placement; whoever has no other there has left the place they were accepted for."""
    placements = {one: placed for one, placed in vacancy.placements.items() if one != fact.placement}
    if any(placed.case == fact.case for placed in placements.values()):
        return replace(vacancy, placements=placements)
    candidates = {
        one: replace(each, left=True) if each.case == fact.case and each.accepted else each
        for one, each in vacancy.candidates.items()
    }
    return replace(vacancy, placements=placements, candidates=candidates)


def _with(vacancy: Vacancy, candidacy: UUID, candidate: Candidate) -> Vacancy:
    return replace(vacancy, candidates={**vacancy.candidates, candidacy: candidate})
