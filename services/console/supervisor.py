"""One supervisor for the services of a deployment: it starts them, starts again what dies, and ends them in order.

Each service is a process of its own, forked by `multiprocessing`'s fork server, which has imported them all once: six
that each import for themselves take seven seconds of a processor, fifteen where Python keeps nothing that it compiled.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import runpy
import time
from collections.abc import Mapping, Sequence
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Final

import httpx
import psutil
from setproctitle import setproctitle

ENDING_SECONDS: Final = 20.0
READY_SECONDS: Final = 90.0
SHORTEST_LIFE: Final = 5.0  # seconds; a process that lived shorter is started again later and later


class NotReady(Exception):  # noqa: N818 - says the state people meet
    """A service did not become ready; the end of its log says why."""

    def __init__(self, name: str, log: Path) -> None:
        lines = log.read_text(errors="replace").splitlines()[-5:] if log.exists() else []
        super().__init__(f"{name} did not become ready; {log}:\n" + "\n".join(lines))
        self.name = name


def _become(name: str, environment: Mapping[str, str], log: Path) -> None:
    """In the new process: what `python -m services.<name>` is, in a session of its own, with `log` as its output."""
    os.setsid()  # Ctrl-C reaches the supervisor, which ends them in order
    with log.open("ab") as output, Path(os.devnull).open("rb") as nothing:
        for own, other in ((0, nothing), (1, output), (2, output)):
            os.dup2(other.fileno(), own)
    setproctitle(f"python -m services.{name}")  # before the environment is gone, beside which the title stands
    os.environ.clear()
    os.environ.update(environment)
    runpy.run_module(f"services.{name}", run_name="__main__")


def _begun(pid: int) -> float:
    """When the process of this id began, seconds since 1970; 0 where there is none."""
    try:
        return psutil.Process(pid).create_time()
    except psutil.NoSuchProcess:
        return 0.0


def _kill(pid: int, begun: float) -> None:
    """Kill the process of this id, unless it has ended and its id is another's that began later."""
    try:
        process = psutil.Process(pid)
        if process.create_time() == begun:
            process.kill()
            while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:  # who adopted it may never reap it
                time.sleep(0.01)
    except psutil.NoSuchProcess:
        pass


class Supervisor:
    """Runs `python -m services.<name>` for each of `names`, each with its log `logs/<name>.log`."""

    def __init__(self, names: Sequence[str], environment: Mapping[str, str], logs: Path) -> None:
        self._names = tuple(names)
        self._environment = {**os.environ, **environment}
        self._logs = logs
        self._forking = multiprocessing.get_context("forkserver")
        self._forking.set_forkserver_preload([f"services.{name}.app" for name in self._names])
        self._processes: dict[str, ForkServerProcess] = {}
        self._begun: dict[str, float] = {}
        self._watchers: list[asyncio.Task[None]] = []
        self._ending = False
        self._record = logs / "processes.json"

    def pid(self, name: str) -> int:
        """The process id of a running service."""
        pid = self._processes[name].pid
        if pid is None:
            raise RuntimeError(f"{name} was not started")
        return pid

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
            process.terminate()
        for name, process in self._processes.items():
            await asyncio.to_thread(process.join, ENDING_SECONDS)
            self._end(name)
        self._record.unlink(missing_ok=True)

    async def _launch(self, name: str) -> None:
        log = self._logs / f"{name}.log"
        process = self._forking.Process(target=_become, args=(name, self._environment, log), daemon=True)
        await asyncio.to_thread(process.start)  # the first one waits until the fork server has imported the services
        self._processes[name] = process
        self._begun[name] = _begun(self.pid(name))
        self._record.write_text(json.dumps({one: [self.pid(one), self._begun[one]] for one in self._processes}))

    async def _watch(self, name: str) -> None:
        pause = 0.1
        while not self._ending:
            begun = time.monotonic()
            await self._ended(name)
            if self._ending:
                return
            self._end(name)
            pause = 0.1 if time.monotonic() - begun > SHORTEST_LIFE else min(pause * 2, 10.0)
            await asyncio.sleep(pause)
            await self._launch(name)

    async def _ended(self, name: str) -> None:
        """Wait until a service has ended, or the fork server has, which would have said so."""
        loop, ended = asyncio.get_running_loop(), asyncio.Event()
        sentinel = self._processes[name].sentinel
        loop.add_reader(sentinel, ended.set)
        try:
            await ended.wait()
        finally:
            loop.remove_reader(sentinel)

    def _end(self, name: str) -> None:
        """Kill a service that did not end: after its time to do so, or since nobody watches over it any more."""
        _kill(self.pid(name), self._begun[name])

    def end_leftovers(self) -> None:
        """End what a killed supervisor left running here: its own processes only, told by id and start time."""
        if not self._record.exists():
            return
        for pid, begun in json.loads(self._record.read_text()).values():
            _kill(pid, begun)
