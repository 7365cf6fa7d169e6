"""What every decision of assessment's asks of a day."""

from __future__ import annotations

from datetime import date

from shared.errors import Refused


def not_ahead(day: date, today: date, field: str) -> None:
    """Refuse a fact that lies in the future.

    Raises:
        Refused: `assessment.day_in_the_future`, about `field`.
    """
    if day > today:
        raise Refused("assessment.day_in_the_future", field)


def not_before(arrived_on: date, day: date, field: str) -> None:
    """Refuse a fact from before the day that the duty counts from.

    Raises:
        Refused: `assessment.before_arrival`, about `field`.
    """
    if day < arrived_on:
        raise Refused("assessment.before_arrival", field)
