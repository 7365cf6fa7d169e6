"""The plainest reading of the topic: what is left when everything is taken away that makes a consumer safe.

For measurements only: no group, no acknowledgement, no database.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Final

import orjson
from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.messaging.transport import BATCH

POLL_MS: Final = 1_000


async def consume_and_decode(bootstrap: str, topic: str, buckets: Sequence[int]) -> tuple[int, float, float]:
    """Read and decode (head and payload) all that these buckets hold.

    Returns:
        How many events, and when the first records came and the last were decoded (`time.perf_counter`).
    """
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, auto_offset_reset="earliest", enable_auto_commit=False)
    await consumer.start()
    try:
        partitions = [TopicPartition(topic, number) for number in buckets]
        consumer.assign(partitions)
        events = sum((await consumer.end_offsets(partitions)).values())
        await consumer.seek_to_beginning()
        read, started = 0, 0.0
        while read < events:
            polled = await consumer.getmany(timeout_ms=POLL_MS, max_records=BATCH)
            started = started or time.perf_counter()
            for records in polled.values():
                for record in records:
                    orjson.loads(record.value)
                    orjson.loads(dict(record.headers)["head"])
                read += len(records)
        return read, started, time.perf_counter()
    finally:
        await consumer.stop()
