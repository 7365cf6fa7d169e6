"""Every answer that is not the page asked for, said as a page: not found, not signed in, away, our own mistake."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeAlias

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import Scope

from services.portal.reader import Reader, language_in
from services.portal.rendering import Templates
from shared.edge import problems as api
from shared.errors import Fault, Problem
from shared.telemetry.tracing import trace_id

Handler: TypeAlias = Callable[[Request, Exception], Awaitable[Response]]

_MACHINES: Final = frozenset({"/livez", "/readyz", "/metrics", "/openapi.json"})  # no person reads what they answer
_TITLES: Final[Mapping[int, str]] = {
    401: "portal.problem.sign_in",
    403: "portal.problem.denied",
    404: "portal.problem.not_found",
    422: "portal.problem.unreadable",
    503: "portal.problem.away",
}


class ProblemPages:
    """Says faults as pages, in the language of the address, else of the browser."""

    def __init__(self, templates: Templates) -> None:
        self._templates = templates

    def on(self, app: FastAPI) -> None:
        """Answer for `app` whatever its pages raise; what machines ask for stays problem+json."""
        app.add_exception_handler(Problem, self._for_people(self._problem, api.on_problem))
        app.add_exception_handler(HTTPException, self._for_people(self._http, api.on_http_exception))
        app.add_exception_handler(RequestValidationError, self._for_people(self._invalid, api.on_invalid))

    def says(self, scope: Scope, status: int, fault: Fault) -> Response:
        """What the edge's guard answers for a request that never reached a page, or whose page failed."""
        headers = Headers(scope=scope)
        if scope["path"] in _MACHINES:
            return api.answer(headers.get("accept-language"), status, [fault])
        return self.page(scope["path"], headers.get("accept-language"), status, fault)

    def page(self, path: str, accept_language: str | None, status: int, fault: Fault) -> Response:
        """`fault` as a page with `status`."""
        reader = Reader(language_in(path, accept_language))
        return self._templates.page(
            "problem.html",
            reader,
            status=status,
            title=_TITLES.get(status, "portal.problem.failed"),
            detail=api.said(fault, reader.language),
            code=fault.code,
            trace=trace_id(),
        )

    def _for_people(self, told: Callable[[Request, Exception], Response], otherwise: Handler) -> Handler:
        async def handler(request: Request, error: Exception) -> Response:
            return await otherwise(request, error) if request.url.path in _MACHINES else told(request, error)

        return handler

    def _told(self, request: Request, status: int, fault: Fault) -> Response:
        return self.page(request.url.path, request.headers.get("accept-language"), status, fault)

    def _problem(self, request: Request, error: Exception) -> Response:
        if not isinstance(error, Problem):
            raise error
        return self._told(request, error.status, error.faults[0])

    def _http(self, request: Request, error: Exception) -> Response:
        if not isinstance(error, HTTPException):
            raise error
        code = {404: "request.not_found", 405: "request.method_not_allowed", 413: "request.too_large"}
        return self._told(request, error.status_code, Fault(code.get(error.status_code, "request.malformed")))

    def _invalid(self, request: Request, error: Exception) -> Response:
        if not isinstance(error, RequestValidationError):
            raise error
        # A part of the path that cannot be ("/cases/abc") is an address that there is nothing at.
        if any(one["loc"][0] == "path" for one in error.errors()):
            return self._told(request, 404, Fault("request.not_found"))
        return self._told(request, 422, api.faults_of(error.errors(), skip=1)[0])
