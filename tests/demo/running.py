"""A running demo, as a stranger would start it: a process of its own, spoken to over HTTP and the command line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.postgres.server import EmbeddedServer
from shared.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 200


@dataclass(frozen=True, slots=True)
class RunningDemo:
    """A demo that stays up. `result` is the JSON object it printed."""

    home: Path
    result: dict[str, Any]
    process: subprocess.Popen[str]

    @property
    def portal_url(self) -> str:
        return str(self.result["portal"])

    @property
    def settings(self) -> Settings:
        values = dict(line.split("=", 1) for line in (self.home / "deployment.env").read_text().splitlines())
        return Settings.model_validate(
            {name.removeprefix("KOTOPOLKU_").lower(): value for name, value in values.items()}
        )

    @property
    def postgres(self) -> EmbeddedServer:
        return EmbeddedServer(self.home / "postgres")

    def kotopolku(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run `kotopolku` on this demo's data."""
        return subprocess.run(
            [sys.executable, "-m", "services.console.main", *arguments],
            env={**environment(), "KOTOPOLKU_HOME": str(self.home)},
            cwd=ROOT,
            text=True,
            capture_output=True,
            timeout=200,
            check=check,
        )


def environment() -> dict[str, str]:
    """This process's environment without the settings of another deployment."""
    return {name: value for name, value in os.environ.items() if not name.startswith("KOTOPOLKU_")} | {"LANG": "C"}


@dataclass(frozen=True, slots=True)
class BegunDemo:
    """A demo that is on its way."""

    home: Path
    process: subprocess.Popen[str]
    errors: Path

    def ready(self) -> RunningDemo:
        """Wait for its table; once."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, f"the demo ended with {self.process.wait(READY_SECONDS)}:\n{self.errors.read_text()[-3000:]}"
        return RunningDemo(self.home, json.loads(line), self.process)


@contextmanager
def begun_demo(home: Path, *arguments: str) -> Iterator[BegunDemo]:
    """Start a demo, and end it as Ctrl-C does; the folder is removed."""
    errors = home.with_suffix(".stderr")
    with errors.open("w") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "services.console.main", "demo", "--json", "--home", str(home), *arguments],
            env=environment(),
            cwd=ROOT,
            text=True,
            stdout=subprocess.PIPE,
            stderr=stderr,
            start_new_session=True,
        )
        assert process.stdout is not None
        try:
            yield BegunDemo(home, process, errors)
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(90)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
            finally:
                process.stdout.close()
                EmbeddedServer(home / "postgres").remove()


@contextmanager
def running_demo(home: Path, *arguments: str) -> Iterator[RunningDemo]:
    """Start a demo, wait for its table, and end it as Ctrl-C does; the folder is removed."""
    with begun_demo(home, *arguments) as begun:
        yield begun.ready()
