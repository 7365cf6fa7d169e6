"""What an endpoint that gives a command has besides its body: in whose name it asks, by whom, of which service.

    @router.post("/municipalities/{municipality}/cases/{case}/close", dependencies=[allow(Role.CASEWORKER)], ...)
    async def close_case(closing: Annotated[ClosingBody, body(ClosingBody)], request: CaseRequest) -> Receipt:
        return await request.carry_out(CASE, CloseCase(request.municipality, closing.closed_on or request.today, ...))

Enters: a request's path and headers. Leaves: the command's outcome as a receipt. It must not know any service.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, TypeVar
from uuid import UUID, uuid5

from fastapi import Depends, Response

from shared.edge.body import Municipality
from shared.edge.idempotency import Command, CommandContext
from shared.ledger import Decider
from shared.service import Receipt, Running, Service, receipt

C = TypeVar("C")
S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class AboutCase:
    """A command about a case, in the name of a municipality."""

    municipality: str
    case: UUID
    context: CommandContext
    service: Running
    response: Response

    @property
    def today(self) -> date:
        return self.context.today

    @property
    def actor(self) -> str:
        return self.context.viewer.actor

    def new_id(self, name: str) -> UUID:
        """An id for what the command makes: of the command's, so the same when the request is repeated."""
        return uuid5(self.context.id, name)

    async def carry_out(self, decider: Decider[C, S], command: C, kind: str = "case") -> Receipt:
        """Carry out a command on the case's stream of this kind; raises what `Running.carry_out` does."""
        stream = f"{self.service.ledger.service}/{kind}/{self.case}"
        done = await self.service.carry_out(
            decider, stream, self.case, command, self.context, municipality=self.municipality
        )
        return receipt(done, self.case, self.response)


def _about_case(
    municipality: Municipality, case: UUID, context: Command, service: Service, response: Response
) -> AboutCase:
    return AboutCase(municipality, case, context, service, response)


CaseRequest = Annotated[AboutCase, Depends(_about_case)]
