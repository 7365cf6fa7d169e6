"""Compensation periods: for how long the state pays a municipality the calculated compensation for somebody.

It is paid for people under international protection, so all but ids stands in a box.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from shared.events.intake import Municipality
from shared.events.model import CaseEvent, Clear, FreeText, Personal, RuleTrace, Value


class CompensationGround(StrEnum):
    """On which ground it is paid: the length of the period depends on it."""

    PROTECTION = "intl"
    QUOTA = "quota"


class CompensationEnd(StrEnum):
    """Why it is paid no longer, before the period is over."""

    CITIZENSHIP = "citizen"
    LEFT_COUNTRY = "left"
    OTHER = "other"


class CompensationPeriod(Value):
    """From which day up to and with which, on which ground, under which rule."""

    ground: CompensationGround
    began_on: date
    ends_on: date
    rule: RuleTrace


class Extension(Value):
    """The new last day."""

    ends_on: date


class Ending(Value):
    """The last day for which it is paid, and why."""

    ended_on: date
    reason: CompensationEnd


class CompensationBegan(CaseEvent, version=1):
    """The state pays the municipality for this client, for as long as the law says."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    period: Personal[CompensationPeriod]


class CompensationExtended(CaseEvent, version=1):
    """It is paid for longer than the law's period, by a decision."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    extension: Personal[Extension]
    decision: Personal[FreeText]


class CompensationEnded(CaseEvent, version=1):
    """It is paid no longer."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    ending: Personal[Ending]
