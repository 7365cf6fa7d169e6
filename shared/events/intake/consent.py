"""Consent: what a client lets be done with their data, to whom it may be told, and until when.

A consent stands in a stream of its own, intake/consent/<id>, with the case as its key: whoever must refuse what nobody
has consented to follows `ConsentGiven` and `ConsentWithdrawn` by a reaction, and asks `ConsentTerms.cover`.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.events.intake import Municipality
from shared.events.model import CaseEvent, Clear, Personal, Value


class ConsentPurpose(StrEnum):
    """What may be done."""

    REFERRAL = "referral"
    SKILLS_MAPPING = "mapping"
    PLAN = "plan"
    TRANSFER = "transfer"
    CONTACT = "contact"
    OTHER = "other"


class ReceiverKind(StrEnum):
    """What kind of receiver may be told."""

    MUNICIPALITY = "municipality"
    ORGANISATION = "organisation"
    RECEPTION_CENTRE = "centre"
    EMPLOYMENT_AUTHORITY = "employment"
    WELLBEING_COUNTY = "county"


class ConsentForm(StrEnum):
    """How consent was given."""

    WRITTEN = "written"
    ORAL = "oral"
    GUARDIAN = "guardian"


class Receiver(Value):
    """Who may be told: `id` is a municipality's code, or an organisation's or a service's id in its register."""

    kind: ReceiverKind
    id: str = Field(max_length=64)


class ConsentTerms(Value):
    """What a consent is limited to, and how it was given."""

    purpose: ConsentPurpose
    receiver: Receiver
    form: ConsentForm

    def cover(self, purpose: ConsentPurpose, receiver: Receiver) -> bool:
        """Whether this very purpose and this very receiver were consented to."""
        return (self.purpose, self.receiver) == (purpose, receiver)


class ConsentGiven(CaseEvent, version=1, effective="given_on"):
    """A client, or their guardian, has consented, up to and with `valid_until`."""

    consent: Annotated[UUID, Clear("an id that says nothing by itself")]
    municipality: Annotated[Municipality, Clear("routing and scope")]
    person_id: Annotated[UUID, Clear("an id that says nothing by itself")]
    given_on: Annotated[date, Clear("validity begins with it")]
    valid_until: Annotated[date, Clear("validity ends with it")]
    terms: Personal[ConsentTerms]


class ConsentWithdrawn(CaseEvent, version=1, effective="withdrawn_on"):
    """The client has taken a consent back; from this day on it holds no more."""

    consent: Annotated[UUID, Clear("an id that says nothing by itself")]
    withdrawn_on: Annotated[date, Clear("validity ends before it")]
