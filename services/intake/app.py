"""Intake's wiring."""

from __future__ import annotations

from typing import Final

from services.intake.api import CASE, router
from services.intake.reactions import reactions
from shared.service import ServiceSpec

SERVICE: Final = ServiceSpec(
    name="intake", title="Kotopolku: intake", deciders={"case": CASE}, reactions=reactions, routers=[router]
)
