"""Guidance over HTTP: one short command for a visit, a call or a message."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from services.intake.guidance.domain import INITIAL, GiveGuidance, GuideClient, State, Visit, decide, evolve
from services.intake.guidance.domain import Command as GuidanceCommand
from services.intake.owning import own
from services.intake.servicepoints.api import POINT, stream_of_point
from services.intake.servicepoints.domain import OpenedPoint
from shared.access.policy import allow, not_found
from shared.access.roles import Role
from shared.edge.body import Line, StrictModel, body
from shared.edge.problems import problems
from shared.errors import Problem
from shared.events.intake.guidance import GuidanceChannel, GuidanceDetails, GuidanceOutcome, Onward, OnwardKind
from shared.ledger import Decider
from shared.privacy.visitors import new_code, read_code, visitor_of
from shared.regions.codes import LanguageCode
from shared.regions.profiles import MunicipalityOutsideError
from shared.requests import CaseRequest, MunicipalRequest
from shared.service import Running, Written, written

GUIDANCE: Final[Decider[GuidanceCommand, State]] = Decider(INITIAL, decide, evolve)
"""What a stream intake/guidance/<visit> is decided by."""

ADVISERS: Final = (Role.ADVISER, Role.CASEWORKER)

router: Final = APIRouter(prefix="/municipalities/{municipality}", tags=["guidance"])


class OnwardBody(StrictModel):
    """Where the visitor was told to go next; no case is opened."""

    kind: OnwardKind = Field(examples=["third"])
    service: UUID | None = Field(None, description="The service's id, where the directory has it")


class VisitBody(StrictModel):
    """A visit, a call or a message: what it was about. Nothing about the visitor is asked."""

    themes: Annotated[tuple[Annotated[str, Line(40)], ...], Field(min_length=1, max_length=20, examples=[["housing"]])]
    channel: GuidanceChannel = GuidanceChannel.VISIT
    language: LanguageCode | None = Field(None, description="The language it was given in, ISO 639-3", examples=["rus"])
    outcome: GuidanceOutcome = GuidanceOutcome.ANSWERED
    minutes: int | None = Field(None, ge=1, le=600, examples=[10])
    point: UUID | None = Field(None, description="The service point, where it was at one")
    onward: OnwardBody | None = None
    given_on: date | None = Field(None, description="The day; today where left out")

    def details(self) -> GuidanceDetails:
        return GuidanceDetails(
            point=self.point,
            themes=tuple(dict.fromkeys(self.themes)),
            channel=self.channel,
            language=self.language,
            outcome=self.outcome,
            minutes=self.minutes,
            onward=Onward(kind=self.onward.kind, service=self.onward.service) if self.onward else None,
        )


class GuidanceBody(VisitBody):
    """A visit of nobody in particular, with the code that the visitor holds or wishes to be given."""

    code: Annotated[str, Line(40)] | None = Field(
        None, description="The code that the visitor holds, so that this visit is linked with their earlier ones"
    )
    new_code: bool = Field(default=False, description="The visitor wishes to be given a code")


class VisitReceipt(Written):
    """The answer to a visit; `code` is told once, here, and stored nowhere."""

    code: str | None = None


@router.post(
    "/guidance",
    status_code=201,
    summary="Record a visit, a call or a message, of nobody in particular",
    dependencies=[allow(*ADVISERS)],
    responses=problems(409, 422),
    description=(
        "Codes: guidance.theme_unknown, guidance.no_theme, guidance.day_in_the_future, "
        "guidance.onward_goes_with_referred, guidance.no_such_point, guidance.code_mistyped, guidance.one_code."
    ),
)
async def give_guidance(given: Annotated[GuidanceBody, body(GuidanceBody)], request: MunicipalRequest) -> VisitReceipt:
    if given.code is not None and given.new_code:
        raise Problem.of(422, "guidance.one_code", "code")
    code = new_code(request.service.blind, str(request.context.id)) if given.new_code else None
    held = code or (None if given.code is None else _read(given.code))
    visit = await _visit(request.service, request.municipality, given, request.new_id("visit"), request.today)
    command = GiveGuidance(visit, None if held is None else visitor_of(request.service.blind, held))
    done = await request.carry_out_on(GUIDANCE, "guidance", visit.visit, command)
    return VisitReceipt(**done.model_dump(), code=code)


@router.post(
    "/cases/{case}/guidance",
    status_code=201,
    summary="Record that a client was advised",
    dependencies=[allow(*ADVISERS)],
    responses=problems(409, 422),
    description=(
        "Codes: guidance.theme_unknown, guidance.no_theme, guidance.day_in_the_future, "
        "guidance.onward_goes_with_referred, guidance.no_such_point."
    ),
)
async def guide_client(given: Annotated[VisitBody, body(VisitBody)], request: CaseRequest) -> Written:
    known = await own(request)
    visit = await _visit(request.service, request.municipality, given, request.new_id("visit"), request.today)
    command = GuideClient(visit, known.person_id)
    done = await request.done(GUIDANCE, "guidance", visit.visit, command, key=request.case)
    return written(done, visit.visit, request.response)


async def _visit(service: Running, municipality: str, given: VisitBody, visit: UUID, today: date) -> Visit:
    try:
        themes = service.profiles.for_municipality(municipality).themes
    except MunicipalityOutsideError:
        raise not_found() from None
    if given.point is not None:
        point, _ = await service.ledger.load(POINT, stream_of_point(given.point))
        if not isinstance(point, OpenedPoint) or point.municipality != municipality:
            raise Problem.of(422, "guidance.no_such_point", "point")
    return Visit(
        visit=visit,
        municipality=municipality,
        given_on=given.given_on or today,
        details=given.details(),
        known_themes=frozenset(theme.code for theme in themes),
        today=today,
    )


def _read(typed: str) -> str:
    code = read_code(typed)
    if code is None:
        raise Problem.of(422, "guidance.code_mistyped", "code")
    return code


def _stream_of_visit(visit: UUID) -> str:
    return f"intake/guidance/{visit}"
