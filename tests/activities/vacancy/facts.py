"""What has happened to a vacancy, and what is asked of it."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

from services.activities.vacancy import domain
from services.activities.vacancy.domain import (
    AcceptCandidate,
    CloseVacancy,
    DeclineCandidate,
    FreePlace,
    PostVacancy,
    ProposeCandidate,
    TakePlace,
)
from shared.events.activities.directory import Organisation
from shared.events.activities.texts import PublishedText
from shared.events.activities.vacancies import (
    CandidateAccepted,
    CandidateDeclined,
    CandidateProposed,
    DeclineCause,
    DeclinedBy,
    DeclinedFor,
    LanguageDemand,
    MatchFound,
    Reason,
    Sector,
    VacancyClosed,
    VacancyDetails,
    VacancyPlaceFreed,
    VacancyPlaceTaken,
    VacancyPosted,
)
from shared.events.model import Personal
from tests.spec import Spec

VAASA, NARPES = "905", "545"
TODAY: Final = date(2026, 3, 2)
LAST: Final = date(2026, 4, 1)
EMPLOYER = Organisation(name="Närpiön kaupunki", business_id="0180571-4")
DETAILS = VacancyDetails(
    title=PublishedText(fi="Puutarhuri", sv="Trädgårdsmästare"),
    sector=Sector.FARMING,
    skills=("gardening",),
    languages=(LanguageDemand(language="swe", level="A2"),),
    places=2,
)
FOUND = MatchFound(score=80, reasons=(Reason(code="match.distance", said={"km": "5", "furthest": ""}),))
NO = DeclinedFor(by=DeclinedBy.EMPLOYER, cause=DeclineCause.LANGUAGE)


def candidacy(number: int) -> UUID:
    return UUID(int=100 + number)


def case(number: int) -> UUID:
    return UUID(int=200 + number)


def person(number: int) -> UUID:
    return UUID(int=300 + number)


post = PostVacancy(NARPES, EMPLOYER, DETAILS, ("sv", "fi"), date(2026, 5, 1), LAST, TODAY)
posted = VacancyPosted(municipality=NARPES, employer=EMPLOYER, details=DETAILS, from_on=date(2026, 5, 1), until=LAST)
close = CloseVacancy(NARPES, TODAY, TODAY)
closed = VacancyClosed(closed_on=TODAY)


def placement(number: int) -> UUID:
    return UUID(int=400 + number)


def begin(number: int) -> TakePlace:
    return TakePlace(placement(number), case(number), person(number))


def begun(number: int) -> VacancyPlaceTaken:
    return VacancyPlaceTaken(placement=placement(number), case=case(number), person_id=person(number))


def end(number: int) -> FreePlace:
    return FreePlace(placement(number))


def over(number: int) -> VacancyPlaceFreed:
    return VacancyPlaceFreed(placement=placement(number), case=case(number), person_id=person(number))


def propose(number: int, municipality: str = VAASA) -> ProposeCandidate:
    return ProposeCandidate(municipality, candidacy(number), case(number), person(number), FOUND, TODAY)


def proposed(number: int) -> CandidateProposed:
    return CandidateProposed(
        candidacy=candidacy(number),
        case=case(number),
        person_id=person(number),
        proposed_by=VAASA,
        match=Personal(person(number), FOUND),
    )


def accept(number: int, municipality: str = VAASA) -> AcceptCandidate:
    return AcceptCandidate(municipality, candidacy(number), TODAY, TODAY)


def accepted(number: int) -> CandidateAccepted:
    return CandidateAccepted(candidacy=candidacy(number), case=case(number), person_id=person(number), decided_on=TODAY)


def decline(number: int, municipality: str = VAASA) -> DeclineCandidate:
    return DeclineCandidate(municipality, candidacy(number), TODAY, NO, TODAY)


def declined(number: int) -> CandidateDeclined:
    return CandidateDeclined(
        candidacy=candidacy(number),
        case=case(number),
        person_id=person(number),
        decided_on=TODAY,
        declined=Personal(person(number), NO),
    )


given = Spec(domain.INITIAL, domain.decide, domain.evolve).given
