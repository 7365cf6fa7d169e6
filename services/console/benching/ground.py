"""What a measurement runs on: a PostgreSQL of its own in a temporary folder, provisioned as any deployment is."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg
from pydantic import SecretStr

from shared.ledger import Ledger
from shared.postgres.pool import open_pool
from shared.postgres.provision import Deployment, new_passwords, provision
from shared.postgres.server import EmbeddedServer
from shared.privacy.boxes import encode64
from shared.privacy.keys import FileMasterKey, KeyStore
from shared.settings import Settings
from shared.sql import statements

SQL: Final = statements("services.console.benching")
DATABASE: Final = "kotopolku_bench"
SEED: Final = 2026
PAGES: Final = ("caseload", "deadlines", "transfers", "referrals", "groups", "arrivals", "search")
"""The read models that a caseworker's pages are read from: the same at every version of this program."""
_KEY_CONNECTIONS: Final = 4


@dataclass(frozen=True, slots=True)
class Ground:
    """A provisioned database, its superuser's DSN (for the baselines' tables), files of keys, how it keeps its word."""

    deployment: Deployment
    admin_dsn: str
    master_key: Path
    blind_key: Path
    folder: Path
    durability: str

    def settings(self) -> Settings:
        """What a process of reporting is told."""
        return Settings(
            home=self.folder,
            reporting_dsn=SecretStr(self.deployment.dsns["reporting"]),
            keys_dsn=SecretStr(self.deployment.dsns["keys"]),
            master_key_file=self.master_key,
            blind_key_file=self.blind_key,
        )

    @asynccontextmanager
    async def keys(self) -> AsyncIterator[KeyStore]:
        """The subject keys."""
        async with open_pool(self.deployment.dsns["keys"], _KEY_CONNECTIONS) as pool:
            yield KeyStore(pool, FileMasterKey(self.master_key))

    @asynccontextmanager
    async def ledgers(self, service: str, connections: int) -> AsyncIterator[Callable[[], Ledger]]:
        """What makes a ledger of the service that knows nothing yet, each time over the same open connections."""
        async with (
            open_pool(self.deployment.dsns["keys"], _KEY_CONNECTIONS) as keys,
            open_pool(self.deployment.dsns[service], connections) as pool,
        ):
            master = FileMasterKey(self.master_key)
            yield lambda: Ledger(service, pool, KeyStore(keys, master))


@contextmanager
def ground() -> Iterator[Ground]:
    """Start, provision, and take everything away at the end.

    Raises:
        PostgresUnavailable: the server cannot be had.
    """
    with tempfile.TemporaryDirectory(prefix="kotopolku-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # the database's account passes through, and reads nothing
        server = EmbeddedServer(folder / "postgres")
        try:
            server.start()
            deployment = provision(server.admin_dsn(), DATABASE, new_passwords())
            master = folder / "master.key"
            blind = folder / "blind.key"
            for key in (master, blind):
                key.write_text(encode64(secrets.token_bytes(32)))
            dsn = server.admin_dsn(DATABASE)
            yield Ground(deployment, dsn, master, blind, folder, _prepared(dsn))
        finally:
            server.remove()


def _prepared(dsn: str) -> str:
    """Make the baselines' schema; how the server keeps its word."""
    with psycopg.connect(dsn) as connection:
        connection.execute(SQL["schema"])
        said = [
            f"{name}={connection.execute('select current_setting(%s)', (name,)).fetchone()[0]}"  # type: ignore[index]
            for name in ("server_version", "fsync", "synchronous_commit", "full_page_writes")
        ]
    return "PostgreSQL " + ", ".join(said).removeprefix("server_version=")
