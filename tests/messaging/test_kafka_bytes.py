"""What a plain Kafka consumer sees: valid CloudEvents in binary mode, the right key, the right partition."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import asyncpg
import orjson
import pytest
from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary
from cloudevents.core.formats.json import JSONFormat

from shared.clock import SystemClock
from shared.events import Head, bucket_of, chain, first_hash
from shared.ledger import Ledger
from shared.messaging.kafka import KafkaTransport, headers_of
from shared.messaging.relay import Relay
from shared.postgres.provision import Deployment
from shared.privacy.keys import KeyStore
from tests.ledger.conftest import COUNTING, Arrive, act

pytestmark = [pytest.mark.integration, pytest.mark.kafka]


async def test_a_plain_consumer_reads_cloudevents_with_the_key_and_partition_of_their_case(
    database: Deployment, keystore: KeyStore, kafka_bootstrap: str
) -> None:
    topic, keys = f"kotopolku.test.{uuid4()}", [uuid4() for _ in range(5)]
    transport = KafkaTransport(kafka_bootstrap, topic=topic)
    relay = Relay("intake", database.dsns["intake"], transport, SystemClock())
    async with asyncpg.create_pool(database.dsns["intake"], min_size=1, max_size=2) as pool:
        ledger = Ledger("intake", pool, keystore)
        for key in keys:
            await ledger.handle(COUNTING, f"intake/case/{key}", key, Arrive(uuid4(), 2), act(purpose="casework"))
    await transport.start()
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=kafka_bootstrap, auto_offset_reset="earliest")
    await consumer.start()
    running = asyncio.create_task(relay.run())
    try:
        async with asyncio.timeout(60):
            records = [await consumer.getone() for _ in range(10)]
    finally:
        relay.stop()
        await running
        await consumer.stop()
        await transport.stop()

    for record in records:
        headers = dict(record.headers)
        said = {name: value for name, value in headers.items() if name not in {"head", "hash"}}
        event = from_binary(KafkaMessage(said, record.key, record.value), JSONFormat())
        head = Head.from_bytes(headers["head"])
        assert event.get_id() == str(head.id)
        assert (event.get_type(), event.get_source()) == (
            "fi.kotopolku.intake.ArrivalRegistered.v2",
            "/kotopolku/intake",
        )
        assert (event.get_subject(), event.get_time()) == (head.stream, head.time)
        assert event.get_dataschema() == "urn:kotopolku:intake:ArrivalRegistered:v2"
        assert event.get_datacontenttype() == "application/json"
        assert event.get_extension("partitionkey") == str(head.key) == record.key.decode("ascii")
        assert event.get_extension("streamversion") == str(head.streamversion)
        assert event.get_extension("municipality") == "905"
        assert event.get_data() == orjson.loads(record.value)
        assert record.partition == bucket_of(head.key)
        # Every attribute of the head is a header, and no header says more than the head.
        assert {name.removeprefix("ce_") for name in said if name != "content-type"} | {"datacontenttype"} == set(
            orjson.loads(headers["head"])
        )
    for key in keys:
        hash_ = first_hash(f"intake/case/{key}")
        for record in (one for one in records if one.key == str(key).encode()):
            headers = dict(record.headers)
            hash_ = chain(hash_, headers["head"], record.value)
            assert headers["hash"] == hash_


async def test_the_topic_keeps_everything_in_64_partitions(kafka_bootstrap: str) -> None:
    topic = f"kotopolku.test.{uuid4()}"
    transport = KafkaTransport(kafka_bootstrap, topic=topic)
    await transport.start()
    await KafkaTransport(kafka_bootstrap, topic=topic).high_water()  # there already: nothing happens
    await transport.stop()
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka_bootstrap)
    await admin.start()
    (found,) = await admin.describe_topics([topic])
    wanted = ["retention.ms", "cleanup.policy", "min.insync.replicas"]
    (answer,) = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic, dict.fromkeys(wanted))])
    await admin.delete_topics([topic])
    await admin.close()
    settings = {entry[0]: entry[1] for entry in answer.resources[0][4]}
    assert len(found["partitions"]) == 64
    assert settings == {"retention.ms": "-1", "cleanup.policy": "delete", "min.insync.replicas": "1"}


def test_headers_are_text_but_for_the_bytes_that_are_kept() -> None:
    head = '{"specversion":"1.0","id":"ä","streamversion":12,"datacontenttype":"application/json"}'.encode()
    assert headers_of(head, b"\xff" * 32) == [
        ("ce_specversion", b"1.0"),
        ("ce_id", "ä".encode()),
        ("ce_streamversion", b"12"),
        ("content-type", b"application/json"),
        ("head", head),
        ("hash", b"\xff" * 32),
    ]
