"""Activities as a process: `python -m services.activities`."""

from __future__ import annotations

from typing import Final

from services.activities.agenda import agenda
from services.activities.api import CASE, GROUP, router
from services.activities.asset.api import ASSET
from services.activities.asset.api import router as assets
from services.activities.directory.api import SERVICE as DIRECTORY
from services.activities.directory.api import router as directory
from services.activities.need.api import NEED
from services.activities.need.api import router as needs
from services.activities.potential.api import POTENTIAL
from services.activities.potential.api import router as potentials
from services.activities.reactions import reactions
from shared.service import ServiceSpec

SERVICE: Final = ServiceSpec(
    name="activities",
    title="Kotopolku: activities",
    deciders={
        "case": CASE,
        "group": GROUP,
        "service": DIRECTORY,
        "need": NEED,
        "potential": POTENTIAL,
        "asset": ASSET,
    },
    reactions=reactions,
    agenda=agenda,
    routers=[
        router,
        directory,
        needs,
        potentials,
        assets,
    ],
)
