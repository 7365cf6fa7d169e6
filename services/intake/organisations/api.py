"""Organisations over HTTP: listed, their contacts named and removed."""

from __future__ import annotations

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from services.intake.organisations.domain import (
    INITIAL,
    ListOrganisation,
    NameContact,
    RemoveContact,
    State,
    decide,
    evolve,
)
from services.intake.organisations.domain import Command as OrganisationCommand
from services.intake.projects.api import KEEPERS, Themes
from services.intake.servicepoints.api import required_languages
from shared.access.policy import allow
from shared.edge.body import Line, StrictModel, body
from shared.edge.problems import problems
from shared.events.intake.projects import ContactDetails, OrganisationKind
from shared.ledger import Decider
from shared.regions.codes import CountryCode
from shared.requests import MunicipalRequest
from shared.service import Written

ORGANISATION: Final[Decider[OrganisationCommand, State]] = Decider(INITIAL, decide, evolve)
"""What a stream intake/organisation/<organisation> is decided by."""

router: Final = APIRouter(prefix="/municipalities/{municipality}/organisations", tags=["network"])


class OrganisationBody(StrictModel):
    """An organisation as the network is told of it."""

    name: Annotated[str, Line(200)] = Field(examples=["Järvi-Pohjanmaan kansalaisopisto"])
    kind: OrganisationKind = Field(examples=["education"])
    country: CountryCode = Field("FI", description="ISO 3166-1 alpha-2", examples=["FI"])
    themes: Themes


class ContactBody(StrictModel):
    """Whom to ask there; an address or a number must be told."""

    name: Annotated[str, Line(200)] = Field(examples=["Åsa Esimerkki"])
    title: Annotated[str, Line(200)] | None = None
    email: Annotated[str, Field(pattern=r"^[^@\s]{1,64}@[^@\s]{1,188}$", examples=["asa@example.fi"])] | None = None
    phone: Annotated[str, Line(40)] | None = None


class ContactReceipt(Written):
    """The answer to a contact: with its id."""

    contact: UUID


class RemovalBody(StrictModel):
    """Nothing more is to be said."""


def stream_of_organisation(organisation: UUID) -> str:
    return f"intake/organisation/{organisation}"


@router.post(
    "",
    status_code=201,
    summary="Tell the network of an organisation",
    dependencies=[allow(*KEEPERS)],
    responses=problems(409, 422),
)
async def list_organisation(
    told: Annotated[OrganisationBody, body(OrganisationBody)], request: MunicipalRequest
) -> Written:
    required_languages(request.service, request.municipality)  # 404: it is none of the deployment
    organisation = request.new_id("organisation")
    themes = tuple(dict.fromkeys(told.themes))
    command = ListOrganisation(organisation, request.municipality, told.name, told.kind, told.country, themes)
    return await request.carry_out_on(ORGANISATION, "organisation", organisation, command)


@router.post(
    "/{organisation}/contacts",
    status_code=201,
    summary="Name somebody to ask at an organisation",
    dependencies=[allow(*KEEPERS)],
    responses=problems(409, 422),
    description="Codes: organisation.contact_cannot_be_reached.",
)
async def name_contact(
    organisation: UUID, named: Annotated[ContactBody, body(ContactBody)], request: MunicipalRequest
) -> ContactReceipt:
    contact = request.new_id("contact")
    details = ContactDetails(name=named.name, title=named.title, email=named.email, phone=named.phone)
    command = NameContact(request.municipality, contact, details)
    done = await request.carry_out_on(ORGANISATION, "organisation", organisation, command)
    return ContactReceipt(**done.model_dump(), contact=contact)


@router.post(
    "/{organisation}/contacts/{contact}/remove",
    summary="Remove a contact",
    dependencies=[allow(*KEEPERS)],
    responses=problems(409, 422),
)
async def remove_contact(
    organisation: UUID,
    contact: UUID,
    removal: Annotated[RemovalBody, body(RemovalBody)],  # noqa: ARG001 - a command has a body, this one an empty one
    request: MunicipalRequest,
) -> Written:
    command = RemoveContact(request.municipality, contact)
    return await request.carry_out_on(ORGANISATION, "organisation", organisation, command)
