"""What the pages share: what they are made with, and how one goes on while reporting is away."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, TypeVar

from fastapi import Depends, Request

from services.portal.refusals import ReportingAway
from services.portal.rendering import Templates
from services.portal.reporting import Reporting
from services.portal.signin import SignIn
from shared.clock import Clock
from shared.regions.profiles import Profiles

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Portal:
    """What a page is made with. `today` is the deployment's day in Finland."""

    templates: Templates
    reporting: Reporting
    sign_in: SignIn
    profiles: Profiles
    today: date


async def _portal(request: Request) -> Portal:
    state = request.app.state
    clock: Clock = state.clock
    return Portal(state.templates, state.reporting, state.sign_in, state.profiles, clock.today())


Made = Annotated[Portal, Depends(_portal)]


async def unless_away(asked: Awaitable[T]) -> T | None:
    """What reporting answers; None where it is away, so that the rest of the page is still shown."""
    try:
        return await asked
    except ReportingAway:
        return None
