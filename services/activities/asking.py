"""What endpoints of activities share: who may ask, organisations, municipalities, carrying a command out.

Enters: a command that came over HTTP. Leaves: what the ledger made of it. It must not know what any command means.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final, TypeAlias, TypeVar
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints, WithJsonSchema

from shared.access.roles import Role
from shared.edge.body import Line, StrictModel
from shared.edge.idempotency import CommandContext
from shared.edge.problems import Unfit
from shared.errors import Problem
from shared.events.activities.directory import Organisation
from shared.ledger import Beside, Decider, Done
from shared.regions.organisations import business_id
from shared.service import Running

C = TypeVar("C")
S = TypeVar("S")

LEADERS: Final = (Role.ACTIVITY_LEADER, Role.CASEWORKER, Role.ADVISER)
WORKERS: Final = (Role.CASEWORKER, Role.ADVISER, Role.EMPLOYMENT_AUTHORITY)


def _checked(code: str) -> str:
    found = business_id(code)
    if found is None:
        raise Unfit("code.business_id_wrong")
    return found


BusinessId: TypeAlias = Annotated[
    str,
    StringConstraints(max_length=20),
    AfterValidator(_checked),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{7}-?[0-9]$"}),
]
"""A y-tunnus whose check digit is right, as it is written: "1234567-1". Else `code.business_id_wrong`."""


class OrganisationBody(StrictModel):
    """The organisation that answers for something."""

    name: Annotated[str, Line(200)] = Field(examples=["Vaasan kaupunki"])
    business_id: BusinessId | None = Field(None, description="Y-tunnus, where it has one", examples=["0209602-6"])

    def said(self) -> Organisation:
        return Organisation(name=self.name, business_id=self.business_id)


def known(service: Running, municipalities: Sequence[str], field: str) -> tuple[str, ...]:
    """The municipalities, each once and in order.

    Raises:
        Problem: 422 `code.municipality_outside` where one is none of the deployment's.
    """
    for number, one in enumerate(municipalities):
        if one not in service.profiles:
            raise Problem.of(422, "code.municipality_outside", f"{field}.{number}")
    return tuple(sorted(set(municipalities)))


async def carried(
    service: Running,
    decider: Decider[C, S],
    kind: str,
    thing: UUID,
    command: C,
    context: CommandContext,
    municipality: str,
    *,
    new: bool = False,
    beside: Sequence[Beside[Any, Any]] = (),
) -> Done:
    """Carry out a command on the stream activities/`kind`/`thing`; its key is the thing's id."""
    stream = f"activities/{kind}/{thing}"
    return await service.carry_out(
        decider, stream, thing, command, context, municipality=municipality, new=new, beside=beside
    )
