"""What an endpoint that gives a command has besides its body: in whose name it asks, by whom, of which service.

    @router.post("/municipalities/{municipality}/cases/{case}/close", dependencies=[allow(Role.CASEWORKER)], ...)
    async def close_case(closing: Annotated[ClosingBody, body(ClosingBody)], request: CaseRequest) -> Receipt:
        return await request.carry_out(CASE, CloseCase(request.municipality, closing.closed_on or request.today, ...))

Enters: a request's path and headers. Leaves: the command's outcome as a receipt. It must not know any service.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, TypeVar
from uuid import UUID, uuid5

from fastapi import Depends, Response

from shared.edge.body import Municipality
from shared.edge.idempotency import Command, CommandContext
from shared.ledger import Beside, Decider, Done
from shared.service import Receipt, Running, Service, Written, receipt, written

C = TypeVar("C")
S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class InMunicipality:
    """A command in the name of a municipality."""

    municipality: str
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

    async def done(
        self,
        decider: Decider[C, S],
        kind: str,
        id_: UUID,
        command: C,
        *,
        key: UUID | None = None,
        beside: Sequence[Beside[Any, Any]] = (),
        new: bool = False,
    ) -> Done:
        """Carry out a command on the stream of this kind and id; raises what `Running.carry_out` does.

        `key` is what the stream is about, where that is not what its id says.
        """
        stream, key = f"{self.service.ledger.service}/{kind}/{id_}", key or id_
        return await self.service.carry_out(
            decider, stream, key, command, self.context, municipality=self.municipality, beside=beside, new=new
        )

    async def carry_out_on(
        self,
        decider: Decider[C, S],
        kind: str,
        id_: UUID,
        command: C,
        *,
        beside: Sequence[Beside[Any, Any]] = (),
        new: bool = False,
    ) -> Written:
        """The same, answered as a command on something else than a case is."""
        return written(await self.done(decider, kind, id_, command, beside=beside, new=new), id_, self.response)


@dataclass(frozen=True, slots=True)
class AboutCase(InMunicipality):
    """A command about a case, in the name of a municipality."""

    case: UUID

    async def carry_out(
        self,
        decider: Decider[C, S],
        command: C,
        kind: str = "case",
        id_: UUID | None = None,
        beside: Sequence[Beside[Any, Any]] = (),
    ) -> Receipt:
        """Carry out a command on the case's stream of this kind, or on that of one of the case's things (`id_`)."""
        done = await self.done(decider, kind, id_ or self.case, command, key=self.case, beside=beside)
        return receipt(done, self.case, self.response)


def _in_municipality(
    municipality: Municipality, context: Command, service: Service, response: Response
) -> InMunicipality:
    return InMunicipality(municipality, context, service, response)


def _about_case(
    municipality: Municipality, case: UUID, context: Command, service: Service, response: Response
) -> AboutCase:
    return AboutCase(municipality, context, service, response, case)


CaseRequest = Annotated[AboutCase, Depends(_about_case)]
MunicipalRequest = Annotated[InMunicipality, Depends(_in_municipality)]
