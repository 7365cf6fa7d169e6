"""Practices over HTTP: documented, visited, adopted elsewhere, measured."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Final
from uuid import UUID, uuid5

from fastapi import APIRouter, Response
from pydantic import Field

from services.activities.coordinating import COORDINATORS, carried_out
from services.activities.practices.domain import (
    HEADS,
    INITIAL,
    AdoptPractice,
    DescribeAnew,
    DocumentPractice,
    MeasurePractice,
    Place,
    State,
    VisitPractice,
    decide,
    evolve,
)
from services.activities.practices.domain import Command as PracticeCommand
from services.activities.publishing import Passage, Wording, region_of, worded
from shared.access.policy import allow
from shared.edge.body import Line, Municipality, StrictModel, body
from shared.edge.idempotency import Command, CommandContext
from shared.ledger import Decider
from shared.regions.codes import CountryCode
from shared.service import Running, Service, Written

PRACTICE: Final[Decider[PracticeCommand, State]] = Decider(INITIAL, decide, evolve)
"""What a stream activities/practice/<practice> is decided by."""

router: Final = APIRouter(prefix="/municipalities/{municipality}/practices", tags=["practices"])

Amount = Annotated[Decimal, Field(max_digits=12, decimal_places=3, examples=["41"])]


class PlaceBody(StrictModel):
    """Where it is done: a country, a region in words, and who does it."""

    country: CountryCode = Field(description="ISO 3166-1 alpha-2", examples=["PT"])
    region: Annotated[str, Line(100)] = Field(examples=["Fundão"])
    organisation: Annotated[str, Line(200)] = Field(examples=["Município do Fundão"])

    def said(self) -> Place:
        return Place(self.country, self.region, self.organisation)


class DescriptionBody(StrictModel):
    """The heads under which every practice is described."""

    name: Wording
    problem: Passage
    solution: Passage
    for_whom: Passage
    resources: Passage
    evidence: Passage


class PracticeBody(StrictModel):
    """A practice, wherever it comes from."""

    place: PlaceBody
    theme: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)] = Field(examples=["work"])
    description: DescriptionBody
    began_on: date | None = Field(None, examples=["2016-05-01"])


class VisitBody(StrictModel):
    """An exchange visit, and what was learned."""

    visited_on: date | None = Field(None, description="Today where left out")
    visitors: PlaceBody
    people: int = Field(ge=1, le=500, examples=[6])
    lessons: Annotated[tuple[Passage, ...], Field(min_length=1, max_length=50)]


class AdoptionBody(StrictModel):
    """Somebody elsewhere does it too."""

    place: PlaceBody
    adopted_on: date | None = Field(None, description="Today where left out")
    adaptation: Passage = Field(description="What is done otherwise here")


class ResultBody(StrictModel):
    """A place's figure before and after; the same indicator in every place can be compared."""

    adoption: UUID | None = Field(None, description="Where the practice comes from, where left out")
    indicator: Annotated[str, Line(120)] = Field(examples=["days-to-first-job"])
    unit: Annotated[str, Line(40)] = Field(examples=["d"])
    before: Amount
    after: Amount
    measured_on: date | None = Field(None, description="Today where left out")


class VisitWritten(Written):
    """The answer to a visit: its id."""

    visit: UUID


class AdoptionWritten(Written):
    """The answer to an adoption: its id."""

    adoption: UUID


class ResultWritten(Written):
    """The answer to a result: its id."""

    result: UUID


def _described(service: Running, municipality: str, said: PracticeBody, context: CommandContext) -> DocumentPractice:
    required = region_of(service.profiles, municipality).languages
    description = {head: worded(getattr(said.description, head), f"description.{head}", required[0]) for head in HEADS}
    return DocumentPractice(
        municipality, said.place.said(), said.theme, description, said.began_on, required, context.today
    )


@router.post(
    "",
    status_code=201,
    summary="Document a practice",
    dependencies=[allow(*COORDINATORS)],
    description=(
        "Under the same heads everywhere, in every language that the region publishes in. "
        "Codes: practice.language_missing, practice.day_in_the_future."
    ),
)
async def document(
    *,
    municipality: Municipality,
    said: Annotated[PracticeBody, body(PracticeBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Written:
    command = _described(service, municipality, said, context)
    practice = uuid5(context.id, "practice")
    return await carried_out(
        service, PRACTICE, "practice", practice, command, context, municipality, response, new=True
    )


@router.post(
    "/{practice}/editions",
    status_code=201,
    summary="Describe a practice anew",
    dependencies=[allow(*COORDINATORS)],
    description="By the municipality that documented it. Codes: practice.language_missing, practice.day_in_the_future.",
)
async def edition(
    *,
    municipality: Municipality,
    practice: UUID,
    said: Annotated[PracticeBody, body(PracticeBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Written:
    command = DescribeAnew(_described(service, municipality, said, context))
    return await carried_out(service, PRACTICE, "practice", practice, command, context, municipality, response)


@router.post(
    "/{practice}/visits",
    status_code=201,
    summary="Record an exchange visit and its lessons",
    dependencies=[allow(*COORDINATORS)],
    description="Codes: practice.day_in_the_future.",
)
async def visit(
    *,
    municipality: Municipality,
    practice: UUID,
    visited: Annotated[VisitBody, body(VisitBody)],
    context: Command,
    service: Service,
    response: Response,
) -> VisitWritten:
    command = VisitPractice(
        municipality=municipality,
        visit=uuid5(context.id, "visit"),
        visited_on=visited.visited_on or context.today,
        visitors=visited.visitors.said(),
        people=visited.people,
        lessons=tuple(worded(lesson, f"lessons.{number}") for number, lesson in enumerate(visited.lessons)),
        today=context.today,
    )
    made = await carried_out(service, PRACTICE, "practice", practice, command, context, municipality, response)
    return VisitWritten(**made.model_dump(), visit=command.visit)


@router.post(
    "/{practice}/adoptions",
    status_code=201,
    summary="Adopt a practice elsewhere",
    dependencies=[allow(*COORDINATORS)],
    description=("Codes: practice.day_in_the_future, practice.adopted_where_it_comes_from, practice.adopted_already."),
)
async def adopt(
    *,
    municipality: Municipality,
    practice: UUID,
    adopted: Annotated[AdoptionBody, body(AdoptionBody)],
    context: Command,
    service: Service,
    response: Response,
) -> AdoptionWritten:
    command = AdoptPractice(
        municipality=municipality,
        adoption=uuid5(context.id, "adoption"),
        place=adopted.place.said(),
        adopted_on=adopted.adopted_on or context.today,
        adaptation=worded(adopted.adaptation, "adaptation"),
        today=context.today,
    )
    made = await carried_out(service, PRACTICE, "practice", practice, command, context, municipality, response)
    return AdoptionWritten(**made.model_dump(), adoption=command.adoption)


@router.post(
    "/{practice}/results",
    status_code=201,
    summary="Record a place's figure before and after",
    dependencies=[allow(*COORDINATORS)],
    description="By whoever documented the practice or recorded the adoption. Codes: practice.day_in_the_future.",
)
async def measure(
    *,
    municipality: Municipality,
    practice: UUID,
    measured: Annotated[ResultBody, body(ResultBody)],
    context: Command,
    service: Service,
    response: Response,
) -> ResultWritten:
    command = MeasurePractice(
        municipality=municipality,
        result=uuid5(context.id, "result"),
        adoption=measured.adoption,
        indicator=measured.indicator,
        unit=measured.unit,
        before=measured.before,
        after=measured.after,
        measured_on=measured.measured_on or context.today,
        today=context.today,
    )
    made = await carried_out(service, PRACTICE, "practice", practice, command, context, municipality, response)
    return ResultWritten(**made.model_dump(), result=command.result)
