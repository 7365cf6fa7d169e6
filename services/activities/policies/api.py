"""From practice to policy over HTTP: proposed, decided, the instrument changed."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final
from uuid import UUID, uuid5

from fastapi import APIRouter, Response
from pydantic import Field

from services.activities.coordinating import COORDINATORS, carried_out
from services.activities.policies.domain import (
    INITIAL,
    ProposePolicy,
    RecordChange,
    RecordDecision,
    State,
    decide,
    evolve,
)
from services.activities.policies.domain import Command as PolicyCommand
from services.activities.publishing import Passage, Wording, region_of, worded
from shared.access.policy import allow
from shared.edge.body import Line, Municipality, StrictModel, body
from shared.edge.idempotency import Command
from shared.events.activities.policies import PolicyDecision, PolicyLevel
from shared.ledger import Decider
from shared.service import Service, Written

POLICY: Final[Decider[PolicyCommand, State]] = Decider(INITIAL, decide, evolve)
"""What a stream activities/policy/<policy> is decided by."""

router: Final = APIRouter(prefix="/municipalities/{municipality}/policies", tags=["policies"])


class ProposalBody(StrictModel):
    """A change of a policy instrument that is proposed to a body."""

    practices: Annotated[tuple[UUID, ...], Field(max_length=50)] = Field((), description="On whose ground")
    instrument: Wording = Field(description="The programme, fund or rule that is to change")
    level: PolicyLevel = Field(examples=["region"])
    addressed_to: Annotated[str, Line(200)] = Field(examples=["Etelä-Pohjanmaan liitto"])
    proposal: Passage
    proposed_on: date | None = Field(None, description="Today where left out")


class DecisionBody(StrictModel):
    """What the body decided."""

    decision: PolicyDecision = Field(examples=["accepted"])
    decided_by: Annotated[str, Line(200)] = Field(examples=["Maakuntahallitus"])
    decided_on: date | None = Field(None, description="Today where left out")
    grounds: Passage


class ChangeBody(StrictModel):
    """What was changed in the instrument."""

    change: Passage
    in_force_on: date = Field(examples=["2027-01-01"])
    reference: Annotated[str, Line(300)] = Field(examples=["Maakuntaohjelma 2026–2029, luku 4.2"])


@router.post(
    "",
    status_code=201,
    summary="Propose a change of a policy instrument",
    dependencies=[allow(*COORDINATORS)],
    description="Codes: policy.day_in_the_future.",
)
async def propose(
    *,
    municipality: Municipality,
    proposed: Annotated[ProposalBody, body(ProposalBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Written:
    region_of(service.profiles, municipality)
    command = ProposePolicy(
        municipality=municipality,
        practices=proposed.practices,
        instrument=worded(proposed.instrument, "instrument"),
        level=proposed.level,
        addressed_to=proposed.addressed_to,
        proposal=worded(proposed.proposal, "proposal"),
        proposed_on=proposed.proposed_on or context.today,
        today=context.today,
    )
    policy = uuid5(context.id, "policy")
    return await carried_out(service, POLICY, "policy", policy, command, context, municipality, response, new=True)


@router.post(
    "/{policy}/decision",
    summary="Record the decision on a proposal",
    dependencies=[allow(*COORDINATORS)],
    description="Codes: policy.day_in_the_future, policy.decided_before_it_was_proposed, policy.recorded_already.",
)
async def decided(
    *,
    municipality: Municipality,
    policy: UUID,
    said: Annotated[DecisionBody, body(DecisionBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Written:
    command = RecordDecision(
        municipality=municipality,
        decision=said.decision,
        decided_by=said.decided_by,
        decided_on=said.decided_on or context.today,
        grounds=worded(said.grounds, "grounds"),
        today=context.today,
    )
    return await carried_out(service, POLICY, "policy", policy, command, context, municipality, response)


@router.post(
    "/{policy}/change",
    summary="Record what was changed in the instrument",
    dependencies=[allow(*COORDINATORS)],
    description=(
        "Codes: policy.not_decided, policy.declined, policy.changed_before_it_was_decided, policy.recorded_already."
    ),
)
async def changed(
    *,
    municipality: Municipality,
    policy: UUID,
    said: Annotated[ChangeBody, body(ChangeBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Written:
    command = RecordChange(municipality, worded(said.change, "change"), said.in_force_on, said.reference)
    return await carried_out(service, POLICY, "policy", policy, command, context, municipality, response)
