"""Plan documents over HTTP: a version is issued here; reporting gives its text, at any version, in either language."""

from __future__ import annotations

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Response

from services.planning.carrying import PLANNERS, client_of
from services.planning.document.domain import INITIAL, IssueDocument, State, decide, evolve
from services.planning.document.domain import Command as DocumentCommand
from services.planning.document.sheet import SHEET, document
from shared.access.policy import allow
from shared.edge.body import Municipality, StrictModel, body
from shared.edge.idempotency import Command
from shared.errors import Problem
from shared.ledger import Decider
from shared.service import Receipt, Service, receipt

DOCUMENT: Final[Decider[DocumentCommand, State]] = Decider(INITIAL, decide, evolve)
"""What a stream planning/document/<case> is decided by."""

router: Final = APIRouter(prefix="/municipalities/{municipality}/cases/{case}", tags=["plan documents"])


class IssueBody(StrictModel):
    """Issue the plan's document as the plan stands now."""


class DocumentReceipt(Receipt):
    """The answer: with the document's version. Where nothing has happened since the newest one, it is that one."""

    number: int


@router.post(
    "/plan/documents",
    status_code=201,
    summary="Issue the plan's document in Finnish and Swedish, as a new version",
    dependencies=[allow(*PLANNERS)],
    description="Codes: document.no_plan.",
)
async def issue_document(
    *,
    municipality: Municipality,
    case: UUID,
    asked: Annotated[IssueBody, body(IssueBody)],  # noqa: ARG001 - it says nothing, and must be an object
    context: Command,
    service: Service,
    response: Response,
) -> DocumentReceipt:
    client = await client_of(service, municipality, case)
    sheet, version = await service.load(SHEET, f"planning/case/{case}")
    if sheet.plan is None:
        raise Problem.of(409, "document.no_plan")
    command = IssueDocument(municipality, client.person_id, sheet.plan, version, document(sheet))
    stream = f"planning/document/{case}"
    done = await service.carry_out(DOCUMENT, stream, case, command, context, municipality=municipality)
    return DocumentReceipt(**receipt(done, case, response).model_dump(), number=done.version)
