"""A service in this process, as it runs in a deployment: its own database, real keys, tokens and grants.

async with client_of(SERVICE, place.settings) as (client, app): await client.post(..., headers=place.headers("vaasa"))
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import asyncpg
import httpx
import psycopg
from psycopg import sql

from shared.access.grants import Grants
from shared.access.roles import Role
from shared.access.tokens import issue, make_keys, signing_key
from shared.edge.app import ServiceApp
from shared.postgres.provision import Deployment, deployment_of
from shared.privacy.boxes import encode64
from shared.service import ServiceSpec, make_service
from shared.settings import Settings
from tests.local.database import TEMPLATE, Template

READY_SECONDS = 20.0


@dataclass(frozen=True)
class Place:
    """A deployment whose actors have tokens: `headers("vaasa")` is a command's, with a new Idempotency-Key."""

    settings: Settings
    token: Callable[[str], str]

    def headers(self, actor: str, *, key: str | None = None, language: str = "fi") -> dict[str, str]:
        return {
            "authorization": f"Bearer {self.token(actor)}",
            "idempotency-key": key or str(uuid4()),
            "accept-language": language,
        }


async def place_of(database: Deployment, home: Path, actors: Iterable[tuple[str, Role, list[str]]]) -> Place:
    """A deployment on `database` with keys under `home`, and a grant for each actor (name, role, municipalities)."""
    make_keys(home / "token.key", home / "token.pub")
    (home / "blind.key").write_text(encode64(b"b" * 32))
    (home / "master.key").write_text(encode64(bytes(range(32))))
    async with asyncpg.create_pool(database.dsns["access_admin"], min_size=1, max_size=1) as pool:
        grants = Grants(pool)
        for actor, role, municipalities in actors:
            await grants.grant(actor, role, "test", municipalities, granted_by="test")
    key = signing_key(home / "token.key")
    settings = Settings(
        home=home,
        master_key_file=home / "master.key",
        blind_key_file=home / "blind.key",
        token_public_key_file=home / "token.pub",
        pool_size=4,
        **{f"{name}_dsn": dsn for name, dsn in database.dsns.items() if f"{name}_dsn" in Settings.model_fields},
    )
    return Place(settings, lambda actor: issue(key, actor, lifetime=timedelta(hours=1)))


@contextmanager
def copy_of(template: Template, name: str) -> Iterator[Deployment]:
    """A database for a whole session of tests that write nothing which another would see."""
    with psycopg.connect(template.server.admin_dsn(), autocommit=True) as admin:
        admin.execute(sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(TEMPLATE)))
        yield deployment_of(template.server.admin_dsn(), name, template.passwords)
        admin.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@asynccontextmanager
async def client_of(spec: ServiceSpec, settings: Settings) -> AsyncIterator[tuple[httpx.AsyncClient, ServiceApp]]:
    """The service, open and ready, with a client that speaks to it without a socket."""
    app = make_service(spec, settings)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
            async with asyncio.timeout(READY_SECONDS):
                while (await client.get("/readyz")).status_code != 200:  # noqa: ASYNC110 - asked as a platform asks
                    await asyncio.sleep(0.02)
            yield client, app
