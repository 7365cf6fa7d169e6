"""Whose a case is: what intake's other aggregates about a case ask of its own stream before they write theirs."""

from __future__ import annotations

from typing import Final, Never
from uuid import UUID

from services.intake.domain import INITIAL, Case, NoCase, State, evolve
from services.intake.duplicates import stream_of
from shared.access.policy import not_found
from shared.events import Event
from shared.ledger import Decider
from shared.requests import AboutCase
from shared.service import Running


def _reads_only(*_: object) -> tuple[Event, ...]:
    raise TypeError("a reading fold decides nothing")


_READ: Final[Decider[Never, State]] = Decider(INITIAL, _reads_only, evolve)


async def own_case(service: Running, municipality: str, case: UUID) -> Case:
    """The case, where it is this municipality's now.

    Raises:
        Problem: 404 `access.not_found`: it is another's, or is not at all.
    """
    state, _ = await service.load(_READ, stream_of(case))
    if isinstance(state, NoCase) or state.case.municipality != municipality:
        raise not_found()
    return state.case


async def own(request: AboutCase) -> Case:
    """The case that a request is about, where it is the asking municipality's; raises as `own_case` does."""
    return await own_case(request.service, request.municipality, request.case)
