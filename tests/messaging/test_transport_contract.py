"""What both transports promise: one class for each behaviour, run on the table and on the real broker."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from uuid import uuid4

import asyncpg
import pytest

from shared.events.envelope import BUCKETS, bucket_of
from shared.messaging.embedded import EmbeddedTransport
from shared.messaging.kafka import KafkaTransport
from shared.messaging.local_kafka import KafkaUnavailable, LocalKafka
from shared.messaging.transport import BATCH, Incoming, Outgoing
from shared.postgres.provision import Deployment
from tests.local.servers import without_kafka
from tests.messaging.conftest import Broker, Seen, key_in, outgoing, until

pytestmark = pytest.mark.integration


class TestOrder:
    async def test_events_of_a_key_come_in_the_order_they_were_published(self, broker: Broker) -> None:
        keys = [uuid4() for _ in range(20)]
        transport, seen = broker.transport(), Seen()
        for n in range(1, 31):
            await transport.publish([outgoing(key, n) for key in keys])
        async with broker.consuming("order", seen) as subscription:
            await subscription.until_caught_up()
        assert all(seen.of(key) == list(range(1, 31)) for key in keys)

    async def test_a_message_arrives_byte_for_byte_in_the_partition_of_its_key(self, broker: Broker) -> None:
        sent, seen = outgoing(uuid4(), 1), Seen()
        await broker.transport().publish([sent])
        async with broker.consuming("bytes", seen) as subscription:
            await subscription.until_caught_up()
        (got,) = seen.messages
        assert (got.key, got.head, got.data, got.hash) == (sent.key, sent.head, sent.data, sent.hash)
        assert got.bucket == bucket_of(sent.key)

    async def test_a_batch_spans_partitions_and_is_bounded(self, broker: Broker) -> None:
        keys, largest = [uuid4() for _ in range(40)], 0
        seen = Seen()
        sizes: list[tuple[int, int]] = []

        async def handler(batch: Sequence[Incoming]) -> None:
            sizes.append((len(batch), len({one.bucket for one in batch})))
            await seen(batch)

        transport = broker.transport()
        for n in range(1, 61):
            await transport.publish([outgoing(key, n) for key in keys])
        async with broker.consuming("spans", handler) as subscription:
            await subscription.until_caught_up()
        largest = max(size for size, _ in sizes)
        assert largest <= BATCH
        assert max(partitions for _, partitions in sizes) > 1
        assert len(seen.messages) == 2_400


class TestOffsets:
    async def test_offsets_have_no_gap_when_publishers_run_beside_each_other(self, broker: Broker) -> None:
        transports = [broker.transport() for _ in range(4)]
        keys = [uuid4() for _ in range(30)]

        async def publish(at: int) -> None:
            for n in range(1, 11):
                await transports[at].publish([outgoing(key, n) for key in keys[at::4] + keys[(at + 1) % 4 :: 4]])

        seen = Seen()
        async with broker.consuming("gapless", seen):
            await asyncio.gather(*(publish(at) for at in range(4)))
            await until(lambda: len(seen.messages) >= 600)
        by_bucket: dict[int, list[int]] = {}
        for one in seen.messages:
            by_bucket.setdefault(one.bucket, []).append(one.offset)
        assert all(offsets == list(range(len(offsets))) for offsets in by_bucket.values())

    async def test_high_water_is_the_next_offset_of_all_64(self, broker: Broker) -> None:
        transport, key = broker.transport(), key_in(7)
        assert await transport.high_water() == dict.fromkeys(range(BUCKETS), 0)
        await transport.publish([outgoing(key, n) for n in (1, 2, 3)])
        assert await transport.high_water() == {**dict.fromkeys(range(BUCKETS), 0), 7: 3}

    async def test_what_a_group_has_acknowledged_can_be_asked_for(self, broker: Broker) -> None:
        transport, key = broker.transport(), key_in(11)
        await transport.publish([outgoing(key, n) for n in (1, 2)])
        before = await transport.acknowledged("asked")
        async with broker.consuming("asked", Seen()) as subscription:
            await subscription.until_caught_up()
        assert (dict(before), dict(await transport.acknowledged("asked"))) == ({}, {11: 2})


class TestRedelivery:
    async def test_what_was_not_acknowledged_comes_again_and_what_was_does_not(self, broker: Broker) -> None:
        key, transport = uuid4(), broker.transport()
        await transport.publish([outgoing(key, 1)])
        first = Seen()
        async with broker.consuming("again", first) as subscription:
            await subscription.until_caught_up()
        await transport.publish([outgoing(key, 2)])

        def dies(_: Sequence[Incoming]) -> None:
            raise ConnectionError

        died = Seen(fails=dies)
        async with broker.consuming("again", died):
            await until(lambda: died.batches >= 1)
        last = Seen()
        async with broker.consuming("again", last) as subscription:
            await subscription.until_caught_up()
        assert (first.of(key), died.of(key), last.of(key)) == ([1], [], [2])

    async def test_a_failing_batch_comes_again_in_order_and_nothing_overtakes_it(self, broker: Broker) -> None:
        keys = [uuid4() for _ in range(10)]
        failures = iter([ConnectionError(), ValueError(), ConnectionError()])

        def fails(_: Sequence[Incoming]) -> None:
            if (failure := next(failures, None)) is not None:
                raise failure

        transport, seen = broker.transport(), Seen(fails)
        async with broker.consuming("fails", seen):
            for n in range(1, 11):
                await transport.publish([outgoing(key, n) for key in keys])
            await until(lambda: len(seen.messages) >= 100)
        assert all(seen.of(key) == list(range(1, 11)) for key in keys)

    async def test_a_consumer_that_dies_in_the_middle_of_a_batch_loses_nothing(self, broker: Broker) -> None:
        keys, transport = [uuid4() for _ in range(10)], broker.transport()
        await transport.publish([outgoing(key, n) for n in range(1, 6) for key in keys])
        half: list[Incoming] = []
        in_hand = asyncio.Event()

        async def dies(batch: Sequence[Incoming]) -> None:
            half.extend(batch[: len(batch) // 2])
            in_hand.set()
            raise SystemError("killed")

        async with broker.consuming("middle", dies):
            await asyncio.wait_for(in_hand.wait(), 60)
        seen = Seen()
        async with broker.consuming("middle", seen) as subscription:
            await subscription.until_caught_up()
        assert all(seen.of(key) == [1, 2, 3, 4, 5] for key in keys)


class TestPositions:
    async def test_a_subscriber_with_a_store_goes_on_from_where_its_store_stands(self, broker: Broker) -> None:
        key, transport = key_in(3), broker.transport()
        await transport.publish([outgoing(key, n) for n in range(1, 6)])
        async with broker.consuming("stored", Seen()) as subscription:
            await subscription.until_caught_up()  # the group is at the end; the store was restored from a backup

        async def positions(buckets: Collection[int]) -> Mapping[int, int]:
            return {3: 2} if 3 in buckets else {}

        seen = Seen()
        async with broker.consuming("stored", seen, positions) as subscription:
            await until(lambda: len(seen.messages) >= 3)
            await subscription.until_caught_up()
        assert seen.of(key) == [3, 4, 5]

    async def test_a_store_that_is_away_is_waited_for(self, broker: Broker) -> None:
        key, transport = key_in(9), broker.transport()
        await transport.publish([outgoing(key, n) for n in range(1, 4)])
        tries = 0

        async def positions(_: Collection[int]) -> Mapping[int, int]:
            nonlocal tries
            tries += 1
            if tries < 3:
                raise ConnectionError
            return {9: 1}

        seen = Seen()
        async with broker.consuming("away", seen, positions):
            await until(lambda: len(seen.messages) >= 2)
        assert (seen.of(key), tries >= 3) == ([2, 3], True)


class TestGroups:
    async def test_two_groups_each_get_everything(self, broker: Broker) -> None:
        key = uuid4()
        await broker.transport().publish([outgoing(key, n) for n in (1, 2)])
        one, other = Seen(), Seen()
        async with broker.consuming("one", one) as first, broker.consuming("other", other) as second:
            await first.until_caught_up()
            await second.until_caught_up()
        assert one.of(key) == other.of(key) == [1, 2]

    async def test_two_members_of_a_group_share_the_work_and_the_second_takes_over(self, broker: Broker) -> None:
        keys, transport = [uuid4() for _ in range(30)], broker.transport()
        one, other = Seen(), Seen()
        first = await broker.transport().consume("members", one)
        await first.until_caught_up()
        async with broker.consuming("members", other) as second:
            await second.until_caught_up()
            await transport.publish([outgoing(key, 1) for key in keys])
            await until(lambda: len(one.messages) + len(other.messages) >= 30)
            await first.stop()
            await transport.publish([outgoing(key, 2) for key in keys])
            await until(lambda: all(2 in other.of(key) for key in keys))
        assert sorted(one.of(key) + other.of(key) for key in keys) == [[1, 2]] * 30


class TestReadiness:
    async def test_caught_up_means_past_the_mark_seen_at_the_start(self, broker: Broker) -> None:
        key, gate = uuid4(), asyncio.Event()
        await broker.transport().publish([outgoing(key, 1)])

        async def waits(_: Sequence[Incoming]) -> None:
            in_hand.set()
            await gate.wait()

        in_hand = asyncio.Event()
        async with broker.consuming("ready", waits) as subscription:
            await asyncio.wait_for(in_hand.wait(), 60)
            before = subscription.caught_up
            gate.set()
            await asyncio.wait_for(subscription.until_caught_up(), 60)
            assert (before, subscription.caught_up) == (False, True)

    async def test_an_empty_topic_is_caught_up_with_at_once(self, broker: Broker) -> None:
        async with broker.consuming("empty", Seen()) as subscription:
            await asyncio.wait_for(subscription.until_caught_up(), 60)
            assert subscription.caught_up


class TestSize:
    async def test_a_payload_of_one_mebibyte_gets_through(self, broker: Broker) -> None:
        key, seen = uuid4(), Seen()
        large = outgoing(key, 1, size=1024 * 1024)
        await broker.transport().publish([large, outgoing(key, 2)])
        async with broker.consuming("large", seen) as subscription:
            await subscription.until_caught_up()
        assert seen.messages[0].data == large.data
        assert seen.of(key) == [1, 2]


class TestLoss:
    async def test_the_bus_connections_are_cut_and_nothing_is_lost(self, database: Deployment, admin_dsn: str) -> None:
        transport, key, seen = EmbeddedTransport(database.dsns["bus"]), uuid4(), Seen()
        subscription = await transport.consume("cut", seen)
        await transport.publish([outgoing(key, 1)])
        await until(lambda: seen.of(key) == [1])
        admin = await asyncpg.connect(admin_dsn)
        await admin.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'kotopolku_bus'")
        await admin.close()
        await publish_at_last(transport, [outgoing(key, 2)])
        await until(lambda: 2 in seen.of(key))
        await subscription.stop()
        await transport.stop()
        assert seen.of(key)[:2] == [1, 2]

    @pytest.mark.kafka
    @pytest.mark.faults
    async def test_the_broker_is_killed_and_comes_back_and_nothing_is_lost(self, tmp_path_factory) -> None:
        kafka = LocalKafka(tmp_path_factory.mktemp("killed"))
        try:
            bootstrap = await asyncio.to_thread(kafka.start)
        except KafkaUnavailable as problem:
            without_kafka(problem)
            return
        key, seen, transport = uuid4(), Seen(), KafkaTransport(bootstrap)
        try:
            subscription = await transport.consume("killed", seen)
            await transport.publish([outgoing(key, 1)])
            await until(lambda: seen.of(key) == [1])
            kafka.kill()
            publishing = asyncio.create_task(publish_at_last(transport, [outgoing(key, 2)]))
            await asyncio.to_thread(kafka.start)
            await publishing
            await until(lambda: 2 in seen.of(key))
            await subscription.stop()
        finally:
            await transport.stop()
            await asyncio.to_thread(kafka.remove)
        assert list(dict.fromkeys(seen.of(key))) == [1, 2]


async def publish_at_last(transport: EmbeddedTransport | KafkaTransport, messages: Sequence[Outgoing]) -> None:
    """As the relay does: again until it is known to be there."""
    from shared.messaging.transport import Unavailable

    async with asyncio.timeout(90):
        while True:
            try:
                return await transport.publish(messages)
            except Unavailable:
                await asyncio.sleep(0.1)
