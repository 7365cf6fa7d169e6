"""Whose case it is: what everything beside the assessment itself must know of a client before it writes anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never
from uuid import UUID

from services.assessment.standing import Completed, NothingRequired, Required, State, Staying, UnderWay, Waived
from shared.errors import Refused


@dataclass(frozen=True, slots=True)
class Client:
    """The person of a case, and whether they have a home municipality yet."""

    person_id: UUID
    at_home: bool


def client_of(municipality: str, case: State) -> Client:
    """The client, if the case is this municipality's.

    Raises:
        Refused: `access.not_found`: it is another's, or there is none; the two are not to be told apart.
    """
    match case:
        case NothingRequired():
            raise Refused("access.not_found")
        case Staying():
            responsible, client = case.municipality, Client(case.person_id, at_home=False)
        case Required() | UnderWay() | Completed() | Waived():
            responsible, client = case.duty.municipality, Client(case.duty.person_id, at_home=True)
        case _:
            assert_never(case)
    if responsible != municipality:
        raise Refused("access.not_found")
    return client
