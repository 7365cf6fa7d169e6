"""What reporting's topics ask with: who reads, what a read waits for, how a list is cut into pages."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Final, TypeAlias

from fastapi import Depends, Query, Request

from services.reporting.answers import Answer
from services.reporting.reading import Reports
from shared.access.policy import Viewer
from shared.access.roles import Role
from shared.errors import Problem
from shared.regions.profiles import Profiles

WORKERS: Final = (Role.CASEWORKER, Role.ASSESSMENT_OFFICIAL, Role.ADVISER)
LEADERS: Final = (Role.ACTIVITY_LEADER, *WORKERS)
WATCHERS: Final = (*WORKERS, Role.AUDITOR)
UNIT: Final = (Role.INTEGRATION_UNIT, Role.AUDITOR)
NETWORK: Final = (*LEADERS, Role.EMPLOYMENT_AUTHORITY, Role.PARTNER, *UNIT)
"""Whoever works with integration in some municipality: they read what is published for all of them."""

NOBODY: Final = ""
"""The actor that figures over whole regions are read as: nobody is entitled to a protected case by this name."""

_AFTER: Final = re.compile(r"(?P<stream>[a-z]{1,20}/[a-z]{1,20}/[0-9a-f-]{36}):(?P<version>[1-9][0-9]{0,8})")

After: TypeAlias = Annotated[
    str | None, Query(max_length=120, description="Wait until reporting has passed this `stream:version`")
]
Page: TypeAlias = Annotated[int, Query(ge=1, le=100_000)]
Size: TypeAlias = Annotated[int, Query(ge=1, le=200)]


async def reports(request: Request) -> Reports:
    """What this process reads with."""
    opened: Reports = request.app.state.reports
    return opened


Reader = Annotated[Reports, Depends(reports)]


async def regions(request: Request) -> Profiles:
    """The region profiles of the deployment."""
    loaded: Profiles = request.app.state.regions
    return loaded


Regions = Annotated[Profiles, Depends(regions)]


class Composed(Answer):
    """Which municipalities a region had on a day, and each unit wholly within it; a figure says which it used."""

    region: str
    on: date
    municipalities: list[str]
    units: dict[str, list[str]]


async def waited(reports: Reports, viewer: Viewer, after: str | None) -> None:
    """Let what the reader has just done be seen.

    Raises:
        Problem: 422 `request.invalid_value`: not a stream and a version; 503 `reporting.behind`: it takes too long.
    """
    if after is None:
        return
    said = _AFTER.fullmatch(after)
    if said is None:
        raise Problem.of(422, "request.invalid_value", "after")
    if not await reports.passed(viewer, said["stream"], int(said["version"])):
        raise Problem.of(503, "reporting.behind")
