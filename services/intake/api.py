"""Intake over HTTP: arrivals, corrections, and transfers with their answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Final, Literal
from uuid import UUID, uuid5

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from services.intake.consent.api import CONSENT, stream_of_consent
from services.intake.consent.domain import GiveConsent
from services.intake.deciders import CASE, SUSPICION
from services.intake.domain import CorrectDetails, RegisterArrival
from services.intake.duplicates import (
    BlindValues,
    Found,
    Index,
    Move,
    Overtaken,
    case_of,
    claim_of,
    look_up,
    persons,
    stream_of,
    stream_of_suspicion,
    suspected_by,
)
from services.intake.notice.api import NOTICE, stream_of_notice
from services.intake.notice.domain import NoteArrival
from services.intake.person import Arrival, ArrivalField, check_arrival, check_details
from services.intake.states import MergedCase, NoCase, OfferedCase, Words
from services.intake.suspicion import Command as SuspicionCommand
from services.intake.suspicion import DismissSuspicion, NotSuspected, RaiseSuspicion, suspicion_of
from services.intake.suspicion import State as SuspicionState
from services.intake.transfer import AcceptTransfer, DeclineTransfer, MoveMerged, OfferTransfer, WithdrawTransfer
from shared.access.policy import allow, not_found
from shared.access.roles import Role
from shared.edge.body import Line, Municipality, Prose, StrictModel, body
from shared.edge.idempotency import Command, CommandContext
from shared.edge.problems import FaultText, problems, said
from shared.errors import Fault, Problem, Refused
from shared.events import Event, Unreadable
from shared.events.intake import (
    Channel,
    DeclineReason,
    DismissalReason,
    DuplicateSuspected,
    PersonDetails,
    Residence,
)
from shared.events.intake.consent import ConsentForm, ConsentPurpose, ConsentTerms, Receiver, ReceiverKind
from shared.events.intake.standing import WithdrawalReason
from shared.ledger import Beside, Claim, ClaimTaken, Decider, Done
from shared.regions.texts import negotiate
from shared.service import Receipt, Running, Service, receipt, say_replayed

COMPARISONS: Final = 20
"""How often an arrival is compared anew because another process registered somebody with the same birth date between
comparison and commit. In one process they take turns, so this many in a row need as many processes."""

router = APIRouter(tags=["intake"])

Text = Annotated[str | None, Field()]

# --- what is told -----------------------------------------------------------------------------------------------------


class PersonBody(StrictModel):
    """A person's details as somebody typed them: days as 2026-03-01 or 1.3.2026, a phone number in any usual form."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"family_name": "Esimerkki", "given_names": "Åsa Maria", "birth_date": "1990-04-01"}]
        }
    )

    family_name: Text = None
    given_names: Text = None
    birth_date: Text = None
    identity_code: Text = None
    phone: Text = None

    def typed(self) -> dict[ArrivalField, str]:
        return {field: value for field in ArrivalField if isinstance(value := getattr(self, field.value, None), str)}


class ArrivalBody(PersonBody):
    """An arrival as somebody typed it, or as it stands in a spreadsheet."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "family_name": "Esimerkki",
                    "given_names": "Åsa Maria",
                    "birth_date": "1.4.1990",
                    "mother_tongue": "swe",
                    "citizenship": "SE",
                    "reason": "work",
                    "arrived_on": "2026-03-01",
                    "phone": "+46 70 123 45 67",
                }
            ]
        }
    )

    mother_tongue: Text = None
    citizenship: Text = None
    reason: Text = None
    arrived_on: Text = None
    notes: Text = None
    channel: Channel = Channel.FORM
    notice: UUID | None = Field(None, description="The early notice that told of this arrival")


class StayConsentBody(StrictModel):
    """That the client lets the centre and the municipality work together, as it was given."""

    form: ConsentForm = Field(examples=["written"])
    given_on: date | None = Field(None, description="The first day; today where left out")
    valid_until: date = Field(description="The last day on which it holds", examples=["2027-03-01"])


class StayBody(ArrivalBody):
    """Somebody who stays at a reception centre, without a home municipality; `arrived_on` is the day he came there."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "family_name": "Esimerkki",
                    "given_names": "Omid",
                    "birth_date": "1.4.1995",
                    "mother_tongue": "prs",
                    "citizenship": "AF",
                    "reason": "intl",
                    "arrived_on": "2026-03-01",
                    "centre": "vastaanottokeskus",
                    "consent": {"form": "written", "valid_until": "2027-03-01"},
                }
            ]
        }
    )

    centre: Annotated[str, Line(64)] | None = Field(
        None, description="The reception centre; the caller's own organisation where left out"
    )
    consent: StayConsentBody


class OfferBody(StrictModel):
    """An offer to another municipality of the deployment, open up to and with `expires_on`."""

    receiver: Annotated[str, Field(pattern="^[0-9]{3}$", examples=["905"])]
    expires_on: date
    note: Annotated[str, Prose(2000)] | None = None


class AcceptanceBody(StrictModel):
    """From which day the receiver counts the case: today's when it is left out."""

    moves_on: date | None = None


class DeclineBody(StrictModel):
    """Why the receiver says no."""

    reason: DeclineReason


class WithdrawalBody(StrictModel):
    """Why the sender takes its offer back."""

    reason: WithdrawalReason = Field(examples=["stays"])


class DismissalBody(StrictModel):
    """How it was found that the two are two persons."""

    reason: DismissalReason


# --- what is answered -------------------------------------------------------------------------------------------------


class ArrivalAnswer(BaseModel):
    """`registered`: with the stream that a read may wait for, and cases of the caller's own municipalities that may be
    the same person's (`suspicions` names each suspicion, in the order of `suspected`). `already_there`: the person's
    case, and nothing was written."""

    outcome: Literal["registered", "already_there"]
    case: UUID
    stream: str | None = None
    version: int | None = None
    suspected: list[UUID] = []
    suspicions: list[UUID] = []
    warnings: list[FaultText] = []
    consent: UUID | None = Field(None, description="The consent that was recorded with a stay")


class OfferReceipt(Receipt):
    """A receipt that names the offer, for its answer."""

    offer: UUID


# --- arrivals ---------------------------------------------------------------------------------------------------------


@router.post(
    "/municipalities/{municipality}/arrivals",
    dependencies=[allow(Role.CASEWORKER, Role.ADVISER)],
    status_code=201,
    responses={200: {"model": ArrivalAnswer, "description": "The person is registered here already"}, **problems(422)},
    summary="Register an arrival",
    description=(
        "Registers a person once: the same municipality, names, birth date and identity code are the same arrival. "
        "Codes: arrival.* for what was typed (each names its field), notice.withdrawn."
    ),
)
async def register_arrival(
    *,
    municipality: Municipality,
    arrival: Annotated[ArrivalBody, body(ArrivalBody)],
    command: Command,
    service: Service,
    response: Response,
) -> ArrivalAnswer:
    registration, warnings = _registration(service, municipality, arrival, command)
    return await _registered(service, command, registration, warnings, (), response)


@router.post(
    "/municipalities/{municipality}/reception-clients",
    dependencies=[allow(Role.CASEWORKER, Role.ADVISER, Role.PARTNER)],
    status_code=201,
    responses={200: {"model": ArrivalAnswer, "description": "The person is registered here already"}, **problems(422)},
    summary="Register somebody who stays at a reception centre, without a home municipality",
    description=(
        "Under a consent, which is recorded with it; the law's duties begin when a home municipality is registered. "
        "Codes: arrival.* for what was typed, consent.day_in_the_future, consent.ends_before_it_begins, "
        "notice.withdrawn."
    ),
)
async def register_reception_client(
    *,
    municipality: Municipality,
    stay: Annotated[StayBody, body(StayBody)],
    command: Command,
    service: Service,
    response: Response,
) -> ArrivalAnswer:
    plain, warnings = _registration(service, municipality, stay, command)
    consent = uuid5(command.id, "consent")
    registration = replace(plain, residence=Residence.RECEPTION, consent=consent)
    centre = stay.centre or command.viewer.organisation
    given = GiveConsent(
        consent=consent,
        municipality=municipality,
        person_id=plain.person_id,
        terms=ConsentTerms(
            purpose=ConsentPurpose.SKILLS_MAPPING,
            receiver=Receiver(kind=ReceiverKind.RECEPTION_CENTRE, id=centre),
            form=stay.consent.form,
        ),
        given_on=stay.consent.given_on or command.today,
        valid_until=stay.consent.valid_until,
        today=command.today,
    )
    recorded = Beside(CONSENT, stream_of_consent(consent), uuid5(command.id, "case"), given)
    return await _registered(service, command, registration, warnings, (recorded,), response)


def _registration(
    service: Running, municipality: str, arrival: ArrivalBody, command: CommandContext
) -> tuple[RegisterArrival, list[FaultText]]:
    """What was typed as a command, and what it is warned of.

    Raises:
        Problem: 422 with each field that is wrong.
    """
    checked = check_arrival(
        {**arrival.typed(), ArrivalField.MUNICIPALITY: municipality},
        known=_deployment(service),
        horizon=command.horizon,
    )
    if not isinstance(checked, Arrival):
        raise Problem(422, *checked)
    registration = RegisterArrival(
        municipality=municipality,
        person_id=uuid5(command.id, "person"),
        arrived_on=checked.arrived_on,
        channel=arrival.channel,
        details=checked.details,
        background=checked.background,
        notes=Words(uuid5(command.id, "notes"), checked.notes) if checked.notes else None,
        notice=arrival.notice,
    )
    return registration, [_told(fault, command) for fault in checked.warnings]


async def _registered(
    service: Running,
    command: CommandContext,
    registration: RegisterArrival,
    warnings: list[FaultText],
    beside: Sequence[Beside[Any, Any]],
    response: Response,
) -> ArrivalAnswer:
    case, municipality = uuid5(command.id, "case"), registration.municipality
    if registration.notice is not None:
        noted = NoteArrival(municipality, case, registration.arrived_on)
        notice = registration.notice
        beside = [*beside, Beside(NOTICE, stream_of_notice(notice), notice, noted)]
    try:
        done, raised = await _register(service, command, case, registration, beside)
    except ClaimTaken as taken:
        response.status_code = 200
        say_replayed(response, await _note_already_there(service, command, taken.stream, municipality))
        there = await _leading(service, case_of(taken.stream))
        return ArrivalAnswer(outcome="already_there", case=there, warnings=warnings)
    say_replayed(response, done)
    scope = command.viewer.municipalities
    told = [fact for fact in raised if fact.other_municipality in scope]
    suspected = [fact.other_case for fact in told]
    return ArrivalAnswer(
        outcome="registered",
        case=case,
        stream=done.stream,
        # With suspicions of its own from before they had streams: those that the caller was told of then.
        version=done.from_version
        + 1
        + sum(isinstance(one, DuplicateSuspected) and one.suspicion is None for one in told),
        suspected=suspected,
        suspicions=[suspicion_of(case, other) for other in suspected],
        warnings=warnings,
        consent=registration.consent,
    )


async def _leading(service: Running, case: UUID) -> UUID:
    """The case that the person's history goes on in: what was merged leads to it."""
    state, _ = await service.ledger.load(CASE, stream_of(case))
    while isinstance(state, MergedCase):
        case = state.leading_case
        state, _ = await service.ledger.load(CASE, stream_of(case))
    return case


async def _register(
    service: Running,
    command: CommandContext,
    case: UUID,
    registration: RegisterArrival,
    beside: Sequence[Beside[Any, Any]],
) -> tuple[Done, Sequence[RaiseSuspicion | DuplicateSuspected]]:
    """Compare and append, again where somebody alike came between: what came of it, and all that was suspected.

    Raises:
        ClaimTaken: the person is registered here already.
    """
    municipality, details = registration.municipality, registration.details
    claim, values = claim_of(service.blind, municipality, details), BlindValues.of(service.blind, details)
    async with service.turn(values.birth_date):
        for _ in range(COMPARISONS):
            found = await look_up(service.ledger, service.blind, details, case=case, municipality=municipality)
            if found.holder not in (None, stream_of(case)):
                raise ClaimTaken(str(found.holder))
            try:
                done = await service.carry_out(
                    CASE,
                    stream_of(case),
                    case,
                    registration,
                    command,
                    municipality=municipality,
                    claims=[claim],
                    beside=[*_raising(found), *beside],
                    also=Index(case, municipality, values, found.compared),
                    new=True,
                )
            except Overtaken:
                continue
            if done.replayed:
                return done, await suspected_by(service.ledger, case, command.id, done)
            return done, found.suspicions
    raise Problem.of(409, "server.version_conflict")


async def _note_already_there(service: Running, command: CommandContext, stream: str, municipality: str) -> Done:
    """Record the command without an event, so that its key stands for this request from now on."""
    return await service.carry_out(_QUIET, stream, case_of(stream), None, command, municipality=municipality)


def _quiet(*_: object) -> tuple[Event, ...]:
    return ()


_QUIET: Final[Decider[None, None]] = Decider(None, _quiet, lambda state, _: state)


def _raising(found: Found) -> list[Beside[SuspicionCommand, SuspicionState]]:
    """The suspicions as commands on their own streams, keyed by the case that they are raised for."""
    return [Beside(SUSPICION, stream_of_suspicion(one.suspicion), one.case, one) for one in found.suspicions]


# --- corrections ------------------------------------------------------------------------------------------------------


@router.post(
    "/municipalities/{municipality}/cases/{case}/corrections",
    dependencies=[allow(Role.CASEWORKER, Role.ADVISER)],
    responses=problems(409, 422),
    summary="Correct a person's details",
    description=(
        "The right details, all of them; the event names the one it corrects. Codes: arrival.* for what was typed, "
        "case.already_registered where another case of the municipality has exactly these details, case.erased."
    ),
)
async def correct_details(
    *,
    municipality: Municipality,
    case: UUID,
    person: Annotated[PersonBody, body(PersonBody)],
    command: Command,
    service: Service,
    response: Response,
) -> Receipt:
    checked = check_details(person.typed(), horizon=command.horizon)
    if not isinstance(checked, PersonDetails):
        raise Problem(422, *checked)
    known = (await persons(service.ledger, [case])).get(case)
    claim, values = claim_of(service.blind, municipality, checked), BlindValues.of(service.blind, checked)
    async with service.turn(values.birth_date):
        for _ in range(COMPARISONS):
            found = await look_up(service.ledger, service.blind, checked, case=case, municipality=municipality)
            try:
                done = await service.carry_out(
                    CASE,
                    stream_of(case),
                    case,
                    CorrectDetails(municipality, checked),
                    command,
                    municipality=municipality,
                    corrects=known.event_id if known else None,
                    claims=[claim],
                    beside=_raising(found),
                    also=Index(case, municipality, values, found.compared),
                )
            except Overtaken:
                continue
            except ClaimTaken:
                raise Refused("case.already_registered") from None
            return receipt(done, case, response)
    raise Problem.of(409, "server.version_conflict")


# --- suspicions -------------------------------------------------------------------------------------------------------


@router.post(
    "/municipalities/{municipality}/suspicions/{suspicion}/dismiss",
    dependencies=[allow(Role.CASEWORKER)],
    responses=problems(409, 422),
    summary="Dismiss a suspicion that two cases are one person's",
    description=(
        "For a caseworker of one of the two cases' municipalities who works for both; to others there is no such "
        "suspicion. The receipt names the case that it was raised for. Codes: access.not_found."
    ),
)
async def dismiss_suspicion(
    *,
    municipality: Municipality,
    suspicion: UUID,
    dismissed: Annotated[DismissalBody, body(DismissalBody)],
    command: Command,
    service: Service,
    response: Response,
) -> Receipt:
    stream = stream_of_suspicion(suspicion)
    state, _ = await service.ledger.load(SUSPICION, stream)
    cases = () if isinstance(state, NotSuspected) else (state.pair.case, state.pair.other_case)
    if any([await service.hidden(case) for case in cases]):
        raise not_found()
    key = cases[0] if cases else suspicion
    places = await _municipalities_of(service, cases)
    dismissal = DismissSuspicion(municipality, places, command.viewer.municipalities, dismissed.reason)
    done = await service.carry_out(SUSPICION, stream, key, dismissal, command, municipality=municipality)
    return receipt(done, key, response)


async def _municipalities_of(service: Running, cases: Sequence[UUID]) -> frozenset[str]:
    """Where these cases are now."""
    found = [(await service.ledger.load(CASE, stream_of(case)))[0] for case in cases]
    return frozenset(state.case.municipality for state in found if not isinstance(state, NoCase))


# --- transfers --------------------------------------------------------------------------------------------------------


@router.post(
    "/municipalities/{municipality}/cases/{case}/transfers",
    dependencies=[allow(Role.CASEWORKER)],
    status_code=201,
    responses=problems(409, 422),
    summary="Offer a case to another municipality",
    description=(
        "Until the receiver accepts, the case stays where it is. Codes: transfer.already_offered, transfer.to_itself, "
        "transfer.outside_deployment, transfer.expires_in_the_past, transfer.expires_too_late, case.abroad, "
        "case.closed, case.merged."
    ),
)
async def offer_transfer(
    *,
    municipality: Municipality,
    case: UUID,
    offered: Annotated[OfferBody, body(OfferBody)],
    command: Command,
    service: Service,
    response: Response,
) -> OfferReceipt:
    offer = uuid5(command.id, "offer")
    done = await service.carry_out(
        CASE,
        stream_of(case),
        case,
        OfferTransfer(
            sender=municipality,
            receiver=offered.receiver,
            offer=offer,
            expires_on=offered.expires_on,
            today=command.today,
            deployment=_deployment(service),
            note=Words(uuid5(command.id, "note"), offered.note) if offered.note else None,
        ),
        command,
        municipality=municipality,
    )
    say_replayed(response, done)
    return OfferReceipt(stream=done.stream, version=done.version, case=case, offer=offer)


@router.post(
    "/municipalities/{municipality}/transfers/{case}/{offer}/accept",
    dependencies=[allow(Role.CASEWORKER)],
    responses=problems(409, 422),
    summary="Accept a case that another municipality offers",
    description=(
        "From this moment the case is the receiver's. Codes: transfer.offer_expired, transfer.moves_in_the_future, "
        "transfer.moves_before_offer."
    ),
)
async def accept_transfer(
    *,
    municipality: Municipality,
    case: UUID,
    offer: UUID,
    acceptance: Annotated[AcceptanceBody, body(AcceptanceBody)],
    command: Command,
    service: Service,
    response: Response,
) -> Receipt:
    accept = AcceptTransfer(municipality, offer, acceptance.moves_on or command.today, command.today)

    along = await _moving_along(service, case, accept)

    async def carry_out(claims: list[Claim]) -> Done:
        return await service.carry_out(
            CASE,
            stream_of(case),
            case,
            accept,
            command,
            municipality=municipality,
            claims=claims,
            beside=along,
            also=Move(case, municipality),
        )

    try:
        done = await carry_out(await _claims_of_receiver(service, case, accept))
    except ClaimTaken:
        # The receiver has registered the person itself: a suspected duplicate, and no reason to refuse the move.
        done = await carry_out([])
    return receipt(done, case, response)


async def _moving_along(service: Running, case: UUID, accept: AcceptTransfer) -> list[Beside[Any, Any]]:
    """What was merged into the case moves with it, and what was merged into that."""
    state, _ = await service.ledger.load(CASE, stream_of(case))
    if not isinstance(state, OfferedCase) or (state.receiver, state.offer) != (accept.receiver, accept.offer):
        return []
    sender = state.case.municipality
    found: list[Beside[Any, Any]] = []
    merges = list(state.case.merges)
    for one in merges:  # grows while it is walked
        move = MoveMerged(sender, accept.receiver, accept.offer, accept.moves_on)
        found.append(Beside(CASE, stream_of(one.other_case), one.other_case, move))
        other, _ = await service.ledger.load(CASE, stream_of(one.other_case))
        merges.extend(() if isinstance(other, NoCase) else other.case.merges)
    return found


async def _claims_of_receiver(service: Running, case: UUID, accept: AcceptTransfer) -> list[Claim]:
    """What keeps the receiver from registering the person again. Nothing is opened for whom the offer isn't made to."""
    state, _ = await service.ledger.load(CASE, stream_of(case))
    if not isinstance(state, OfferedCase) or (state.receiver, state.offer) != (accept.receiver, accept.offer):
        return []
    known = (await persons(service.ledger, [case])).get(case)
    if known is None or isinstance(known.details, Unreadable):
        return []
    return [claim_of(service.blind, accept.receiver, known.details)]


@router.post(
    "/municipalities/{municipality}/transfers/{case}/{offer}/decline",
    dependencies=[allow(Role.CASEWORKER)],
    responses=problems(409, 422),
    summary="Decline a case that another municipality offers",
    description="The case stays where it is. Codes: transfer.offer_expired.",
)
async def decline_transfer(
    *,
    municipality: Municipality,
    case: UUID,
    offer: UUID,
    declined: Annotated[DeclineBody, body(DeclineBody)],
    command: Command,
    service: Service,
    response: Response,
) -> Receipt:
    done = await service.carry_out(
        CASE,
        stream_of(case),
        case,
        DeclineTransfer(municipality, offer, declined.reason, command.today),
        command,
        municipality=municipality,
    )
    return receipt(done, case, response)


@router.post(
    "/municipalities/{municipality}/cases/{case}/transfers/{offer}/withdraw",
    dependencies=[allow(Role.CASEWORKER)],
    responses=problems(409, 422),
    summary="Take back an offer that has not been answered",
    description="The case stays where it is. Codes: transfer.offer_expired.",
)
async def withdraw_transfer(
    *,
    municipality: Municipality,
    case: UUID,
    offer: UUID,
    withdrawn: Annotated[WithdrawalBody, body(WithdrawalBody)],
    command: Command,
    service: Service,
    response: Response,
) -> Receipt:
    asked = WithdrawTransfer(municipality, offer, withdrawn.reason, command.today)
    done = await service.carry_out(CASE, stream_of(case), case, asked, command, municipality=municipality)
    return receipt(done, case, response)


# --- common -----------------------------------------------------------------------------------------------------------


def _deployment(service: Running) -> frozenset[str]:
    return frozenset(each.code for each in service.profiles.municipalities())


def _told(fault: Fault, command: CommandContext) -> FaultText:
    language = negotiate(command.viewer.language)
    return FaultText(code=fault.code, field=fault.field, text=said(fault, language))
