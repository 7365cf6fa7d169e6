"""One supervisor for the services of a deployment: it starts them, starts again what dies, and ends them in order."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import httpx
import psutil

ENDING_SECONDS: Final = 20.0
READY_SECONDS: Final = 90.0
SHORTEST_LIFE: Final = 5.0  # seconds; a process that lived shorter is started again later and later


class NotReady(Exception):  # noqa: N818 - says the state people meet
    """A service did not become ready; the end of its log says why."""

    def __init__(self, name: str, log: Path) -> None:
        lines = log.read_text(errors="replace").splitlines()[-5:] if log.exists() else []
        super().__init__(f"{name} did not become ready; {log}:\n" + "\n".join(lines))
        self.name = name


class Supervisor:
    """Runs `python -m services.<name>` for each of `names`, each with its log `logs/<name>.log`."""

    def __init__(self, names: Sequence[str], environment: Mapping[str, str], logs: Path) -> None:
        self._names = tuple(names)
        self._environment = {**os.environ, **environment}
        self._logs = logs
        self._processes: dict[str, asyncio.subprocess.Process] = {}
        self._watchers: list[asyncio.Task[None]] = []
        self._ending = False
        self._record = logs / "processes.json"

    def pid(self, name: str) -> int:
        """The process id of a running service."""
        return self._processes[name].pid

    async def start(self) -> None:
        """Start every service and wait until each says that it is ready.

        Raises:
            NotReady: one of them did not.
        """
        self.end_leftovers()
        for name in self._names:
            await self._launch(name)
            self._watchers.append(asyncio.create_task(self._watch(name)))
        await asyncio.gather(*(self.until_ready(name) for name in self._names))

    async def until_ready(self, name: str, seconds: float = READY_SECONDS) -> None:
        """Wait until `name` answers `/readyz` with 200.

        Raises:
            NotReady: it did not within `seconds`.
        """
        url = self._environment[f"KOTOPOLKU_{name.upper()}_URL"]
        deadline = time.monotonic() + seconds
        async with httpx.AsyncClient() as client:
            while time.monotonic() < deadline:
                try:
                    if (await client.get(f"{url}/readyz", timeout=5)).status_code == httpx.codes.OK:
                        return
                except httpx.HTTPError:
                    pass  # not listening yet
                await asyncio.sleep(0.1)
        raise NotReady(name, self._logs / f"{name}.log")

    async def stop(self) -> None:
        """End every service: they are asked, and killed only if they don't answer in 20 s."""
        self._ending = True
        for watcher in self._watchers:
            watcher.cancel()
        for process in self._processes.values():
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
        for process in self._processes.values():
            try:
                await asyncio.wait_for(process.wait(), ENDING_SECONDS)
            except TimeoutError:
                process.kill()
                await process.wait()
        self._record.unlink(missing_ok=True)

    async def _launch(self, name: str) -> None:
        with (self._logs / f"{name}.log").open("ab") as log:
            self._processes[name] = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                f"services.{name}",
                env=self._environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C reaches the supervisor, which ends them in order
            )
        held = {
            name: [process.pid, psutil.Process(process.pid).create_time()]
            for name, process in self._processes.items()
            if process.returncode is None and psutil.pid_exists(process.pid)
        }
        self._record.write_text(json.dumps(held))

    async def _watch(self, name: str) -> None:
        pause = 0.1
        while not self._ending:
            begun = time.monotonic()
            await self._processes[name].wait()
            if self._ending:
                return
            pause = 0.1 if time.monotonic() - begun > SHORTEST_LIFE else min(pause * 2, 10.0)
            await asyncio.sleep(pause)
            await self._launch(name)

    def end_leftovers(self) -> None:
        """End what a killed supervisor left running here: its own processes only, told by id and start time."""
        if not self._record.exists():
            return
        for pid, created in json.loads(self._record.read_text()).values():
            try:
                process = psutil.Process(pid)
                if process.create_time() == created:
                    process.kill()
                    process.wait(ENDING_SECONDS)
            except psutil.NoSuchProcess:
                continue
