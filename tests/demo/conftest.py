"""The demo on a real broker, for as long as its own tests run: a deployment that idles takes a tenth of a processor."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.demo.running import RunningDemo, running_demo


@pytest.fixture(scope="package")
def kafka_demo(tmp_path_factory: pytest.TempPathFactory, local_kafka: None) -> Iterator[RunningDemo]:
    """The demo with both samples on a broker of its own."""
    with running_demo(tmp_path_factory.mktemp("demo-kafka") / "home", "--broker", "kafka") as running:
        yield running
