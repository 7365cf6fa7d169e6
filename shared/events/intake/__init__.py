"""Intake's events: who has come, and which municipality a case belongs to.

Enters: nothing. Leaves: intake's facts about arrivals, duplicates and moves (here), and about what else it records (a
module each).
They must not know how they are stored or sent.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.events.model import CaseEvent, Clear, FreeText, Personal, Value

Municipality = Annotated[str, Field(pattern=r"^\d{3}$")]


class PersonDetails(Value):
    """What identifies a person. Dates are ISO; the phone number is E.164."""

    family_name: str = Field(max_length=200)
    given_names: str = Field(max_length=200)
    birth_date: date
    identity_code: str | None = None
    phone: str | None = None


class ArrivalBackground(Value):
    """Statistical codes about an arrival: reason, mother tongue (ISO 639-3), citizenship (ISO 3166-1 alpha-2, XK)."""

    reason: str
    mother_tongue: str
    citizenship: str


class Channel(StrEnum):
    FORM = "form"
    SPREADSHEET = "sheet"


class DuplicateBasis(StrEnum):
    IDENTITY_CODE = "identity_code"
    NAME_AND_BIRTH_DATE = "name_and_birth_date"


class DismissalReason(StrEnum):
    DIFFERENT_PEOPLE = "different_people"
    WRONG_DETAILS = "wrong_details"
    OTHER = "other"


class DeclineReason(StrEnum):
    NO_CAPACITY = "no_capacity"
    NOT_MOVING = "not_moving"
    WRONG_MUNICIPALITY = "wrong_municipality"
    OTHER = "other"


class Residence(StrEnum):
    """Whether the person has a home municipality, or stays at a reception centre without one."""

    HOME = "home"
    RECEPTION = "reception"


class ArrivalRegistered(CaseEvent, version=2, effective="arrived_on"):
    """A person has come, or is about to come, to a municipality of the region: to live there, or to stay at a reception
    centre under a consent. `notice` is the early notice that told of the arrival.
    """

    municipality: Annotated[Municipality, Clear("routing and scope")]
    person_id: Annotated[UUID, Clear("an id that says nothing by itself")]
    arrived_on: Annotated[date, Clear("deadlines run from it")]
    channel: Annotated[Channel, Clear("says how it was entered, not who")]
    person: Personal[PersonDetails]
    background: Personal[ArrivalBackground]
    notes: Personal[FreeText] | None = None
    residence: Annotated[Residence, Clear("duties begin only with a home municipality")] = Residence.HOME
    consent: Annotated[UUID | None, Clear("an id that says nothing by itself")] = None
    notice: Annotated[UUID | None, Clear("an id that says nothing by itself")] = None


class PersonDetailsCorrected(CaseEvent, version=1):
    """Something that was written about the person was wrong. The head's `corrects` names the event it corrects."""

    person: Personal[PersonDetails]


class DuplicateSuspected(CaseEvent, version=2):
    """Another open case may be the same person's. It stands in a stream of the suspicion's own, so that the case's
    stream tells nobody of it; without a `suspicion` it stands in the case's, where version 1 was written.
    """

    suspicion: Annotated[UUID | None, Clear("an id that says nothing by itself")] = None
    other_case: Annotated[UUID, Clear("an id that says nothing by itself")]
    other_municipality: Annotated[Municipality, Clear("who may be told depends on it")]
    basis: Annotated[DuplicateBasis, Clear("which comparison met, not what was compared")]


class DuplicateDismissed(CaseEvent, version=1):
    """Somebody who may see both cases has found that they are two persons'."""

    suspicion: Annotated[UUID, Clear("an id that says nothing by itself")]
    other_case: Annotated[UUID, Clear("an id that says nothing by itself")]
    other_municipality: Annotated[Municipality, Clear("who may be told depends on it: the suspicion's own")]
    reason: Annotated[DismissalReason, Clear("says how it was found, not what either person is like")]


class TransferOffered(CaseEvent, version=1):
    """A municipality offers another to take over the case. Until it is accepted the sender keeps it."""

    offer: Annotated[UUID, Clear("an id that says nothing by itself")]
    sender: Annotated[Municipality, Clear("routing and scope")]
    receiver: Annotated[Municipality, Clear("routing and scope")]
    expires_on: Annotated[date, Clear("a deadline")]
    note: Personal[FreeText] | None = None


class TransferAccepted(CaseEvent, version=1, effective="moves_on"):
    """The receiver has taken over: from this event on the case is the receiver's."""

    offer: Annotated[UUID, Clear("an id that says nothing by itself")]
    sender: Annotated[Municipality, Clear("routing and scope")]
    receiver: Annotated[Municipality, Clear("routing and scope")]
    moves_on: Annotated[date, Clear("the day from which the receiver counts the case")]


class TransferDeclined(CaseEvent, version=1):
    """The receiver has said no; the case stays where it was."""

    offer: Annotated[UUID, Clear("an id that says nothing by itself")]
    sender: Annotated[Municipality, Clear("routing and scope")]
    receiver: Annotated[Municipality, Clear("routing and scope")]
    reason: Annotated[DeclineReason, Clear("about the municipality's means, not about the person; flow statistics")]
