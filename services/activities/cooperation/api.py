"""Cooperation, monitoring and stakeholder groups over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final
from uuid import UUID, uuid5

from fastapi import APIRouter, Response
from pydantic import Field

from services.activities.cooperation.domain import (
    INITIAL,
    FormGroup,
    HoldMeeting,
    Join,
    Leave,
    PlanMeetings,
    RaiseNeed,
    ReviewNeed,
    State,
    Undertaking,
    decide,
    evolve,
)
from services.activities.cooperation.domain import Command as GroupCommand
from services.activities.cooperation.rhythm import Every
from services.activities.coordinating import COORDINATORS, carried_out
from services.activities.publishing import Passage, Wording, languages_of, region_of, worded
from shared.access.policy import allow
from shared.edge.body import Line, Municipality, Prose, StrictModel, body
from shared.edge.idempotency import Command
from shared.events.activities.cooperation import GroupKind, MemberKind, NeedStatus
from shared.ledger import Decider
from shared.regions.codes import MunicipalityCode
from shared.service import Service, Written

NETWORK: Final[Decider[GroupCommand, State]] = Decider(INITIAL, decide, evolve)
"""What a stream activities/network/<network> is decided by."""

router: Final = APIRouter(prefix="/municipalities/{municipality}/networks", tags=["networks"])

OwnerName = Annotated[str, Line(200)]
_OWNER: Final = "An organisation or a function, never a person"


class NetworkBody(StrictModel):
    """A group of organisations; the municipality of the path convenes it."""

    kind: GroupKind = Field(examples=["monitoring"])
    name: Wording
    municipalities: Annotated[tuple[MunicipalityCode, ...], Field(max_length=60)] = Field(
        (), description="Others that it serves", examples=[["052", "233"]]
    )
    meetings_a_year: int = Field(4, ge=1, le=12, description="1, 2, 3, 4, 6 or 12", examples=[4])
    formed_on: date | None = Field(None, description="Today where left out")


class MemberBody(StrictModel):
    """An organisation."""

    name: Annotated[str, Line(200)] = Field(examples=["Lappajärven seurakunta"])
    kind: MemberKind = Field(examples=["congregation"])


class LeaveBody(StrictModel):
    """Nothing needs to be said."""


class CalendarBody(StrictModel):
    """Meetings to come: the same weekday of the same week of its month, every month, quarter or half year."""

    first: date = Field(examples=["2026-12-08"])
    every: Every = Field("quarter", examples=["quarter"])
    times: int = Field(4, ge=1, le=24, examples=[4])
    place: Annotated[str, Line(200)] = Field(examples=["Kunnantalo"])


class UndertakingBody(StrictModel):
    """What somebody undertakes to do."""

    what: Passage
    owner: OwnerName = Field(description=_OWNER, examples=["Vastaanottokeskus"])
    due_on: date = Field(examples=["2027-01-31"])
    municipality: MunicipalityCode | None = Field(None, description="Which acts; the convener where left out")


class MeetingBody(StrictModel):
    """The group has met."""

    held_on: date | None = Field(None, description="Today where left out")
    present: Annotated[tuple[UUID, ...], Field(max_length=200)] = ()
    decisions: Annotated[tuple[Passage, ...], Field(max_length=100)] = ()
    actions: Annotated[tuple[UndertakingBody, ...], Field(max_length=100)] = ()
    practices: Annotated[tuple[UUID, ...], Field(max_length=100)] = Field((), description="Practices reviewed")
    minutes: Annotated[str, Prose(4000)] | None = Field(None, description="May name people; sealed")


class NeedBody(StrictModel):
    """Something the region lacks."""

    what: Passage
    owner: OwnerName = Field(description=_OWNER, examples=["Seinäjoen kaupunki"])


class ReviewBody(StrictModel):
    """How a need stands."""

    status: NeedStatus = Field(examples=["under_way"])
    owner: OwnerName | None = Field(None, description=f"{_OWNER}; the same as before where left out")
    reviewed_on: date | None = Field(None, description="Today where left out")


class MemberWritten(Written):
    """The answer to a member: its id."""

    member: UUID


class MeetingWritten(Written):
    """The answer to a meeting: its id, and its actions' in the order in which they were said."""

    meeting: UUID
    actions: list[UUID]


class NeedWritten(Written):
    """The answer to a need: its id."""

    need: UUID


@router.post(
    "",
    status_code=201,
    summary="Form a cooperation, monitoring or stakeholder group",
    dependencies=[allow(*COORDINATORS)],
    description="Codes: cooperation.no_such_rhythm, cooperation.formed_in_the_future, code.municipality_outside.",
)
async def form(
    *,
    municipality: Municipality,
    formed: Annotated[NetworkBody, body(NetworkBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Written:
    region = region_of(service.profiles, municipality)
    languages_of(service.profiles, formed.municipalities, "municipalities")
    command = FormGroup(
        municipality=municipality,
        municipalities=formed.municipalities,
        kind=formed.kind,
        name=worded(formed.name, "name", region.languages[0]),
        region=region.code,
        meetings_a_year=formed.meetings_a_year,
        formed_on=formed.formed_on or context.today,
        today=context.today,
    )
    network = uuid5(context.id, "network")
    return await carried_out(service, NETWORK, "network", network, command, context, municipality, response, new=True)


@router.post(
    "/{network}/members",
    status_code=201,
    summary="Let an organisation join the group",
    dependencies=[allow(*COORDINATORS)],
    description="Codes: cooperation.member_already.",
)
async def join(
    *,
    municipality: Municipality,
    network: UUID,
    joined: Annotated[MemberBody, body(MemberBody)],
    context: Command,
    service: Service,
    response: Response,
) -> MemberWritten:
    member = uuid5(context.id, "member")
    command = Join(municipality, member, joined.name, joined.kind)
    made = await carried_out(service, NETWORK, "network", network, command, context, municipality, response)
    return MemberWritten(**made.model_dump(), member=member)


@router.post(
    "/{network}/members/{member}/leave",
    summary="Record that an organisation is a member no more",
    dependencies=[allow(*COORDINATORS)],
)
async def leave(
    *,
    municipality: Municipality,
    network: UUID,
    member: UUID,
    left: Annotated[LeaveBody, body(LeaveBody)],  # noqa: ARG001 - an empty body, checked to be one
    context: Command,
    service: Service,
    response: Response,
) -> Written:
    command = Leave(municipality, member)
    return await carried_out(service, NETWORK, "network", network, command, context, municipality, response)


@router.post(
    "/{network}/calendar",
    status_code=201,
    summary="Plan the group's meetings",
    dependencies=[allow(*COORDINATORS)],
    description="Codes: cooperation.planned_in_the_past.",
)
async def plan(
    *,
    municipality: Municipality,
    network: UUID,
    planned: Annotated[CalendarBody, body(CalendarBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Written:
    command = PlanMeetings(municipality, planned.first, planned.every, planned.times, planned.place, context.today)
    return await carried_out(service, NETWORK, "network", network, command, context, municipality, response)


@router.post(
    "/{network}/meetings",
    status_code=201,
    summary="Record a meeting: who was there, what was decided, who undertook what",
    dependencies=[allow(*COORDINATORS)],
    description=(
        "Codes: cooperation.met_in_the_future, cooperation.met_before_it_was_formed, cooperation.not_a_member, "
        "cooperation.municipality_not_served, action.due_in_the_past."
    ),
)
async def meet(
    *,
    municipality: Municipality,
    network: UUID,
    held: Annotated[MeetingBody, body(MeetingBody)],
    context: Command,
    service: Service,
    response: Response,
) -> MeetingWritten:
    undertakings = tuple(
        Undertaking(
            uuid5(context.id, f"action {number}"),
            one.municipality or municipality,
            worded(one.what, f"actions.{number}.what"),
            one.owner,
            one.due_on,
        )
        for number, one in enumerate(held.actions)
    )
    command = HoldMeeting(
        municipality=municipality,
        meeting=uuid5(context.id, "meeting"),
        held_on=held.held_on or context.today,
        present=held.present,
        decisions=tuple(worded(one, f"decisions.{number}") for number, one in enumerate(held.decisions)),
        undertakings=undertakings,
        practices=held.practices,
        minutes=held.minutes,
        today=context.today,
    )
    made = await carried_out(service, NETWORK, "network", network, command, context, municipality, response)
    return MeetingWritten(**made.model_dump(), meeting=command.meeting, actions=[one.action for one in undertakings])


@router.post(
    "/{network}/needs",
    status_code=201,
    summary="Raise a development need, with its owner",
    dependencies=[allow(*COORDINATORS)],
)
async def raise_need(
    *,
    municipality: Municipality,
    network: UUID,
    raised: Annotated[NeedBody, body(NeedBody)],
    context: Command,
    service: Service,
    response: Response,
) -> NeedWritten:
    need = uuid5(context.id, "need")
    command = RaiseNeed(municipality, need, worded(raised.what, "what"), raised.owner)
    made = await carried_out(service, NETWORK, "network", network, command, context, municipality, response)
    return NeedWritten(**made.model_dump(), need=need)


@router.post(
    "/{network}/needs/{need}/review",
    summary="Review a development need",
    dependencies=[allow(*COORDINATORS)],
    description="Codes: cooperation.reviewed_in_the_future.",
)
async def review(
    *,
    municipality: Municipality,
    network: UUID,
    need: UUID,
    reviewed: Annotated[ReviewBody, body(ReviewBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Written:
    day = reviewed.reviewed_on or context.today
    command = ReviewNeed(municipality, need, reviewed.status, reviewed.owner, day, context.today)
    return await carried_out(service, NETWORK, "network", network, command, context, municipality, response)
