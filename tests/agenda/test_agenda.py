"""What falls due is carried out on the day after, once; what fails waits alone, with its cause."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4, uuid5

import asyncpg
import pytest

from shared.agenda import Agenda, Due
from shared.agenda.runner import LOT, AgendaRunner
from shared.clock import SimulatedClock
from shared.errors import Refused
from shared.events import Event, Head, Recorded
from shared.events.assessment import AssessmentRequired
from shared.events.intake import DeclineReason, TransferDeclined, TransferOffered
from shared.ledger import Beside, Decider, Ledger
from shared.messaging.parking import NotParked, Outcome
from shared.messaging.reactions import COMMANDS
from shared.postgres.provision import Deployment
from shared.privacy.keys import KeyStore
from shared.telemetry.metrics import figures
from tests.ledger.conftest import NOW, act
from tests.messaging.conftest import eventually

pytestmark = pytest.mark.integration
DAY = NOW.date()


@dataclass(frozen=True)
class Offer:
    """Offers a case until a day; several at once share it."""

    until: date
    times: int = 1


@dataclass(frozen=True)
class Lapse:
    """What is open has had its time, or `refused`: the domain says no."""

    today: date
    refused: bool = False


def decide(command: Offer | Lapse, open_offers: frozenset[UUID]) -> Sequence[Event]:
    match command:
        case Offer(until, times):
            return [
                TransferOffered(offer=uuid4(), sender="905", receiver="499", expires_on=until) for _ in range(times)
            ]
        case Lapse(refused=True):
            raise Refused("transfer.not_open")
        case Lapse():
            return [
                TransferDeclined(offer=offer, sender="905", receiver="499", reason=DeclineReason.OTHER)
                for offer in sorted(open_offers)
            ]


def evolve(open_offers: frozenset[UUID], recorded: Recorded[Event]) -> frozenset[UUID]:
    match recorded.event:
        case TransferOffered(offer=offer):
            return open_offers | {offer}
        case TransferDeclined(offer=offer):
            return open_offers - {offer}
        case _:
            return open_offers


OFFERS: Decider[Offer | Lapse, frozenset[UUID]] = Decider(frozenset(), decide, evolve)


class BrokenDeadline(Exception):  # noqa: N818 - what it is in the story
    """A mistake in what is done about something that has fallen due."""


@dataclass
class World:
    """A ledger with an agenda, a clock that the test moves, and what is to go wrong."""

    pool: asyncpg.Pool
    keys: KeyStore
    clock_file: Path
    clock: SimulatedClock
    dsn: str
    broken: set[UUID] = field(default_factory=set)
    refuse: bool = False
    asked: list[Due] = field(default_factory=list)

    @property
    def agenda(self) -> Agenda:
        agenda = Agenda("intake")

        @agenda.on(TransferOffered)
        def lapses(event: Recorded[TransferOffered]) -> list[Due]:
            return [Due("offer_lapses", event.head.stream, event.head.key, event.event.expires_on)]

        @agenda.falls("offer_lapses")
        def lapse(due: Due, today: date) -> Lapse:
            self.asked.append(due)
            if due.key in self.broken:
                raise BrokenDeadline
            return Lapse(today, self.refuse)

        return agenda

    def ledger(self) -> Ledger:
        return Ledger("intake", self.pool, self.keys, agenda=self.agenda.of)

    def runner(self) -> AgendaRunner:
        return AgendaRunner(self.agenda, self.ledger(), {"case": OFFERS}, self.clock)

    async def offer(self, case: UUID, until: date = DAY, times: int = 1) -> None:
        await self.ledger().handle(OFFERS, f"intake/case/{case}", case, Offer(until, times), act())

    async def carry_out(self, runner: AgendaRunner | None = None) -> int:
        async with self.pool.acquire() as connection:
            return await (runner or self.runner()).carry_out_lot(connection)

    async def lapsed(self, case: UUID | None = None) -> int:
        count: int = await self.pool.fetchval(
            "select count(*) from events where type like '%TransferDeclined%' and ($1::uuid is null or key = $1)", case
        )
        return count

    async def waiting(self) -> int:
        count: int = await self.pool.fetchval("select count(*) from agenda where done_at is null")
        return count

    def day(self, days: int) -> None:
        """So many days have passed since the offers were made."""
        SimulatedClock.write(self.clock_file, NOW + timedelta(days=days))


@pytest.fixture
async def world(database: Deployment, keystore: KeyStore, tmp_path: Path) -> AsyncIterator[World]:
    path = tmp_path / "clock"
    SimulatedClock.write(path, NOW)
    async with asyncpg.create_pool(database.dsns["intake"], min_size=2, max_size=12) as pool:
        yield World(pool, keystore, path, SimulatedClock(path), database.dsns["intake"])


# --- when, and how often ----------------------------------------------------------------------------------------------


async def test_it_falls_due_on_the_day_after_in_helsinki(world: World) -> None:
    case = uuid4()
    await world.offer(case, DAY)
    SimulatedClock.write(world.clock_file, datetime(2026, 3, 2, 21, 59, tzinfo=UTC))  # a minute to midnight there
    assert (await world.carry_out(), await world.lapsed()) == (0, 0)
    SimulatedClock.write(world.clock_file, datetime(2026, 3, 2, 22, 0, tzinfo=UTC))
    assert (await world.carry_out(), await world.lapsed()) == (1, 1)
    assert (await world.carry_out(), await world.lapsed()) == (0, 1)


async def test_a_day_that_has_passed_falls_due_at_once(world: World) -> None:
    await world.offer(uuid4(), DAY - timedelta(days=30))
    assert (await world.carry_out(), await world.lapsed()) == (1, 1)


async def test_its_event_says_what_put_it_on_the_agenda(world: World) -> None:
    case = uuid4()
    await world.offer(case)
    world.day(4)
    await world.carry_out()
    offered, lapsed = [
        Head.from_bytes(row["head"]) for row in await world.pool.fetch("select head from events order by position")
    ]
    assert (lapsed.actorid, lapsed.actorrole, lapsed.municipality) == ("agenda:offer_lapses", "service", "905")
    assert (lapsed.causationid, lapsed.correlationid) == (str(offered.id), str(offered.id))
    assert lapsed.commandid == uuid5(COMMANDS, f"{offered.stream}\noffer_lapses\n{DAY.isoformat()}\n{offered.id}")
    assert (lapsed.time, lapsed.stream) == (NOW + timedelta(days=4), offered.stream)
    assert world.asked == [Due("offer_lapses", offered.stream, case, DAY, "905")]


async def test_another_fact_with_the_same_day_has_an_entry_of_its_own(world: World) -> None:
    case = uuid4()
    await world.offer(case)
    world.day(1)
    await world.carry_out()
    await world.offer(case)  # the same day again, late: it must not be lost behind the one that is done
    assert (await world.carry_out(), await world.lapsed(case)) == (1, 2)


async def test_what_is_settled_otherwise_says_nothing(world: World) -> None:
    case = uuid4()
    await world.offer(case)
    await world.ledger().handle(OFFERS, f"intake/case/{case}", case, Lapse(DAY), act())
    world.day(1)
    assert (await world.carry_out(), await world.lapsed(), await world.waiting()) == (1, 1, 0)


async def test_a_refusal_is_an_answer(world: World) -> None:
    await world.offer(uuid4())
    world.refuse = True
    world.day(1)
    assert (await world.carry_out(), await world.waiting()) == (1, 0)
    assert await world.pool.fetchval("select refusal from commands where refusal is not null") == "transfer.not_open"
    assert await world.runner().list() == []


# --- with the event, or not at all ------------------------------------------------------------------------------------


async def test_what_a_replayed_command_said_is_not_put_twice(world: World) -> None:
    case, once = uuid4(), act()
    for _ in range(2):  # each from a ledger that remembers nothing
        await world.ledger().handle(OFFERS, f"intake/case/{case}", case, Offer(DAY), once)
    assert await world.waiting() == 1


async def test_appends_that_share_a_transaction_put_each_its_own(world: World) -> None:
    ledger, cases = world.ledger(), [uuid4() for _ in range(40)]
    await asyncio.gather(
        *(
            ledger.handle(OFFERS, f"intake/case/{case}", case, Offer(DAY + timedelta(days=n), n % 3), act())
            for n, case in enumerate(cases)
        )
    )
    rows = await world.pool.fetch("select key, due_on, event_version, event_stream from agenda")
    said = sorted((row["key"], row["due_on"], row["event_version"], row["event_stream"]) for row in rows)
    assert said == sorted(
        (case, DAY + timedelta(days=n), version, f"intake/case/{case}")
        for n, case in enumerate(cases)
        for version in range(1, n % 3 + 1)
    )


async def test_a_command_beside_another_puts_its_own_and_a_refused_one_nothing(world: World) -> None:
    one, other = uuid4(), uuid4()
    beside = Beside(OFFERS, f"intake/case/{other}", other, Offer(DAY))
    await world.ledger().handle(OFFERS, f"intake/case/{one}", one, Offer(DAY), act(), beside=[beside])
    assert await world.waiting() == 2
    refused = Beside(OFFERS, f"intake/case/{other}", other, Lapse(DAY, refused=True))
    with pytest.raises(Refused):
        await world.ledger().handle(OFFERS, f"intake/case/{one}", one, Offer(DAY), act(), beside=[refused])
    assert await world.waiting() == 2


def test_an_agenda_is_written_by_its_own_service_and_each_name_has_one_meaning() -> None:
    agenda = Agenda("intake")
    with pytest.raises(TypeError):
        agenda.on(AssessmentRequired)
    agenda.falls("offer_lapses")(lambda due, today: None)
    with pytest.raises(TypeError):
        agenda.falls("offer_lapses")(lambda due, today: None)


async def test_a_day_for_which_nothing_is_done_is_not_put(world: World) -> None:
    agenda = Agenda("intake")
    agenda.on(TransferOffered)(lambda event: [Due("unheard_of", event.head.stream, event.head.key, DAY)])
    case = uuid4()
    with pytest.raises(LookupError):
        await Ledger("intake", world.pool, world.keys, agenda=agenda.of).handle(
            OFFERS, f"intake/case/{case}", case, Offer(DAY), act()
        )
    assert await world.pool.fetchval("select count(*) from events") == 0


# --- killed, and beside each other ------------------------------------------------------------------------------------


async def test_killed_between_the_command_and_its_mark_it_is_done_once(world: World) -> None:
    """The mark is undone as a kill undoes it; the command had been committed."""
    for _ in range(3):
        await world.offer(uuid4())
    world.day(1)
    async with world.pool.acquire() as connection:
        going = connection.transaction()
        await going.start()
        assert await world.runner().carry_out_lot(connection) == 3
        await going.rollback()
    assert (await world.lapsed(), await world.waiting()) == (3, 3)
    assert (await world.carry_out(), await world.lapsed(), await world.waiting()) == (3, 3, 0)


async def test_two_beside_each_other_share_the_work_and_double_nothing(world: World) -> None:
    cases = [uuid4() for _ in range(LOT + 20)]
    ledger = world.ledger()
    await asyncio.gather(*(ledger.handle(OFFERS, f"intake/case/{case}", case, Offer(DAY), act()) for case in cases))
    world.day(1)
    found = await asyncio.gather(world.carry_out(), world.carry_out())
    assert sum(found) == len(cases)
    assert [await world.lapsed(case) for case in cases] == [1] * len(cases)


async def test_it_follows_the_clock_through_a_lost_connection_until_it_is_stopped(world: World, admin_dsn: str) -> None:
    runner = world.runner()
    task = asyncio.create_task(runner.run(world.dsn))
    await world.offer(uuid4())
    world.day(1)
    await eventually(lambda: _is(world.lapsed(), 1))
    admin = await asyncpg.connect(admin_dsn)
    ended = await admin.fetch(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'kotopolku agenda intake'"
        " and datname = current_database()"
    )
    await admin.close()
    assert len(ended) == 1
    await world.offer(uuid4(), DAY + timedelta(days=3))
    world.day(4)
    await eventually(lambda: _is(world.lapsed(), 2))
    runner.stop()
    await asyncio.wait_for(task, 10)


async def _is(asked: Awaitable[int], expected: int) -> bool:
    return await asked == expected


# --- what fails -------------------------------------------------------------------------------------------------------


async def test_what_fails_waits_alone_with_its_cause_until_it_is_tried_again(world: World) -> None:
    bad, good = uuid4(), uuid4()
    await world.offer(bad)
    await world.offer(good)
    world.broken = {bad}
    world.day(1)
    runner = world.runner()
    assert (await world.carry_out(runner), await world.lapsed(good), await world.lapsed(bad)) == (2, 1, 0)
    assert await world.carry_out(runner) == 0  # it does not come again by itself
    (parked,) = await runner.list()
    assert (parked.consumer, parked.key, parked.stream, parked.version) == (
        "intake.agenda",
        bad,
        f"intake/case/{bad}",
        1,
    )
    assert (parked.cause.type, parked.attempts, parked.waiting) == ("tests.agenda.test_agenda.BrokenDeadline", 1, 1)
    shown, events = await runner.show(bad)
    assert (shown, [event.event for event in events]) == (parked, [parked.event])
    again = await runner.retry(bad)
    assert (again.handled, again.parked and again.parked.attempts) == (0, 2)
    world.broken = set()
    assert await runner.retry(bad) == Outcome(1, None)
    assert (await world.lapsed(bad), await runner.list()) == (1, [])


async def test_what_is_discarded_is_never_carried_out_and_says_by_whom(world: World) -> None:
    case = uuid4()
    await world.offer(case)
    world.broken = {case}
    world.day(1)
    runner = world.runner()
    await world.carry_out(runner)
    (parked,) = await runner.list()
    gone = await runner.discard(parked.event, "operator-1", "made by mistake")
    assert (gone.stream, gone.version) == (f"intake/case/{case}", 1)
    assert await world.pool.fetchval("select skipped_by from agenda") == "operator-1"
    world.broken = set()
    assert (await world.carry_out(), await world.lapsed(), await runner.list()) == (0, 0, [])
    for what in (runner.show(case), runner.retry(case), runner.discard(parked.event, "operator-1", "again")):
        with pytest.raises(NotParked):
            await what


async def test_a_stream_that_nobody_decides_about_is_parked(world: World) -> None:
    case = uuid4()
    await world.offer(case)
    world.day(1)
    runner = AgendaRunner(world.agenda, world.ledger(), {}, world.clock)
    await world.carry_out(runner)
    assert [one.cause.type for one in await runner.list()] == ["builtins.LookupError"]


async def test_the_figures_say_what_has_fallen_due_and_what_is_held_back(world: World) -> None:
    bad = uuid4()
    await world.offer(bad)
    await world.offer(uuid4(), DAY + timedelta(days=1))
    world.broken = {bad}
    runner = world.runner()
    world.day(1)
    await runner.count()
    assert "kotopolku_agenda_fallen_entries{" in figures().text()
    assert _figure("kotopolku_agenda_fallen_entries") == 1
    await world.carry_out(runner)
    await runner.count()
    assert (_figure("kotopolku_agenda_fallen_entries"), _figure("kotopolku_parked_keys")) == (0, 1)


def _figure(name: str) -> float:
    """The agenda's figure of that name."""
    (line,) = [
        line
        for line in figures().text().splitlines()
        if line.startswith(f"{name}{{") and ('handler="intake.agenda"' in line or "handler" not in line)
    ]
    return float(line.rsplit(" ", 1)[1])
