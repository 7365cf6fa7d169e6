"""Writes events as services do: sealed, chained, in streams; for tests that read them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from uuid import UUID, uuid4

from shared.events import Draft, Event, Head, Personal, RuleTrace, bucket_of, chain, first_hash, seal_event, subjects_of
from shared.events import activities as a
from shared.events import assessment as s
from shared.events import intake as i
from shared.events import planning as p
from shared.messaging.transport import Incoming, Outgoing
from shared.privacy.keys import KeyStore

BEGIN = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
RULE = RuleTrace(
    rule="assessment_must_start", law="project setting", version=date(2025, 1, 1), inputs={"from": "2026-03-01"},
    outcome="2026-05-01",
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A case with its person, by the ids that its events name."""

    id: UUID = field(default_factory=uuid4)
    person: UUID = field(default_factory=uuid4)
    plan: UUID = field(default_factory=uuid4)
    referral: UUID = field(default_factory=uuid4)
    offer: UUID = field(default_factory=uuid4)
    group: UUID = field(default_factory=uuid4)


@dataclass
class Chronicle:
    """Streams and their ends. Each event is recorded a minute after the one before, unless told otherwise."""

    keys: KeyStore
    now: datetime = BEGIN
    ends: dict[str, tuple[int, bytes]] = field(default_factory=dict)

    async def says(
        self, key: UUID, *events: Event, at: datetime | None = None, corrects: UUID | None = None, kind: str = "case"
    ) -> list[Outgoing]:
        return [await self.one(key, event, at=at, corrects=corrects, kind=kind) for event in events]

    async def one(
        self,
        key: UUID,
        event: Event,
        *,
        at: datetime | None = None,
        corrects: UUID | None = None,
        kind: str = "case",
        of: UUID | None = None,
    ) -> Outgoing:
        """`of` is the stream's own id where that is not the key."""
        self.now = at or self.now + timedelta(minutes=1)
        stream = f"{event.service}/{kind}/{of or key}"
        version, previous = self.ends.get(stream) or (0, first_hash(stream))
        head = Head(
            id=uuid4(),
            type=event.type,
            stream=stream,
            time=self.now,
            key=key,
            streamversion=version + 1,
            municipality=event.municipality_of(),
            effectiveon=event.effective_on(),
            actorrole="caseworker",
            actororganisation="test",
            corrects=corrects,
        )
        written = seal_event(Draft(head, event), await self.keys.for_sealing(subjects_of(event)))
        hash_ = chain(previous, written.head, written.data)
        self.ends[stream] = (version + 1, hash_)
        return Outgoing(key, bucket_of(key), written.head, written.data, hash_)


class Log:
    """Gives events the offsets a transport would."""

    def __init__(self) -> None:
        self._next = {bucket: count() for bucket in range(64)}

    def __call__(self, *messages: Outgoing) -> list[Incoming]:
        return [
            Incoming(one.bucket, next(self._next[one.bucket]), one.key, one.head, one.data, one.hash)
            for one in messages
        ]


def arrival(
    case: Case, municipality: str = "905", family: str = "Mesdani", given: str = "Olena", **more: object
) -> Event:
    return i.ArrivalRegistered(
        municipality=municipality,
        person_id=case.person,
        arrived_on=more.get("arrived_on", date(2026, 3, 1)),  # type: ignore[arg-type]
        channel=i.Channel.FORM,
        person=Personal(
            case.person, i.PersonDetails(family_name=family, given_names=given, birth_date=date(1990, 5, 17))
        ),
        background=Personal(case.person, i.ArrivalBackground(reason="temp", mother_tongue="ukr", citizenship="UA")),
    )


def corrected(case: Case, family: str) -> Event:
    return i.PersonDetailsCorrected(
        person=Personal(
            case.person, i.PersonDetails(family_name=family, given_names="Olena", birth_date=date(1990, 5, 17))
        )
    )


def offered(case: Case, sender: str = "905", receiver: str = "410") -> Event:
    return i.TransferOffered(offer=case.offer, sender=sender, receiver=receiver, expires_on=date(2026, 6, 1))


def suspected(suspicion: UUID | None, other: UUID, municipality: str) -> Event:
    return i.DuplicateSuspected(
        suspicion=suspicion, other_case=other, other_municipality=municipality, basis=i.DuplicateBasis.IDENTITY_CODE
    )


def dismissed(suspicion: UUID, other: UUID, municipality: str) -> Event:
    return i.DuplicateDismissed(
        suspicion=suspicion, other_case=other, other_municipality=municipality, reason=i.DismissalReason.OTHER
    )


def accepted(case: Case, sender: str = "905", receiver: str = "410") -> Event:
    return i.TransferAccepted(offer=case.offer, sender=sender, receiver=receiver, moves_on=date(2026, 4, 15))


def required(case: Case, municipality: str = "905") -> Event:
    return s.AssessmentRequired(
        municipality=municipality,
        person_id=case.person,
        counted_from=date(2026, 3, 1),
        due_on=date(2026, 5, 1),
        rule=RULE,
    )


def started(municipality: str = "905", on: date = date(2026, 4, 2)) -> Event:
    return s.AssessmentStarted(municipality=municipality, started_on=on, official="official-1")


def completed(case: Case, municipality: str = "905") -> Event:
    return s.AssessmentCompleted(
        municipality=municipality,
        person_id=case.person,
        completed_on=date(2026, 4, 9),
        plan_needed=True,
        findings=Personal(case.person, s.Findings(finnish="A1")),
    )


def plan_required(case: Case, municipality: str = "905") -> Event:
    return p.PlanRequired(municipality=municipality, person_id=case.person, due_on=date(2026, 4, 23), rule=RULE)


def drafted(case: Case, municipality: str = "905") -> Event:
    return p.PlanDrafted(
        municipality=municipality,
        plan=case.plan,
        drafted_on=date(2026, 4, 20),
        months=12,
        goals=Personal(case.person, p.Goals(goals=("kieli",))),
    )


def agreed(case: Case, municipality: str = "905") -> Event:
    return p.PlanAgreed(
        municipality=municipality,
        plan=case.plan,
        agreed_on=date(2026, 4, 22),
        ends_on=date(2027, 4, 22),
        review_by=date(2026, 10, 22),
        rule=RULE,
        review_rule=RULE,
    )


def referred(case: Case, municipality: str = "905", provider: str = "905") -> Event:
    return p.ReferredToService(
        municipality=municipality, person_id=case.person, referral=case.referral, group=case.group, provider=provider
    )


def place(case: Case) -> Event:
    return a.PlaceGiven(group=case.group, referral=case.referral)


def noted(case: Case) -> Event:
    return a.AttendanceNoted(
        group=case.group,
        referral=case.referral,
        session=uuid4(),
        held_on=date(2026, 5, 4),
        attendance=Personal(case.person, a.Presence(present=True)),
    )


def history(case: Case, municipality: str = "905") -> list[list[Event]]:
    """A case's streams: intake's, assessment's, planning's, activities'. Intake's first event comes before all."""
    receiver = "410" if municipality != "410" else "905"
    return [
        [
            arrival(case, municipality),
            corrected(case, "Mesdanova"),
            offered(case, municipality, receiver),
            accepted(case, municipality, receiver),
        ],
        [required(case, municipality), started(municipality), completed(case, municipality)],
        [
            plan_required(case, municipality),
            drafted(case, municipality),
            agreed(case, municipality),
            referred(case, municipality),
            p.ReferralAccepted(referral=case.referral, group=case.group),
            p.ReferralStarted(referral=case.referral, group=case.group, started_on=date(2026, 5, 4)),
        ],
        [place(case), noted(case), noted(case)],
    ]
