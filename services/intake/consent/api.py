"""Consents over HTTP: given, and withdrawn."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from services.intake.consent.domain import INITIAL, GiveConsent, State, WithdrawConsent, decide, evolve
from services.intake.consent.domain import Command as ConsentCommand
from services.intake.deciders import CASE
from services.intake.domain import EndStay
from services.intake.duplicates import stream_of
from services.intake.owning import own
from shared.access.policy import allow
from shared.access.roles import Role
from shared.edge.body import Line, StrictModel, body
from shared.edge.problems import problems
from shared.events.intake.consent import ConsentForm, ConsentPurpose, ConsentTerms, Receiver, ReceiverKind
from shared.ledger import Beside, Decider
from shared.requests import CaseRequest
from shared.service import Receipt

CONSENT: Final[Decider[ConsentCommand, State]] = Decider(INITIAL, decide, evolve)
"""What a stream intake/consent/<consent> is decided by."""

ASKERS: Final = (Role.CASEWORKER, Role.ADVISER, Role.ASSESSMENT_OFFICIAL, Role.EMPLOYMENT_AUTHORITY)

router: Final = APIRouter(prefix="/municipalities/{municipality}/cases/{case}/consents", tags=["consent"])


class ReceiverBody(StrictModel):
    """Who may be told."""

    kind: ReceiverKind = Field(examples=["municipality"])
    id: Annotated[str, Line(64)] = Field(
        description="A municipality's code, or the id of an organisation or a service", examples=["598"]
    )


class ConsentBody(StrictModel):
    """A consent as it was given: for one purpose, to one receiver, for a time."""

    purpose: ConsentPurpose = Field(examples=["referral"])
    receiver: ReceiverBody
    form: ConsentForm = Field(description="How it was given", examples=["written"])
    given_on: date | None = Field(None, description="The first day; today where left out")
    valid_until: date = Field(description="The last day on which it holds", examples=["2027-03-01"])


class WithdrawalBody(StrictModel):
    """It was taken back."""

    withdrawn_on: date | None = Field(None, description="The day; today where left out")


class ConsentReceipt(Receipt):
    """The answer to a consent: with its id."""

    consent: UUID


def stream_of_consent(consent: UUID) -> str:
    return f"intake/consent/{consent}"


@router.post(
    "",
    status_code=201,
    summary="Record that the client consents",
    dependencies=[allow(*ASKERS)],
    responses=problems(409, 422),
    description="Codes: consent.day_in_the_future, consent.ends_before_it_begins.",
)
async def give_consent(given: Annotated[ConsentBody, body(ConsentBody)], request: CaseRequest) -> ConsentReceipt:
    known = await own(request)
    consent = request.new_id("consent")
    command = GiveConsent(
        consent=consent,
        municipality=request.municipality,
        person_id=known.person_id,
        terms=ConsentTerms(
            purpose=given.purpose, receiver=Receiver(kind=given.receiver.kind, id=given.receiver.id), form=given.form
        ),
        given_on=given.given_on or request.today,
        valid_until=given.valid_until,
        today=request.today,
    )
    done = await request.carry_out(CONSENT, command, "consent", consent)
    return ConsentReceipt(**done.model_dump(), consent=consent)


@router.post(
    "/{consent}/withdraw",
    summary="Record that the client withdraws a consent",
    dependencies=[allow(*ASKERS)],
    responses=problems(409, 422),
    description="Codes: consent.day_in_the_future, consent.withdrawn_before_given, consent.has_expired.",
)
async def withdraw_consent(
    consent: UUID, withdrawal: Annotated[WithdrawalBody, body(WithdrawalBody)], request: CaseRequest
) -> Receipt:
    await own(request)
    command = WithdrawConsent(request.case, withdrawal.withdrawn_on or request.today, request.today)
    ends = EndStay(consent, command.withdrawn_on, request.today)  # where a stay rests on it
    beside = [Beside(CASE, stream_of(request.case), request.case, ends)]
    return await request.carry_out(CONSENT, command, "consent", consent, beside=beside)
