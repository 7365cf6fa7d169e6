"""Activities as a process: `python -m services.activities`."""

from __future__ import annotations

from typing import Final

from services.activities.agenda import agenda
from services.activities.api import CASE, GROUP, router
from services.activities.reactions import reactions
from shared.service import ServiceSpec

SERVICE: Final = ServiceSpec(
    name="activities",
    title="Kotopolku: activities",
    deciders={"case": CASE, "group": GROUP},
    reactions=reactions,
    agenda=agenda,
    routers=[router],
)
