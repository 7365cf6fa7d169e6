"""Kafka: one topic of 64 partitions, CloudEvents 1.0 in binary mode, FastStream batch subscribers.

What was found the hard way, and why the subscriber is put together as it is:
- MANUAL acknowledgement, the explicit offset + 1 of each partition committed after the handler's own transaction.
- An exception under MANUAL goes on silently to the next batch, whose commit passes the lost one: every failure seeks
  back, each partition to its first message of the batch, before the next poll.
- FastStream decodes every header as UTF-8, and `hash` is 32 raw bytes: a parser of our own hands the records through,
  a decoder that does nothing keeps it from reading bodies.
- A listener's exception is logged by aiokafka and forgotten, and fetching may begin before it has sought: until a
  partition's position is known, its messages are dropped here and asked for again.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Annotated, Final
from uuid import UUID

import orjson
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition
from aiokafka.abc import ConsumerRebalanceListener
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, NoError, TopicAlreadyExistsError, for_code
from faststream import AckPolicy, Context
from faststream.kafka import KafkaBroker
from faststream.kafka.message import KafkaAckableMessage
from faststream.message import StreamMessage

from shared.messaging.transport import (
    BATCH,
    LONGEST,
    PARTITIONS,
    TOPIC,
    Handler,
    Incoming,
    Outgoing,
    Positions,
    Readiness,
    Subscription,
    Unavailable,
)
from shared.telemetry.logs import logger

REQUEST_MS: Final = 15_000
MAX_POLL_MS: Final = 300_000  # a batch that takes longer than this loses its partitions
REBALANCE_MS: Final = 30_000  # how long a rebalance waits for a batch in hand
POLL_MS: Final = 10  # FastStream sleeps as long after an empty poll as the poll waited: a quarter of this in the mean
PAUSES: Final = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)  # far below MAX_POLL_MS
KNOWN_SECONDS: Final = 30.0  # until a new topic has a leader for each partition
KNOWN_LOOK_SECONDS: Final = 0.05
LOOK_SECONDS: Final = 0.25  # while not caught up: how often the other members' acknowledgements are looked at
MESSAGE_BYTES: Final = LONGEST + 64 * 1024  # headers repeat the head

log = logger(__name__)
_library = logging.getLogger("faststream")


def headers_of(head: bytes, hash_: bytes) -> list[tuple[str, bytes]]:
    """The headers of an event: CloudEvents' binary mode, derived from `head`, then `head` and `hash` as they are."""
    headers: list[tuple[str, bytes]] = []
    for name, value in orjson.loads(head).items():
        said = value if isinstance(value, str) else str(value)
        headers.append(("content-type" if name == "datacontenttype" else f"ce_{name}", said.encode()))
    return [*headers, ("head", head), ("hash", hash_)]


def incoming(record: ConsumerRecord[bytes, bytes]) -> Incoming:
    """A record of the topic as an event's bytes.

    Raises:
        ValueError: it isn't one of ours: the headers `head` or `hash`, the key or the value is missing.
    """
    headers = dict(record.headers)
    if record.key is None or record.value is None or "head" not in headers or "hash" not in headers:
        raise ValueError(f"no event: partition {record.partition}, offset {record.offset}")
    key = UUID(record.key.decode("ascii"))
    return Incoming(record.partition, record.offset, key, headers["head"], record.value, headers["hash"])


class KafkaTransport:
    """The transport over the broker at `bootstrap` ("host:port", several by comma)."""

    def __init__(self, bootstrap: str, *, name: str = "kotopolku", topic: str = TOPIC) -> None:
        self._bootstrap = bootstrap
        self._name = name.replace(" ", "-")
        self._topic = topic
        self._producer: AIOKafkaProducer | None = None
        self._marks: AIOKafkaConsumer | None = None
        self._opening = asyncio.Lock()
        self._there = False

    async def start(self) -> None:
        await self._opened()

    async def stop(self) -> None:
        producer, self._producer = self._producer, None
        marks, self._marks = self._marks, None
        for client in (producer, marks):
            if client is not None:
                await client.stop()

    async def publish(self, messages: Sequence[Outgoing]) -> None:
        if not messages:
            return
        producer = await self._opened()
        try:
            sent = [
                await producer.send(
                    self._topic,
                    value=message.data,
                    key=str(message.key).encode("ascii"),
                    partition=message.bucket,
                    headers=headers_of(message.head, message.hash),
                )
                for message in messages
            ]
            await asyncio.gather(*sent)
        except (KafkaError, OSError, TimeoutError) as error:
            # After a failure the sequence numbers of an idempotent producer can't be trusted: the next one is new.
            await self._give_up()
            raise Unavailable(type(error).__name__) from error

    async def consume(self, group: str, handler: Handler, *, start: Positions | None = None) -> Subscription:
        return _Consumer(self, bootstrap=self._bootstrap, topic=self._topic, group=group, handler=handler, start=start)

    async def high_water(self) -> Mapping[int, int]:
        partitions = [TopicPartition(self._topic, number) for number in range(PARTITIONS)]
        try:
            await self._ensure_topic()
            async with self._opening:
                if self._marks is None:
                    marks = AIOKafkaConsumer(
                        bootstrap_servers=self._bootstrap, client_id=self._name, request_timeout_ms=REQUEST_MS
                    )
                    await _started(marks)
                    self._marks = marks
                ends = await self._marks.end_offsets(partitions)
        except (KafkaError, OSError, TimeoutError) as error:
            raise Unavailable(type(error).__name__) from error
        return {partition.partition: end for partition, end in ends.items()}

    async def acknowledged(self, group: str) -> Mapping[int, int]:
        """What a group has committed, by bucket.

        Raises:
            Unavailable: may be tried again.
        """
        admin = AIOKafkaAdminClient(bootstrap_servers=self._bootstrap, request_timeout_ms=REQUEST_MS)
        try:
            await admin.start()
            offsets = await admin.list_consumer_group_offsets(group)
        except (KafkaError, OSError, TimeoutError) as error:
            raise Unavailable(type(error).__name__) from error
        finally:
            await admin.close()
        return {
            at.partition: said.offset for at, said in offsets.items() if at.topic == self._topic and said.offset >= 0
        }

    async def _opened(self) -> AIOKafkaProducer:
        await self._ensure_topic()
        async with self._opening:
            if self._producer is None:
                producer = AIOKafkaProducer(
                    bootstrap_servers=self._bootstrap,
                    client_id=self._name,
                    enable_idempotence=True,
                    acks="all",
                    compression_type="lz4",
                    linger_ms=0,
                    max_batch_size=256 * 1024,
                    max_request_size=MESSAGE_BYTES,
                    request_timeout_ms=REQUEST_MS,
                )
                try:
                    await _started(producer)
                except (KafkaError, OSError, TimeoutError) as error:
                    raise Unavailable(type(error).__name__) from error
                self._producer = producer
            return self._producer

    async def _give_up(self) -> None:
        producer, self._producer = self._producer, None
        if producer is not None:
            with contextlib.suppress(KafkaError, OSError, TimeoutError):
                await asyncio.wait_for(producer.stop(), 1.0)

    async def _ensure_topic(self) -> None:
        async with self._opening:
            if self._there:
                return
            admin = AIOKafkaAdminClient(
                bootstrap_servers=self._bootstrap, client_id=self._name, request_timeout_ms=REQUEST_MS
            )
            try:
                await admin.start()
                await self._make_topic(admin)
            except (KafkaError, OSError, TimeoutError) as error:
                raise Unavailable(type(error).__name__) from error
            finally:
                await admin.close()
            self._there = True

    async def _make_topic(self, admin: AIOKafkaAdminClient) -> None:
        brokers = len((await admin.describe_cluster())["brokers"])
        replicas = min(brokers, 3)
        settings = {
            "retention.ms": "-1",
            "cleanup.policy": "delete",
            "max.message.bytes": str(MESSAGE_BYTES),
            "min.insync.replicas": "2" if replicas == 3 else "1",
        }
        made = await admin.create_topics([NewTopic(self._topic, PARTITIONS, replicas, topic_configs=settings)])
        for _, code, *_ in made.topic_errors:
            if code not in {NoError.errno, TopicAlreadyExistsError.errno}:
                raise for_code(code)
        deadline = asyncio.get_running_loop().time() + KNOWN_SECONDS
        while True:
            (found,) = await admin.describe_topics([self._topic])
            codes = {found["error_code"], *(partition["error_code"] for partition in found["partitions"])}
            if codes == {NoError.errno}:
                break
            if asyncio.get_running_loop().time() > deadline:
                raise Unavailable(f"topic errors {codes}")
            await asyncio.sleep(KNOWN_LOOK_SECONDS)  # made a moment ago, not yet known to all brokers
        if len(found["partitions"]) != PARTITIONS:
            raise RuntimeError(
                f"{self._topic} has {len(found['partitions'])} partitions, and not {PARTITIONS} for ever"
            )


class _Consumer(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka has no types
    """One member of a consumer group."""

    def __init__(
        self,
        transport: KafkaTransport,
        *,
        bootstrap: str,
        topic: str,
        group: str,
        handler: Handler,
        start: Positions | None,
    ) -> None:
        self._transport = transport
        self._topic = topic
        self._group = group
        self._handler = handler
        self._start = start
        self._readiness = Readiness()
        self._busy = asyncio.Lock()  # held while a batch is in hand, and while partitions come and go
        self._stopping = asyncio.Event()
        self._assigned: set[int] | None = None  # None before the first assignment
        self._expected: dict[int, int] = {}  # with own positions: bucket -> the offset that must come next
        self._sought: dict[int, int] = {}
        self._failures = 0
        self._broker = KafkaBroker(
            bootstrap,
            client_id=f"kotopolku-{group}",
            request_timeout_ms=REQUEST_MS,
            consumer_only=True,
            logger=_library,
            log_level=logging.DEBUG,
            graceful_timeout=None,
        )
        self._subscriber = self._broker.subscriber(
            topic,
            batch=True,
            group_id=group,
            ack_policy=AckPolicy.MANUAL,
            auto_offset_reset="earliest",
            max_records=BATCH,
            batch_timeout_ms=POLL_MS,
            max_poll_interval_ms=MAX_POLL_MS,
            rebalance_timeout_ms=REBALANCE_MS,
            max_partition_fetch_bytes=MESSAGE_BYTES,
            listener=self,
            parser=self._parse,
            decoder=_raw,
            no_reply=True,
        )
        self._subscriber(self._receive)
        self._task = asyncio.create_task(self._run(), name=f"kafka {group}")

    # -- Subscription ------------------------------------------------------------------------------------------------

    @property
    def caught_up(self) -> bool:
        return self._readiness.reached

    async def until_caught_up(self) -> None:
        reached = asyncio.create_task(self._readiness.wait())
        try:
            await asyncio.wait((reached, self._task), return_when=asyncio.FIRST_COMPLETED)
            if self._task.done():
                self._task.result()
        finally:
            reached.cancel()

    async def until_stopped(self) -> None:
        await asyncio.shield(self._task)

    async def stop(self) -> None:
        self._stopping.set()
        await asyncio.wait((self._task,))

    # -- partitions come and go --------------------------------------------------------------------------------------

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        """Let the batch in hand end and be committed while the partitions are still ours."""
        async with self._busy:
            for partition in revoked:
                self._expected.pop(partition.partition, None)
                self._sought.pop(partition.partition, None)

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        """Go to where the subscriber's own store stands, however long the store is away."""
        buckets = {partition.partition for partition in assigned if partition.topic == self._topic}
        while self._start is not None and not self._stopping.is_set():
            async with self._busy:
                try:
                    stored = await self._start(buckets)
                    self._expected = {bucket: stored.get(bucket, 0) for bucket in buckets}
                    self._seek(self._expected)
                    self._readiness.passed(self._expected)
                    break
                except Exception as error:  # aiokafka would log it and read on from the group's offset
                    log.exception("positions can't be read", group=self._group, error_type=type(error).__qualname__)
            await self._pause()
        self._assigned = buckets

    # -- the loop ----------------------------------------------------------------------------------------------------

    async def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                await self._transport.start()  # the topic is made by us: a subscriber that finds none would wait
                await self._broker.start()
                break
            except (Unavailable, KafkaError, OSError, TimeoutError) as error:
                log.warning("the broker is out of reach", group=self._group, error_type=type(error).__qualname__)
                await self._broker.stop()
                await self._pause()
        try:
            while not self._stopping.is_set() and not self._readiness.reached:
                await self._look()
                await self._until_stopping(LOOK_SECONDS)
            await self._stopping.wait()
        finally:
            async with self._busy:  # the batch in hand first
                await self._broker.stop()

    async def _look(self) -> None:
        """Take the marks, and see what the group has passed where this member doesn't know it by itself."""
        if self._assigned is None:
            return
        try:
            if not self._readiness.seen:
                self._readiness.mark(await self._transport.high_water())
            acknowledged = await self._transport.acknowledged(self._group)
        except Unavailable:
            return
        own = self._assigned if self._start is not None else set()
        self._readiness.passed({bucket: offset for bucket, offset in acknowledged.items() if bucket not in own})

    async def _parse(
        self, records: tuple[ConsumerRecord[bytes, bytes], ...]
    ) -> StreamMessage[tuple[ConsumerRecord[bytes, bytes], ...]]:
        return KafkaAckableMessage(body=b"", raw_message=records, consumer=self._consumer)

    async def _receive(self, message: Annotated[KafkaAckableMessage, Context("message")]) -> None:
        async with self._busy:
            if self._stopping.is_set():
                return
            records = self._wanted(message.raw_message)
            if not records:
                return
            failed = await self._handle(records)
        if failed:
            await self._pause()

    async def _handle(self, records: Sequence[ConsumerRecord[bytes, bytes]]) -> bool:
        batch = [one for record in records if (one := self._event(record)) is not None]
        try:
            await self._handler(batch)
        except Exception as error:
            log.exception("a batch failed and comes again", group=self._group, error_type=type(error).__qualname__)
            firsts: dict[int, int] = {}
            for record in records:
                firsts.setdefault(record.partition, record.offset)
            self._seek(firsts)
            return True
        self._failures = 0
        acknowledged: dict[int, int] = {}
        for record in records:
            acknowledged[record.partition] = max(record.offset + 1, acknowledged.get(record.partition, 0))
        if self._start is not None:
            self._expected.update(acknowledged)
        self._readiness.passed(acknowledged)
        try:
            await self._consumer.commit(
                {TopicPartition(self._topic, bucket): offset for bucket, offset in acknowledged.items()}
            )
        except (
            KafkaError
        ) as error:  # the next commit says it too; else the batch comes again and is told by its versions
            log.warning("offsets could not be committed", group=self._group, error_type=type(error).__qualname__)
        return False

    def _event(self, record: ConsumerRecord[bytes, bytes]) -> Incoming | None:
        try:
            return incoming(record)
        except ValueError:
            # The topic is internal and only relays write to it. What isn't an event is said aloud and blocks nobody.
            log.exception("a record is no event", group=self._group, partition=record.partition, offset=record.offset)
            return None

    def _wanted(self, records: Sequence[ConsumerRecord[bytes, bytes]]) -> list[ConsumerRecord[bytes, bytes]]:
        """The records that are to be handled: of partitions that are still ours, from where our own store stands."""
        ours = {partition.partition for partition in self._consumer.assignment()}
        by_bucket: defaultdict[int, list[ConsumerRecord[bytes, bytes]]] = defaultdict(list)
        for record in records:
            if record.partition in ours:
                by_bucket[record.partition].append(record)
        if self._start is None:
            return [record for bucket in by_bucket.values() for record in bucket]
        wanted: list[ConsumerRecord[bytes, bytes]] = []
        for bucket, held in by_bucket.items():
            expected = self._expected.get(bucket)
            if expected is None:
                continue  # not yet sought
            rest = [record for record in held if record.offset >= expected]
            if rest and rest[0].offset > expected and self._sought.get(bucket) != expected:
                self._sought[bucket] = expected  # fetched before we sought; once more from there, and then believe it
                self._seek({bucket: expected})
                continue
            wanted += rest
        return wanted

    def _seek(self, offsets: Mapping[int, int]) -> None:
        ours = self._consumer.assignment()
        for bucket, offset in offsets.items():
            partition = TopicPartition(self._topic, bucket)
            if partition in ours:
                self._consumer.seek(partition, offset)

    @property
    def _consumer(self) -> AIOKafkaConsumer:
        consumer = self._subscriber.consumer
        if consumer is None:
            raise Unavailable("the consumer has been stopped")
        return consumer

    async def _pause(self) -> None:
        pause = PAUSES[min(self._failures, len(PAUSES) - 1)]
        self._failures += 1
        await self._until_stopping(pause)

    async def _until_stopping(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)


async def _raw(_: StreamMessage[object]) -> None:
    """A decoder that leaves the bytes alone."""


async def _started(client: AIOKafkaProducer | AIOKafkaConsumer) -> None:
    try:
        await client.start()
    except BaseException:
        await client.stop()
        raise
