"""Answers other than success: application/problem+json with a stable code, the field, and its text in fi, sv or en."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson
from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import ErrorDetails
from starlette.exceptions import HTTPException

from shared.errors import Fault, Parameter, Problem, Refused
from shared.regions.texts import Language, negotiate, text
from shared.telemetry.logs import logger
from shared.telemetry.tracing import trace_id

_log = logger(__name__)

MEDIA_TYPE: Final = "application/problem+json"
RETRY_AFTER: Final = "2"  # seconds: a database that restarts needs one or two
MOST: Final = 50  # faults of one request that are told; the rest come up when these are mended
_LONGEST_FIELD: Final = 100  # characters of a field name that came from the caller

_OF_STATUS: Final[Mapping[int, str]] = {
    400: "request.malformed",
    404: "request.not_found",
    405: "request.method_not_allowed",
    413: "request.too_large",
    415: "request.unsupported_media_type",
    422: "request.invalid_value",
    503: "server.unavailable",
}


class FaultText(BaseModel):
    """One thing that is wrong."""

    code: str = Field(examples=["request.date_impossible"])
    field: str | None = Field(examples=["arrived_on"])
    text: str = Field(examples=["Tätä päivää ei ole."])


class ProblemAnswer(BaseModel):
    """RFC 9457 with Kotopolku's members: the first fault's code, field and text stand at the top."""

    model_config = ConfigDict(title="Problem")

    type: str = Field(examples=["urn:kotopolku:problem:request.date_impossible"])
    title: str
    status: int
    code: str
    field: str | None
    detail: str
    errors: list[FaultText]
    trace: str | None = Field(description="what to name when asking for help; the service's logs have it too")


class Unfit(ValueError):  # noqa: N818 - said of a value
    """What a validator of a strict model raises for a value that has a code of its own."""

    def __init__(self, code: str, **params: Parameter) -> None:
        super().__init__(code)
        self.fault = Fault(code, None, params)


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For `responses=`: what an endpoint answers besides success, and besides what the app adds everywhere."""
    return {status: {"model": ProblemAnswer, "description": _OF_STATUS.get(status, "Problem")} for status in statuses}


def said(fault: Fault, language: Language) -> str:
    """The text of a fault; its code where the catalogue has none, for a missing translation is no reason to fail."""
    try:
        return text(fault.code, language, **fault.params)
    except LookupError:
        _log.error("a code has no usable text", code=fault.code)
        return fault.code


def answer(
    accept_language: str | None, status: int, faults: Sequence[Fault], headers: Mapping[str, str] | None = None
) -> Response:
    """A problem as an HTTP answer.

    Args:
        accept_language: the header as it came; Finnish where it says nothing usable.
        status: 400..599.
        faults: one or more; the first is the problem's code.
        headers: further ones ("Allow").
    """
    language = negotiate(accept_language)
    told = [(fault, said(fault, language)) for fault in faults[:MOST]]
    first, title = told[0]
    body = {
        "type": f"urn:kotopolku:problem:{first.code}",
        "title": title,
        "status": status,
        "code": first.code,
        "field": _field(first.field),
        "detail": " ".join(dict.fromkeys(words for _, words in told)),
        "errors": [{"code": fault.code, "field": _field(fault.field), "text": words} for fault, words in told],
        "trace": trace_id(),
    }
    out = {**(headers or {}), "content-language": language}
    if status == 401:
        missing = first.code == "access.no_token"
        out["www-authenticate"] = 'Bearer realm="kotopolku"' + ("" if missing else ', error="invalid_token"')
    if status == 503:
        out["retry-after"] = RETRY_AFTER
    return Response(orjson.dumps(body), status, out, MEDIA_TYPE)


def _field(name: str | None) -> str | None:
    # A name may be the caller's own; orjson refuses lone surrogates, so they are shown as question marks.
    return None if name is None else name[:_LONGEST_FIELD].encode("utf-8", "replace").decode()


def _accepted(request: Request) -> str | None:
    return request.headers.get("accept-language")


async def on_problem(request: Request, error: Exception) -> Response:
    """The answer to a `Problem`."""
    if not isinstance(error, Problem):
        raise error
    return answer(_accepted(request), error.status, error.faults)


async def on_refused(request: Request, error: Exception) -> Response:
    """The answer to a decider's refusal: 409."""
    if not isinstance(error, Refused):
        raise error
    return answer(_accepted(request), 409, [error.fault])


async def on_http_exception(request: Request, error: Exception) -> Response:
    """The answer to what the framework refuses: unknown paths, methods, oversized bodies."""
    if not isinstance(error, HTTPException):
        raise error
    status = error.status_code
    code = _OF_STATUS.get(status, "request.malformed" if status < 500 else "server.error")
    return answer(_accepted(request), status, [Fault(code)], error.headers)


async def on_invalid(request: Request, error: Exception) -> Response:
    """The answer to path and query parameters of the wrong form: 422."""
    if not isinstance(error, RequestValidationError):
        raise error
    return answer(_accepted(request), 422, faults_of(error.errors(), skip=1))


def faults_of(errors: Sequence[ErrorDetails], *, skip: int = 0) -> list[Fault]:
    """Pydantic's errors as faults; no input value gets into them.

    Args:
        errors: of a ValidationError.
        skip: parts of each location to leave out: 1 where it begins with "path" or "query".
    """
    return [_fault(error, skip) for error in errors[:MOST]]


def _fault(error: ErrorDetails, skip: int) -> Fault:
    field = ".".join(str(part) for part in error["loc"][skip:]) or None
    kind = error["type"]
    context = error.get("ctx") or {}
    unfit = context.get("error")
    if isinstance(unfit, Unfit):
        return Fault(unfit.fault.code, field, unfit.fault.params)
    limits = {name: value for name, value in context.items() if name in _LIMITS and isinstance(value, int)}
    params: dict[str, Parameter] = {**limits}
    if "max_length" in limits:
        params["max"] = limits["max_length"]
    if "min_length" in limits:
        params["min"] = limits["min_length"]
    return Fault(_code(kind), field, params)


_LIMITS: Final = frozenset({"max_length", "min_length", "ge", "gt", "le", "lt"})
_KINDS: Final[Mapping[str, str]] = {
    "missing": "request.field_missing",
    "extra_forbidden": "request.field_unknown",
    "string_too_long": "request.text_too_long",
    "string_unicode": "request.not_utf8",
    "json_invalid": "request.not_json",
    "json_type": "request.not_json",
    "bool_parsing": "request.wrong_type",
    "int_parsing": "request.wrong_type",
    "int_from_float": "request.wrong_type",
    "float_parsing": "request.wrong_type",
}


def _code(kind: str) -> str:
    if kind in _KINDS:
        return _KINDS[kind]
    if kind.endswith("_type"):
        return "request.wrong_type"
    if kind.startswith(("date_", "datetime_", "time_", "timezone_")):
        return "request.date_impossible"
    return "request.invalid_value"
