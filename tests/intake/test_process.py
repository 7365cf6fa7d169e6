"""Intake as a process of its own: it waits for a database that is away, says when it is ready, and stops gracefully."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import httpx
import pytest
from pydantic import SecretStr

from shared.access.roles import Role
from shared.ports import free_port
from shared.postgres.provision import Deployment
from tests.running import Place, place_of

pytestmark = pytest.mark.integration

VAASA = "905"
SECONDS = 60.0
ARRIVAL = {
    "family_name": "Esimerkki",
    "given_names": "Åsa",
    "birth_date": "1990-04-01",
    "reason": "work",
    "arrived_on": "2026-03-01",
}


@asynccontextmanager
async def process(place: Place, **other: str) -> AsyncIterator[tuple[asyncio.subprocess.Process, httpx.AsyncClient]]:
    """`python -m services.intake` on a port of its own; killed when the test leaves it running."""
    url = f"http://127.0.0.1:{free_port()}"
    said = {
        f"KOTOPOLKU_{name.upper()}": value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        for name, value in place.settings
        if value is not None
    }
    environment = {**os.environ, **said, "KOTOPOLKU_INTAKE_URL": url, **other}
    started = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.intake", env=environment, stderr=asyncio.subprocess.PIPE
    )
    try:
        async with httpx.AsyncClient(base_url=url) as client:
            yield started, client
    finally:
        with suppress(ProcessLookupError):
            started.kill()
        await started.wait()


async def says(started: asyncio.subprocess.Process, words: str) -> None:
    """Wait for a line of the process's log."""
    assert started.stderr is not None
    async with asyncio.timeout(SECONDS):
        while words.encode() not in (line := await started.stderr.readline()):
            assert line, "the process ended before it said so"


async def ready(client: httpx.AsyncClient) -> None:
    async with asyncio.timeout(SECONDS):
        while True:
            with suppress(httpx.TransportError):
                if (await client.get("/readyz")).status_code == 200:
                    return
            await asyncio.sleep(0.05)


@pytest.fixture
async def place(database: Deployment, tmp_path: Path) -> Place:
    return await place_of(database, tmp_path, [("vaasa", Role.CASEWORKER, [VAASA])])


async def test_asked_to_stop_it_ends_by_itself_and_what_it_answered_is_kept(place: Place) -> None:
    async with process(place) as (started, client):
        await ready(client)
        headers = place.headers("vaasa", key="one")
        first = await client.post(f"/municipalities/{VAASA}/arrivals", json=ARRIVAL, headers=headers)
        started.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(started.wait(), SECONDS) == 0
    async with process(place) as (started, client):
        await ready(client)
        again = await client.post(f"/municipalities/{VAASA}/arrivals", json=ARRIVAL, headers=headers)
        assert (again.status_code, again.json()) == (201, first.json())
        assert again.headers["idempotency-replayed"] == "true"


async def test_it_waits_for_a_database_that_comes_later(place: Place) -> None:
    real = urlsplit(place.settings.dsn("intake"))
    port = free_port()
    away = urlunsplit(real._replace(netloc=f"{real.username}:{real.password}@127.0.0.1:{port}"))

    async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        to_server = await asyncio.open_connection(real.hostname, real.port)
        await asyncio.gather(pump(reader, to_server[1]), pump(to_server[0], writer))

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while part := await reader.read(65536):
                writer.write(part)
                await writer.drain()
        writer.close()

    async with process(place, KOTOPOLKU_INTAKE_DSN=away) as (started, client):
        await says(started, "a server is away, trying again")
        server = await asyncio.start_server(forward, "127.0.0.1", port)
        await ready(client)
        started.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(started.wait(), SECONDS) == 0
        server.close()
