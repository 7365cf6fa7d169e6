"""Commands over HTTP: the id and the fingerprint that make a repeated request the same command (FORMATS)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from fastapi import Depends, Request

from shared.access.policy import CurrentViewer, Viewer
from shared.clock import Clock
from shared.errors import Problem
from shared.privacy.blind import Blind
from shared.telemetry.tracing import traceparent

COMMANDS: Final = uuid5(NAMESPACE_URL, "urn:kotopolku:command")
HEADER: Final = "Idempotency-Key"
CORRELATION: Final = "X-Correlation-Id"
_KEY: Final = re.compile(r"[\x21-\x7e]{1,200}")


@dataclass(frozen=True, slots=True)
class CommandContext:
    """What a command over HTTP has besides its body. Times are the deployment's clock's."""

    id: UUID
    fingerprint: bytes
    viewer: Viewer
    correlation_id: UUID
    traceparent: str | None
    now: datetime
    today: date
    horizon: date


def command_id(actor: str, route: str, key: str) -> UUID:
    """The id of the command that `actor` gives at `route` ("POST /municipalities/499/arrivals") under `key`."""
    return uuid5(COMMANDS, f"{actor}\n{route}\n{key}")


class CommandOf:
    """The dependency that makes the `CommandContext`; the app documents its headers in the OpenAPI description."""

    async def __call__(self, request: Request, viewer: CurrentViewer) -> CommandContext:
        keys = request.headers.getlist(HEADER)
        if not keys:
            raise Problem.of(400, "request.idempotency_key_missing", HEADER)
        if len(keys) > 1 or not _KEY.fullmatch(keys[0]):
            raise Problem.of(400, "request.idempotency_key_invalid", HEADER)
        # The route as it was asked for: with the template alone, one key used for two cases would be taken for the
        # same command, and the second, with an equal body, answered with the first one's result.
        identity = command_id(viewer.actor, f"{request.method} {request.url.path}", keys[0])
        clock: Clock = request.app.state.clock
        blind: Blind = request.app.state.blind
        return CommandContext(
            id=identity,
            fingerprint=blind.fingerprint(await request.body()),
            viewer=viewer,
            correlation_id=_correlation(request) or identity,
            traceparent=traceparent(),
            now=clock.now(),
            today=clock.today(),
            horizon=clock.horizon(),
        )


def _correlation(request: Request) -> UUID | None:
    said = request.headers.get(CORRELATION)
    if said is None:
        return None
    try:
        return UUID(said)
    except ValueError as error:
        raise Problem.of(422, "request.invalid_value", CORRELATION) from error


Command = Annotated[CommandContext, Depends(CommandOf())]
