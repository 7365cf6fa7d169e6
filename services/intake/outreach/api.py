"""Outreach over HTTP: groups, and attempts."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from services.intake.outreach.domain import INITIAL, MakeOutreach, State, Target, decide, evolve
from services.intake.outreach.domain import Command as OutreachCommand
from services.intake.owning import own
from shared.access.policy import allow
from shared.access.roles import Role
from shared.edge.body import StrictModel, body
from shared.edge.problems import problems
from shared.events.intake.outreach import OutreachChannel, OutreachContact, OutreachOutcome, TargetGroup
from shared.ledger import Decider
from shared.regions.codes import LanguageCode
from shared.requests import CaseRequest
from shared.service import Receipt

OUTREACH: Final[Decider[OutreachCommand, State]] = Decider(INITIAL, decide, evolve, opens=True)
"""What a stream intake/outreach/<case> is decided by."""

router: Final = APIRouter(prefix="/municipalities/{municipality}/cases/{case}/outreach", tags=["outreach"])


class GroupsBody(StrictModel):
    """The groups that the client belongs to; those left out they do not."""

    groups: Annotated[tuple[TargetGroup, ...], Field(max_length=len(TargetGroup), examples=[["home"]])]


class AttemptBody(StrictModel):
    """An attempt to reach the client."""

    channel: OutreachChannel = Field(examples=["phone"])
    language: LanguageCode = Field(description="ISO 639-3", examples=["ara"])
    outcome: OutreachOutcome = Field(examples=["invited"])
    made_on: date | None = Field(None, description="The day; today where left out")


def stream_of_outreach(case: UUID) -> str:
    return f"intake/outreach/{case}"


@router.post(
    "/groups",
    summary="Say which groups the client belongs to",
    dependencies=[allow(Role.CASEWORKER)],
    responses=problems(409, 422),
)
async def target(targeted: Annotated[GroupsBody, body(GroupsBody)], request: CaseRequest) -> Receipt:
    known = await own(request)
    command = Target(request.municipality, known.person_id, frozenset(targeted.groups))
    return await request.carry_out(OUTREACH, command, "outreach")


@router.post(
    "",
    status_code=201,
    summary="Record an attempt to reach the client",
    dependencies=[allow(Role.CASEWORKER, Role.ADVISER)],
    responses=problems(409, 422),
    description="Codes: outreach.day_in_the_future.",
)
async def make_outreach(attempt: Annotated[AttemptBody, body(AttemptBody)], request: CaseRequest) -> Receipt:
    known = await own(request)
    command = MakeOutreach(
        municipality=request.municipality,
        person_id=known.person_id,
        made_on=attempt.made_on or request.today,
        contact=OutreachContact(channel=attempt.channel, language=attempt.language, outcome=attempt.outcome),
        today=request.today,
    )
    return await request.carry_out(OUTREACH, command, "outreach")
