"""Intake's events about how a case stands: closed, abroad, in whose hands, in which language, merged with another.

Enters: nothing. Leaves: the facts after the arrival that move a case on without moving it to another municipality, and
the ends of offers that came to nothing. They must not know how they are stored or sent.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.events.intake import Municipality
from shared.events.model import CaseEvent, Clear, Personal, Value


class ClosingReason(StrEnum):
    """Why a case is closed. The last three end a stay at a reception centre, and nothing else."""

    SERVED = "served"
    LEFT_COUNTRY = "left"
    MOVED_OUTSIDE = "moved"
    DIED = "died"
    OTHER = "other"
    RESIDENCE_REFUSED = "refused"
    DEPARTED = "depart"
    CONSENT_ENDED = "consent"


class ClosingGround(Value):
    """The ground of a closing. It says something about the person, so it is sealed."""

    reason: ClosingReason


class Authority(StrEnum):
    """Who answers for a case: the municipality outside the labour force, the employment authority for jobseekers."""

    MUNICIPALITY = "municipality"
    EMPLOYMENT = "employment"


class NationalLanguage(StrEnum):
    """The languages that somebody may integrate in."""

    FINNISH = "fi"
    SWEDISH = "sv"


class LanguageChoice(Value):
    """The language of integration that the person chose."""

    language: NationalLanguage


class InformationLanguage(Value):
    """The language (ISO 639-3) in which the person was told of the choice."""

    language: str = Field(max_length=20)


class CaseClosed(CaseEvent, version=1, effective="closed_on"):
    """The case has come to its end; what was still due in it is due no more."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    closed_on: Annotated[date, Clear("deadlines end on it")]
    ground: Personal[ClosingGround]


class CaseReopened(CaseEvent, version=1, effective="reopened_on"):
    """A closed case goes on; what was due in it is due again, on the same days."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    reopened_on: Annotated[date, Clear("deadlines run again from it")]


class LeftCountry(CaseEvent, version=1, effective="left_on"):
    """The person is abroad for a time, as a seasonal worker between seasons; the case waits."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    left_on: Annotated[date, Clear("services wait from it")]
    back_by: Annotated[date | None, Clear("when to look for the person again")] = None


class CameBack(CaseEvent, version=1, effective="returned_on"):
    """The person is back from abroad."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    returned_on: Annotated[date, Clear("services go on from it")]


class HomeMunicipalityRegistered(CaseEvent, version=1, effective="registered_on"):
    """Somebody who stayed without a home municipality has one now: the law's duties begin."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    person_id: Annotated[UUID, Clear("an id that says nothing by itself")]
    registered_on: Annotated[date, Clear("deadlines run from it")]


class ResponsibilityHandedOver(CaseEvent, version=1, effective="handed_on"):
    """Another authority of the same municipality answers for the case now. It is no transfer: nothing else changes."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    sender: Annotated[Authority, Clear("routing: who owes the duties")]
    receiver: Annotated[Authority, Clear("routing: who owes the duties")]
    handed_on: Annotated[date, Clear("the day from which the receiver answers")]


class LanguageInformationGiven(CaseEvent, version=1, effective="given_on"):
    """The person was told that he may choose the language of integration, and what follows from it."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    given_on: Annotated[date, Clear("shows that the choice was an informed one")]
    given_in: Personal[InformationLanguage]


class LanguageOfIntegrationChosen(CaseEvent, version=1, effective="chosen_on"):
    """The person has chosen Finnish or Swedish, or changed the choice."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    chosen_on: Annotated[date, Clear("courses and figures follow from it")]
    choice: Personal[LanguageChoice]


class DuplicateMerged(CaseEvent, version=1):
    """Another case of the municipality was the same person's: this one leads, and both histories are read here."""

    merge: Annotated[UUID, Clear("an id that says nothing by itself")]
    municipality: Annotated[Municipality, Clear("routing and scope")]
    other_case: Annotated[UUID, Clear("an id that says nothing by itself")]


class MergedIntoCase(CaseEvent, version=1):
    """This case was the same person's as another, which leads from now on; nothing more is written here."""

    merge: Annotated[UUID, Clear("an id that says nothing by itself")]
    municipality: Annotated[Municipality, Clear("routing and scope")]
    leading_case: Annotated[UUID, Clear("an id that says nothing by itself")]


class MergeUndone(CaseEvent, version=1):
    """The two were two persons' after all; the other case goes on by itself."""

    merge: Annotated[UUID, Clear("an id that says nothing by itself")]
    municipality: Annotated[Municipality, Clear("routing and scope")]
    other_case: Annotated[UUID, Clear("an id that says nothing by itself")]


class CaseSeparated(CaseEvent, version=1):
    """This case had been merged into another in error, and stands again as it stood."""

    merge: Annotated[UUID, Clear("an id that says nothing by itself")]
    municipality: Annotated[Municipality, Clear("routing and scope")]
    leading_case: Annotated[UUID, Clear("an id that says nothing by itself")]
    goes_on: Annotated[bool, Clear("whether what was due in it is due again")]


class DuplicateConfirmed(CaseEvent, version=1):
    """A suspicion came true: the two cases were merged. It stands in the suspicion's own stream."""

    suspicion: Annotated[UUID, Clear("an id that says nothing by itself")]
    other_case: Annotated[UUID, Clear("an id that says nothing by itself")]
    other_municipality: Annotated[Municipality, Clear("who may be told depends on it: the suspicion's own")]


class WithdrawalReason(StrEnum):
    """Why a sender takes an offer back."""

    STAYS = "stays"
    WRONG_RECEIVER = "wrong_receiver"
    OTHER = "other"


class TransferWithdrawn(CaseEvent, version=1):
    """The sender has taken its offer back before any answer."""

    offer: Annotated[UUID, Clear("an id that says nothing by itself")]
    sender: Annotated[Municipality, Clear("routing and scope")]
    receiver: Annotated[Municipality, Clear("routing and scope")]
    reason: Annotated[WithdrawalReason, Clear("about the offer, not about the person; flow statistics")]


class TransferExpired(CaseEvent, version=1, effective="expired_on"):
    """Nobody answered an offer in time; the case stays where it is."""

    offer: Annotated[UUID, Clear("an id that says nothing by itself")]
    sender: Annotated[Municipality, Clear("routing and scope")]
    receiver: Annotated[Municipality, Clear("routing and scope")]
    expired_on: Annotated[date, Clear("the day after the last one for an answer")]
