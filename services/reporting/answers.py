"""What reporting answers: one frozen model for each question."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class Answer(BaseModel):
    """Part of an answer."""

    model_config = ConfigDict(frozen=True)


class At(Answer):
    """An answer that spans keys: `position` has a number for each of the 64 buckets, so that it can be replayed."""

    position: list[int]


class Person(Answer):
    """What identifies a person; absent where it was erased."""

    family_name: str
    given_names: str
    birth_date: date


class WorklistRow(Answer):
    """A case as the worklist shows it; `late` by today's clock."""

    case: UUID
    person: Person | None
    status: str
    arrived_on: date | None
    official: str | None
    next_due_on: date | None
    next_due_kind: str | None
    late: bool
    offered_to: str | None
    duplicates: int


class Worklist(At):
    """`total` match the filter; `open`, `late`, `without_official` and `by_status` count all of the municipality."""

    rows: list[WorklistRow]
    total: int
    page: int
    size: int
    open: int
    late: int
    without_official: int
    by_status: dict[str, int]


class Deadline(Answer):
    """A duty, what met or ended it, and the rule that gave its day. `late`: open beyond it; `broken`: met after it."""

    case: UUID
    kind: str
    due_on: date
    met_on: date | None
    waived_on: date | None
    late: bool
    broken: bool
    rule: str | None
    law: str | None
    section: str | None
    rule_version: date | None
    inputs: dict[str, str]
    outcome: str | None


class Deadlines(At):
    """A page of a municipality's duties, the nearest first."""

    rows: list[Deadline]
    total: int
    page: int
    size: int


class Referral(Answer):
    """A referral to a service: a group that `provider`, a municipality, runs."""

    referral: UUID
    group: UUID | None
    provider: str | None
    state: str
    number: int | None
    referred_on: date | None
    started_on: date | None
    ended_on: date | None
    attended: int


class CaseState(Answer):
    """A case as it stands, or stood."""

    case: UUID
    municipality: str
    status: str
    person: Person | None
    arrived_on: date | None
    reason: str | None
    mother_tongue: str | None
    citizenship: str | None
    official: str | None
    offered_to: str | None
    duplicates: int
    plan_ends_on: date | None
    deadlines: list[Deadline]
    referrals: list[Referral]


class Case(CaseState):
    """A case now; `position` is the archive's for its key."""

    position: int


class Happening(Answer):
    """An event of a case: what happened (`text` in the reader's language), when, in whose role."""

    event_id: UUID
    position: int
    recorded_at: datetime
    effective_on: date | None
    service: str
    event: str
    text: str
    role: str | None
    organisation: str | None
    rule: str | None
    corrects: UUID | None
    details: dict[str, object]


class Timeline(Answer):
    """What happened in a case, in the archive's order; not `complete` where an event of it could not be read."""

    case: UUID
    rows: list[Happening]
    complete: bool
    position: int


class Proof(Answer):
    """What was verified before the case was shown as it was: the chains of its streams, event for event.

    `head` is the hash of the newest event that was looked at, in hexadecimal.
    """

    verified: bool
    events: int
    streams: dict[str, int]
    head: str | None


class Replay(Answer):
    """A case as known at `known_at` about `about`; asking for `position` gives the same again, to the byte.

    Not `complete` where an event of it could not be folded, or its chain is broken.
    """

    known_at: datetime
    about: date | None
    case: CaseState | None
    timeline: list[Happening]
    complete: bool
    proof: Proof
    position: int


class Transfer(Answer):
    """One side of an offer; an offer that nobody has answered in time is `expired` by today's clock."""

    case: UUID
    offer: UUID
    side: str
    sender: str
    receiver: str
    state: str
    offered_on: date | None
    expires_on: date | None
    answered_on: date | None
    moves_on: date | None
    reason: str | None


class Transfers(At):
    """The moves into a municipality and out of it, the newest first."""

    rows: list[Transfer]


class Group(Answer):
    """A group: its published name, its places, who waits."""

    group: UUID
    title: dict[str, str]
    language: str | None
    places: int
    taken: int
    queued: int
    sessions: int
    starts_on: date | None
    last_held_on: date | None


class Groups(At):
    """A municipality's groups."""

    rows: list[Group]


class Found(Answer):
    """A case that a search has found."""

    case: UUID
    person: Person | None
    status: str
    arrived_on: date | None


class Search(At):
    """What was found, at most `limit`; narrower words find what is beyond it."""

    rows: list[Found]
    limit: int
