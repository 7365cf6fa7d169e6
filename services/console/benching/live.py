"""Live: from Kafka to committed read models, beside a plain aiokafka consumer that decodes the same topic.

The topic is filled beforehand. Both are timed from their first records to the last event, in one process each time:
ours archives every event with its chain checked, folds it into all read models, and commits positions with the rows;
plainly means `shared.messaging.plain`. That is done once before and once after ours; the mean counts.

Latency is measured afterwards, at a light rate, along the whole road: from an append's commit in a ledger, through
relay and Kafka, until the transaction that changed the read models has been committed.
"""

from __future__ import annotations

import asyncio
import gc
import secrets
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Final
from uuid import uuid4

from services.console.benchdata import bench_events
from services.console.benching.ground import SEED, Ground
from services.console.benching.measured import PeakMemory, Run, percentile
from services.console.benching.mix import CASE, Caseworker
from services.reporting.app import subscribed
from services.reporting.readmodels import projections
from shared.clock import SystemClock
from shared.events.codec import TrustedHead
from shared.messaging.kafka import KafkaTransport
from shared.messaging.local_kafka import KafkaUnavailable, broker
from shared.messaging.plain import consume_and_decode
from shared.messaging.relay import Relay
from shared.messaging.transport import TOPIC
from shared.privacy.blind import Blind
from shared.projection.archive import Incoming as ArchivedIncoming
from shared.projection.engine import Engine, Ingested, writer_pool
from shared.settings import Settings

EVENTS: Final = 100_000
LATENCY_EVENTS: Final = 300
LATENCY_PER_SECOND: Final = 50
LONGEST_SECONDS: Final = 240.0

Tell = Callable[[str, float], None]


class _Watched(Engine):
    """The engine with a watch: when its first batch came, when it had archived so many, when an event was visible."""

    def watch(self, wanted: int) -> None:
        """Begin to count, up to `wanted` events; those after them are noted by stream and version."""
        self.wanted = wanted
        self.archived = 0
        self.begun = self.ended = 0.0
        self.reached = asyncio.Event()
        self.seen: dict[str, float] = {}
        self.more = asyncio.Event()

    async def ingest(self, batch: Sequence[ArchivedIncoming]) -> Ingested:
        """As the engine's.

        Raises:
            RuntimeError: something was not folded, so that the figures would be of less work.
        """
        self.begun = self.begun or time.perf_counter()
        done = await super().ingest(batch)
        now = time.perf_counter()
        if done.failures or done.held or done.rejected:
            raise RuntimeError("a fold failed, or the archive held something back")
        if self.reached.is_set():
            for head in (TrustedHead(one.head) for one in batch):
                self.seen[f"{head.stream}:{head.streamversion}"] = now
            self.more.set()
        self.archived += done.archived
        if self.archived >= self.wanted and not self.reached.is_set():
            self.ended = now
            self.reached.set()
        return done

    async def all_seen(self, names: Collection[str]) -> None:
        """Wait until all of these ("stream:version") are visible."""
        while not self.seen.keys() >= set(names):
            self.more.clear()
            await self.more.wait()


async def live(ground: Ground, tell: Tell, *, events: int = EVENTS, latency_events: int = LATENCY_EVENTS) -> list[Run]:
    """One run; its figures are None, with the reason's code, where no Kafka can be had."""
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
        return [await _live(ground, tell, bootstrap, topic, events, latency_events)]
    finally:
        await asyncio.to_thread(has_broker.__exit__, None, None, None)


async def _live(ground: Ground, tell: Tell, bootstrap: str, topic: str, events: int, latency_events: int) -> Run:
    transport = KafkaTransport(bootstrap, name="kotopolku bench", topic=topic)
    await transport.start()
    try:
        async with ground.keys() as keys, await writer_pool(ground.deployment.dsns["reporting"]) as pool:
            filled = 0
            async for portion in bench_events(keys, events, seed=SEED):
                await transport.publish(portion)
                filled += len(portion)
                tell("topic", 0.1 + 0.4 * filled / events)
            tell("raw", 0.5)
            raws = [await consume_and_decode(bootstrap, topic, filled)]
            engine = _Watched(pool, projections(Blind.from_file(ground.blind_key)), keys)
            engine.watch(filled)
            await engine.start()
            tell("live", 0.6)
            with PeakMemory() as memory, _as_in_the_service():
                subscription = await subscribed(engine, transport)
                try:
                    await asyncio.wait_for(engine.reached.wait(), LONGEST_SECONDS)
                    rate = filled / (engine.ended - engine.begun)
                    tell("latency", 0.8)
                    milliseconds = await _latencies(ground, engine, transport, latency_events)
                finally:
                    await subscription.stop()
            tell("raw", 0.95)
            raws.append(await consume_and_decode(bootstrap, topic, filled))
    finally:
        await transport.stop()
    raw = sum(raws) / len(raws)
    return Run(
        name="live",
        concurrency=1,
        events=filled,
        events_per_second=rate,
        raw_per_second=raw,
        ratio_to_raw=rate / raw,
        p50_ms=percentile(milliseconds, 0.5),
        p99_ms=percentile(milliseconds, 0.99),
        peak_rss_mib=memory.mib,
    )


@contextmanager
def _as_in_the_service() -> Iterator[None]:
    """The garbage collector as reporting's process sets it."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


async def _latencies(ground: Ground, engine: _Watched, transport: KafkaTransport, events: int) -> list[float]:
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
