"""Concerns over HTTP: raised in confidence, entrusted, concluded."""

from __future__ import annotations

from typing import Annotated, Final
from uuid import UUID, uuid5

from fastapi import APIRouter, Response
from pydantic import Field

from services.intake.concerns.domain import INITIAL, Conclude, Entrust, Raise, State, decide, evolve
from services.intake.concerns.domain import Command as ConcernCommand
from services.intake.owning import own_case
from services.intake.servicepoints.api import required_languages
from shared.access.policy import allow
from shared.access.roles import Role
from shared.edge.body import Municipality, Prose, StrictModel, body
from shared.edge.idempotency import Command
from shared.edge.problems import problems
from shared.events.intake.concerns import ConcernDetails, ConcernKind, ConcernOutcome
from shared.ledger import Decider
from shared.service import Service, Written, written

CONCERN: Final[Decider[ConcernCommand, State]] = Decider(INITIAL, decide, evolve)
"""What a stream intake/concern/<concern> is decided by."""

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


def stream_of_concern(concern: UUID) -> str:
    return f"intake/concern/{concern}"


@router.post(
    "",
    status_code=201,
    summary="Raise a concern about working conditions, in confidence",
    dependencies=[allow(*ANYBODY)],
    responses=problems(409, 422),
)
async def raise_concern(
    *,
    municipality: Municipality,
    raised: Annotated[ConcernBody, body(ConcernBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Written:
    required_languages(service, municipality)  # 404 for a municipality that is none of the deployment
    person = None if raised.case is None else (await own_case(service, municipality, raised.case)).person_id
    concern = uuid5(context.id, "concern")
    command = Raise(
        concern=concern,
        municipality=municipality,
        raised_on=context.today,
        details=ConcernDetails(kind=raised.kind, case=raised.case),
        words_id=uuid5(context.id, "words"),
        words=raised.words,
        person_id=person,
    )
    done = await service.carry_out(
        CONCERN, stream_of_concern(concern), concern, command, context, municipality=municipality
    )
    return written(done, concern, response)


@router.post(
    "/{concern}/entrust",
    summary="Entrust an official with a concern",
    dependencies=[allow(Role.PRIVACY_OFFICER)],
    responses=problems(409, 422),
    description="Codes: concern.already_concluded.",
)
async def entrust(
    *,
    municipality: Municipality,
    concern: UUID,
    entrusted: Annotated[EntrustingBody, body(EntrustingBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Written:
    command = Entrust(municipality, entrusted.official)
    done = await service.carry_out(
        CONCERN, stream_of_concern(concern), concern, command, context, municipality=municipality
    )
    return written(done, concern, response)


@router.post(
    "/{concern}/conclude",
    summary="Say what was done about a concern",
    dependencies=[allow(*ENTRUSTED)],
    responses=problems(409, 422),
    description="To whoever isn't entrusted there is no such concern. Codes: concern.already_concluded.",
)
async def conclude(
    *,
    municipality: Municipality,
    concern: UUID,
    concluded: Annotated[ConclusionBody, body(ConclusionBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Written:
    viewer = context.viewer
    command = Conclude(
        municipality=municipality,
        actor=viewer.actor,
        is_officer=Role.PRIVACY_OFFICER in viewer.roles,
        outcome=concluded.outcome,
        today=context.today,
    )
    done = await service.carry_out(
        CONCERN, stream_of_concern(concern), concern, command, context, municipality=municipality
    )
    return written(done, concern, response)
