"""What endpoints about networks share: who coordinates them, and how a command reaches a stream that is no case's.

Enters: a command that came over HTTP. Leaves: its receipt. It must not know what any command means.
"""

from __future__ import annotations

from typing import Final, TypeVar
from uuid import UUID

from fastapi import Response

from shared.access.roles import Role
from shared.edge.idempotency import CommandContext
from shared.ledger import Decider
from shared.service import Running, Written, written

C = TypeVar("C")
S = TypeVar("S")

COORDINATORS: Final = (Role.INTEGRATION_UNIT, Role.CASEWORKER, Role.ADVISER, Role.ACTIVITY_LEADER)
"""Who convenes, trains, documents and publishes in a municipality."""


async def carried_out(
    service: Running,
    decider: Decider[C, S],
    kind: str,
    thing: UUID,
    command: C,
    context: CommandContext,
    municipality: str,
    response: Response,
    *,
    new: bool = False,
) -> Written:
    """Carry out a command on the stream activities/`kind`/`thing`, in the name of `municipality`.

    Raises:
        Problem, Refused: see `Running.carry_out`.
    """
    stream = f"activities/{kind}/{thing}"
    done = await service.carry_out(decider, stream, thing, command, context, municipality=municipality, new=new)
    return written(done, thing, response)
