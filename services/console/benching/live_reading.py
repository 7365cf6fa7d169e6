"""What each process of the live measurement does: ours folds as one of the group's members, the plain one decodes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg
import uvloop

from services.reporting.app import subscribed
from services.reporting.readmodels import projections_of
from shared import collector
from shared.messaging.kafka import KafkaTransport
from shared.messaging.plain import consume_and_decode
from shared.privacy.keys import FileMasterKey, KeyStore
from shared.projection.archive import Incoming
from shared.projection.engine import Engine, Ingested, writer_pool
from shared.projection.rebuild import chosen, peak_rss_mib
from shared.settings import Settings

START_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Share:
    """What one process did: its events, when its first batch came and its last was committed, its peak memory."""

    events: int
    begun: float
    ended: float
    peak_rss_mib: float


class Watched(Engine):
    """The engine, with when its first batch came and when its last one was committed."""

    archived, begun, ended = 0, 0.0, 0.0

    async def ingest(self, batch: Sequence[Incoming]) -> Ingested:
        """As the engine's.

        Raises:
            RuntimeError: something was not folded, so that the figures would be of less work.
        """
        self.begun = self.begun or time.perf_counter()
        done = await super().ingest(batch)
        if done.failures or done.held or done.rejected:
            raise RuntimeError("a fold failed, or the archive held something back")
        self.archived += done.archived
        self.ended = time.perf_counter()
        return done


def fold_as_member(
    settings: Settings, topic: str, models: Sequence[str] | None, together: Any, over: Any, said: Any
) -> None:
    """Be one member of reporting's group until `over` is set; `together` is the barrier that all members begin at."""
    uvloop.run(_fold(settings, topic, models, together, over, said))


def decode_plainly(bootstrap: str, topic: str, buckets: Sequence[int], together: Any, said: Any) -> None:
    """Consume and decode these buckets, beginning when the others do."""

    async def work() -> None:
        await asyncio.to_thread(together.wait, START_SECONDS)
        read, begun, ended = await consume_and_decode(bootstrap, topic, buckets)
        said.put(Share(read, begun, ended, peak_rss_mib()))

    uvloop.run(work())


async def _fold(
    settings: Settings, topic: str, models: Sequence[str] | None, together: Any, over: Any, said: Any
) -> None:
    if settings.kafka_bootstrap is None or settings.master_key_file is None:
        raise LookupError("the measurement names a broker and a master key")
    transport = KafkaTransport(settings.kafka_bootstrap, name="kotopolku bench", topic=topic)
    await transport.start()
    try:
        async with (
            await writer_pool(settings.dsn("reporting")) as pool,
            asyncpg.create_pool(settings.dsn("keys"), min_size=1, max_size=2) as keys,
        ):
            store = KeyStore(keys, FileMasterKey(settings.master_key_file))
            engine = Watched(pool, chosen(projections_of(settings), models), store)
            await engine.start()
            await asyncio.to_thread(together.wait, START_SECONDS)
            with collector.up():
                subscription = await subscribed(engine, transport)
                await asyncio.to_thread(over.wait)
                await subscription.stop()
            said.put(Share(engine.archived, engine.begun, engine.ended, peak_rss_mib()))
    finally:
        await transport.stop()
