"""Live: from Kafka to committed read models, beside plain aiokafka consumers that decode the same topic.

The topic is filled beforehand. Both are timed from their first records to the last event, with as many processes: ours
are members of one group, each with its share of the buckets, and archive every event with its chain checked, fold it
into the read models that pages are read from (`live_all`: into every one), and commit positions with the rows; plainly
means `shared.messaging.plain`. That is done once before and once after ours; the mean counts.

Latency is measured afterwards by one process, at a light rate, along the whole road: from an append's commit in a
ledger, through relay and Kafka, until the transaction that changed the read models has been committed.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import secrets
import time
from collections.abc import Callable, Collection, Sequence
from typing import Final
from uuid import uuid4

import asyncpg

from services.console.benchdata import bench_events
from services.console.benching.ground import PAGES, SEED, Ground
from services.console.benching.live_reading import Share, Watched, decode_plainly, fold_as_member
from services.console.benching.measured import Run, percentile
from services.console.benching.mix import CASE, Caseworker
from services.reporting.app import subscribed
from services.reporting.readmodels import projections
from shared import collector
from shared.clock import SystemClock
from shared.events.codec import TrustedHead
from shared.events.envelope import BUCKETS
from shared.messaging.kafka import KafkaTransport
from shared.messaging.local_kafka import KafkaUnavailable, broker
from shared.messaging.relay import Relay
from shared.messaging.transport import TOPIC
from shared.privacy.blind import Blind
from shared.projection.archive import Incoming as ArchivedIncoming
from shared.projection.engine import Ingested, writer_pool
from shared.projection.rebuild import chosen
from shared.settings import Settings
from shared.sql import statements

SQL: Final = statements("services.console.benching")
PROCESSES: Final = 2

EVENTS: Final = 100_000
LATENCY_EVENTS: Final = 300
LATENCY_PER_SECOND: Final = 50
LONGEST_SECONDS: Final = 240.0
ENDING_SECONDS: Final = 10.0
LOOK_SECONDS: Final = 0.05

Tell = Callable[[str, float], None]


class _Seeing(Watched):
    """The engine with when each event was visible, by stream and version."""

    def watch(self) -> None:
        """Begin to note."""
        self.seen: dict[str, float] = {}
        self.more = asyncio.Event()

    async def ingest(self, batch: Sequence[ArchivedIncoming]) -> Ingested:
        """As the engine's."""
        done = await super().ingest(batch)
        for head in (TrustedHead(one.head) for one in batch):
            self.seen[f"{head.stream}:{head.streamversion}"] = self.ended
        self.more.set()
        return done

    async def all_seen(self, names: Collection[str]) -> None:
        """Wait until all of these ("stream:version") are visible."""
        while not self.seen.keys() >= set(names):
            self.more.clear()
            await self.more.wait()


async def live(
    ground: Ground,
    tell: Tell,
    *,
    events: int = EVENTS,
    latency_events: int = LATENCY_EVENTS,
    models: Sequence[str] | None = PAGES,
) -> list[Run]:
    """One run, into the named read models (None: all).

    Its figures are None, with the reason's code, where no Kafka can be had.
    """
    # The environment's broker, if it names one, else a broker of our own, which ends with the measurement.
    settings = Settings()
    topic = f"kotopolku.bench.{secrets.token_hex(4)}" if settings.kafka_bootstrap else TOPIC
    tell("kafka", 0.0)
    has_broker = broker(settings, ground.folder / "kafka")
    try:
        bootstrap = await asyncio.to_thread(has_broker.__enter__)
    except KafkaUnavailable as problem:
        return [Run(name="live", concurrency=1, events=0, events_per_second=None, unsaid=(problem.fault,))]
    try:
        return [await _live(ground, tell, bootstrap, topic, events, latency_events, models)]
    finally:
        await asyncio.to_thread(has_broker.__exit__, None, None, None)


async def _live(
    ground: Ground,
    tell: Tell,
    bootstrap: str,
    topic: str,
    events: int,
    latency_events: int,
    models: Sequence[str] | None,
) -> Run:
    transport = KafkaTransport(bootstrap, name="kotopolku bench", topic=topic)
    await transport.start()
    try:
        async with ground.keys() as keys, await writer_pool(ground.deployment.dsns["reporting"]) as pool:
            filled = 0
            async for portion in bench_events(keys, events, seed=SEED):
                await transport.publish(portion)
                filled += len(portion)
                tell("topic", 0.1 + 0.4 * filled / events)
            engine = _Seeing(pool, chosen(projections(Blind.from_file(ground.blind_key)), models), keys)
            engine.watch()
            await engine.start()
            tell("raw", 0.5)
            raws = [await asyncio.to_thread(_plainly, bootstrap, topic)]
            tell("live", 0.6)
            shares = await _members(ground, bootstrap, topic, filled, pool, models)
            tell("latency", 0.8)
            with collector.up():
                subscription = await subscribed(engine, transport)
                try:
                    milliseconds = await _latencies(ground, engine, transport, latency_events)
                finally:
                    await subscription.stop()
            tell("raw", 0.95)
            raws.append(await asyncio.to_thread(_plainly, bootstrap, topic))
    finally:
        await transport.stop()
    raw, rate = sum(raws) / len(raws), _rate(shares)
    return Run(
        name="live" if models is not None else "live_all",
        concurrency=PROCESSES,
        events=filled,
        events_per_second=rate,
        raw_per_second=raw,
        ratio_to_raw=rate / raw,
        p50_ms=percentile(milliseconds, 0.5),
        p99_ms=percentile(milliseconds, 0.99),
        peak_rss_mib=max(share.peak_rss_mib for share in shares),
    )


async def _members(
    ground: Ground, bootstrap: str, topic: str, events: int, pool: asyncpg.Pool, models: Sequence[str] | None
) -> list[Share]:
    """Let the members of reporting's group fold the topic; their shares.

    Raises:
        TimeoutError: it took longer than four minutes.
        RuntimeError: a member failed.
    """
    settings = ground.settings().model_copy(update={"kafka_bootstrap": bootstrap})
    context = multiprocessing.get_context("spawn")
    together, over, said = context.Barrier(PROCESSES), context.Event(), context.Queue()
    members = [
        context.Process(target=fold_as_member, args=(settings, topic, models, together, over, said), daemon=True)
        for _ in range(PROCESSES)
    ]
    for member in members:
        member.start()
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            while await pool.fetchval(SQL["offsets_passed"]) < events:
                if any(member.exitcode for member in members):
                    raise RuntimeError("a member of the group failed")
                await asyncio.sleep(LOOK_SECONDS)
        over.set()
        return [await asyncio.to_thread(said.get, True, LONGEST_SECONDS) for _ in members]
    finally:
        over.set()
        for member in members:
            member.join(ENDING_SECONDS)
            member.kill()


def _plainly(bootstrap: str, topic: str) -> float:
    """Events per second of as many plain consumers, each with its share of the buckets."""
    context = multiprocessing.get_context("spawn")
    together, said = context.Barrier(PROCESSES), context.Queue()
    readers = [
        context.Process(
            target=decode_plainly, args=(bootstrap, topic, range(n, BUCKETS, PROCESSES), together, said), daemon=True
        )
        for n in range(PROCESSES)
    ]
    for reader in readers:
        reader.start()
    try:
        return _rate([said.get(timeout=LONGEST_SECONDS) for _ in readers])
    finally:
        for reader in readers:
            reader.join(ENDING_SECONDS)
            reader.kill()


def _rate(shares: Sequence[Share]) -> float:
    worked = [share for share in shares if share.events]
    span = max(share.ended for share in worked) - min(share.begun for share in worked)
    return sum(share.events for share in worked) / span


async def _latencies(ground: Ground, engine: _Seeing, transport: KafkaTransport, events: int) -> list[float]:
    """Milliseconds from commit to visible of `events` events, at a light rate."""
    service = "intake"
    relay = Relay(service, ground.deployment.dsns[service], transport, SystemClock())
    publishing = asyncio.create_task(relay.run())
    worker = Caseworker(0, SEED)
    try:
        async with ground.ledgers(service, 2) as new_ledger:
            ledger = new_ledger()
            ledger.appended = relay.wake
            loop = asyncio.get_running_loop()
            begun = loop.time()
            committed: dict[str, float] = {}
            for number in range(events):
                await asyncio.sleep(max(0.0, begun + number / LATENCY_PER_SECOND - loop.time()))
                piece = worker.next()
                act = piece.act(uuid4())
                done = await ledger.handle(
                    CASE, piece.stream, piece.case, piece.command, act, claims=piece.claims, new=piece.new
                )
                committed[f"{done.stream}:{done.version}"] = time.perf_counter()
            await asyncio.wait_for(engine.all_seen(committed), LONGEST_SECONDS)
            return [max(0.0, engine.seen[name] - at) * 1_000 for name, at in committed.items()]
    finally:
        relay.stop()
        await publishing
