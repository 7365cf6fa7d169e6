"""Concerns over HTTP: raised in confidence, entrusted, concluded."""

from __future__ import annotations

from typing import Annotated, Final, NamedTuple
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from services.intake.concerns.domain import INITIAL, Conclude, Entrust, Raise, Raised, State, decide, evolve
from services.intake.concerns.domain import Command as ConcernCommand
from services.intake.deciders import CASE
from services.intake.duplicates import stream_of
from services.intake.owning import own_case
from services.intake.protection.api import PROTECTION, Official, stream_of_protection
from services.intake.protection.domain import Command as ProtectionCommand
from services.intake.protection.domain import Protected, SetNonDisclosure
from services.intake.protection.domain import State as ProtectionState
from services.intake.servicepoints.api import required_languages
from services.intake.states import NoCase
from shared.access.policy import allow
from shared.access.roles import Role
from shared.edge.body import Prose, StrictModel, body
from shared.edge.problems import problems
from shared.events.intake.concerns import ConcernDetails, ConcernKind, ConcernOutcome
from shared.events.intake.protection import ProtectionKind
from shared.events.model import Unreadable
from shared.ledger import Beside, Decider
from shared.requests import MunicipalRequest
from shared.service import Written

CONCERN: Final[Decider[ConcernCommand, State]] = Decider(INITIAL, decide, evolve, opens=True)
"""What a stream intake/concern/<concern> is decided by; whom it is about is sealed."""

GROUNDS: Final = {
    ConcernKind.TRAFFICKING: ProtectionKind.TRAFFICKING,
    ConcernKind.DOCUMENTS: ProtectionKind.TRAFFICKING,  # whose papers another keeps is not free to go
    ConcernKind.THREAT: ProtectionKind.VIOLENCE,
}
"""On what ground a concern leads to protection; the others on another."""

ANYBODY: Final = (
    Role.CASEWORKER,
    Role.ADVISER,
    Role.ASSESSMENT_OFFICIAL,
    Role.ACTIVITY_LEADER,
    Role.EMPLOYMENT_AUTHORITY,
    Role.PRIVACY_OFFICER,
)
ENTRUSTED: Final = (Role.PRIVACY_OFFICER, Role.CASEWORKER, Role.ASSESSMENT_OFFICIAL, Role.EMPLOYMENT_AUTHORITY)

router: Final = APIRouter(prefix="/municipalities/{municipality}/concerns", tags=["concerns"])


class ConcernBody(StrictModel):
    """What somebody is worried about. Whoever tells it is not shown it afterwards."""

    kind: ConcernKind = Field(examples=["wages"])
    words: Annotated[str, Prose(4000)] = Field(examples=["Palkka maksetaan käteisenä ja passi on työnantajalla."])
    case: UUID | None = Field(None, description="The client whom it is about, where it is one of the municipality")


class EntrustingBody(StrictModel):
    """Who may read it from now on."""

    official: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:@/-]{0,127}$", examples=["official-7"])]


class ConclusionBody(StrictModel):
    """What was done about it."""

    outcome: ConcernOutcome = Field(examples=["passed"])
    officials: Annotated[list[Official], Field(max_length=20)] = Field(
        [], description="With `protect`: who needs the client's case besides those entrusted", examples=[["official-7"]]
    )


def stream_of_concern(concern: UUID) -> str:
    return f"intake/concern/{concern}"


@router.post(
    "",
    status_code=201,
    summary="Raise a concern about working conditions, in confidence",
    dependencies=[allow(*ANYBODY)],
    responses=problems(409, 422),
)
async def raise_concern(raised: Annotated[ConcernBody, body(ConcernBody)], request: MunicipalRequest) -> Written:
    required_languages(request.service, request.municipality)  # 404: it is none of the deployment
    person = (
        None if raised.case is None else (await own_case(request.service, request.municipality, raised.case)).person_id
    )
    concern = request.new_id("concern")
    command = Raise(
        concern=concern,
        municipality=request.municipality,
        raised_on=request.today,
        details=ConcernDetails(kind=raised.kind, case=raised.case),
        words_id=request.new_id("words"),
        words=raised.words,
        person_id=person,
    )
    return await request.carry_out_on(CONCERN, "concern", concern, command)


@router.post(
    "/{concern}/entrust",
    summary="Entrust an official with a concern",
    dependencies=[allow(Role.PRIVACY_OFFICER)],
    responses=problems(409, 422),
    description="Codes: concern.already_concluded.",
)
async def entrust(
    concern: UUID, entrusted: Annotated[EntrustingBody, body(EntrustingBody)], request: MunicipalRequest
) -> Written:
    command = Entrust(request.municipality, entrusted.official)
    return await request.carry_out_on(CONCERN, "concern", concern, command)


@router.post(
    "/{concern}/conclude",
    summary="Say what was done about a concern",
    dependencies=[allow(*ENTRUSTED)],
    responses=problems(409, 422),
    description=(
        "To whoever isn't entrusted there is no such concern. `protect` sets the client's non-disclosure, for whoever "
        "says so, those entrusted and `officials`. Codes: concern.already_concluded, concern.no_client_to_protect, "
        "protection.too_many_entitled."
    ),
)
async def conclude(
    concern: UUID, concluded: Annotated[ConclusionBody, body(ConclusionBody)], request: MunicipalRequest
) -> Written:
    viewer = request.context.viewer
    client, protects = await _client(request, concern), concluded.outcome is ConcernOutcome.PROTECTED
    command = Conclude(
        municipality=request.municipality,
        actor=viewer.actor,
        is_officer=Role.PRIVACY_OFFICER in viewer.roles,
        outcome=concluded.outcome,
        today=request.today,
        client_here=client is not None,
    )
    beside = [] if client is None or not protects else await _protecting(request, client, tuple(concluded.officials))
    return await request.carry_out_on(CONCERN, "concern", concern, command, beside=beside)


class _Client(NamedTuple):
    case: UUID
    person_id: UUID
    kind: ConcernKind
    entrusted: frozenset[str]


async def _client(request: MunicipalRequest, concern: UUID) -> _Client | None:
    """Whom an open concern is about, where the case is the municipality's now; whether it is hidden matters not."""
    state, _ = await request.service.ledger.load(CONCERN, stream_of_concern(concern))
    if not isinstance(state, Raised) or isinstance(state.details, Unreadable) or state.details.case is None:
        return None
    about = state.details.case
    case, _ = await request.service.ledger.load(CASE, stream_of(about))
    if isinstance(case, NoCase) or case.case.municipality != request.municipality:
        return None
    return _Client(about, case.case.person_id, state.details.kind, state.entrusted)


async def _protecting(
    request: MunicipalRequest, client: _Client, officials: tuple[str, ...]
) -> list[Beside[ProtectionCommand, ProtectionState]]:
    """The client's non-disclosure, in one transaction with the conclusion; none where it is set already."""
    stream = stream_of_protection(client.case)
    if isinstance((await request.service.ledger.load(PROTECTION, stream))[0], Protected):
        return []
    command = SetNonDisclosure(
        municipality=request.municipality,
        person_id=client.person_id,
        asker=request.actor,
        officials=(*officials, *sorted(client.entrusted)),
        kind=GROUNDS.get(client.kind, ProtectionKind.OTHER),
        set_on=request.today,
    )
    return [Beside(PROTECTION, stream, client.case, command)]
