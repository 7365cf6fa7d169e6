"""The demo on a real broker, for as long as its own tests run: a deployment that idles takes a tenth of a processor."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.messaging.local_kafka import KafkaUnavailable, LocalKafka
from tests.demo.running import BegunDemo, RunningDemo, begun_demo
from tests.local.servers import without_kafka


@pytest.fixture(scope="package", autouse=True)
def begun_on_kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BegunDemo | KafkaUnavailable]:
    """The demo with both samples on a broker of its own, begun while the other demo is told: neither fills the machine.

    Where there can be no broker: why not.
    """
    with tempfile.TemporaryDirectory(prefix="kotopolku-kafka-") as folder:
        try:
            LocalKafka(Path(folder)).check()
        except KafkaUnavailable as problem:
            yield problem
            return
    with begun_demo(tmp_path_factory.mktemp("demo-kafka") / "home", "--broker", "kafka") as begun:
        yield begun


@pytest.fixture(scope="package")
def kafka_demo(begun_on_kafka: BegunDemo | KafkaUnavailable) -> RunningDemo:
    if isinstance(begun_on_kafka, KafkaUnavailable):
        without_kafka(begun_on_kafka)
    return begun_on_kafka.ready()
