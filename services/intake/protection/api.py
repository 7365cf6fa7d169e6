"""Protection of a case over HTTP, and what keeps intake's other endpoints from those who are not entitled to one."""

from __future__ import annotations

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from services.intake.owning import own
from services.intake.protection.domain import (
    INITIAL,
    CloseTo,
    LiftNonDisclosure,
    OpenTo,
    SetNonDisclosure,
    State,
    decide,
    evolve,
    hides,
)
from services.intake.protection.domain import Command as ProtectionCommand
from services.intake.states import Words
from shared.access.policy import allow
from shared.access.roles import Role
from shared.edge.body import Prose, StrictModel, body
from shared.edge.problems import problems
from shared.events.intake.protection import ProtectionKind
from shared.ledger import Decider, Ledger
from shared.requests import AboutCase, CaseRequest
from shared.service import Receipt

PROTECTION: Final[Decider[ProtectionCommand, State]] = Decider(INITIAL, decide, evolve)
"""What a stream intake/protection/<case> is decided by."""

router: Final = APIRouter(prefix="/municipalities/{municipality}/cases/{case}/protection", tags=["protection"])

Official = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:@/-]{1,128}$")]


class ProtectionBody(StrictModel):
    """Why the person must not be found, and which officials need the case besides whoever asks."""

    kind: ProtectionKind = Field(examples=["nondisc"])
    officials: Annotated[list[Official], Field(max_length=20)] = Field(
        [], description="Opaque ids of officials", examples=[["official-17"]]
    )
    words: Annotated[str, Prose(4_000)] | None = Field(None, description="Sealed under a key of its own")


class OfficialBody(StrictModel):
    """An official, by the opaque id."""

    official: Official = Field(examples=["official-17"])


class Pending(Receipt):
    """It is in force when reporting has passed this stream and version; `status` says whether it has."""

    status: str = Field(examples=["/municipalities/905/cases/…/protection?after=intake/protection/…:1"])


def stream_of_protection(case: UUID) -> str:
    return f"intake/protection/{case}"


async def hidden_from(ledger: Ledger, case: UUID, actor: str) -> bool:
    """Whether to this actor there is no such case, whatever they would do with it."""
    state, _ = await ledger.load(PROTECTION, stream_of_protection(case))
    return hides(state, actor)


@router.post(
    "",
    status_code=202,
    summary="Hide a case from everybody who is not named",
    dependencies=[allow(Role.CASEWORKER)],
    responses=problems(409, 422),
    description=(
        "Lists, searches, counts, flows and figures are without the case from the moment that every read model has "
        "it; the answer is 202 and says where that is told. Codes: protection.too_many_entitled."
    ),
)
async def set_non_disclosure(asked: Annotated[ProtectionBody, body(ProtectionBody)], request: CaseRequest) -> Pending:
    known = await own(request)
    command = SetNonDisclosure(
        municipality=request.municipality,
        person_id=known.person_id,
        asker=request.actor,
        officials=tuple(asked.officials),
        kind=asked.kind,
        set_on=request.today,
        words=Words(request.context.id, asked.words) if asked.words else None,
    )
    return await _carried_out(request, command)


@router.post(
    "/lift",
    status_code=202,
    summary="Let a case be seen again",
    dependencies=[allow(Role.CASEWORKER)],
    responses=problems(409, 422),
    description="For those who are entitled to it; to others there is no such case. Codes: access.not_found.",
)
async def lift_non_disclosure(request: CaseRequest) -> Pending:
    await own(request)
    command = LiftNonDisclosure(request.municipality, request.actor, request.today)
    return await _carried_out(request, command)


@router.post(
    "/officials",
    status_code=202,
    summary="Open a protected case to an official who needs it",
    dependencies=[allow(Role.CASEWORKER)],
    responses=problems(409, 422),
    description="Codes: protection.not_set, protection.too_many_entitled.",
)
async def open_to(named: Annotated[OfficialBody, body(OfficialBody)], request: CaseRequest) -> Pending:
    await own(request)
    command = OpenTo(request.municipality, request.actor, named.official)
    return await _carried_out(request, command)


@router.post(
    "/officials/remove",
    status_code=202,
    summary="Close a protected case to an official who needs it no more",
    dependencies=[allow(Role.CASEWORKER)],
    responses=problems(409, 422),
    description="Codes: protection.not_set, protection.nobody_left.",
)
async def close_to(named: Annotated[OfficialBody, body(OfficialBody)], request: CaseRequest) -> Pending:
    await own(request)
    command = CloseTo(request.municipality, request.actor, named.official)
    return await _carried_out(request, command)


async def _carried_out(request: AboutCase, command: ProtectionCommand) -> Pending:
    made = await request.carry_out(PROTECTION, command, "protection")
    case = f"/municipalities/{request.municipality}/cases/{request.case}"
    return Pending(**made.model_dump(), status=f"{case}/protection?after={made.stream}:{made.version}")
