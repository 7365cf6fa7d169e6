"""A client's consents as planning knows them: to whom something may be told, until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias
from uuid import UUID

from services.planning.referral.known import Provider
from shared.events.intake.consent import ConsentPurpose, ConsentTerms
from shared.events.model import Personal, Unreadable


@dataclass(frozen=True, slots=True)
class NoteConsent:
    """The client has consented to something."""

    consent: UUID
    valid_until: date
    terms: ConsentTerms


@dataclass(frozen=True, slots=True)
class EndConsent:
    """The client has taken a consent back."""

    consent: UUID
    withdrawn_on: date


@dataclass(frozen=True, slots=True)
class Consent:
    """What was consented to, sealed; whoever asks for it opens it."""

    valid_until: date
    terms: Personal[ConsentTerms]


Consents: TypeAlias = Mapping[UUID, Consent]


def consent_for(provider: Provider, consents: Consents, today: date) -> UUID | None:
    """The consent under which a provider may be told of the client today; None where there is none.

    A receiver is named by the organisation's register number or name, by the service's id, or, for an official service,
    by its municipality's code.
    """
    names = {str(provider.service), provider.organisation, provider.business_id}
    if not provider.is_outside(provider.municipality):
        names.add(provider.municipality)
    for id_, consent in consents.items():
        terms = consent.terms.value
        if isinstance(terms, Unreadable) or consent.valid_until < today:
            continue
        if terms.purpose is ConsentPurpose.REFERRAL and terms.receiver.id in names:
            return id_
    return None
