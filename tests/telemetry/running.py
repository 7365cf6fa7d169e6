"""Services as processes of their own over one database, with what they say about themselves kept in files.

async with running(place, ["intake", "reporting"], folder) as services: await services.post(...); services.spans()
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr

from services.console.supervisor import Supervisor
from shared.ports import free_port
from tests.running import Place

SECONDS = 60.0


@dataclass(frozen=True)
class Services:
    """What is running: where each answers, and where spans and logs lie."""

    place: Place
    client: httpx.AsyncClient
    urls: dict[str, str]
    trace_file: Path
    logs: Path

    def url(self, service: str, path: str) -> str:
        return self.urls[service] + path

    async def post(
        self, service: str, actor: str, path: str, said: dict[str, Any], traceparent: str | None = None
    ) -> dict[str, Any]:
        """A command that is carried out; its answer."""
        headers = self.place.headers(actor) | ({"traceparent": traceparent} if traceparent else {})
        answer = await self.client.post(self.url(service, path), json=said, headers=headers)
        assert answer.status_code in {200, 201}, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def figure(self, service: str, name: str, **labels: str) -> float:
        """A figure as Prometheus would read it, as the operator."""
        answer = await self.client.get(self.url(service, "/metrics"), headers=self.place.headers("operator"))
        assert answer.status_code == 200, answer.text
        said = "{" + ",".join(f'{key}="{value}"' for key, value in sorted({**labels, "service": service}.items())) + "}"
        found = [line.rsplit(" ", 1)[1] for line in answer.text.splitlines() if line.startswith(f"{name}{said} ")]
        return float(found[0]) if found else 0.0

    async def until(self, holds: Callable[[float], bool], service: str, name: str, **labels: str) -> None:
        """Wait until a figure is as `holds` says."""
        figure = 0.0
        try:
            async with asyncio.timeout(SECONDS):
                while not holds(figure := await self.figure(service, name, **labels)):  # noqa: ASYNC110 - as Prometheus
                    await asyncio.sleep(0.1)
        except TimeoutError:
            raise AssertionError(f"{name} of {service} stayed at {figure}") from None

    def spans(self) -> list[dict[str, Any]]:
        """Every span that was written so far."""
        return [json.loads(line) for line in self.trace_file.read_text().splitlines()]

    def words(self) -> dict[str, str]:
        """Everything that was said about itself, by file."""
        return {file.name: file.read_text() for file in (self.trace_file, *self.logs.glob("*.log"))}


@asynccontextmanager
async def running(place: Place, names: Sequence[str], folder: Path, **other: str) -> AsyncIterator[Services]:
    """Those services, ready; ended gracefully. `other` are further settings, as "KOTOPOLKU_BROKER"."""
    logs, trace_file = folder / "logs", folder / "spans.jsonl"
    logs.mkdir()
    urls = _urls(names)
    environment = {
        **{
            f"KOTOPOLKU_{name.upper()}": value.get_secret_value() if isinstance(value, SecretStr) else str(value)
            for name, value in place.settings
            if value is not None
        },
        **{f"KOTOPOLKU_{name.upper()}_URL": url for name, url in urls.items()},
        "KOTOPOLKU_TRACE_FILE": str(trace_file),
        **other,
    }
    supervisor = Supervisor(names, environment, logs)
    try:
        await supervisor.start()
        async with httpx.AsyncClient(timeout=SECONDS) as client:
            yield Services(place, client, urls, trace_file, logs)
    finally:
        await supervisor.stop()


def _urls(names: Collection[str]) -> dict[str, str]:
    ports: set[int] = set()
    while len(ports) < len(names):
        ports.add(free_port())
    return {name: f"http://127.0.0.1:{port}" for name, port in zip(names, sorted(ports), strict=True)}
