"""Merging two cases of one person, over HTTP, and undoing it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final
from uuid import UUID, uuid5

from fastapi import APIRouter, Response
from pydantic import Field

from services.intake.deciders import CASE, SUSPICION
from services.intake.duplicates import BlindValues, Join, Part, persons, stream_of, stream_of_suspicion
from services.intake.merging import JoinMerge, LeadMerge, Separate, UndoMerge
from services.intake.states import NoCase
from services.intake.suspicion import ConfirmSuspicion, NotSuspected, RefuteSuspicion, suspicion_of
from shared.access.policy import allow, not_found
from shared.access.roles import Role
from shared.edge.body import Municipality, StrictModel, body
from shared.edge.idempotency import Command
from shared.edge.problems import problems
from shared.errors import Refused
from shared.events.intake import PersonDetails
from shared.ledger import Beside
from shared.service import Receipt, Running, Service, receipt

router: Final = APIRouter(prefix="/municipalities/{municipality}/cases/{case}/merges", tags=["intake"])


class MergeBody(StrictModel):
    """The other case of the same person; the case in the path leads."""

    other_case: UUID = Field(examples=["0190c0de-0000-7000-8000-000000000002"])


class UndoBody(StrictModel):
    """Nothing more is asked."""


class MergeReceipt(Receipt):
    """A receipt that names the merge, so that it can be undone."""

    merge: UUID


@router.post(
    "",
    dependencies=[allow(Role.CASEWORKER)],
    status_code=201,
    responses=problems(409, 422),
    summary="Merge another case of the same person into this one",
    description=(
        "Both histories stay, and the leading case's timeline shows both; the other case takes no more commands. Both "
        "must be this municipality's: what is another's moves by a transfer first. Codes: merge.itself, "
        "merge.transfer_first, case.merged, case.closed, case.offered."
    ),
)
async def merge_cases(
    *,
    municipality: Municipality,
    case: UUID,
    merged: Annotated[MergeBody, body(MergeBody)],
    command: Command,
    service: Service,
    response: Response,
) -> MergeReceipt:
    other = merged.other_case
    if other == case:
        raise Refused("merge.itself", "other_case")
    state, _ = await service.load(CASE, stream_of(other))
    if isinstance(state, NoCase) or state.case.municipality not in command.viewer.municipalities:
        raise not_found()
    own, _ = await service.load(CASE, stream_of(case))
    if not isinstance(own, NoCase) and own.case.municipality == municipality != state.case.municipality:
        raise Refused("merge.transfer_first", "other_case")
    merge = uuid5(command.id, "merge")
    done = await service.carry_out(
        CASE,
        stream_of(case),
        case,
        LeadMerge(municipality, merge, other, command.today),
        command,
        municipality=municipality,
        beside=[
            Beside(CASE, stream_of(other), other, JoinMerge(municipality, merge, case, command.today)),
            *await _told_to_suspicion(service, case, other, ConfirmSuspicion()),
        ],
        also=Join(other, case),
    )
    told = receipt(done, case, response)
    return MergeReceipt(stream=told.stream, version=told.version, case=case, merge=merge)


@router.post(
    "/{merge}/undo",
    dependencies=[allow(Role.CASEWORKER)],
    responses=problems(409, 422),
    summary="Undo a merge that was made in error",
    description="The other case stands again as it stood; nothing of either history is lost. Codes: access.not_found.",
)
async def undo_merge(
    *,
    municipality: Municipality,
    case: UUID,
    merge: UUID,
    undone: Annotated[UndoBody, body(UndoBody)],  # noqa: ARG001 - a command has a body
    command: Command,
    service: Service,
    response: Response,
) -> Receipt:
    own, _ = await service.load(CASE, stream_of(case))
    merges = () if isinstance(own, NoCase) else own.case.merges
    other = next((one.other_case for one in merges if one.merge == merge), None)
    beside: list[Beside[Any, Any]] = []
    values: dict[UUID, BlindValues] = {}
    if other is not None:
        beside = [
            Beside(CASE, stream_of(other), other, Separate(merge)),
            *await _told_to_suspicion(service, case, other, RefuteSuspicion()),
        ]
        values = await _values(service, (case, other))
    done = await service.carry_out(
        CASE,
        stream_of(case),
        case,
        UndoMerge(municipality, merge),
        command,
        municipality=municipality,
        beside=beside,
        also=Part(municipality, values),
    )
    return receipt(done, case, response)


async def _told_to_suspicion(
    service: Running, case: UUID, other: UUID, command: ConfirmSuspicion | RefuteSuspicion
) -> Sequence[Beside[Any, Any]]:
    """The suspicion of the two, if there ever was one, is told how it ended."""
    stream = stream_of_suspicion(suspicion_of(case, other))
    state, _ = await service.ledger.load(SUSPICION, stream)
    return () if isinstance(state, NotSuspected) else (Beside(SUSPICION, stream, state.pair.case, command),)


async def _values(service: Running, cases: Sequence[UUID]) -> dict[UUID, BlindValues]:
    """What each case is found by, of what is known of its own person; an erased person is found by nothing."""
    known = await persons(service.ledger, cases)
    return {
        case: BlindValues.of(service.blind, one.details)
        for case, one in known.items()
        if isinstance(one.details, PersonDetails)
    }
