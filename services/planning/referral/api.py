"""Referrals to services of the directory over HTTP: sent, answered by the providers asked, begun, completed, revoked.

A partner answers for its organisation, a municipality for its official services, and the client's own municipality may
note what any of those asked has said. Reads are reporting's.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final
from uuid import UUID, uuid5

from dateutil.relativedelta import relativedelta
from fastapi import APIRouter, Response
from pydantic import Field

from services.planning.carrying import ANSWERERS, REFERRERS, carry_out
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
from shared.edge.body import Municipality, Prose, StrictModel, body
from shared.edge.idempotency import Command, CommandContext
from shared.events.planning.services import (
    AccompaniedBy,
    Disclosed,
    RevocationReason,
    ServiceDeclineReason,
    ServiceOutcome,
)
from shared.ledger import Decider
from shared.service import Receipt, Running, Service, receipt

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
async def send_referral(
    *,
    municipality: Municipality,
    case: UUID,
    sent: Annotated[SendBody, body(SendBody)],
    context: Command,
    service: Service,
    response: Response,
) -> ServiceReferralReceipt:
    referral = uuid5(context.id, "referral")
    command = SendReferral(
        municipality=municipality,
        referral=referral,
        providers=tuple([await _provider(service, one) for one in dict.fromkeys(sent.services)]),
        expires_on=sent.expires_on or context.today + OPEN_FOR,
        discloses=tuple(dict.fromkeys(sent.discloses)),
        reason=Words(uuid5(context.id, "reason"), sent.reason) if sent.reason else None,
        today=context.today,
    )
    done = await carry_out(service, municipality, case, command, context)
    return ServiceReferralReceipt(**receipt(done, case, response).model_dump(), referral=referral)


async def _provider(service: Running, asked: UUID) -> Provider:
    state, _ = await service.ledger.load(KNOWN, f"planning/service/{asked}")
    return provider_of(state)


def _by(context: CommandContext, municipality: str) -> By:
    """A partner answers for its organisation; everybody else for a municipality."""
    viewer = context.viewer
    return By(municipality, viewer.organisation if viewer.role is Role.PARTNER else None)


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
    *,
    municipality: Municipality,
    case: UUID,
    referral: UUID,
    accepted: Annotated[AcceptBody, body(AcceptBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Receipt:
    command = AcceptClient(_by(context, municipality), referral, accepted.service, context.today)
    return receipt(await carry_out(service, municipality, case, command, context), case, response)


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
    *,
    municipality: Municipality,
    case: UUID,
    referral: UUID,
    no: Annotated[DeclineBody, body(DeclineBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Receipt:
    command = DeclineClient(_by(context, municipality), referral, no.service, no.reason)
    return receipt(await carry_out(service, municipality, case, command, context), case, response)


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
    *,
    municipality: Municipality,
    case: UUID,
    referral: UUID,
    started: Annotated[StartBody, body(StartBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Receipt:
    command = BeginService(_by(context, municipality), referral, started.started_on or context.today, context.today)
    return receipt(await carry_out(service, municipality, case, command, context), case, response)


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
    *,
    municipality: Municipality,
    case: UUID,
    referral: UUID,
    end: Annotated[CompleteBody, body(CompleteBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Receipt:
    command = CompleteService(
        _by(context, municipality), referral, end.completed_on or context.today, end.outcome, context.today
    )
    return receipt(await carry_out(service, municipality, case, command, context), case, response)


@router.post(
    "/{referral}/accompany",
    summary="Somebody went along with the client to the service",
    dependencies=[allow(*REFERRERS)],
    description=("Codes: referral.say_which_service, planning.day_in_the_future."),
)
async def accompany(
    *,
    municipality: Municipality,
    case: UUID,
    referral: UUID,
    went: Annotated[AccompanyBody, body(AccompanyBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Receipt:
    command = Accompany(
        municipality, referral, went.service, went.accompanied_on or context.today, went.by, context.today
    )
    return receipt(await carry_out(service, municipality, case, command, context), case, response)


@router.post(
    "/{referral}/revoke",
    summary="Take the referral back; what was disclosed before is kept in view",
    dependencies=[allow(*REFERRERS)],
    description=("Codes: referral.already_declined, referral.already_completed, referral.expired."),
)
async def revoke_referral(
    *,
    municipality: Municipality,
    case: UUID,
    referral: UUID,
    taken: Annotated[RevokeBody, body(RevokeBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Receipt:
    command = RevokeReferral(municipality, referral, taken.reason)
    return receipt(await carry_out(service, municipality, case, command, context), case, response)
