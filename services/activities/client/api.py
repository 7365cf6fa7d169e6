"""A client's way to work over HTTP, written by the municipality whose case it is. Reads are reporting's."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from services.activities.asking import LEADERS, WORKERS, BusinessId
from services.activities.client.domain import (
    INITIAL,
    AnswerSupport,
    Client,
    EndMentoring,
    EndPlacement,
    OfferSupport,
    PairMentor,
    RecordMeeting,
    SeekWork,
    StartPlacement,
    State,
    decide,
    evolve,
)
from services.activities.client.domain import Command as ClientCommand
from services.activities.vacancy.domain import FreePlace, TakePlace
from services.activities.vacancy.places import told
from shared.access.policy import allow
from shared.edge.body import Line, StrictModel, body
from shared.events.activities.clients import WorkWish
from shared.events.activities.placements import (
    EmployerKind,
    MentorDetails,
    MentoringOutcome,
    PlacementKind,
    PlacementOutcome,
    PlacementTerms,
)
from shared.events.activities.vacancies import Sector
from shared.ledger import Decider
from shared.regions.codes import LanguageCode
from shared.requests import CaseRequest
from shared.service import Receipt, Running

CLIENT: Final[Decider[ClientCommand, State]] = Decider(INITIAL, decide, evolve, opens=True)
"""What a stream activities/client/<case> is decided by; it looks into what was mapped and wished, for matching."""

KIND: Final = "client"
Level = Annotated[str, StringConstraints(pattern=r"^[ABC][0-2](\.[1-9])?$")]
SkillCode = Annotated[str, Line(200)]

router: Final = APIRouter(prefix="/municipalities/{municipality}/cases/{case}", tags=["work and support"])


class WishBody(StrictModel):
    """The work that the client seeks, in their own words where the vocabulary has none."""

    sectors: Annotated[tuple[Sector, ...], Field(max_length=13, examples=[["care"]])] = ()
    skills: Annotated[tuple[SkillCode, ...], Field(max_length=50, examples=[["cooking", "nursing care"]])] = ()
    languages: Annotated[dict[LanguageCode, Level], Field(max_length=20, examples=[{"fin": "A2"}])] = Field(
        default_factory=dict
    )
    furthest_km: int | None = Field(None, ge=0, le=2_000, examples=[40])
    sought_on: date | None = Field(None, description="The day of the talk; today where left out")

    def said(self) -> WorkWish:
        return WorkWish(
            sectors=tuple(dict.fromkeys(one.value for one in self.sectors)),
            skills=tuple(dict.fromkeys(self.skills)),
            languages=dict(self.languages),
            furthest_km=self.furthest_km,
        )


class SupportBody(StrictModel):
    """A service of the directory that is offered."""

    service_id: UUID = Field(examples=["0190c0de-0000-7000-8000-0000000000aa"])


class SupportAnswerBody(StrictModel):
    """Whether the client wants it."""

    accepted: bool


class PlacementBody(StrictModel):
    """Where the client begins, and as what; the employer is checked by its y-tunnus where it has one."""

    kind: PlacementKind = Field(examples=["trial"])
    employer: Annotated[str, Line(200)] = Field(examples=["Kokkolan kaupunki"])
    business_id: BusinessId | None = Field(None, examples=["0179377-8"])
    employer_kind: EmployerKind = Field(EmployerKind.PRIVATE, examples=["public"])
    vacancy: UUID | None = Field(None, description="The vacancy that it came from")
    started_on: date | None = Field(None, description="Today where left out")
    planned_until: date | None = None

    def terms(self) -> PlacementTerms:
        return PlacementTerms(
            kind=self.kind,
            employer=self.employer,
            business_id=self.business_id,
            employer_kind=self.employer_kind,
            planned_until=self.planned_until,
        )


class PlacementEndBody(StrictModel):
    """The placement is over."""

    outcome: PlacementOutcome = Field(examples=["job"])
    ended_on: date | None = Field(None, description="Today where left out")


class MentorBody(StrictModel):
    """Who the mentor is. `mentor_id` where the same person is a mentor already; a new one has none."""

    name: Annotated[str, Line(200)] = Field(examples=["Maija Mentori"])
    languages: Annotated[tuple[LanguageCode, ...], Field(max_length=20, examples=[["fin", "eng"]])] = ()
    mentor_id: UUID | None = None
    paired_on: date | None = Field(None, description="Today where left out")


class MeetingBody(StrictModel):
    """The two have met."""

    met_on: date | None = Field(None, description="Today where left out")


class MentoringEndBody(StrictModel):
    """Mentoring is over."""

    outcome: MentoringOutcome = Field(examples=["goal"])
    ended_on: date | None = Field(None, description="Today where left out")


class OfferReceipt(Receipt):
    """The answer to an offer of support: with its id."""

    offer: UUID


class PlacementReceipt(Receipt):
    """The answer to a placement: with its id."""

    placement: UUID


class PairingReceipt(Receipt):
    """The answer to a pairing: with its id and the mentor's."""

    pairing: UUID
    mentor_id: UUID


async def _known(service: Running, municipality: str, case: UUID) -> Client | None:
    """The client, where it is the municipality's; the decider says no where it is not."""
    state, _ = await service.load(CLIENT, f"activities/{KIND}/{case}")
    return state if isinstance(state, Client) and state.municipality == municipality else None


@router.post(
    "/work-sought",
    summary="Record the work that the client seeks",
    dependencies=[allow(*WORKERS)],
    description="Codes: client.day_in_the_future.",
)
async def seek_work(wish: Annotated[WishBody, body(WishBody)], request: CaseRequest) -> Receipt:
    command = SeekWork(request.municipality, wish.said(), wish.sought_on or request.today, request.today)
    return await request.carry_out(CLIENT, command, KIND)


@router.post(
    "/support",
    status_code=201,
    summary="Offer a service to a client who has no wider support",
    dependencies=[allow(*LEADERS)],
    description="Codes: support.already_offered.",
)
async def offer_support(offered: Annotated[SupportBody, body(SupportBody)], request: CaseRequest) -> OfferReceipt:
    offer = request.new_id("offer")
    command = OfferSupport(request.municipality, offer, offered.service_id, request.today)
    done = await request.carry_out(CLIENT, command, KIND)
    return OfferReceipt(**done.model_dump(), offer=offer)


@router.post(
    "/support/{offer}/answer",
    summary="Record what the client says to an offer",
    dependencies=[allow(*LEADERS)],
    description="Codes: support.already_answered.",
)
async def answer_support(
    offer: UUID, answered: Annotated[SupportAnswerBody, body(SupportAnswerBody)], request: CaseRequest
) -> Receipt:
    command = AnswerSupport(request.municipality, offer, answered.accepted, request.today)
    return await request.carry_out(CLIENT, command, KIND)


@router.post(
    "/placements",
    status_code=201,
    summary="Start a work trial, practice, voluntary work or a job",
    dependencies=[allow(*WORKERS)],
    description="Codes: client.day_in_the_future, placement.ends_before_it_begins, code.business_id_wrong.",
)
async def start_placement(
    started: Annotated[PlacementBody, body(PlacementBody)], request: CaseRequest
) -> PlacementReceipt:
    placement = request.new_id("placement")
    command = StartPlacement(
        municipality=request.municipality,
        placement=placement,
        vacancy=started.vacancy,
        started_on=started.started_on or request.today,
        terms=started.terms(),
        today=request.today,
    )
    known = await _known(request.service, request.municipality, request.case)
    beside = (
        [told(started.vacancy, TakePlace(placement, request.case, known.person_id))]
        if known is not None and started.vacancy is not None
        else []
    )
    done = await request.carry_out(CLIENT, command, KIND, beside=beside)
    return PlacementReceipt(**done.model_dump(), placement=placement)


@router.post(
    "/placements/{placement}/end",
    summary="End a placement",
    dependencies=[allow(*WORKERS)],
    description="Codes: client.day_in_the_future, placement.already_ended, placement.day_before_it_began.",
)
async def end_placement(
    placement: UUID, end: Annotated[PlacementEndBody, body(PlacementEndBody)], request: CaseRequest
) -> Receipt:
    command = EndPlacement(request.municipality, placement, end.ended_on or request.today, end.outcome, request.today)
    known = await _known(request.service, request.municipality, request.case)
    vacancy = None if known is None else known.filling.get(placement)
    beside = [] if vacancy is None else [told(vacancy, FreePlace(placement))]
    return await request.carry_out(CLIENT, command, KIND, beside=beside)


@router.post(
    "/mentoring",
    status_code=201,
    summary="Pair the client with a mentor",
    dependencies=[allow(*LEADERS)],
    description="Codes: client.day_in_the_future, mentoring.already_paired.",
)
async def pair_mentor(mentor: Annotated[MentorBody, body(MentorBody)], request: CaseRequest) -> PairingReceipt:
    pairing = request.new_id("pairing")
    mentor_id = mentor.mentor_id or request.new_id("mentor")
    command = PairMentor(
        municipality=request.municipality,
        pairing=pairing,
        mentor_id=mentor_id,
        mentor=MentorDetails(name=mentor.name, languages=tuple(dict.fromkeys(mentor.languages))),
        paired_on=mentor.paired_on or request.today,
        today=request.today,
    )
    done = await request.carry_out(CLIENT, command, KIND)
    return PairingReceipt(**done.model_dump(), pairing=pairing, mentor_id=mentor_id)


@router.post(
    "/mentoring/{pairing}/meetings",
    status_code=201,
    summary="Record that mentor and client have met",
    dependencies=[allow(*LEADERS)],
    description="Codes: client.day_in_the_future, mentoring.already_ended, mentoring.day_before_it_began.",
)
async def record_meeting(
    pairing: UUID, meeting: Annotated[MeetingBody, body(MeetingBody)], request: CaseRequest
) -> Receipt:
    command = RecordMeeting(request.municipality, pairing, meeting.met_on or request.today, request.today)
    return await request.carry_out(CLIENT, command, KIND)


@router.post(
    "/mentoring/{pairing}/end",
    summary="End mentoring",
    dependencies=[allow(*LEADERS)],
    description="Codes: client.day_in_the_future, mentoring.already_ended, mentoring.day_before_it_began.",
)
async def end_mentoring(
    pairing: UUID, end: Annotated[MentoringEndBody, body(MentoringEndBody)], request: CaseRequest
) -> Receipt:
    command = EndMentoring(request.municipality, pairing, end.ended_on or request.today, end.outcome, request.today)
    return await request.carry_out(CLIENT, command, KIND)
