"""The edge on a real server: limits on the wire, and a graceful stop."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from shared.edge.app import BODY_LIMIT
from tests.edge.conftest import Place
from tests.edge.sample import SECRET

pytestmark = pytest.mark.integration
JSON = {"content-type": "application/json"}


@dataclass
class Running:
    process: asyncio.subprocess.Process
    client: httpx.AsyncClient
    trace_file: Path


@pytest.fixture
async def running(place: Place, free_tcp_port: int, tmp_path: Path) -> AsyncIterator[Running]:
    settings = place.settings
    environment = {
        **os.environ,
        "KOTOPOLKU_HOME": str(settings.home),
        "KOTOPOLKU_ACCESS_DSN": settings.dsn("access"),
        "KOTOPOLKU_BLIND_KEY_FILE": str(settings.blind_key_file),
        "KOTOPOLKU_TOKEN_PUBLIC_KEY_FILE": str(settings.token_public_key_file),
        "KOTOPOLKU_TRACE_FILE": str(tmp_path / "spans.jsonl"),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.edge.sample", str(free_tcp_port), env=environment, stderr=asyncio.subprocess.PIPE
    )
    transport = httpx.AsyncHTTPTransport(retries=10)  # each try to connect waits a little longer than the last
    async with httpx.AsyncClient(transport=transport, base_url=f"http://127.0.0.1:{free_tcp_port}") as client:
        assert (await client.get("/readyz")).status_code == 200
        yield Running(process, client, tmp_path / "spans.jsonl")
    if process.returncode is None:
        process.kill()
        await process.wait()


async def chunks(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // 65536):
        yield b"x" * 65536


async def test_bodies_on_the_wire_are_bounded(running: Running) -> None:
    """Announced or in chunks: what is too large is refused with the typed answer, and the service goes on."""
    announced = await running.client.post("/open", content=b"x" * (BODY_LIMIT + 1), headers=JSON)
    chunked = await running.client.post("/open", content=chunks(4 * BODY_LIMIT), headers=JSON)
    lying = await running.client.post("/search", content=chunks(4 * BODY_LIMIT), headers=JSON)
    fits = await running.client.post("/open", content=b"x" * BODY_LIMIT, headers=JSON)
    for answer in (announced, chunked):
        assert (answer.status_code, answer.json()["code"]) == (413, "request.too_large")
        assert answer.headers["content-type"] == "application/problem+json"
        assert "server" not in answer.headers
    assert (lying.status_code, lying.json()["code"]) == (405, "request.method_not_allowed")
    assert (fits.status_code, fits.json()["code"]) == (400, "request.not_json")


async def test_it_stops_gracefully_and_has_said_nothing_personal(running: Running) -> None:
    failed = await running.client.get("/fails", params={"words": "Virtanen"})
    running.process.send_signal(signal.SIGTERM)
    _, errors = await asyncio.wait_for(running.process.communicate(), 20)
    assert running.process.returncode == 0
    lines = [json.loads(line) for line in errors.splitlines()]
    assert failed.json()["trace"] in {line.get("trace_id") for line in lines}
    assert all(line["service"] == "sample" for line in lines)
    spans = running.trace_file.read_text()
    assert failed.json()["trace"] in {json.loads(line)["trace_id"] for line in spans.splitlines()}
    assert '"name":"GET /fails"' in spans
    for said in (errors.decode(), spans):
        assert SECRET not in said
        assert "Virtanen" not in said
