"""Referrals to services of the directory over HTTP: sent, answered by the providers asked, begun, completed, revoked.

A partner answers for its organisation, a municipality for its official services, and the client's own municipality may
note what any of those asked has said. Reads are reporting's.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final
from uuid import UUID

from dateutil.relativedelta import relativedelta
from fastapi import APIRouter
from pydantic import Field

from services.planning.carrying import ANSWERERS, CASE, REFERRERS
from services.planning.referral import known
from services.planning.referral.known import Provider, provider_of
from services.planning.referral.services import (
    AcceptClient,
    Accompany,
    BeginService,
    By,
    CompleteService,
    DeclineClient,
    RevokeReferral,
    SendReferral,
)
from services.planning.words import Words
from shared.access.policy import allow
from shared.access.roles import Role
from shared.edge.body import Prose, StrictModel, body
from shared.events.planning.services import (
    AccompaniedBy,
    Disclosed,
    RevocationReason,
    ServiceDeclineReason,
    ServiceOutcome,
)
from shared.ledger import Decider
from shared.requests import AboutCase, CaseRequest
from shared.service import Receipt, Running

KNOWN: Final[Decider[known.Command, known.State]] = Decider(known.INITIAL, known.decide, known.evolve)
"""What a stream planning/service/<service> is decided by."""

OPEN_FOR: Final = relativedelta(months=1)  # how long a provider has to answer where nothing else is said
MOST_PROVIDERS: Final = 10

router: Final = APIRouter(prefix="/municipalities/{municipality}/cases/{case}/service-referrals", tags=["referrals"])


class SendBody(StrictModel):
    """A referral to one service of the directory, or to several of which the first that accepts has it."""

    services: Annotated[
        tuple[UUID, ...],
        Field(min_length=1, max_length=MOST_PROVIDERS, examples=[["0190c0de-0000-7000-8000-0000000000aa"]]),
    ]
    expires_on: date | None = Field(None, description="The last day to answer; in a month where left out")
    discloses: Annotated[tuple[Disclosed, ...], Field(max_length=4)] = Field(
        (Disclosed.NAME, Disclosed.LANGUAGE, Disclosed.REASON),
        description="What a provider that accepts is told of the client",
    )
    reason: Annotated[str, Prose(4000)] | None = Field(None, description="Why, in the adviser's words; sealed")


class AcceptBody(StrictModel):
    """The provider takes the client."""

    service: UUID | None = Field(None, description="Which of the services asked, where the asker speaks for several")


class DeclineBody(StrictModel):
    """The provider, or the client, says no."""

    reason: ServiceDeclineReason = Field(examples=["full"])
    service: UUID | None = Field(None, description="Which of the services asked, where the asker speaks for several")


class StartBody(StrictModel):
    """The client has begun."""

    started_on: date | None = Field(None, description="Today where left out")


class CompleteBody(StrictModel):
    """The service has come to its end for the client."""

    outcome: ServiceOutcome = Field(examples=["completed"])
    completed_on: date | None = Field(None, description="Today where left out")


class RevokeBody(StrictModel):
    """The referral is taken back."""

    reason: RevocationReason = Field(examples=["need_changed"])


class AccompanyBody(StrictModel):
    """Somebody went along with the client."""

    by: AccompaniedBy = Field(examples=["volunteer"])
    service: UUID | None = Field(None, description="Which of the services asked, where several were")
    accompanied_on: date | None = Field(None, description="Today where left out")


class ServiceReferralReceipt(Receipt):
    """The answer to a referral: with its id."""

    referral: UUID


@router.post(
    "",
    status_code=201,
    summary="Refer the client to services of the directory",
    dependencies=[allow(*REFERRERS)],
    description=(
        "To an official, third-sector or private service; the first provider that accepts has the referral. Outside "
        "the client's own municipality's services a consent to the purpose `referral` is needed, whose receiver is the "
        "organisation (by its y-tunnus, its name, or the service's id). Codes: referral.service_unknown, "
        "referral.service_ended, referral.consent_missing, referral.already_open, referral.expires_in_the_past."
    ),
)
async def send_referral(sent: Annotated[SendBody, body(SendBody)], request: CaseRequest) -> ServiceReferralReceipt:
    referral = request.new_id("referral")
    command = SendReferral(
        municipality=request.municipality,
        referral=referral,
        providers=tuple([await _provider(request.service, one) for one in dict.fromkeys(sent.services)]),
        expires_on=sent.expires_on or request.today + OPEN_FOR,
        discloses=tuple(dict.fromkeys(sent.discloses)),
        reason=Words(request.new_id("reason"), sent.reason) if sent.reason else None,
        today=request.today,
    )
    done = await request.carry_out(CASE, command)
    return ServiceReferralReceipt(**done.model_dump(), referral=referral)


async def _provider(service: Running, asked: UUID) -> Provider:
    state, _ = await service.ledger.load(KNOWN, f"planning/service/{asked}")
    return provider_of(state)


def _by(request: AboutCase) -> By:
    """A partner answers for its organisation; everybody else for a municipality."""
    viewer = request.context.viewer
    return By(request.municipality, viewer.organisation if viewer.role is Role.PARTNER else None)


@router.post(
    "/{referral}/accept",
    summary="A provider takes the client: the first to say so",
    dependencies=[allow(*ANSWERERS)],
    description=(
        "Codes: referral.already_accepted, referral.say_which_service, "
        "referral.already_declined, referral.already_completed, referral.revoked, referral.expired."
    ),
)
async def accept_client(
    referral: UUID, accepted: Annotated[AcceptBody, body(AcceptBody)], request: CaseRequest
) -> Receipt:
    command = AcceptClient(_by(request), referral, accepted.service, request.today)
    return await request.carry_out(CASE, command)


@router.post(
    "/{referral}/decline",
    summary="A provider, or the client, says no",
    dependencies=[allow(*ANSWERERS)],
    description=(
        "Codes: referral.already_accepted, referral.already_started, referral.say_which_service, "
        "referral.already_declined, referral.already_completed, referral.revoked, referral.expired."
    ),
)
async def decline_client(
    referral: UUID, no: Annotated[DeclineBody, body(DeclineBody)], request: CaseRequest
) -> Receipt:
    command = DeclineClient(_by(request), referral, no.service, no.reason)
    return await request.carry_out(CASE, command)


@router.post(
    "/{referral}/start",
    summary="The client has begun in the service",
    dependencies=[allow(*ANSWERERS)],
    description=(
        "Codes: referral.not_accepted_yet, planning.day_in_the_future, referral.say_which_service, "
        "referral.already_declined, referral.already_completed, referral.revoked, referral.expired."
    ),
)
async def begin_service(
    referral: UUID, started: Annotated[StartBody, body(StartBody)], request: CaseRequest
) -> Receipt:
    command = BeginService(_by(request), referral, started.started_on or request.today, request.today)
    return await request.carry_out(CASE, command)


@router.post(
    "/{referral}/complete",
    summary="The service has come to its end for the client",
    dependencies=[allow(*ANSWERERS)],
    description=(
        "Codes: referral.not_accepted_yet, referral.completed_before_started, planning.day_in_the_future, "
        "referral.say_which_service, referral.already_declined, referral.already_completed, referral.revoked, "
        "referral.expired."
    ),
)
async def complete_service(
    referral: UUID, end: Annotated[CompleteBody, body(CompleteBody)], request: CaseRequest
) -> Receipt:
    command = CompleteService(_by(request), referral, end.completed_on or request.today, end.outcome, request.today)
    return await request.carry_out(CASE, command)


@router.post(
    "/{referral}/accompany",
    summary="Somebody went along with the client to the service",
    dependencies=[allow(*REFERRERS)],
    description=("Codes: referral.say_which_service, planning.day_in_the_future."),
)
async def accompany(
    referral: UUID, went: Annotated[AccompanyBody, body(AccompanyBody)], request: CaseRequest
) -> Receipt:
    command = Accompany(
        request.municipality, referral, went.service, went.accompanied_on or request.today, went.by, request.today
    )
    return await request.carry_out(CASE, command)


@router.post(
    "/{referral}/revoke",
    summary="Take the referral back; what was disclosed before is kept in view",
    dependencies=[allow(*REFERRERS)],
    description=("Codes: referral.already_declined, referral.already_completed, referral.expired."),
)
async def revoke_referral(
    referral: UUID, taken: Annotated[RevokeBody, body(RevokeBody)], request: CaseRequest
) -> Receipt:
    command = RevokeReferral(request.municipality, referral, taken.reason)
    return await request.carry_out(CASE, command)
