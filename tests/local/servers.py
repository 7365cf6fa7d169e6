"""The servers that tests share, one of each for a session: a real PostgreSQL and a real Kafka.

What enters: `KOTOPOLKU_KAFKA_BOOTSTRAP` (take this broker), `KOTOPOLKU_REQUIRE_KAFKA=1` (no broker is a failure).
What leaves: `postgres_server`, `kafka_bootstrap`. Both end, with what they wrote, when the session ends. `local_kafka`:
whether a deployment can have a broker of its own.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from shared.messaging.local_kafka import KafkaUnavailable, LocalKafka, broker
from shared.postgres.server import EmbeddedServer
from shared.regions.texts import text
from shared.settings import Settings

NOT_HERE = {"kafka.java_missing", "kafka.maven_missing", "kafka.fetch_failed"}


def without_kafka(problem: KafkaUnavailable) -> NoReturn:
    """Skip with the reason where there is no Kafka to be had; fail where it is required, named or broken."""
    reason = text(problem.fault.code, "en", **problem.fault.params)
    if os.environ.get("KOTOPOLKU_REQUIRE_KAFKA") == "1":
        pytest.fail(f"KOTOPOLKU_REQUIRE_KAFKA=1, and there is no Kafka: {reason}", pytrace=False)
    if problem.fault.code not in NOT_HERE:
        pytest.fail(reason, pytrace=False)
    pytest.skip(f"no Kafka here: {reason}")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[EmbeddedServer]:
    """An embedded server in a temporary folder, with fsync on as everywhere."""
    server = EmbeddedServer(Path(tempfile.mkdtemp(prefix="kotopolku-postgres-")))
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture(scope="session")
def kafka_bootstrap() -> Iterator[str]:
    """A broker's bootstrap address, in the order of `shared.messaging.local_kafka.broker`."""
    folder = Path(tempfile.mkdtemp(prefix="kotopolku-kafka-"))
    has_broker = broker(Settings(), folder)  # the environment alone: a demo's deployment file is not for tests
    try:
        bootstrap = has_broker.__enter__()
    except KafkaUnavailable as problem:
        shutil.rmtree(folder)
        without_kafka(problem)
        return
    try:
        yield bootstrap
    finally:
        has_broker.__exit__(None, None, None)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def local_kafka() -> None:
    """That a deployment can start a broker of its own here."""
    with tempfile.TemporaryDirectory(prefix="kotopolku-kafka-") as folder:
        try:
            LocalKafka(Path(folder)).check()
        except KafkaUnavailable as problem:
            without_kafka(problem)
