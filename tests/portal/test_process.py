"""The portal as a process: it starts on the address of the settings, answers, and stops when it is asked to."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from shared.ports import free_port

pytestmark = pytest.mark.integration

SECONDS = 30


def test_it_serves_at_its_address_and_stops_gracefully(tmp_path: Path) -> None:
    address = f"http://127.0.0.1:{free_port()}"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KOTOPOLKU_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "services.portal"],
        env={**clean, "KOTOPOLKU_HOME": str(tmp_path), "KOTOPOLKU_PORTAL_URL": address},
        cwd=Path(__file__).parents[2],
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        deadline = time.monotonic() + SECONDS
        while not _ready(address):
            assert process.poll() is None
            assert time.monotonic() < deadline
        answer = httpx.get(f"{address}/sv/municipalities/545/worklist?status=waived", trust_env=False)
        assert answer.status_code == 401
        assert "Inloggning krävs" in answer.text
        process.send_signal(signal.SIGTERM)
        _, logged = process.communicate(timeout=SECONDS)
    finally:
        process.kill()
    assert process.returncode == 0
    lines = [json.loads(line) for line in logged.splitlines()]
    assert lines[-1]["event"] == "stopped"
    assert "waived" not in logged  # what was asked for is nobody's to read


def _ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/readyz", trust_env=False, timeout=1).status_code == 200
    except httpx.TransportError:
        return False
