"""Planning as a process: `python -m services.planning`."""

from __future__ import annotations

from typing import Final

from services.planning.agenda import agenda
from services.planning.api import CASE, router
from services.planning.reactions import reactions
from shared.service import ServiceSpec

SERVICE: Final = ServiceSpec(
    name="planning",
    title="Kotopolku: planning",
    deciders={"case": CASE},
    reactions=reactions,
    agenda=agenda,
    routers=[router],
)
