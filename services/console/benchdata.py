"""Events in the shape of real ones, sealed and chained, for measurements: many cases, each with a plausible history.

Enters: how many events, a seed, a key store. Leaves: bytes as a relay would publish them. Names are invented words, and
nothing in them is about anybody. The same seed gives the same facts; keys, ids and nonces are drawn anew.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Final
from uuid import UUID, uuid4

from shared.clock import HELSINKI
from shared.events import Draft, Event, Head, Personal, RuleTrace, bucket_of, chain, first_hash, seal_event, subjects_of
from shared.events import activities as a
from shared.events import assessment as s
from shared.events import intake as i
from shared.events import planning as p
from shared.messaging.transport import Outgoing
from shared.privacy.keys import KeyStore
from shared.projection.archive import Connection
from shared.sql import statements

MUNICIPALITIES: Final = ("905", "545", "598", "599", "399", "743", "272", "179", "410", "005")
REASONS: Final = ("intl", "temp", "family", "work", "study", "return")
TONGUES: Final = ("rus", "ukr", "ara", "prs", "som", "eng", "tha", "kmr")
COUNTRIES: Final = ("UA", "SY", "AF", "SO", "RU", "TH", "IQ", "XK")
FAMILY: Final = (
    "Kavorin",
    "Mesdani",
    "Tolvesk",
    "Arhimo",
    "Belusta",
    "Nordavi",
    "Szemerek",
    "Ousmal",
    "Virtalo",
    "Lindqa",
)
GIVEN: Final = ("Ana Mirel", "Tariq", "Olena", "Josu Petr", "Amina", "Lev", "Sirwan", "Noora", "Kim", "Ylva Maj")
CASES_AT_ONCE: Final = 200
START: Final = datetime(2025, 2, 3, 8, 0, tzinfo=UTC)
_SQL: Final = statements("shared.projection")


@dataclass(slots=True)
class _Writer:
    """Writes streams: knows each one's version and hash."""

    random: Random
    ends: dict[str, tuple[int, bytes]] = field(default_factory=dict)

    def head(self, event: Event, stream: str, key: UUID, municipality: str, now: datetime, cause: UUID | None) -> Head:
        version, _ = self.ends.get(stream) or (0, b"")
        return Head(
            id=uuid4(),
            type=event.type,
            stream=stream,
            time=now,
            key=key,
            streamversion=version + 1,
            municipality=event.municipality_of() or municipality,
            effectiveon=event.effective_on(),
            actorid=f"worker-{self.random.randrange(400)}",
            actorrole="caseworker" if cause is None else "service",
            actororganisation=f"municipality-{municipality}",
            purpose="case_work",
            commandid=uuid4(),
            correlationid=str(key),
            causationid=None if cause is None else str(cause),
        )


@dataclass(frozen=True, slots=True)
class _Fact:
    at: datetime
    stream: str
    key: UUID
    municipality: str
    event: Event
    caused: bool


def _rule(name: str, outcome: date) -> RuleTrace:
    return RuleTrace(
        rule=name, law="681/2023", section="14 §", version=date(2025, 1, 1), inputs={"from": "2025-02-03"},
        outcome=outcome.isoformat(),
    )  # fmt: skip


def _group(random: Random, municipality: str) -> tuple[UUID, _Fact]:
    group = UUID(int=random.getrandbits(128), version=4)
    opened = a.GroupOpened(
        municipality=municipality,
        title=a.GroupName(fi="Kieliryhmä", sv="Språkgrupp"),
        language=random.choice(("fin", "swe")),
        places=20,
        starts_on=START.date(),
    )
    return group, _Fact(START, f"activities/group/{group}", group, municipality, opened, caused=False)


def _history(random: Random, groups: dict[str, UUID]) -> Iterator[_Fact]:
    """One case from arrival to attendance: 13 to 24 events."""
    case, person, plan, referral = (UUID(int=random.getrandbits(128), version=4) for _ in range(4))
    home = random.choice(MUNICIPALITIES)
    now = START + timedelta(minutes=random.randrange(400 * 24 * 60))

    def day(offset: int = 0) -> date:
        found: date = now.astimezone(HELSINKI).date() + timedelta(days=offset)
        return found

    def fact(service: str, event: Event, *, caused: bool = False, group: UUID | None = None) -> _Fact:
        kind, key = ("case", case) if group is None else ("group", group)
        return _Fact(now, f"{service}/{kind}/{key}", key, home, event, caused)

    details = i.PersonDetails(
        family_name=random.choice(FAMILY),
        given_names=random.choice(GIVEN),
        birth_date=date(1960, 1, 1) + timedelta(days=random.randrange(18_000)),
        phone=f"+35840{random.randrange(10**7):07d}",
    )
    background = i.ArrivalBackground(
        reason=random.choice(REASONS), mother_tongue=random.choice(TONGUES), citizenship=random.choice(COUNTRIES)
    )
    yield fact(
        "intake",
        i.ArrivalRegistered(
            municipality=home,
            person_id=person,
            arrived_on=day(-3),
            channel=i.Channel.SPREADSHEET,
            person=Personal(person, details),
            background=Personal(person, background),
        ),
    )
    due = day(60)
    yield fact(
        "assessment",
        s.AssessmentRequired(
            municipality=home,
            person_id=person,
            counted_from=day(-3),
            due_on=due,
            rule=_rule("assessment_must_start", due),
        ),
        caused=True,
    )
    yield fact("planning", p.CaseTakenUp(municipality=home, person_id=person), caused=True)
    if random.random() < 0.03:
        corrected = details.model_copy(update={"given_names": random.choice(GIVEN)})
        yield fact("intake", i.PersonDetailsCorrected(person=Personal(person, corrected)))
    now += timedelta(days=random.randrange(5, 80))
    yield fact("assessment", s.AssessmentStarted(municipality=home, started_on=day(), official="official-7"))
    now += timedelta(days=random.randrange(1, 20))
    yield fact(
        "assessment",
        s.AssessmentCompleted(
            municipality=home,
            person_id=person,
            completed_on=day(),
            plan_needed=True,
            findings=Personal(person, s.Findings(finnish="A1", swedish="A2", literacy="good")),
        ),
    )
    due = day(14)
    yield fact(
        "planning",
        p.PlanRequired(municipality=home, person_id=person, due_on=due, rule=_rule("plan_preparation_starts", due)),
        caused=True,
    )
    now += timedelta(days=random.randrange(1, 20))
    goals = Personal(person, p.Goals(goals=("kieli", "työ"), measures=("kurssi",)))
    yield fact("planning", p.PlanDrafted(municipality=home, plan=plan, drafted_on=day(), months=12, goals=goals))
    now += timedelta(days=2)
    yield fact(
        "planning",
        p.PlanAgreed(
            municipality=home,
            plan=plan,
            agreed_on=day(),
            ends_on=day(365),
            review_by=day(180),
            rule=_rule("first_plan_max", day(365)),
            review_rule=_rule("plan_review_max_interval", day(180)),
        ),
    )
    if random.random() < 0.1:
        new, offer = random.choice(MUNICIPALITIES), UUID(int=random.getrandbits(128), version=4)
        if new != home:
            yield fact("intake", i.TransferOffered(offer=offer, sender=home, receiver=new, expires_on=day(30)))
            now += timedelta(days=4)
            yield fact("intake", i.TransferAccepted(offer=offer, sender=home, receiver=new, moves_on=day()))
            home, old = new, home
            yield fact("assessment", s.DutiesMoved(sender=old, receiver=new, moves_on=day()), caused=True)
            yield fact("planning", p.DutiesMoved(sender=old, receiver=new, moves_on=day()), caused=True)
    group = groups[home]
    now += timedelta(days=3)
    yield fact(
        "planning",
        p.ReferredToService(municipality=home, person_id=person, referral=referral, group=group, provider=home),
    )
    enrolled = a.ParticipantEnrolled(case=case, person_id=person, referral=referral)
    yield fact("activities", enrolled, caused=True, group=group)
    yield fact("activities", a.PlaceGiven(group=group, referral=referral), caused=True)
    yield fact("planning", p.ReferralAccepted(referral=referral, group=group), caused=True)
    for n in range(random.randrange(1, 5)):
        now += timedelta(days=7)
        session = UUID(int=random.getrandbits(128), version=4)
        there = Personal(person, a.Presence(present=random.random() < 0.8))
        yield fact(
            "activities",
            a.AttendanceNoted(group=group, referral=referral, session=session, held_on=day(), attendance=there),
            caused=True,
        )
        if n == 0:
            yield fact("planning", p.ReferralStarted(referral=referral, group=group, started_on=day()), caused=True)


async def bench_events(keys: KeyStore, events: int, *, seed: int = 1) -> AsyncIterator[list[Outgoing]]:
    """At least `events` events, some thousands at a time, each stream in order, a portion's cases side by side.

    A case has 13 to 22 of them; a group serves about 40 cases.

    Raises:
        asyncpg.PostgresError: subject keys cannot be made.
    """
    random = Random(seed)  # noqa: S311 - the same facts for the same seed; nothing here is secret
    writer = _Writer(random)
    made = 0
    while made < events:
        facts: list[_Fact] = []
        for _ in range(CASES_AT_ONCE // 40):
            groups: dict[str, UUID] = {}
            for municipality in MUNICIPALITIES:
                groups[municipality], opened = _group(random, municipality)
                facts.append(opened)
            for _ in range(40):
                facts.extend(_history(random, groups))
        facts.sort(key=lambda fact: fact.at)  # stable: what is said at one instant keeps its order
        facts = facts[: events - made]
        subjects = {subject: parents for fact in facts for subject, parents in subjects_of(fact.event).items()}
        held = await keys.for_sealing(subjects)
        portion: list[Outgoing] = []
        last: dict[UUID, UUID] = {}
        for fact in facts:
            cause = last.get(fact.key) if fact.caused else None
            head = writer.head(fact.event, fact.stream, fact.key, fact.municipality, fact.at, cause)
            written = seal_event(Draft(head, fact.event), held)
            version, previous = writer.ends.get(fact.stream) or (0, first_hash(fact.stream))
            hash_ = chain(previous, written.head, written.data)
            writer.ends[fact.stream] = (version + 1, hash_)
            last[fact.key] = head.id
            portion.append(Outgoing(fact.key, bucket_of(fact.key), written.head, written.data, hash_))
        made += len(portion)
        yield portion
        writer.ends.clear()  # the next portion has other cases and groups


async def fill_archive(connection: Connection, keys: KeyStore, events: int, *, seed: int = 1) -> int:
    """Put events straight into an empty archive, as if they had come live, without folding them; how many.

    `connection` is reporting's writer; the archive's numbers, streams and heads agree afterwards.

    Raises:
        ValueError: the archive has events already.
    """
    if await connection.fetchval(_SQL["archive_count"]):
        raise ValueError("the archive is not empty")
    numbers = dict.fromkeys(range(64), 0)
    filled = 0
    async for portion in bench_events(keys, events, seed=seed):
        records = []
        ends: dict[str, tuple[str, UUID, int, bytes]] = {}
        for one in portion:
            head = Head.from_bytes(one.head)
            numbers[one.bucket] += 1
            records.append(
                (
                    one.bucket,
                    numbers[one.bucket],
                    head.stream,
                    head.streamversion,
                    one.key,
                    head.type,
                    head.time,
                    one.head,
                    one.data,
                    one.hash,
                )
            )
            ends[head.stream] = (head.stream, one.key, head.streamversion, one.hash)
        async with connection.transaction():
            await connection.copy_records_to_table("archive", records=records)
            await connection.copy_records_to_table("archive_streams", records=list(ends.values()))
            await connection.execute(_SQL["move_heads"], list(numbers), list(numbers.values()))
        filled += len(portion)
    return filled
