"""Organisations of the network, everybody's to read: a row for each, and one for each contact, who stays in a box."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple
from uuid import UUID

from shared.access.rls import EVERYBODY
from shared.events import Recorded
from shared.events.intake.projects import ContactNamed, ContactRemoved, OrganisationListed
from shared.projection import Changes, Projection, copied


class OrganisationRow(NamedTuple):
    """`place` is whose entry it is; `themes` have commas between. A contact's row has just its id and its box."""

    municipality: str = EVERYBODY
    place: str = ""
    name: str = ""
    kind: str = ""
    country: str = ""
    themes: str = ""
    contact: UUID | None = None
    details: bytes | None = None


ORGANISATIONS: Final = Projection("organisations", version=1, row=OrganisationRow, ddl="services.reporting")
ORGANISATION: Final = ""


@ORGANISATIONS.on(OrganisationListed, reads=())
def listed(_: Mapping[str, OrganisationRow], event: Recorded[OrganisationListed]) -> Changes[OrganisationRow]:
    fact = event.event
    themes = ",".join(fact.themes)
    row = OrganisationRow(EVERYBODY, fact.municipality, fact.title, fact.kind.value, fact.country, themes)
    return {ORGANISATION: row}


@ORGANISATIONS.on(ContactNamed, reads=())
def named(_: Mapping[str, OrganisationRow], event: Recorded[ContactNamed]) -> Changes[OrganisationRow]:
    fact = event.event
    return {str(fact.contact): OrganisationRow(contact=fact.contact, details=copied(event, "details", fact.details))}


@ORGANISATIONS.on(ContactRemoved, reads=lambda event: (str(event.event.contact),))
def removed(_: Mapping[str, OrganisationRow], event: Recorded[ContactRemoved]) -> Changes[OrganisationRow]:
    return {str(event.event.contact): None}
