"""`kotopolku up` and `down`: a deployment on this machine that stays."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

import psutil
from rich.console import Console

from services.console.deployment import CLOCK, PROCESSES, LocalDeployment
from services.console.supervisor import NotReady, Supervisor
from shared.errors import Fault
from shared.messaging.local_kafka import KafkaUnavailable
from shared.postgres.server import PostgresUnavailable
from shared.regions.texts import Language, text

START_SECONDS: Final = 180.0
STOP_SECONDS: Final = 60.0
FOREGROUND: Final = "KOTOPOLKU_UP_FOREGROUND"


def up(*, kafka: bool, detach: bool, as_json: bool, language: Language) -> int:
    """Start servers and services; detached, return when they are ready, with the portal's address."""
    home = _home()
    said = Console(stderr=True)
    if _running(home) is not None:
        said.print(text("up.running", language, folder=str(home)), markup=False)
        return 0
    if detach and FOREGROUND not in os.environ:
        return _detached(home, kafka=kafka, as_json=as_json, language=language)
    try:
        asyncio.run(_serve(home, kafka=kafka))
    except (PostgresUnavailable, KafkaUnavailable) as unavailable:
        fault: Fault = unavailable.fault
        said.print(text(fault.code, language, **fault.params), style="red", markup=False)
        return 1
    except NotReady as not_ready:
        said.print(str(not_ready), style="red", markup=False)
        return 1
    return 0


def down(*, as_json: bool, language: Language) -> int:
    """Stop what `up` started; its data stays."""
    home = _home()
    process = _running(home)
    if process is not None:
        process.send_signal(signal.SIGTERM)
        process.wait(STOP_SECONDS)
    LocalDeployment(home, "kafka").stop()  # after a supervisor that was killed, its servers are still there
    if as_json:
        print(json.dumps({"stopped": process is not None, "home": str(home)}))
    else:
        Console(stderr=True).print(text("down.stopped" if process else "down.nothing", language), markup=False)
    return 0


async def _serve(home: Path, *, kafka: bool) -> None:
    bootstrap = os.environ.get("KOTOPOLKU_KAFKA_BOOTSTRAP") if kafka else None
    clock = home / CLOCK  # a demo's folder: it goes on at the day on which it ended
    deployment = LocalDeployment(
        home, "kafka" if kafka else "embedded", bootstrap, simulated_clock=clock if clock.exists() else None
    )
    try:
        environment = await asyncio.to_thread(deployment.start)
        supervisor = Supervisor(PROCESSES, environment, deployment.logs)
        try:
            await supervisor.start()
            _record(home).write_text(json.dumps([os.getpid(), psutil.Process().create_time()]))
            told = asyncio.Event()
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, told.set)
            await told.wait()
        finally:
            await supervisor.stop()
            _record(home).unlink(missing_ok=True)
    finally:
        await asyncio.to_thread(deployment.stop)


def _detached(home: Path, *, kafka: bool, as_json: bool, language: Language) -> int:
    home.mkdir(parents=True, exist_ok=True, mode=0o711)
    log = home / "supervisor.log"
    with log.open("ab") as output:
        child = subprocess.Popen(
            [sys.executable, "-m", "services.console.main", "up", *(["--broker", "kafka"] if kafka else [])],
            env={**os.environ, FOREGROUND: "1", "KOTOPOLKU_HOME": str(home)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    said = Console(stderr=True)
    deadline = time.monotonic() + START_SECONDS
    with said.status(text("up.starting", language)):
        while _running(home) is None:
            if child.poll() is not None or time.monotonic() > deadline:
                said.print(text("up.failed", language, log=str(log)), style="red", markup=False)
                return 1
            time.sleep(0.1)
    portal = _setting(home, "KOTOPOLKU_PORTAL_URL")
    if as_json:
        print(json.dumps({"portal": portal, "home": str(home), "pid": child.pid}))
    else:
        Console().print(text("up.ready", language, portal=portal, folder=str(home)), markup=False)
    return 0


def _home() -> Path:
    return Path(os.environ.get("KOTOPOLKU_HOME", ".kotopolku")).absolute()


def _record(home: Path) -> Path:
    return home / "supervisor.json"


def _running(home: Path) -> psutil.Process | None:
    try:
        pid, created = json.loads(_record(home).read_text())
        process = psutil.Process(pid)
    except (FileNotFoundError, psutil.NoSuchProcess):
        return None
    return process if process.create_time() == created else None


def _setting(home: Path, name: str) -> str:
    for line in (home / "deployment.env").read_text().splitlines():
        if line.startswith(f"{name}="):
            return line.partition("=")[2]
    raise LookupError(f"{name} is not in {home / 'deployment.env'}")
