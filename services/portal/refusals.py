"""Why a page is not shown as it was asked for."""

from __future__ import annotations

from shared.errors import Problem


class ReportingAway(Exception):  # noqa: N818 - nothing went wrong here
    """Reporting is down, too slow, or answers what this portal cannot read; asking again later may help."""


def no_such_page() -> Problem:
    """There is nothing at this address: an unknown language, municipality, case or file."""
    return Problem.of(404, "request.not_found")
