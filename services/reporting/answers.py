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
    """A duty, what met or ended it, and the rule that gave its day. `late`: open beyond it; `broken`: met after it.

    `ended_on`: the case ended before the duty was met; nothing is due any more.
    """

    case: UUID
    kind: str
    due_on: date
    met_on: date | None
    waived_on: date | None
    breached_on: date | None
    ended_on: date | None
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


class Standing(Answer):
    """How a case stands besides its duties: open, away, closed or merged (into `leading_case`), since when.

    `residence` is home, or reception for a stay without a home municipality; `authority` is the municipality or the
    employment authority; `integration_language` is fi or sv, chosen so many times (`choices`). What was erased is
    absent.
    """

    standing: str
    since: date | None
    back_by: date | None
    closing_reason: str | None
    leading_case: UUID | None
    residence: str
    home_since: date | None
    authority: str
    handed_on: date | None
    integration_language: str | None
    informed_on: date | None
    chosen_on: date | None
    choices: int
    notice: UUID | None


class CaseState(Answer):
    """A case as it stands, or stood."""

    case: UUID
    municipality: str
    status: str
    standing: Standing | None
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


class HouseholdMember(Answer):
    """Somebody who belongs to the person of a case. `person` is absent where it was erased, or has no case.

    `relation` is what he is to the person; `valid_to` the last day, known or passed. A member whose case is outside the
    reader's municipalities is not in the answer at all.
    """

    link: UUID
    relation: str | None
    case: UUID | None
    municipality: str | None
    person: Person | None
    contact_name: str | None
    contact_phone: str | None
    valid_from: date | None
    valid_to: date | None
    holds: bool


class Case(CaseState):
    """A case now; `position` is the archive's for its key. `household` are those in the same municipality."""

    household: list[HouseholdMember]
    position: int


class Happening(Answer):
    """An event of a case: what happened (`text` in the reader's language), when, in whose role."""

    merged_case: UUID | None = None
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
