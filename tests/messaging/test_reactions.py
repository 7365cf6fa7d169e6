"""Reactions: once for each event, whatever comes twice; a failing one parks its key, and the others go on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID, uuid4, uuid5

import asyncpg
import pytest

from shared.clock import SystemClock
from shared.errors import Refused
from shared.events import Event, Head, Recorded, RuleTrace
from shared.events.assessment import AssessmentRequired
from shared.events.intake import ArrivalRegistered
from shared.ledger import Decider, Ledger
from shared.messaging.embedded import EmbeddedTransport
from shared.messaging.parking import NotParked
from shared.messaging.reactions import COMMANDS, Ask, ReactionRunner, Reactions
from shared.messaging.relay import Relay
from shared.messaging.transport import Incoming
from shared.postgres.provision import Deployment
from shared.privacy.keys import KeyStore
from shared.regions.profiles import Profiles
from shared.telemetry.metrics import figures
from tests.ledger.conftest import COUNTING, NOW, Arrive, act
from tests.messaging.conftest import eventually

pytestmark = pytest.mark.integration


@dataclass(frozen=True)
class Require:
    """Requires an assessment; `version` is the arrival's, so that the order can be seen afterwards."""

    person: UUID
    version: int


def decide(command: Require, required: int) -> list[Event]:
    if required >= 4:
        raise Refused("assessment.already_required")
    rule = RuleTrace(rule="test", law="none", inputs={"arrival": str(command.version)}, outcome="none")
    return [
        AssessmentRequired(
            municipality="905",
            person_id=command.person,
            counted_from=date(2026, 3, 1),
            due_on=date(2026, 5, 1),
            rule=rule,
        )
    ]


REQUIRED = Decider(0, decide, lambda required, _: required + 1)


class BrokenHandler(Exception):  # noqa: N818 - what it is in the story
    """A mistake in a reaction. Its message quotes a person, as messages do."""


@dataclass
class World:
    """Intake's ledger and bus on one side, assessment's reactions on the other."""

    intake: Ledger
    assessment: Ledger
    deployment: Deployment
    broken: set[UUID] = field(default_factory=set)

    def runner(self, reactions: Reactions | None = None) -> ReactionRunner:
        if reactions is None:
            reactions = Reactions("assessment")

            @reactions.on(ArrivalRegistered)
            def require_assessment(event: Recorded[ArrivalRegistered], _: Profiles) -> Sequence[Ask]:
                if event.head.key in self.broken:
                    raise BrokenHandler(str(event.event.person.value))
                command = Require(event.event.person_id, event.head.streamversion)
                return [Ask(f"assessment/case/{event.head.key}", event.head.key, command, "905")]

        return ReactionRunner(reactions, self.assessment, {"case": REQUIRED}, Profiles([]), SystemClock())

    async def arrive(self, case: UUID, times: int = 1) -> None:
        await self.intake.handle(COUNTING, f"intake/case/{case}", case, Arrive(uuid4(), times), act())

    async def messages(self) -> list[Incoming]:
        """Intake's ledger as a subscriber would get it."""
        rows = await self.intake.pool.fetch("select * from events order by position")
        return [
            Incoming(row["bucket"], row["position"], row["key"], row["head"], row["data"], row["hash"]) for row in rows
        ]

    async def required(self, case: UUID) -> list[int]:
        """The versions of the arrivals that assessments were required for, in the order it was done."""
        rows = await self.assessment.pool.fetch(
            "select convert_from(data, 'UTF8')::json #>> '{rule,inputs,arrival}' as arrival from events"
            " where key = $1 order by version",
            case,
        )
        return [int(row["arrival"]) for row in rows]


@pytest.fixture
async def world(database: Deployment, keystore: KeyStore) -> AsyncIterator[World]:
    async with (
        asyncpg.create_pool(database.dsns["intake"], min_size=1, max_size=4) as intake,
        asyncpg.create_pool(database.dsns["assessment"], min_size=1, max_size=8) as assessment,
    ):
        yield World(Ledger("intake", intake, keystore), Ledger("assessment", assessment, keystore), database)


async def test_a_fact_of_one_service_makes_a_command_in_another(world: World) -> None:
    case = uuid4()
    await world.arrive(case)
    (message,) = await world.messages()
    await world.runner()([message])
    arrival = Head.from_bytes(message.head)
    head = Head.from_bytes(await world.assessment.pool.fetchval("select head from events"))
    stream = f"assessment/case/{case}"
    assert (head.stream, head.key, head.municipality) == (stream, case, "905")
    assert (head.actorid, head.actorrole) == ("reaction:require_assessment", "service")
    assert (head.causationid, head.correlationid) == (str(arrival.id), str(arrival.id))
    assert head.commandid == uuid5(COMMANDS, f"{arrival.id}\nrequire_assessment\n{stream}")


async def test_a_second_delivery_does_nothing(world: World) -> None:
    case = uuid4()
    await world.arrive(case, 2)
    messages = await world.messages()
    await world.runner()(messages)
    await world.runner()(messages)  # another process, with nothing remembered
    await world.runner()([*messages, *messages])
    assert await world.required(case) == [1, 2]


async def test_a_refusal_is_recorded_and_parks_nothing(world: World) -> None:
    case = uuid4()
    await world.arrive(case, 5)
    runner = world.runner()
    await runner(await world.messages())
    assert await world.required(case) == [1, 2, 3, 4]
    refused = await world.assessment.pool.fetch("select refusal from commands where refusal is not null")
    assert [row["refusal"] for row in refused] == ["assessment.already_required"]
    assert list(await runner.list()) == []


async def test_what_was_recorded_before_since_is_left_alone(world: World) -> None:
    case, reactions = uuid4(), Reactions("assessment")

    def react(event: Recorded[ArrivalRegistered], _: Profiles) -> Sequence[Ask]:
        return [Ask(f"assessment/case/{case}", case, Require(event.event.person_id, 1), "905")]

    reactions.on(ArrivalRegistered, since=NOW + timedelta(seconds=1), name="later")(react)
    await world.arrive(case)
    await world.runner(reactions)(await world.messages())
    before = await world.required(case)
    reactions.on(ArrivalRegistered, since=NOW, name="from_now")(react)
    await world.runner(reactions)(await world.messages())
    assert (before, await world.required(case)) == ([], [1])


async def test_a_failing_handler_parks_its_key_with_later_events_and_the_others_go_on(world: World) -> None:
    bad, good = uuid4(), uuid4()
    world.broken.add(bad)
    runner = world.runner()
    await world.arrive(bad, 2)
    await world.arrive(good, 2)
    await runner(await world.messages())
    await world.arrive(bad)
    await world.arrive(good)
    await runner(await world.messages())  # doubles of the first included
    (parked,) = await runner.list()
    _, waiting = await runner.show(bad)
    assert (parked.key, parked.version, parked.waiting, parked.consumer) == (bad, 1, 3, "assessment")
    assert [one.version for one in waiting] == [1, 2, 3]
    assert (await world.required(bad), await world.required(good)) == ([], [1, 2, 3])
    assert parked.cause.type.endswith("BrokenHandler")
    assert any("test_reactions.py" in frame for frame in parked.cause.frames)
    assert 'kind="reaction"' in figures().text()


async def test_the_cause_holds_no_personal_data(world: World) -> None:
    bad = uuid4()
    world.broken.add(bad)
    await world.arrive(bad)
    await world.runner()(await world.messages())
    row = await world.assessment.pool.fetchval("select parked::text from parked")
    assert "BrokenHandler" in row
    assert not any(word in row for word in ("Núñez", "Maria", "1990"))


async def test_retry_after_a_fix_brings_the_key_up_to_date_in_order(world: World) -> None:
    bad = uuid4()
    world.broken.add(bad)
    runner = world.runner()
    await world.arrive(bad, 3)
    await runner(await world.messages())
    still = await runner.retry(bad)
    world.broken.clear()
    freed = await runner.retry(bad)
    assert (still.handled, still.parked.attempts if still.parked else 0) == (0, 2)
    assert (freed.handled, freed.parked) == (3, None)
    assert await world.required(bad) == [1, 2, 3]
    await world.arrive(bad)
    await runner(await world.messages())
    assert await world.required(bad) == [1, 2, 3, 4]
    with pytest.raises(NotParked):
        await runner.retry(bad)


async def test_a_discarded_event_is_skipped_for_ever_and_the_rest_is_handled(world: World) -> None:
    bad = uuid4()
    world.broken.add(bad)
    runner = world.runner()
    await world.arrive(bad, 3)
    messages = await world.messages()
    await runner(messages)
    (parked,) = await runner.list()
    skipped = await runner.discard(parked.event, "operator", "entered by mistake")
    world.broken.clear()
    outcome = await runner.retry(bad)
    await runner(messages)  # its double comes, and is skipped too
    assert (skipped.version, outcome.handled, outcome.parked) == (1, 2, None)
    assert await world.required(bad) == [2, 3]
    row = await world.assessment.pool.fetchrow("select skipped_by, reason, version from skipped")
    assert tuple(row) == ("operator", "entered by mistake", 1)
    with pytest.raises(NotParked):
        await runner.discard(parked.event, "operator", "again")


async def test_a_retry_beside_the_running_consumer_neither_loses_nor_reorders(world: World) -> None:
    bad = uuid4()
    world.broken.add(bad)
    runner = world.runner()
    bus = EmbeddedTransport(world.deployment.dsns["bus"])
    relay = Relay("intake", world.deployment.dsns["intake"], bus, SystemClock())
    subscription = await bus.consume(runner.group, runner)
    relaying = asyncio.create_task(relay.run())
    await world.arrive(bad, 2)

    async def held() -> int:
        return int(await world.assessment.pool.fetchval("select count(*) from held"))

    async def two_are_held() -> bool:
        return await held() == 2

    async def all_are_handled() -> bool:
        return await world.required(bad) == [1, 2, 3, 4]

    await eventually(two_are_held)
    world.broken.clear()
    await asyncio.gather(runner.retry(bad), *(world.arrive(bad) for _ in range(2)))
    await eventually(all_are_handled)
    relay.stop()
    await relaying
    await subscription.stop()
    await bus.stop()
    assert (await held(), list(await runner.list())) == (0, [])


async def test_a_lost_connection_parks_nothing_and_comes_out_to_the_transport(world: World) -> None:
    case, reactions = uuid4(), Reactions("assessment")

    @reactions.on(ArrivalRegistered)
    def cannot(_: Recorded[ArrivalRegistered], __: Profiles) -> Sequence[Ask]:
        raise ConnectionError

    runner = world.runner(reactions)
    await world.arrive(case)
    with pytest.raises(ExceptionGroup) as raised:
        await runner(await world.messages())
    assert raised.group_contains(ConnectionError)
    assert list(await runner.list()) == []


async def test_two_commands_to_one_stream_are_a_mistake_that_parks(world: World) -> None:
    case, reactions = uuid4(), Reactions("assessment")

    @reactions.on(ArrivalRegistered)
    def twice(event: Recorded[ArrivalRegistered], _: Profiles) -> Sequence[Ask]:
        return [Ask(f"assessment/case/{case}", case, Require(event.event.person_id, n), "905") for n in (1, 2)]

    runner = world.runner(reactions)
    await world.arrive(case)
    await runner(await world.messages())
    assert [parked.cause.type for parked in await runner.list()] == ["builtins.TypeError"]
    assert await world.required(case) == []


def test_a_name_is_taken_once() -> None:
    reactions = Reactions("assessment")

    def react(_: Recorded[ArrivalRegistered], __: Profiles) -> Sequence[Ask]:
        return []

    reactions.on(ArrivalRegistered)(react)
    with pytest.raises(TypeError):
        reactions.on(ArrivalRegistered)(react)
    assert reactions.consumes == (ArrivalRegistered,)
