"""A deployment on one machine: servers, keys, roles, and the file that says where everything is.

Everything lies in one folder: `deployment.env` (every setting of every process), `secrets/` (keys and
passwords), `postgres/`, `kafka/`, `logs/`. A database that somebody else runs is provisioned with `kotopolku migrate`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from services.console.provisioning import key_files, write_private
from shared.messaging.local_kafka import LocalKafka
from shared.ports import free_port, is_free
from shared.postgres.provision import LOGINS, new_passwords, provision
from shared.postgres.server import EmbeddedServer
from shared.settings import SERVICES

Broker = Literal["embedded", "kafka"]
PROCESSES: Final = (*SERVICES, "portal")
DATABASE: Final = "kotopolku"
CLOCK: Final = "clock"  # the simulated clock's file in a demo's folder


@dataclass
class LocalDeployment:
    """The servers of a deployment on this machine. `start` can be called again after anything was killed."""

    home: Path
    broker: Broker = "embedded"
    bootstrap: str | None = None  # a Kafka that somebody else runs; ours is started when it is None
    simulated_clock: Path | None = None

    def __post_init__(self) -> None:
        self.home = self.home.absolute()
        self.postgres = EmbeddedServer(self.home / "postgres")
        self.kafka = LocalKafka(self.home / "kafka") if self.broker == "kafka" and self.bootstrap is None else None

    @property
    def logs(self) -> Path:
        return self.home / "logs"

    def start(self, *, tell: Callable[[str], None] = lambda _: None) -> dict[str, str]:
        """Start the servers, provision and migrate the database, write `deployment.env`.

        Returns:
            The settings, `KOTOPOLKU_*` by name.
        """
        self.home.mkdir(
            parents=True, exist_ok=True, mode=0o711
        )  # the database's account passes through, and reads nothing
        for folder in (self.home / "secrets", self.logs):
            folder.mkdir(exist_ok=True, mode=0o700)
        tell("PostgreSQL")
        self.postgres.start()
        deployment = provision(self.postgres.admin_dsn(), DATABASE, self._passwords())
        environment = {
            "KOTOPOLKU_HOME": str(self.home),
            "KOTOPOLKU_BROKER": self.broker,
            **deployment.environment(),
            **key_files(self.home / "secrets"),
            **{f"KOTOPOLKU_{name.upper()}_URL": f"http://127.0.0.1:{port}" for name, port in self._ports().items()},
        }
        if self.broker == "kafka":
            tell("Kafka")
            environment["KOTOPOLKU_KAFKA_BOOTSTRAP"] = self.bootstrap or self._start_kafka()
        if self.simulated_clock is not None:
            environment["KOTOPOLKU_SIMULATED_CLOCK"] = str(self.simulated_clock)
        write_private(self.home / "deployment.env", "".join(f"{name}={value}\n" for name, value in environment.items()))
        return environment

    def stop(self) -> None:
        """Stop the servers that `start` started."""
        if self.kafka is not None:
            self.kafka.stop()
        self.postgres.stop()

    def _start_kafka(self) -> str:
        if self.kafka is None:
            raise RuntimeError("this deployment has no Kafka of its own")
        self.kafka.fetch()
        return self.kafka.start()

    def _passwords(self) -> dict[str, str]:
        path = self.home / "secrets" / "passwords.json"
        held: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
        passwords = {role: held.get(role) or fresh for role, fresh in new_passwords().items()}
        if passwords != held:
            write_private(path, json.dumps(passwords))
        return {role: passwords[role] for role in LOGINS}

    def _ports(self) -> dict[str, int]:
        path = self.home / "ports.json"
        ports: dict[str, int] = json.loads(path.read_text()) if path.exists() else {}
        if set(ports) != set(PROCESSES) or not all(is_free(port) for port in ports.values()):
            ports = {}
            while len(set(ports.values())) < len(PROCESSES):
                ports = {name: free_port() for name in PROCESSES}
            write_private(path, json.dumps(ports))
        return ports
