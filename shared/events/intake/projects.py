"""Projects and what came of them, and the organisations of the network. All of it is published, besides contacts."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.events.intake import Municipality
from shared.events.model import Clear, Event, Personal, Value
from shared.regions.localised import LocalisedText


class OrganisationKind(StrEnum):
    """What an organisation is."""

    MUNICIPALITY = "municipality"
    AUTHORITY = "authority"
    EMPLOYMENT = "employment"
    COUNTY = "county"
    RECEPTION_CENTRE = "centre"
    EDUCATION = "education"
    ASSOCIATION = "association"
    CONGREGATION = "congregation"
    COMPANY = "company"
    OTHER = "other"


class ContactDetails(Value):
    """Whom to ask at an organisation."""

    name: str = Field(max_length=200)
    title: str | None = Field(default=None, max_length=200)
    email: str | None = Field(default=None, max_length=254)
    phone: str | None = Field(default=None, max_length=40)


class ProjectRegistered(Event, version=1):
    """A municipality tells the network of a project: who pays, from when to when, on which themes, with whom."""

    project: Annotated[UUID, Clear("an id that says nothing by itself")]
    municipality: Annotated[Municipality, Clear("published: whose entry it is")]
    title: Annotated[LocalisedText, Clear("published")]
    funder: Annotated[str, Clear("published")]
    number: Annotated[str, Clear("published: the funder's number for it")]
    starts_on: Annotated[date, Clear("published")]
    ends_on: Annotated[date, Clear("published")]
    themes: Annotated[tuple[str, ...], Clear("published")]
    partners: Annotated[tuple[UUID, ...], Clear("published: organisations of the register")]


class ProjectAmended(Event, version=1):
    """It ends on another day, or is about other themes or with other partners than was told."""

    project: Annotated[UUID, Clear("an id that says nothing by itself")]
    ends_on: Annotated[date, Clear("published")]
    themes: Annotated[tuple[str, ...], Clear("published")]
    partners: Annotated[tuple[UUID, ...], Clear("published: organisations of the register")]


class ResultPublished(Event, version=1, effective="published_on"):
    """Something came of a project that others may use."""

    project: Annotated[UUID, Clear("an id that says nothing by itself")]
    result: Annotated[UUID, Clear("an id that says nothing by itself")]
    title: Annotated[LocalisedText, Clear("published")]
    summary: Annotated[LocalisedText, Clear("published")]
    link: Annotated[str | None, Clear("published")] = None
    published_on: Annotated[date, Clear("published")]


class OrganisationListed(Event, version=1):
    """An organisation of the network: what it is, where, and on which themes it works."""

    organisation: Annotated[UUID, Clear("an id that says nothing by itself")]
    municipality: Annotated[Municipality, Clear("published: whose entry it is")]
    title: Annotated[str, Clear("published")]
    kind: Annotated[OrganisationKind, Clear("published")]
    country: Annotated[str, Clear("published: ISO 3166-1 alpha-2")]
    themes: Annotated[tuple[str, ...], Clear("published")]


class ContactNamed(Event, version=1):
    """Whom to ask there."""

    organisation: Annotated[UUID, Clear("an id that says nothing by itself")]
    contact: Annotated[UUID, Clear("an id that says nothing by itself")]
    details: Personal[ContactDetails]


class ContactRemoved(Event, version=1):
    """Somebody is no contact there any more."""

    organisation: Annotated[UUID, Clear("an id that says nothing by itself")]
    contact: Annotated[UUID, Clear("an id that says nothing by itself")]
