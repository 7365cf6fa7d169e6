"""What assessment's endpoints share: who may ask, and whose case it is."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from services.assessment.adoption.domain import Shelf
from services.assessment.adoption.domain import stream_of as shelf_stream
from services.assessment.clients import Client, client_of
from services.assessment.deciders import CASE, MODELS
from services.assessment.reactions import stream_of
from shared.access.policy import not_found
from shared.access.roles import Role
from shared.errors import Refused
from shared.regions.profiles import MunicipalityOutsideError, RegionProfile
from shared.service import Running

ASSESSORS: Final = (Role.ASSESSMENT_OFFICIAL, Role.CASEWORKER)
"""Public officials: an assessment is made by no others."""
MAPPERS: Final = (Role.ASSESSMENT_OFFICIAL, Role.CASEWORKER, Role.ADVISER)


async def the_client(service: Running, municipality: str, case: UUID) -> Client:
    """The client of the municipality's case.

    Raises:
        Problem: 404 `access.not_found`.
    """
    state, _ = await service.load(CASE, stream_of(case))
    try:
        return client_of(municipality, state)
    except Refused:
        raise not_found() from None


async def the_shelf(service: Running, municipality: str) -> Shelf:
    """The municipality's own models and adoptions."""
    shelf, _ = await service.ledger.load(MODELS, shelf_stream(municipality))
    return shelf


def the_profile(service: Running, municipality: str) -> RegionProfile:
    """The municipality's region.

    Raises:
        Problem: 404 `access.not_found`: no region of the deployment has it.
    """
    try:
        return service.profiles.for_municipality(municipality)
    except MunicipalityOutsideError:
        raise not_found() from None
