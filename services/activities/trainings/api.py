"""Trainings over HTTP: a need asked, a package agreed, offered, held, rated."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Annotated, Final
from uuid import UUID, uuid5

from fastapi import APIRouter, Response
from pydantic import Field

from services.activities.coordinating import COORDINATORS, carried_out
from services.activities.publishing import Wording, languages_of, region_of, worded
from services.activities.trainings.domain import (
    INITIAL,
    AgreeTraining,
    AskForTraining,
    HoldTraining,
    OfferTraining,
    RateTraining,
    State,
    decide,
    evolve,
)
from services.activities.trainings.domain import Command as TrainingCommand
from shared.access.policy import allow
from shared.edge.body import Line, Municipality, StrictModel, body
from shared.edge.idempotency import Command
from shared.events.activities.trainings import TrainingAudience, TrainingKind
from shared.ledger import Decider
from shared.regions.codes import MunicipalityCode
from shared.service import Service, Written

TRAINING: Final[Decider[TrainingCommand, State]] = Decider(INITIAL, decide, evolve)
"""What a stream activities/training/<training> is decided by."""

MOST_PEOPLE: Final = 5_000
MOST_RATINGS: Final = 500  # in one request; more are sent in parts

router: Final = APIRouter(prefix="/municipalities/{municipality}/trainings", tags=["trainings"])

Audiences = Annotated[tuple[TrainingAudience, ...], Field(min_length=1, max_length=10, examples=[["employers"]])]


class NeedBody(StrictModel):
    """What a municipality's people need to learn."""

    topic: Wording
    audiences: Audiences
    people: int = Field(ge=1, le=MOST_PEOPLE, description="About how many", examples=[12])
    needed_by: date | None = Field(None, examples=["2026-11-30"])


class PackageBody(StrictModel):
    """The package that answers the need."""

    kind: TrainingKind = Field(examples=["training"])
    package: Wording
    provider: Annotated[str, Line(200)] = Field(description="An organisation", examples=["Jyväskylän kaupunki"])
    planned_on: date = Field(examples=["2026-11-12"])
    hours: int = Field(ge=1, le=1_000, examples=[6])


class OfferBody(StrictModel):
    """To whom it is offered, where; the asking municipality is among the municipalities, and alone where left out."""

    municipalities: Annotated[tuple[MunicipalityCode, ...], Field(max_length=60)] = Field((), examples=[["410", "179"]])
    audiences: Audiences
    places: int = Field(ge=1, le=MOST_PEOPLE, examples=[20])


class TurnoutLine(StrictModel):
    """How many of one audience were there."""

    audience: TrainingAudience = Field(examples=["employers"])
    people: int = Field(ge=1, le=MOST_PEOPLE, examples=[8])


class HeldBody(StrictModel):
    """It was held."""

    held_on: date | None = Field(None, description="Today where left out")
    turnout: Annotated[tuple[TurnoutLine, ...], Field(min_length=1, max_length=20)]


class RatingLine(StrictModel):
    """One anonymous form: 1 is worst, 5 is best."""

    audience: TrainingAudience = Field(examples=["employers"])
    score: int = Field(ge=1, le=5, examples=[4])


class RatingsBody(StrictModel):
    """The forms that came in, all or some."""

    ratings: Annotated[tuple[RatingLine, ...], Field(min_length=1, max_length=MOST_RATINGS)]


@router.post(
    "",
    status_code=201,
    summary="Say what training a municipality needs",
    dependencies=[allow(*COORDINATORS)],
    description="Codes: training.needed_in_the_past.",
)
async def ask(
    *,
    municipality: Municipality,
    need: Annotated[NeedBody, body(NeedBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Written:
    region_of(service.profiles, municipality)
    topic = worded(need.topic, "topic")
    command = AskForTraining(municipality, topic, need.audiences, need.people, need.needed_by, context.today)
    training = uuid5(context.id, "training")
    return await carried_out(
        service, TRAINING, "training", training, command, context, municipality, response, new=True
    )


@router.post(
    "/{training}/agree",
    summary="Agree on the package that answers a need",
    dependencies=[allow(*COORDINATORS)],
    description="Codes: training.not_its_turn.",
)
async def agree(
    *,
    municipality: Municipality,
    training: UUID,
    agreed: Annotated[PackageBody, body(PackageBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Written:
    package = worded(agreed.package, "package")
    command = AgreeTraining(municipality, agreed.kind, package, agreed.provider, agreed.planned_on, agreed.hours)
    return await carried_out(service, TRAINING, "training", training, command, context, municipality, response)


@router.post(
    "/{training}/offer",
    summary="Offer the package to audiences in municipalities",
    dependencies=[allow(*COORDINATORS)],
    description="Codes: training.not_its_turn, training.not_offered_at_home, code.municipality_outside.",
)
async def offer(
    *,
    municipality: Municipality,
    training: UUID,
    offered: Annotated[OfferBody, body(OfferBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Written:
    municipalities = offered.municipalities or (municipality,)
    languages_of(service.profiles, municipalities, "municipalities")
    command = OfferTraining(municipality, municipalities, offered.audiences, offered.places)
    return await carried_out(service, TRAINING, "training", training, command, context, municipality, response)


@router.post(
    "/{training}/hold",
    summary="Record that the training was held, and how many were there",
    dependencies=[allow(*COORDINATORS)],
    description=(
        "Codes: training.not_its_turn, training.held_in_the_future, training.audience_not_offered, "
        "training.more_people_than_places."
    ),
)
async def hold(
    *,
    municipality: Municipality,
    training: UUID,
    held: Annotated[HeldBody, body(HeldBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Written:
    turnout: Counter[TrainingAudience] = Counter()
    for line in held.turnout:
        turnout[line.audience] += line.people
    command = HoldTraining(municipality, held.held_on or context.today, turnout, context.today)
    return await carried_out(service, TRAINING, "training", training, command, context, municipality, response)


@router.post(
    "/{training}/ratings",
    summary="Record the ratings of those who were there",
    dependencies=[allow(*COORDINATORS)],
    description="Anonymous, from 1 to 5. Codes: training.not_its_turn, training.more_ratings_than_people.",
)
async def rate(
    *,
    municipality: Municipality,
    training: UUID,
    rated: Annotated[RatingsBody, body(RatingsBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Written:
    command = RateTraining(municipality, tuple((line.audience, line.score) for line in rated.ratings))
    return await carried_out(service, TRAINING, "training", training, command, context, municipality, response)
