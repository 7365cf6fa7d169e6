"""A service with nothing but edge: an endpoint for each thing the edge must get right. Run alone, it is a process."""

from __future__ import annotations

import asyncio
import sys
from datetime import date
from typing import Annotated
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Query
from pydantic import BaseModel, Field, field_validator

from shared.access.policy import CurrentViewer, allow, not_found, public
from shared.access.roles import Role, Scope
from shared.edge.app import ServiceApp, make_app
from shared.edge.body import Line, Municipality, Prose, StrictModel, body
from shared.edge.idempotency import Command
from shared.edge.problems import Unfit, problems
from shared.edge.serve import serve
from shared.errors import Refused
from shared.settings import Settings

SECRET = "Virtanen Matti 010190-999X"


class Child(StrictModel):
    name: Annotated[str, Line(40)]


class Thing(StrictModel):
    name: Annotated[str, Line(100)]
    day: date
    count: Annotated[int, Field(ge=0, le=1000)]
    note: Annotated[str, Prose(2000, min=0)] = ""
    weight: float = 1.0
    wild: int = 0
    free: str = ""
    children: tuple[Child, ...] = ()

    @field_validator("name")
    @classmethod
    def known(cls, value: str) -> str:
        if value == "unfit":
            raise Unfit("code.language_unknown")
        return value


class Done(BaseModel):
    command: UUID
    fingerprint: str
    role: str
    municipalities: list[str]
    traceparent: str | None


router = APIRouter()
CASEWORK = [allow(Role.CASEWORKER, Role.INTEGRATION_UNIT)]


@router.post("/municipalities/{municipality}/things", dependencies=CASEWORK, status_code=201, responses=problems(409))
async def make(municipality: Municipality, thing: Annotated[Thing, body(Thing)], command: Command) -> Done:
    if thing.name == "refused":
        raise Refused("server.version_conflict", "name")
    return Done(
        command=command.id,
        fingerprint=command.fingerprint.hex(),
        role=command.viewer.role,
        municipalities=sorted(command.viewer.municipalities),
        traceparent=command.traceparent,
    )


@router.get("/municipalities/{municipality}/cases/{case}", dependencies=CASEWORK)
async def case(municipality: Municipality, case: UUID, viewer: CurrentViewer) -> Done:
    raise not_found()


@router.get("/search", dependencies=[allow(Role.CASEWORKER, scope=Scope.ANY)])
async def search(
    viewer: CurrentViewer, limit: Annotated[int, Query(ge=1, le=100)] = 10, words: Annotated[str, Line(50)] = "x"
) -> list[str]:
    return sorted(viewer.municipalities)


@router.post("/open", dependencies=[public()])
async def anybody(thing: Annotated[Thing, body(Thing)]) -> str:
    return thing.name


@router.get("/fails", dependencies=[public()])
async def fails() -> str:
    raise RuntimeError(SECRET)


@router.get("/away", dependencies=[public()])
async def away() -> str:
    raise asyncpg.ConnectionDoesNotExistError(SECRET)


@router.get("/slow", dependencies=[public()])
async def slow() -> str:
    await asyncio.Event().wait()
    return "never"


def sample(settings: Settings, *, seconds: float = 30.0) -> ServiceApp:
    return make_app("sample", title="Sample", routers=[router], settings=settings, seconds=seconds)


if __name__ == "__main__":
    loaded = Settings.load()
    serve(sample(loaded), service="sample", settings=loaded, host="127.0.0.1", port=int(sys.argv[1]))
