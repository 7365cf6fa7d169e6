"""Readiness checklists over HTTP: opened by reason of arrival, answered item by item."""

from __future__ import annotations

from typing import Annotated, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from fastapi import APIRouter, Response
from pydantic import Field

from services.activities.coordinating import COORDINATORS, carried_out
from services.activities.publishing import Wording, region_of, worded
from services.activities.readiness.domain import (
    INITIAL,
    AddItem,
    AnswerItem,
    OpenChecklist,
    State,
    decide,
    evolve,
)
from services.activities.readiness.domain import Command as ReadinessCommand
from services.activities.readiness.standard import standard_items
from shared.access.policy import allow
from shared.edge.body import Line, Municipality, StrictModel, body
from shared.edge.idempotency import Command
from shared.events.activities.readiness import Answered
from shared.ledger import Decider
from shared.regions.codes import ArrivalReason
from shared.service import Service, Written

READINESS: Final[Decider[ReadinessCommand, State]] = Decider(INITIAL, decide, evolve)
"""What a stream activities/readiness/<checklist> is decided by."""

CHECKLISTS: Final = uuid5(NAMESPACE_URL, "urn:kotopolku:readiness")
"""The namespace of checklists' ids: each municipality has one for each reason of arrival."""

router: Final = APIRouter(prefix="/municipalities/{municipality}/readiness", tags=["readiness"])

Code = Annotated[str, Field(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$", max_length=60, examples=["housing"])]


class ChecklistBody(StrictModel):
    """For whom the network gets ready. The checklist begins with the standard items of the reason."""

    reason: ArrivalReason = Field(examples=["work"])


class ItemBody(StrictModel):
    """One thing more that must be in place here."""

    reason: ArrivalReason = Field(examples=["work"])
    code: Code
    what: Wording


class AnswerBody(StrictModel):
    """Whether an item is in place, and who answers for it."""

    reason: ArrivalReason = Field(examples=["work"])
    code: Code
    answer: Answered = Field(examples=["gap"])
    owner: Annotated[str, Line(200)] = Field(
        description="An organisation or a function, never a person", examples=["Asuntotoimi"]
    )


def checklist_of(municipality: str, reason: ArrivalReason) -> UUID:
    """The id of the municipality's checklist for the reason."""
    return uuid5(CHECKLISTS, f"{municipality}\n{reason.value}")


@router.post(
    "",
    status_code=201,
    summary="Open a readiness checklist for a reason of arrival",
    dependencies=[allow(*COORDINATORS)],
    description="Codes: readiness.opened_already.",
)
async def open_checklist(
    *,
    municipality: Municipality,
    opened: Annotated[ChecklistBody, body(ChecklistBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Written:
    region_of(service.profiles, municipality)
    command = OpenChecklist(municipality, opened.reason, standard_items(opened.reason))
    checklist = checklist_of(municipality, opened.reason)
    return await carried_out(service, READINESS, "readiness", checklist, command, context, municipality, response)


@router.post(
    "/items",
    status_code=201,
    summary="Add an item of one's own to a checklist",
    dependencies=[allow(*COORDINATORS)],
    description="Codes: readiness.item_there_already.",
)
async def add(
    *,
    municipality: Municipality,
    added: Annotated[ItemBody, body(ItemBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Written:
    command = AddItem(municipality, added.code, worded(added.what, "what"))
    checklist = checklist_of(municipality, added.reason)
    return await carried_out(service, READINESS, "readiness", checklist, command, context, municipality, response)


@router.post(
    "/answers",
    summary="Say whether an item is in place, and who answers for it",
    dependencies=[allow(*COORDINATORS)],
)
async def answer(
    *,
    municipality: Municipality,
    said: Annotated[AnswerBody, body(AnswerBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Written:
    command = AnswerItem(municipality, said.code, said.answer, said.owner, context.today)
    checklist = checklist_of(municipality, said.reason)
    return await carried_out(service, READINESS, "readiness", checklist, command, context, municipality, response)
