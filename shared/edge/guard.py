"""What stands around every request: its span, its limits of size and time, the headers of its answer, and the last word
on whatever went wrong inside."""

from __future__ import annotations

import asyncio
import re
import socket
import time
from collections.abc import Callable, Iterable
from typing import Final, TypeAlias
from urllib.parse import unquote_to_bytes

import asyncpg
from opentelemetry.trace import Span, SpanKind
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.edge.problems import answer
from shared.errors import Fault
from shared.regions.texts import negotiate
from shared.telemetry.logs import logger
from shared.telemetry.metrics import Figures
from shared.telemetry.tracing import say, span

_log = logger(__name__)

HEADERS: Final = (
    ("x-content-type-options", "nosniff"),
    ("cache-control", "no-store"),
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-resource-policy", "same-origin"),
)
Says: TypeAlias = Callable[[Scope, int, Fault], Response]
"""How a request that no endpoint answers is answered: scope, status, what is wrong."""

_CONTROL: Final = re.compile("[\x00-\x1f\x7f]")
_TRACEPARENT: Final = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

# What PostgreSQL answers while it cannot serve: gone, starting, stopping, full, or transactions in each other's way.
_AWAY: Final[tuple[type[Exception], ...]] = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.TransactionRollbackError,
    asyncpg.LockNotAvailableError,
    ConnectionError,
    TimeoutError,
    socket.gaierror,
)


def as_problem(scope: Scope, status: int, fault: Fault) -> Response:
    """What an API says: problem+json in the caller's language."""
    return answer(Headers(scope=scope).get("accept-language"), status, [fault])


def away(error: BaseException, further: tuple[type[Exception], ...] = ()) -> bool:
    """Whether `error` says that a server of ours cannot be reached now, so that asking again later may help."""
    if isinstance(error, ExceptionGroup):
        return all(away(one, further) for one in error.exceptions)
    if isinstance(error, asyncpg.InterfaceError):
        # Without a class of its own: asyncpg says "connection is closed", "pool is closing" in words only.
        return "clos" in str(error)
    # Kafka's clients say it of themselves; only shared/messaging may import them.
    return isinstance(error, (*_AWAY, *further)) or getattr(error, "retriable", False) is True


class Guard:
    """ASGI middleware, the outermost of ours. A request that ends in an exception is answered here and nowhere else.

    Args:
        app: what it stands around.
        body_limit: bytes of a request's body, as it comes over the wire.
        seconds: until a request is given up.
        figures: where answers are counted.
        unavailable: further exceptions that mean a server is away.
        says: how a refusal is said; an app of pages says it as a page.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        body_limit: int,
        seconds: float,
        figures: Figures,
        unavailable: tuple[type[Exception], ...] = (),
        says: Says = as_problem,
    ) -> None:
        self._app = app
        self._limit = body_limit
        self._seconds = seconds
        self._figures = figures
        self._unavailable = unavailable
        self._says = says

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        parent = Headers(scope=scope).get("traceparent")
        method = scope["method"] if scope["method"] in _METHODS else "OTHER"
        began = time.perf_counter()
        with span(
            method,
            traceparent=parent if parent and _TRACEPARENT.fullmatch(parent) else None,
            kind=SpanKind.SERVER,
            method=method,
        ) as current:
            answered = _Answer(send, Headers(scope=scope).get("accept-language"), self._says)
            await self._serve(scope, receive, answered)
            self._tell(current, scope, method, answered.status)
        self._figures.answered(answered.status, time.perf_counter() - began)

    def _tell(self, current: Span, scope: Scope, method: str, status: int) -> None:
        route = getattr(scope.get("route"), "path", None)
        if isinstance(route, str):  # the template: a path names a case, and a query may name a person
            current.update_name(f"{method} {route}")
            say(current, route=route)
        say(current, status=status)

    async def _serve(self, scope: Scope, receive: Receive, send: _Answer) -> None:
        try:
            if fault := self._refused(scope):
                await send.problem(scope, receive, *fault)
                return
            limit = asyncio.timeout(self._seconds)
            try:
                async with limit:
                    await self._app(scope, self._limited(receive), send)
            except TimeoutError:
                if not limit.expired():
                    raise
                _log.warning("a request was given up", seconds=self._seconds)
                await send.problem(scope, receive, 503, Fault("request.timeout"))
        except ClientDisconnect:
            send.status = 499  # as nginx counts them: nobody is there to answer
        except HTTPException as error:
            await send.problem(scope, receive, error.status_code, Fault("request.too_large"))
        except Exception as error:  # noqa: BLE001 - the last word: logged, counted and answered, never passed on
            if away(error, self._unavailable):
                _log.warning("a server is away", error_type=type(error).__qualname__)
                await send.problem(scope, receive, 503, Fault("server.unavailable"))
            else:
                _log.error("a request failed", exc_info=error)
                await send.problem(scope, receive, 500, Fault("server.error"))

    def _refused(self, scope: Scope) -> tuple[int, Fault] | None:
        length = Headers(scope=scope).get("content-length")
        if length is not None and length.isascii() and length.isdigit() and int(length[:20]) > self._limit:
            return 413, Fault("request.too_large", None, {"max": self._limit})
        if _CONTROL.search(scope["path"]):
            return 404, Fault("request.not_found")
        for part in scope["query_string"].split(b"&"):
            name, _, value = part.partition(b"=")
            try:
                field, said = (unquote_to_bytes(one.replace(b"+", b" ")).decode() for one in (name, value))
            except UnicodeDecodeError:
                return 422, Fault("request.not_utf8")
            if _CONTROL.search(field) or _CONTROL.search(said):
                return 422, Fault("request.control_character", _CONTROL.sub("?", field))
        return None

    def _limited(self, receive: Receive) -> Receive:
        received = 0

        async def limited() -> Message:
            nonlocal received
            message = await receive()
            if message["type"] == "http.request":
                received += len(message.get("body", b""))
                if received > self._limit:
                    raise HTTPException(413)
            return message

        return limited


class _Answer:
    """The way out: puts the headers on, and knows whether an answer has begun."""

    def __init__(self, send: Send, accept_language: str | None, says: Says) -> None:
        self._send = send
        self._language = negotiate(accept_language)
        self._says = says
        self.begun = False
        self.status = 500

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in _missing(headers, (*HEADERS, ("content-language", self._language))):
                headers[name] = value
        await self._send(message)

    async def problem(self, scope: Scope, receive: Receive, status: int, fault: Fault) -> None:
        if self.begun:
            return  # half an answer is out; the server cuts a connection that lacks the rest, and the reader notices
        await self._says(scope, status, fault)(scope, receive, self)


def _missing(headers: MutableHeaders, wanted: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in wanted if name not in headers]
