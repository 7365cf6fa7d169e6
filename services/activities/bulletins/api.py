"""Bulletins over HTTP: written, translated, published, seen."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Annotated, Final
from uuid import UUID, uuid5

from fastapi import APIRouter, Response
from pydantic import Field

from services.activities.bulletins.domain import (
    INITIAL,
    DraftBulletin,
    PublishBulletin,
    SeeBulletin,
    ShowBulletin,
    State,
    TranslateBulletin,
    WithdrawBulletin,
    decide,
    evolve,
)
from services.activities.bulletins.domain import Command as BulletinCommand
from services.activities.coordinating import COORDINATORS, carried_out
from services.activities.publishing import Passage, Wording, languages_of, region_of, worded
from shared.access.policy import allow
from shared.access.roles import Role
from shared.edge.body import Line, Municipality, Prose, StrictModel, body
from shared.edge.idempotency import Command
from shared.events.activities.bulletins import BulletinAudience
from shared.ledger import Decider
from shared.regions.codes import MunicipalityCode
from shared.regions.texts import Language
from shared.service import Service, Written

BULLETIN: Final[Decider[BulletinCommand, State]] = Decider(INITIAL, decide, evolve)
"""What a stream activities/bulletin/<bulletin> is decided by."""

READERS: Final = (
    *COORDINATORS,
    Role.ASSESSMENT_OFFICIAL,
    Role.EMPLOYMENT_AUTHORITY,
    Role.WELLBEING_COUNTY,
    Role.PARTNER,
)

router: Final = APIRouter(prefix="/municipalities/{municipality}/bulletins", tags=["bulletins"])


class DraftBody(StrictModel):
    """A bulletin; it is said in some language at first, and in all that its areas publish in before it is published."""

    areas: Annotated[tuple[MunicipalityCode, ...], Field(max_length=60)] = Field(
        (), description="The municipality of the path alone where left out", examples=[["905", "545"]]
    )
    audiences: Annotated[tuple[BulletinAudience, ...], Field(min_length=1, max_length=3)] = Field(
        examples=[["immigrants", "network", "staff"]]
    )
    topic: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)] = Field(examples=["housing"])
    title: Wording
    text: Passage


class TranslationBody(StrictModel):
    """Title, text or both in one language."""

    language: Language = Field(examples=["sv"])
    title: Annotated[str, Line(300)] | None = Field(None, examples=["Rådgivningen är stängd på fredag"])
    text: Annotated[str, Prose(4000)] | None = Field(None, examples=["Vi öppnar igen på måndag klockan nio."])


class RecipientsLine(StrictModel):
    """How many of an audience it is meant for."""

    audience: BulletinAudience = Field(examples=["staff"])
    people: int = Field(ge=1, le=1_000_000, examples=[14])


class PublicationBody(StrictModel):
    """From when to when it is to be read, and by how many."""

    valid_from: date | None = Field(None, description="Today where left out")
    valid_to: date = Field(examples=["2026-12-31"])
    recipients: Annotated[tuple[RecipientsLine, ...], Field(max_length=3)] = ()


class WithdrawalBody(StrictModel):
    """Nothing needs to be said."""


class SeenBody(StrictModel):
    """As whom it was read."""

    audience: BulletinAudience = Field(BulletinAudience.STAFF, examples=["staff"])


class ShownBody(StrictModel):
    """To how many it was shown who do not read it here themselves: at a desk, in a group."""

    audience: BulletinAudience = Field(BulletinAudience.IMMIGRANTS, examples=["immigrants"])
    people: int = Field(ge=1, le=10_000, examples=[11])


@router.post(
    "",
    status_code=201,
    summary="Write a bulletin",
    dependencies=[allow(*COORDINATORS)],
    description="A draft: it shows in the translation worklist what it lacks. Codes: code.municipality_outside.",
)
async def draft(
    *,
    municipality: Municipality,
    drafted: Annotated[DraftBody, body(DraftBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Written:
    own = region_of(service.profiles, municipality).languages
    areas = drafted.areas or (municipality,)
    command = DraftBulletin(
        municipality=municipality,
        areas=areas,
        audiences=drafted.audiences,
        topic=drafted.topic,
        title=worded(drafted.title, "title", own[0]),
        text=worded(drafted.text, "text", own[0]),
        required=languages_of(service.profiles, areas, "areas"),
    )
    bulletin = uuid5(context.id, "bulletin")
    return await carried_out(
        service, BULLETIN, "bulletin", bulletin, command, context, municipality, response, new=True
    )


@router.post(
    "/{bulletin}/translations",
    summary="Say a draft in one more language",
    dependencies=[allow(*COORDINATORS)],
    description="Codes: bulletin.nothing_said, bulletin.published_already, bulletin.withdrawn.",
)
async def translate(
    *,
    municipality: Municipality,
    bulletin: UUID,
    said: Annotated[TranslationBody, body(TranslationBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Written:
    command = TranslateBulletin(municipality, said.language, said.title, said.text)
    return await carried_out(service, BULLETIN, "bulletin", bulletin, command, context, municipality, response)


@router.post(
    "/{bulletin}/publish",
    summary="Publish a bulletin for a time",
    dependencies=[allow(*COORDINATORS)],
    description=(
        "Refused where a language that one of its areas publishes in is missing; the field says which text, in which "
        "language. Codes: bulletin.language_missing, bulletin.ends_before_it_begins, bulletin.over_already, "
        "bulletin.not_for_this_audience, bulletin.published_already, bulletin.withdrawn."
    ),
)
async def publish(
    *,
    municipality: Municipality,
    bulletin: UUID,
    published: Annotated[PublicationBody, body(PublicationBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Written:
    recipients: Counter[BulletinAudience] = Counter()
    for line in published.recipients:
        recipients[line.audience] += line.people
    valid_from = published.valid_from or context.today
    command = PublishBulletin(municipality, valid_from, published.valid_to, recipients, context.today)
    return await carried_out(service, BULLETIN, "bulletin", bulletin, command, context, municipality, response)


@router.post(
    "/{bulletin}/withdraw",
    summary="Withdraw a bulletin",
    dependencies=[allow(*COORDINATORS)],
    description="Codes: bulletin.not_published.",
)
async def withdraw(
    *,
    municipality: Municipality,
    bulletin: UUID,
    withdrawn: Annotated[WithdrawalBody, body(WithdrawalBody)],  # noqa: ARG001 - an empty body, checked to be one
    context: Command,
    service: Service,
    response: Response,
) -> Written:
    command = WithdrawBulletin(municipality, context.today)
    return await carried_out(service, BULLETIN, "bulletin", bulletin, command, context, municipality, response)


@router.post(
    "/{bulletin}/seen",
    summary="Say that one has seen a bulletin",
    dependencies=[allow(*READERS)],
    description=(
        "Recorded under a pseudonym that differs from bulletin to bulletin: it counts readers and names none. "
        "Codes: bulletin.not_valid_now, bulletin.not_for_this_audience."
    ),
)
async def seen(
    *,
    municipality: Municipality,
    bulletin: UUID,
    read: Annotated[SeenBody, body(SeenBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Written:
    pseudonym = service.blind.value("bulletin_reader", str(bulletin), context.viewer.actor).hex()
    command = SeeBulletin(municipality, read.audience, pseudonym, context.today)
    # The event's head names the pseudonym too: who reads what is nobody's business.
    unnamed = replace(context, viewer=replace(context.viewer, actor=f"reader:{pseudonym[:32]}"))
    return await carried_out(service, BULLETIN, "bulletin", bulletin, command, unnamed, municipality, response)


@router.post(
    "/{bulletin}/shown",
    summary="Say to how many people a bulletin was shown",
    dependencies=[allow(*COORDINATORS)],
    description="Codes: bulletin.not_valid_now, bulletin.not_for_this_audience.",
)
async def shown(
    *,
    municipality: Municipality,
    bulletin: UUID,
    said: Annotated[ShownBody, body(ShownBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Written:
    command = ShowBulletin(municipality, said.audience, said.people, context.today)
    return await carried_out(service, BULLETIN, "bulletin", bulletin, command, context, municipality, response)
