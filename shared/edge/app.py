"""The app factory: what every service's HTTP side is made of."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Final, Literal, TypeAlias

import asyncpg
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import JSONResponse

from shared.access.grants import Grants
from shared.access.policy import Gate, allow, ensure_declared, public
from shared.access.roles import Role, Scope
from shared.access.tokens import Verifier
from shared.edge.description import described
from shared.edge.guard import Guard, Says, as_problem
from shared.edge.problems import on_http_exception, on_invalid, on_problem, on_refused
from shared.errors import Problem, Refused
from shared.privacy.blind import Blind
from shared.settings import Settings
from shared.telemetry import metrics

Part: TypeAlias = Callable[[FastAPI], AbstractAsyncContextManager[None]]
Ready: TypeAlias = Callable[[], Awaitable[bool]]

BODY_LIMIT: Final = 1024 * 1024  # bytes
SECONDS: Final = 30.0  # until a request is given up


class Standing(BaseModel):
    """How a process stands."""

    service: str
    status: Literal["alive", "ready"]


class ServiceApp(FastAPI):
    """A FastAPI app whose description also says access, strict bodies, command headers and problems."""

    def openapi(self) -> dict[str, object]:
        if self.openapi_schema is None:
            self.openapi_schema = described(super().openapi(), self)
        return self.openapi_schema


def make_app(
    service: str,
    *,
    title: str,
    routers: Sequence[APIRouter],
    settings: Settings,
    lifespan: Sequence[Part] = (),
    ready: Mapping[str, Ready] | None = None,
    gate: Gate | None = None,
    body_limit: int = BODY_LIMIT,
    seconds: float = SECONDS,
    public_mounts: Collection[str] = (),
    unavailable: tuple[type[Exception], ...] = (),
    says: Says = as_problem,
) -> ServiceApp:
    """The HTTP side of `service`.

    Its state holds `service`, `settings`, `clock`, `blind` (where a key is set), `figures` and, once it runs, `gate`.

    Args:
        service: its name, said in logs, spans and figures.
        title: of its OpenAPI description.
        routers: its endpoints, each of which declares its access.
        settings: where keys and servers are.
        lifespan: what is opened in order before the first request and closed in reverse after the last.
        ready: by name, what must say True before the service is ready: pools open, readers caught up.
        gate: how people get in; made from the settings when None.
        body_limit: bytes of a request's body.
        seconds: until a request is given up.
        public_mounts: paths of static files for anybody, where a router mounts such.
        unavailable: further exceptions that mean a server is away (503) and no mistake of ours (500).
        says: how a request that no endpoint answers is answered; the portal says it as a page.

    Raises:
        Undeclared: an endpoint declares no access.
    """

    @asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[None]:
        ensure_declared(app, public_mounts=public_mounts)  # again: a part may have added routes since
        async with AsyncExitStack() as open_parts:
            app.state.gate = gate or await open_parts.enter_async_context(_gate(settings))
            for part in lifespan:
                await open_parts.enter_async_context(part(app))
            yield

    figures = metrics.configure(service)
    app = ServiceApp(
        title=title,
        version="1",
        openapi_url=None,  # our own route declares its access; the pages that show it load scripts from elsewhere
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=running,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # ours keeps values out of spans
        middleware=[
            Middleware(
                Guard, body_limit=body_limit, seconds=seconds, figures=figures, unavailable=unavailable, says=says
            )
        ],
        exception_handlers={
            Problem: on_problem,
            Refused: on_refused,
            HTTPException: on_http_exception,
            RequestValidationError: on_invalid,
        },
    )
    app.state.service = service
    app.state.settings = settings
    app.state.clock = settings.clock()
    app.state.figures = figures
    if settings.blind_key_file:
        app.state.blind = Blind.from_file(settings.blind_key_file)
    app.include_router(_standing(service, ready or {}))
    for router in routers:
        app.include_router(router)
    ensure_declared(app, public_mounts=public_mounts)
    return app


@asynccontextmanager
async def _gate(settings: Settings) -> AsyncIterator[Gate]:
    if settings.token_public_key_file is None:
        raise settings.missing("token_public_key_file")  # nobody could be let in
    verifier = Verifier.from_file(settings.token_public_key_file)
    # Two connections: grants are asked for once in ten seconds for an actor.
    async with asyncpg.create_pool(settings.dsn("access"), min_size=1, max_size=2, command_timeout=5) as pool:
        yield Gate(verifier, Grants(pool))


def _standing(service: str, ready: Mapping[str, Ready]) -> APIRouter:
    router = APIRouter(tags=["standing"])

    @router.get("/livez", dependencies=[public()], summary="Whether the process lives")
    async def livez() -> Standing:
        return Standing(service=service, status="alive")

    @router.get("/readyz", dependencies=[public()], summary="Whether it has caught up and may be asked")
    async def readyz() -> Standing:
        for name, caught_up in ready.items():
            if not await caught_up():
                raise Problem.of(503, "server.not_ready", part=name)
        return Standing(service=service, status="ready")

    @router.get("/openapi.json", dependencies=[public()], include_in_schema=False)
    async def openapi(request: Request) -> Response:
        app: ServiceApp = request.app
        return JSONResponse(app.openapi())

    # By role and not by address: behind a reverse proxy on the same machine everybody comes from loopback, and
    # Prometheus can send a token (`authorization.credentials_file`).
    @router.get(
        "/metrics",
        dependencies=[allow(Role.OPERATOR, scope=Scope.NONE)],
        response_class=Response,
        summary="Figures of the process as Prometheus text",
    )
    async def figures(request: Request) -> Response:
        kept: metrics.Figures = request.app.state.figures
        return Response(kept.text(), media_type=metrics.CONTENT_TYPE)

    return router
