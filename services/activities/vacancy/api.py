"""Vacancies over HTTP: posted where the work is; candidates proposed by the municipality whose clients they are."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final
from uuid import UUID, uuid5

from fastapi import APIRouter
from pydantic import Field

from services.activities.asking import WORKERS, BusinessId
from services.activities.client.api import CLIENT, Level, SkillCode
from services.activities.client.api import KIND as CLIENTS
from services.activities.client.domain import BeginCandidacy, Client
from services.activities.publishing import Wording, region_of, worded
from services.activities.vacancy.domain import (
    AcceptCandidate,
    CloseVacancy,
    DeclineCandidate,
    NotPosted,
    PostVacancy,
    ProposeCandidate,
    Vacancy,
)
from services.activities.vacancy.places import KIND, VACANCY, stream_of
from services.activities.wording import as_published
from shared.access.policy import allow, not_found
from shared.access.roles import Role
from shared.edge.body import Line, StrictModel, body
from shared.events.activities.directory import Organisation
from shared.events.activities.vacancies import (
    DeclineCause,
    DeclinedBy,
    DeclinedFor,
    LanguageDemand,
    MatchFound,
    Reason,
    Sector,
    VacancyDetails,
)
from shared.ledger import Beside
from shared.matching import Demand, Match, Seeker, match
from shared.regions.codes import LanguageCode
from shared.regions.distances import between
from shared.requests import MunicipalRequest
from shared.service import Running, Written

POSTERS: Final = (*WORKERS, Role.ACTIVITY_LEADER)

router: Final = APIRouter(prefix="/municipalities/{municipality}/vacancies", tags=["work and support"])


class EmployerBody(StrictModel):
    """An employer, checked by its y-tunnus."""

    name: Annotated[str, Line(200)] = Field(examples=["Lappajärven kunta"])
    business_id: BusinessId = Field(examples=["0179377-8"])


class DemandBody(StrictModel):
    """A language and the level that the work needs at least."""

    language: LanguageCode = Field(examples=["fin"])
    level: Level = Field(examples=["A2"])


class VacancyBody(StrictModel):
    """What an employer seeks."""

    employer: EmployerBody
    title: Wording
    sector: Sector = Field(examples=["care"])
    skills: Annotated[tuple[SkillCode, ...], Field(max_length=30, examples=[["nursing care"]])] = ()
    languages: Annotated[tuple[DemandBody, ...], Field(max_length=5)] = ()
    places: int = Field(1, ge=1, le=500, examples=[2])
    hours_a_week: int | None = Field(None, ge=1, le=60, examples=[37])
    from_on: date = Field(examples=["2026-09-01"])
    until: date | None = Field(None, description="The last day to apply")

    def details(self) -> VacancyDetails:
        return VacancyDetails(
            title=as_published(worded(self.title, "title")),
            sector=self.sector,
            skills=tuple(dict.fromkeys(self.skills)),
            languages=tuple(LanguageDemand(language=one.language, level=one.level) for one in self.languages),
            places=self.places,
            hours_a_week=self.hours_a_week,
        )


class ProposalBody(StrictModel):
    """Whom a clerk proposes."""

    case: UUID = Field(examples=["0190c0de-0000-7000-8000-000000000001"])


class DecisionBody(StrictModel):
    """Both sides agree."""

    decided_on: date | None = Field(None, description="Today where left out")


class RefusalBody(DecisionBody):
    """One side says no, and why."""

    by: DeclinedBy = Field(examples=["employer"])
    cause: DeclineCause = Field(examples=["language"])


class ClosingBody(StrictModel):
    """Nobody is sought any more."""

    closed_on: date | None = Field(None, description="Today where left out")


class ProposalReceipt(Written):
    """The answer to a proposal: with the candidacy's id and how well the candidate fits."""

    candidacy: UUID
    score: int


@router.post(
    "",
    status_code=201,
    summary="Post a vacancy",
    dependencies=[allow(*POSTERS)],
    description="Codes: vacancy.language_missing, vacancy.day_has_passed, code.business_id_wrong.",
)
async def post_vacancy(posted: Annotated[VacancyBody, body(VacancyBody)], request: MunicipalRequest) -> Written:
    thing = request.new_id(KIND)
    command = PostVacancy(
        municipality=request.municipality,
        employer=Organisation(name=posted.employer.name, business_id=posted.employer.business_id),
        details=posted.details(),
        required=region_of(request.service.profiles, request.municipality).languages,
        from_on=posted.from_on,
        until=posted.until,
        today=request.today,
    )
    return await request.carry_out_on(VACANCY, KIND, thing, command, new=True)


@router.post(
    "/{vacancy}/candidates",
    status_code=201,
    summary="Propose a client of the municipality for a vacancy, wherever the work is",
    dependencies=[allow(*WORKERS)],
    description="Codes: candidate.already_proposed, vacancy.filled, vacancy.closed, vacancy.day_has_passed.",
)
async def propose_candidate(
    vacancy: UUID, proposed: Annotated[ProposalBody, body(ProposalBody)], request: MunicipalRequest
) -> ProposalReceipt:
    posted, client = await _both(request.service, vacancy, proposed.case, request.municipality)
    found = matched(posted, client)
    candidacy = request.new_id("candidacy")
    command = ProposeCandidate(
        municipality=request.municipality,
        candidacy=candidacy,
        case=proposed.case,
        person_id=client.person_id,
        match=MatchFound(
            score=found.score, reasons=tuple(Reason(code=one.code, said=dict(one.said)) for one in found.reasons)
        ),
        today=request.today,
    )
    # Both or neither: the client's own stream says whose client it is, and hears of the proposal at once.
    beside = Beside(
        CLIENT,
        f"activities/{CLIENTS}/{proposed.case}",
        proposed.case,
        BeginCandidacy(request.municipality, vacancy, candidacy),
    )
    receipt = await request.carry_out_on(VACANCY, KIND, vacancy, command, beside=[beside])
    return ProposalReceipt(**receipt.model_dump(), candidacy=candidacy, score=found.score)


@router.post(
    "/{vacancy}/candidates/{candidacy}/accept",
    summary="Record that candidate and employer agree",
    dependencies=[allow(*WORKERS)],
    description=("Codes: candidate.already_decided, candidate.day_in_the_future, vacancy.filled, vacancy.closed."),
)
async def accept_candidate(
    vacancy: UUID, candidacy: UUID, decision: Annotated[DecisionBody, body(DecisionBody)], request: MunicipalRequest
) -> Written:
    known = await _known(request.service, vacancy, candidacy)
    command = AcceptCandidate(request.municipality, known, decision.decided_on or request.today, request.today)
    return await request.carry_out_on(VACANCY, KIND, vacancy, command)


@router.post(
    "/{vacancy}/candidates/{candidacy}/decline",
    summary="Record that the employer or the candidate says no, and why",
    dependencies=[allow(*WORKERS)],
    description="Codes: candidate.already_decided, candidate.day_in_the_future.",
)
async def decline_candidate(
    vacancy: UUID, candidacy: UUID, refusal: Annotated[RefusalBody, body(RefusalBody)], request: MunicipalRequest
) -> Written:
    declined = DeclinedFor(by=refusal.by, cause=refusal.cause)
    decided_on = refusal.decided_on or request.today
    known = await _known(request.service, vacancy, candidacy)
    command = DeclineCandidate(request.municipality, known, decided_on, declined, request.today)
    return await request.carry_out_on(VACANCY, KIND, vacancy, command)


@router.post(
    "/{vacancy}/close",
    summary="Close a vacancy",
    dependencies=[allow(*POSTERS)],
    description="Codes: vacancy.day_in_the_future.",
)
async def close_vacancy(
    vacancy: UUID, closing: Annotated[ClosingBody, body(ClosingBody)], request: MunicipalRequest
) -> Written:
    command = CloseVacancy(request.municipality, closing.closed_on or request.today, request.today)
    return await request.carry_out_on(VACANCY, KIND, vacancy, command)


async def _both(service: Running, vacancy: UUID, case: UUID, municipality: str) -> tuple[Vacancy, Client]:
    """The vacancy and the client as they stand; what the municipality may not know is not found."""
    posted, _ = await service.ledger.load(VACANCY, stream_of(vacancy))
    client, _ = await service.load(CLIENT, f"activities/{CLIENTS}/{case}")
    if isinstance(posted, NotPosted) or not isinstance(client, Client) or client.municipality != municipality:
        raise not_found()
    return posted.vacancy, client


async def _known(service: Running, vacancy: UUID, candidacy: UUID) -> UUID:
    """The candidacy; of a client who is hidden from the asker, one that never was."""
    posted, _ = await service.ledger.load(VACANCY, stream_of(vacancy))
    candidate = None if isinstance(posted, NotPosted) else posted.vacancy.candidates.get(candidacy)
    hidden = candidate is not None and await service.hidden(candidate.case)
    return uuid5(candidacy, "hidden") if hidden else candidacy


def matched(vacancy: Vacancy, client: Client) -> Match:
    """How well the client fits, from what was mapped, tested and wished."""
    demand = Demand(
        vacancy.details.sector.value,
        vacancy.details.skills,
        {one.language: one.level for one in vacancy.details.languages},
    )
    wish = client.wish
    seeker = Seeker(
        sectors=frozenset(wish.sectors if wish else ()),
        skills=client.skills | frozenset(wish.skills if wish else ()),
        languages={**(wish.languages if wish else {}), **client.levels},  # a tested level goes before a told one
        furthest_km=wish.furthest_km if wish else None,
        km=between(client.municipality, vacancy.municipality),
    )
    return match(demand, seeker)
