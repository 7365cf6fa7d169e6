"""What identifies a person is readable in memory only: not on Kafka, not in the database's files, not in a log."""

from __future__ import annotations

import asyncio
import csv
import io
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import psycopg
import pytest
from aiokafka import AIOKafkaConsumer

from shared.events import bucket_of
from shared.privacy.boxes import is_box
from tests.demo.running import RunningDemo

pytestmark = pytest.mark.integration
DATA = Path(__file__).parents[1] / "data"
SHORTEST = 8  # bytes: shorter ones stand anywhere by chance


def sample_rows() -> list[list[str]]:
    rows = []
    for name, encoding in (("arrivals-fi", "utf-8-sig"), ("arrivals-sv", "cp1252")):
        text = (DATA / f"{name}.csv").read_bytes().decode(encoding)
        rows += list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))[1:]
    return rows


def needles() -> set[str]:
    """Everything in the samples that says something about a person, in the ways it may be written."""
    found: set[str] = set()
    for _, family, given, code, born, _, _, reason, _, phone, notes in sample_rows():
        found |= {
            f"{family} {given}",
            f"{given} {family}",
            f"{family};{given}",
            code,
            born,
            reason,
            phone,
            phone.replace(" ", ""),
            notes,
        }
        try:
            found.add(datetime.strptime(born, "%d.%m.%Y").date().isoformat())  # noqa: DTZ007 - a birth date
        except ValueError:
            continue
    return {one for one in found if len(one.encode()) >= SHORTEST and "\n" not in one and len(one) < 200}


def files_with(folder: Path, wanted: set[str], tmp_path: Path) -> list[str]:
    """The files under `folder` that hold one of `wanted`, with what they hold."""
    patterns = tmp_path / "needles"
    patterns.write_text("\n".join(sorted(wanted)))
    answer = subprocess.run(
        ["grep", "-raoFf", str(patterns), str(folder) + "/"], capture_output=True, env={"LC_ALL": "C"}, check=False
    )
    assert answer.returncode in (0, 1), answer.stderr
    return answer.stdout.decode(errors="replace").splitlines()


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "planted").write_bytes(b"\x00\x01" + "Núñez Diego".encode() + b"\xff")
    assert any("Núñez Diego" in line for line in files_with(folder, needles(), tmp_path))
    assert len(needles()) > 1000


def test_no_personal_value_stands_in_the_databases_files(demo: RunningDemo, tmp_path: Path) -> None:
    with psycopg.connect(demo.postgres.admin_dsn(), autocommit=True) as admin:
        admin.execute("checkpoint")  # what is only in shared buffers is written too
    folder = (demo.home / "postgres" / "pgdata").resolve()
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) > 20_000_000
    assert files_with(folder, needles(), tmp_path) == []


def test_no_personal_value_stands_in_a_log(demo: RunningDemo, tmp_path: Path) -> None:
    logs = demo.home / "logs"
    assert any(path.stat().st_size for path in logs.glob("*.log"))
    assert files_with(logs, needles(), tmp_path) == []


@pytest.mark.kafka
def test_no_personal_value_stands_in_kafkas_files(kafka_demo: RunningDemo, tmp_path: Path) -> None:
    folder = kafka_demo.home / "kafka"
    assert sum(path.stat().st_size for path in folder.rglob("*.log") if path.is_file()) > 100_000
    assert files_with(folder, needles(), tmp_path) == []


@pytest.mark.kafka
async def test_a_plain_consumer_reads_valid_cloudevents_with_the_right_key_and_nothing_personal(
    kafka_demo: RunningDemo,
) -> None:
    consumer = AIOKafkaConsumer(
        "kotopolku.events.v1",
        bootstrap_servers=kafka_demo.settings.kafka_bootstrap,
        auto_offset_reset="earliest",
        enable_auto_commit=False,
    )
    await consumer.start()
    personal = {
        one for row in sample_rows() for one in (row[1], row[2], row[3], row[4], row[7], row[9]) if len(one) > 3
    }
    seen = 0
    try:
        partitions = consumer.assignment()
        assert len(partitions) == 64
        ends = await consumer.end_offsets(partitions)
        while any(await asyncio.gather(*(behind(consumer, partition, ends[partition]) for partition in partitions))):
            for records in (await consumer.getmany(timeout_ms=2000)).values():
                for record in records:
                    seen += 1
                    assert_cloudevent(record, personal)
    finally:
        await consumer.stop()
    assert seen == sum(kafka_demo.result["events"].values())


async def behind(consumer: AIOKafkaConsumer, partition: Any, end: int) -> bool:
    return await consumer.position(partition) < end


def assert_cloudevent(record: Any, personal: set[str]) -> None:
    headers = {name: value.decode() for name, value in record.headers if name not in ("head", "hash")}
    head = orjson.loads(dict(record.headers)["head"])
    assert headers["ce_specversion"] == "1.0"
    assert headers["content-type"] == "application/json"
    assert headers["ce_type"] == head["type"]
    assert headers["ce_type"].startswith("fi.kotopolku.")
    assert headers["ce_id"] == head["id"]
    assert headers["ce_source"] == f"/kotopolku/{head['type'].split('.')[2]}"
    assert record.key.decode() == headers["ce_partitionkey"] == head["partitionkey"]
    assert record.partition == bucket_of(__import__("uuid").UUID(head["partitionkey"]))
    payload = orjson.loads(record.value)
    words = {str(value) for value in plain_values(payload)} | {str(value) for value in head.values()}
    assert not words & personal


def plain_values(payload: Any) -> list[Any]:
    """Every value of a payload that is not in a box."""
    if is_box(payload):
        return []
    if isinstance(payload, dict):
        return [found for value in payload.values() for found in plain_values(value)]
    if isinstance(payload, list):
        return [found for value in payload for found in plain_values(value)]
    return [payload]
