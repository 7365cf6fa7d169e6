"""A group's season over HTTP: plan, wishes, co-organisers, guests, headcounts and effect."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final
from uuid import UUID, uuid5

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from services.activities.api import GROUP
from services.activities.asking import LEADERS, OrganisationBody
from services.activities.domain import LeaveAsGuest, TakeGuest
from services.activities.season.domain import AddOrganiser, AnswerWishes, CountHeads, PlanSessions, RateEffect
from services.activities.standing import NotOpen
from shared.access.policy import allow
from shared.edge.body import Line, StrictModel, body
from shared.events.activities.groups import GuestKind, Phase, Ratings, SessionPlan
from shared.requests import MunicipalRequest
from shared.service import Running, Written

router: Final = APIRouter(prefix="/municipalities/{municipality}/groups/{group}", tags=["activities"])

TimeOfDay = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Rating = Annotated[int, Field(ge=1, le=5, examples=[3])]


class SessionPlanBody(StrictModel):
    """When, where, led by whom (a function or an organisation), how one gets there and what it costs."""

    on: date = Field(examples=["2026-09-07"])
    begins: TimeOfDay = Field(examples=["17:30"])
    place: Annotated[str, Line(200)] = Field(examples=["Nuorisotalo"])
    leader: Annotated[str, Line(200)] = Field(examples=["Kansalaisopiston opettaja"])
    transport: Annotated[str, Line(200)] | None = Field(None, examples=["Kimppakyyti torilta 17.00"])
    cents: int = Field(0, ge=0, le=1_000_000)


class SeasonBody(StrictModel):
    """The season's sessions."""

    sessions: Annotated[tuple[SessionPlanBody, ...], Field(min_length=1, max_length=100)]


class HeadcountBody(StrictModel):
    """How many were there, and how many of them have lived here long."""

    people: int = Field(ge=0, le=10_000, examples=[14])
    long_time_residents: int = Field(0, ge=0, le=10_000, examples=[5])


class OrganiserBody(StrictModel):
    """Another organisation that runs the group too."""

    organiser: OrganisationBody


class AnsweredBody(StrictModel):
    """The wishes that the group was planned from."""

    wishes: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=500)]


class GuestBody(StrictModel):
    """Somebody without a case; nothing else is asked."""

    kind: GuestKind = Field(examples=["newcomer"])


class LeavingBody(StrictModel):
    """The guest leaves."""


class RatingBody(StrictModel):
    """How a participant rates themselves, 1 to 5. `participant` is a referral or a guest."""

    participant: UUID
    phase: Phase = Field(examples=["before"])
    language: Rating
    inclusion: Rating
    work_ability: Rating
    digital: Rating
    rated_on: date | None = Field(None, description="Today where left out")


class SeasonReceipt(Written):
    """The answer to a plan: the sessions' ids, in the order of the plan."""

    sessions: list[UUID]


class GuestReceipt(Written):
    """The answer to a guest: the pseudonym that the guest keeps."""

    guest: UUID


async def _known(service: Running, group: UUID, participant: UUID) -> UUID:
    """The participant; of a client who is hidden from the asker, one who never was."""
    state, _ = await service.ledger.load(GROUP, f"activities/group/{group}")
    case = None if isinstance(state, NotOpen) else state.group.cases.get(participant)
    return uuid5(participant, "hidden") if case is not None and await service.hidden(case) else participant


@router.post(
    "/plan",
    status_code=201,
    summary="Plan the season's sessions",
    dependencies=[allow(*LEADERS)],
    description="Codes: session.before_the_group_starts.",
)
async def plan_season(
    group: UUID, season: Annotated[SeasonBody, body(SeasonBody)], request: MunicipalRequest
) -> SeasonReceipt:
    sessions = {
        request.new_id(f"session {number}"): SessionPlan(**one.model_dump())
        for number, one in enumerate(season.sessions)
    }
    done = await request.carry_out_on(GROUP, "group", group, PlanSessions(request.municipality, sessions))
    return SeasonReceipt(**done.model_dump(), sessions=list(sessions))


@router.post(
    "/sessions/{session}/headcount",
    status_code=201,
    summary="Record how many were at a session, whoever they were",
    dependencies=[allow(*LEADERS)],
    description="Codes: headcount.already_recorded, headcount.more_than_all.",
)
async def count_heads(
    group: UUID, session: UUID, heads: Annotated[HeadcountBody, body(HeadcountBody)], request: MunicipalRequest
) -> Written:
    command = CountHeads(request.municipality, session, heads.people, heads.long_time_residents)
    return await request.carry_out_on(GROUP, "group", group, command)


@router.post(
    "/organisers",
    status_code=201,
    summary="Add an organisation that runs the group too",
    dependencies=[allow(*LEADERS)],
    description="Codes: code.business_id_wrong.",
)
async def add_organiser(
    group: UUID, joined: Annotated[OrganiserBody, body(OrganiserBody)], request: MunicipalRequest
) -> Written:
    command = AddOrganiser(request.municipality, joined.organiser.said())
    return await request.carry_out_on(GROUP, "group", group, command)


@router.post(
    "/wishes",
    status_code=201,
    summary="Say from which wishes the group was planned",
    dependencies=[allow(*LEADERS)],
    description="Codes: access.not_found.",
)
async def answer_wishes(
    group: UUID, answered: Annotated[AnsweredBody, body(AnsweredBody)], request: MunicipalRequest
) -> Written:
    return await request.carry_out_on(GROUP, "group", group, AnswerWishes(request.municipality, answered.wishes))


@router.post(
    "/guests",
    status_code=201,
    summary="Give somebody without a case a place, or a number in the queue",
    dependencies=[allow(*LEADERS)],
    description="Codes: access.not_found.",
)
async def take_guest(
    group: UUID, guest: Annotated[GuestBody, body(GuestBody)], request: MunicipalRequest
) -> GuestReceipt:
    pseudonym = request.new_id("guest")
    done = await request.carry_out_on(GROUP, "group", group, TakeGuest(request.municipality, pseudonym, guest.kind))
    return GuestReceipt(**done.model_dump(), guest=pseudonym)


@router.post(
    "/guests/{guest}/leave",
    summary="A guest leaves; the next in the queue gets the place",
    dependencies=[allow(*LEADERS)],
    description="Codes: access.not_found.",
)
async def leave_as_guest(
    group: UUID,
    guest: UUID,
    leaving: Annotated[LeavingBody, body(LeavingBody)],  # noqa: ARG001 - an empty body, checked as every other
    request: MunicipalRequest,
) -> Written:
    return await request.carry_out_on(GROUP, "group", group, LeaveAsGuest(request.municipality, guest))


@router.post(
    "/effect",
    status_code=201,
    summary="Record how a participant rates themselves, before or after",
    dependencies=[allow(*LEADERS)],
    description="Codes: effect.no_participant, effect.already_rated, effect.day_in_the_future.",
)
async def rate_effect(
    group: UUID, rated: Annotated[RatingBody, body(RatingBody)], request: MunicipalRequest
) -> Written:
    ratings = Ratings(
        language=rated.language, inclusion=rated.inclusion, work_ability=rated.work_ability, digital=rated.digital
    )
    rated_on = rated.rated_on or request.today
    participant = await _known(request.service, group, rated.participant)
    command = RateEffect(request.municipality, participant, rated.phase, ratings, rated_on, request.today)
    return await request.carry_out_on(GROUP, "group", group, command)
