"""What every decision of planning's asks of a day, and of a length in months."""

from __future__ import annotations

from datetime import date

from dateutil.relativedelta import relativedelta

from shared.errors import Refused
from shared.regions.rules import Rule


def not_ahead(day: date, today: date, name: str) -> None:
    """Refuse a fact that lies in the future.

    Raises:
        Refused: `planning.day_in_the_future`, about the field `name`.
    """
    if day > today:
        raise Refused("planning.day_in_the_future", name)


def later(day: date, months: int) -> date:
    """The day so many months later.

    Raises:
        Refused: it is no length, or longer than any calendar.
    """
    if months < 1:
        raise Refused("plan.no_length", "months")
    try:
        return day + relativedelta(months=months)
    except (OverflowError, ValueError):  # beyond the calendar, and so beyond any law
        raise Refused("plan.longer_than_the_law_allows", "months") from None


def last_day(first: date, months: int, longest: Rule) -> date:
    """The last day of a plan of so many months.

    Raises:
        Refused: it has no length, or is longer than the law allows.
    """
    last = later(first, months)
    if last > longest.due(first):
        raise Refused("plan.longer_than_the_law_allows", "months")
    return last
