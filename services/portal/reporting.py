"""Reporting's HTTP API as the portal reads it: one method for each question, one frozen model for each answer.

A model names what the pages show and passes over the rest, so that reporting may say more without breaking a page.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime
from typing import ClassVar, Literal, TypeAlias, TypeVar
from uuid import UUID

import httpx
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services.portal.refusals import ReportingAway
from shared.access.policy import not_found
from shared.errors import Problem
from shared.regions.texts import Language
from shared.telemetry.logs import logger
from shared.telemetry.tracing import traceparent

_log = logger(__name__)

Sort: TypeAlias = Literal["due", "name", "arrived", "status"]
Query: TypeAlias = Mapping[str, str | int]


class Answer(BaseModel):
    """Part of an answer of reporting."""

    model_config: ClassVar[ConfigDict] = ConfigDict(frozen=True, extra="ignore")


A = TypeVar("A", bound=Answer)


class Person(Answer):
    """What a page shows of a person; all of it is absent where it was erased or is hidden."""

    family_name: str | None = None
    given_names: str | None = None
    birth_date: date | None = None

    @property
    def name(self) -> str | None:
        """Family name first, as lists are sorted; None where there is none to show."""
        return ", ".join(part for part in (self.family_name, self.given_names) if part) or None


class WorklistRow(Answer):
    """A case as the worklist shows it; `due_on` is the nearest duty that is still open, `due_kind` which one."""

    case: UUID
    person: Person | None = None
    status: str
    arrived_on: date | None = None
    due_on: date | None = Field(default=None, alias="next_due_on")
    due_kind: str | None = Field(default=None, alias="next_due_kind")
    late: bool = False
    offered_to: str | None = None


class Paged(Answer):
    """A page of a longer list; pages are counted from 1."""

    total: int
    page: int = 1
    size: int = 25

    @property
    def pages(self) -> int:
        return max(1, math.ceil(self.total / self.size))


class Worklist(Paged):
    """A municipality's cases: `total` match the filter; `open`, `late` and `by_status` count all of them."""

    rows: tuple[WorklistRow, ...]
    open: int = 0
    late: int = 0
    by_status: dict[str, int] = {}


class Deadline(Answer):
    """A duty, what met or ended it, and the version of the rule that gave the day.

    `late`: still open beyond its day; `broken`: met after it.
    """

    kind: str
    due_on: date | None = None
    met_on: date | None = None
    waived_on: date | None = None
    late: bool = False
    broken: bool = False
    rule: str | None = None
    law: str | None = None
    section: str | None = None
    rule_version: date | None = None
    inputs: dict[str, str] = {}


class Referral(Answer):
    """A referral to a service: a group that `provider`, a municipality, runs."""

    referral: UUID
    state: str
    provider: str | None = None
    number: int | None = None
    referred_on: date | None = None
    started_on: date | None = None
    ended_on: date | None = None
    attended: int = 0


class Case(Answer):
    """A case as it stands."""

    case: UUID
    status: str
    person: Person | None = None
    arrived_on: date | None = None
    reason: str | None = None
    mother_tongue: str | None = None
    citizenship: str | None = None
    official: str | None = None
    offered_to: str | None = None
    duplicates: int = 0
    deadlines: tuple[Deadline, ...] = ()
    referrals: tuple[Referral, ...] = ()


class Happening(Answer):
    """An event of a case: what happened (`text`, in the reader's language), when, in whose role.

    It was recorded at `recorded_at`, and true on `effective_on` where that is another day. `details` are its clear
    facts; ids among them are for machines.
    """

    event_id: UUID
    recorded_at: datetime
    effective_on: date | None = None
    text: str
    role: str | None = None
    organisation: str | None = None
    rule: str | None = None
    details: dict[str, object] = {}


class Timeline(Answer):
    """What happened in a case, in order."""

    rows: tuple[Happening, ...]


class Proof(Answer):
    """What was verified before the case was shown as it was."""

    verified: bool
    events: int
    head: str | None = None


class Replay(Answer):
    """A case as it was known at an instant."""

    known_at: datetime
    case: Case | None
    timeline: tuple[Happening, ...]
    proof: Proof


class Transfer(Answer):
    """An offer of a move; `side` is what the asking municipality is in it."""

    offer: UUID
    side: Literal["sender", "receiver"]
    sender: str
    receiver: str
    state: str
    offered_on: date | None = None
    expires_on: date | None = None
    answered_on: date | None = None
    moves_on: date | None = None
    reason: str | None = None


class Transfers(Answer):
    """The moves into a municipality and out of it."""

    rows: tuple[Transfer, ...]


class Flow(Answer):
    """Moves between two municipalities; a figure is None where it is hidden as too small."""

    sender: str
    receiver: str
    offered: int | None = None
    accepted: int | None = None
    declined: int | None = None


class Flows(Answer):
    """All moves between the unit's municipalities; figures below `limit` are hidden."""

    rows: tuple[Flow, ...]
    limit: int = 5


class Reporting:
    """Asks reporting, with the token of whom a page is shown to.

    Every method raises `Problem` (404 not there or not theirs to know of, 403 not their right, 422 a value that
    reporting does not take) or `ReportingAway`.

    Args:
        client: with reporting's address and its limits of time.
    """

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def worklist(self, token: str, language: Language, municipality: str, query: Query) -> Worklist:
        """A page of the municipality's worklist; `query`: status, late, sort, page, size."""
        return await self._get(Worklist, f"/municipalities/{municipality}/worklist", token, language, query)

    async def case(self, token: str, language: Language, municipality: str, case: UUID) -> Case:
        """A case as it stands."""
        return await self._get(Case, f"/municipalities/{municipality}/cases/{case}", token, language)

    async def timeline(self, token: str, language: Language, municipality: str, case: UUID) -> Timeline:
        """What happened in a case, oldest first."""
        return await self._get(Timeline, f"/municipalities/{municipality}/cases/{case}/timeline", token, language)

    async def replay(self, token: str, language: Language, municipality: str, case: UUID, known_at: datetime) -> Replay:
        """A case as it was known at the instant `known_at`, which is included."""
        path = f"/municipalities/{municipality}/cases/{case}/replay"
        return await self._get(Replay, path, token, language, {"known_at": known_at.isoformat()})

    async def transfers(self, token: str, language: Language, municipality: str) -> Transfers:
        """The moves into the municipality and out of it."""
        return await self._get(Transfers, f"/municipalities/{municipality}/transfers", token, language)

    async def flows(self, token: str, language: Language) -> Flows:
        """The moves between all municipalities of the unit."""
        return await self._get(Flows, "/flows", token, language)

    async def _get(self, model: type[A], path: str, token: str, language: Language, query: Query | None = None) -> A:
        headers = {"authorization": f"Bearer {token}", "accept-language": language}
        if parent := traceparent():
            headers["traceparent"] = parent
        try:
            answer = await self._client.get(path, params=dict(query or {}), headers=headers)
        except httpx.TransportError as error:
            _log.warning("reporting is away", error_type=type(error).__qualname__)
            raise ReportingAway from error
        if answer.status_code == httpx.codes.OK:
            try:
                return model.model_validate_json(answer.content)
            except ValidationError as error:
                # Its message quotes the answer, and with it people's names: where it failed is enough.
                fields = sorted({".".join(map(str, one["loc"])) for one in error.errors(include_input=False)})
                _log.error("reporting's answer cannot be read", reason=f"{model.__name__}: {', '.join(fields[:5])}")
                raise ReportingAway from None
        raise _refusal(answer)


def _refusal(answer: httpx.Response) -> Exception:
    """What an answer other than 200 means for a page."""
    match answer.status_code:
        case httpx.codes.NOT_FOUND:
            return not_found()
        case httpx.codes.UNAUTHORIZED | httpx.codes.FORBIDDEN:
            return Problem.of(403, "access.denied")
        case httpx.codes.BAD_REQUEST | httpx.codes.UNPROCESSABLE_ENTITY:
            return Problem.of(422, "request.invalid_value")
        case status:
            _log.warning("reporting does not answer as asked", status=status)
            return ReportingAway()
