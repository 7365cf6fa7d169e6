"""Activities as a process: `python -m services.activities`."""

from __future__ import annotations

from typing import Final

from services.activities.actions.api import ACTION
from services.activities.actions.api import router as actions
from services.activities.agenda import agenda
from services.activities.api import CASE, GROUP, router
from services.activities.asset.api import ASSET
from services.activities.asset.api import router as assets
from services.activities.bulletins.api import BULLETIN
from services.activities.bulletins.api import router as bulletins
from services.activities.client.api import CLIENT
from services.activities.client.api import router as clients
from services.activities.cooperation.api import NETWORK
from services.activities.cooperation.api import router as networks
from services.activities.directory.api import SERVICE as DIRECTORY
from services.activities.directory.api import router as directory
from services.activities.need.api import NEED
from services.activities.need.api import router as needs
from services.activities.policies.api import POLICY
from services.activities.policies.api import router as policies
from services.activities.potential.api import POTENTIAL
from services.activities.potential.api import router as potentials
from services.activities.practices.api import PRACTICE
from services.activities.practices.api import router as practices
from services.activities.programmes.api import PROGRAMME
from services.activities.programmes.api import router as programmes
from services.activities.reactions import reactions
from services.activities.readiness.api import READINESS
from services.activities.readiness.api import router as readiness
from services.activities.season.api import router as seasons
from services.activities.trainings.api import TRAINING
from services.activities.trainings.api import router as trainings
from services.activities.vacancy.api import router as vacancies
from services.activities.vacancy.places import VACANCY
from services.activities.wish.api import WISH
from services.activities.wish.api import router as wishes
from services.activities.workshops.api import STRATEGY
from services.activities.workshops.api import router as strategies
from shared.events.activities import ProtectionNoted
from shared.protection import hidden_by, noting
from shared.service import ServiceSpec

PROTECTION: Final = noting(ProtectionNoted)
"""What a stream activities/protection/<case> is decided by."""

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
        "action": ACTION,
        "bulletin": BULLETIN,
        "network": NETWORK,
        "policy": POLICY,
        "practice": PRACTICE,
        "programme": PROGRAMME,
        "readiness": READINESS,
        "training": TRAINING,
        "strategy": STRATEGY,
        "client": CLIENT,
        "vacancy": VACANCY,
        "wish": WISH,
        "protection": PROTECTION,
    },
    reactions=reactions,
    agenda=agenda,
    hides=hidden_by(PROTECTION),
    routers=[
        router,
        directory,
        needs,
        potentials,
        assets,
        actions,
        bulletins,
        networks,
        policies,
        practices,
        programmes,
        readiness,
        trainings,
        strategies,
        clients,
        vacancies,
        seasons,
        wishes,
    ],
)
