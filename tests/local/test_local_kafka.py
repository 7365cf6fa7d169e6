"""The local Kafka broker: a real one is started, killed, started again; and what is said where it can't be."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import UnknownTopicOrPartitionError
from typer.testing import CliRunner

from services.console.kafka import app
from shared.messaging.local_kafka import KafkaUnavailable, LocalKafka, broker, cluster_at
from shared.ports import free_port
from shared.settings import Settings
from tests.local.servers import without_kafka

pytestmark = [pytest.mark.integration, pytest.mark.kafka]


@pytest.fixture(scope="module")
def local() -> Iterator[LocalKafka]:
    """A broker of our own, whatever the settings say: it is the broker that is tested here."""
    folder = Path(tempfile.mkdtemp(prefix="kotopolku-kafka-"))
    local = LocalKafka(folder)
    try:
        local.start()
    except KafkaUnavailable as problem:
        shutil.rmtree(folder)
        without_kafka(problem)
    yield local
    local.remove()


@pytest.fixture
def running(local: LocalKafka) -> LocalKafka:
    local.start()
    return local


@asynccontextmanager
async def administration(bootstrap: str) -> AsyncIterator[AIOKafkaAdminClient]:
    client = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await client.start()
    try:
        yield client
    finally:
        await client.close()


async def produce(bootstrap: str, topic: str, value: bytes) -> None:
    async with AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", enable_idempotence=True) as producer:
        await producer.send_and_wait(topic, value, key=b"case")


async def consume(bootstrap: str, topic: str) -> bytes | None:
    async with AIOKafkaConsumer(topic, bootstrap_servers=bootstrap, auto_offset_reset="earliest") as consumer:
        return (await consumer.getone()).value


async def test_a_record_survives_the_broker_s_sudden_death(running: LocalKafka) -> None:
    bootstrap = running.bootstrap
    async with administration(bootstrap) as client:
        await client.create_topics([NewTopic("survivors", num_partitions=4, replication_factor=1)])
    await produce(bootstrap, "survivors", b"before")
    assert await consume(bootstrap, "survivors") == b"before"

    running.kill()
    assert not running.running()
    assert running.pid() is None

    assert running.start() == bootstrap
    assert await consume(bootstrap, "survivors") == b"before"


async def test_a_topic_that_nobody_made_is_not_made_by_a_misspelling(running: LocalKafka) -> None:
    async with administration(running.bootstrap) as client:
        described = await client.describe_topics(["misspelt"])
    assert [topic["error_code"] for topic in described] == [UnknownTopicOrPartitionError.errno]


def test_a_broker_that_runs_from_the_folder_is_adopted(running: LocalKafka) -> None:
    before = running.pid()
    other = LocalKafka(running.folder)
    assert other.start() == running.bootstrap
    assert other.pid() == before


def test_a_broker_that_lost_its_record_is_still_known_as_ours(running: LocalKafka) -> None:
    """What a supervisor leaves that is killed between starting the broker and writing down its pid."""
    record = running.folder / "broker.json"
    before = running.pid()
    record.write_text(json.dumps({**json.loads(record.read_text()), "pid": None, "started": None}))
    assert running.pid() == before
    assert running.running()


def test_a_reused_pid_is_left_alone(running: LocalKafka) -> None:
    running.stop()
    record = running.folder / "broker.json"
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) as stranger:
        started = psutil.Process(stranger.pid).create_time() - 3600
        record.write_text(json.dumps({**json.loads(record.read_text()), "pid": stranger.pid, "started": started}))
        assert running.pid() is None
        assert not running.running()
        running.stop()
        running.kill()
        assert stranger.poll() is None
        stranger.kill()


def test_the_broker_is_reachable_from_this_machine_only_and_its_folder_is_the_owner_s(running: LocalKafka) -> None:
    addresses = {
        connection.laddr.ip.removeprefix("::ffff:")
        for connection in psutil.Process(running.pid()).net_connections(kind="inet")
        if connection.status == psutil.CONN_LISTEN
    }
    assert addresses == {"127.0.0.1"}
    assert stat.S_IMODE(running.folder.stat().st_mode) == 0o700


def test_the_console_starts_tells_and_stops_a_broker(running: LocalKafka) -> None:
    console, folder = CliRunner(), ["--folder", str(running.folder), "--json"]
    told = console.invoke(app, ["status", *folder])
    assert told.exit_code == 0
    assert json.loads(told.stdout)["bootstrap"] == running.bootstrap

    assert json.loads(console.invoke(app, ["stop", *folder]).stdout)["running"] is False
    assert console.invoke(app, ["status", *folder]).exit_code == 3

    started = console.invoke(app, ["start", *folder])
    assert started.exit_code == 0
    assert json.loads(started.stdout)["pid"] == running.pid()


def test_an_address_in_the_settings_comes_first_and_stays_up(running: LocalKafka, tmp_path: Path) -> None:
    with broker(Settings(kafka_bootstrap=running.bootstrap), tmp_path / "unused") as bootstrap:
        assert bootstrap == running.bootstrap
    assert running.running()
    assert not (tmp_path / "unused").exists()


def test_an_address_that_does_not_answer_is_said_not_replaced(tmp_path: Path) -> None:
    nowhere = f"127.0.0.1:{free_port()}"
    assert cluster_at(nowhere) is None
    with pytest.raises(KafkaUnavailable) as refused, broker(Settings(kafka_bootstrap=nowhere), tmp_path):
        pass
    assert refused.value.fault.code == "kafka.no_answer"


@pytest.fixture
def empty_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A search path with nothing on it; returns its only folder."""
    programs = tmp_path / "bin"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    return programs


def program(path: Path, words: str) -> None:
    path.write_text(f"#!/bin/sh\necho '{words}' >&2\n")
    path.chmod(0o755)


def test_without_java_the_answer_says_what_to_do(empty_machine: Path, tmp_path: Path) -> None:
    with pytest.raises(KafkaUnavailable) as refused:
        LocalKafka(tmp_path / "broker", cache=tmp_path / "cache").start()
    assert refused.value.fault.code == "kafka.java_missing"


def test_a_java_that_is_too_old_is_named(empty_machine: Path, tmp_path: Path) -> None:
    program(empty_machine / "java", 'openjdk version "1.8.0_392"')
    with pytest.raises(KafkaUnavailable) as refused:
        LocalKafka(tmp_path / "broker", cache=tmp_path / "cache").start()
    assert refused.value.fault.code == "kafka.java_missing"
    assert refused.value.fault.params["found"] == "8"


def test_without_maven_the_console_says_what_to_do_and_shows_no_traceback(
    empty_machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(empty_machine / "java", 'openjdk version "21.0.1"')
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("LC_ALL", "sv_FI.UTF-8")
    told = CliRunner().invoke(app, ["start", "--folder", str(tmp_path / "broker"), "--json"])
    assert told.exit_code == 1
    error = json.loads(told.stdout)["error"]
    assert error["code"] == "kafka.maven_missing"
    assert "KOTOPOLKU_KAFKA_BOOTSTRAP" in error["text"]
    assert error["text"].startswith("Maven behövs")


def test_a_jar_with_other_bytes_is_not_put_to_use(empty_machine: Path, tmp_path: Path) -> None:
    """A stand-in for Maven brings every jar by its right name, with a wrong content."""
    program(empty_machine / "java", 'openjdk version "21.0.1"')
    sums = Path(__file__).resolve().parents[2] / "deploy" / "kafka" / "jars.sha256"
    (empty_machine / "mvn").write_text(
        f"#!{sys.executable}\n"
        "import pathlib, sys\n"
        "folder = pathlib.Path(next(a for a in sys.argv if a.startswith('-DoutputDirectory=')).split('=')[1])\n"
        "folder.mkdir()\n"
        f"for line in open({os.fspath(sums)!r}):\n"
        "    (folder / line.split()[1]).write_text('other')\n"
    )
    (empty_machine / "mvn").chmod(0o755)
    local = LocalKafka(tmp_path / "broker", cache=tmp_path / "cache")
    with pytest.raises(KafkaUnavailable) as refused:
        local.fetch()
    assert refused.value.fault.code == "kafka.jar_differs"
    assert not local.fetched()
