"""A sample service in this process, and what is needed to be let in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import asyncpg
import httpx
import psycopg
import pytest

from shared.access.grants import Grants
from shared.access.roles import Role
from shared.access.tokens import issue, make_keys, signing_key
from shared.postgres.provision import Deployment, deployment_of
from shared.privacy.boxes import encode64
from shared.settings import Settings
from tests.edge.sample import sample
from tests.local.database import TEMPLATE, Template

VAASA, LAUKAA = "905", "410"


@dataclass(frozen=True)
class Place:
    """A deployment with keys and three actors: one of Vaasa, one of Laukaa, one operator."""

    settings: Settings
    token: Callable[[str], dict[str, str]]


@pytest.fixture(scope="session")
def edge_database(template: Template) -> Iterator[Deployment]:
    """One database for all of these tests: none of them writes anything that another would see."""
    with psycopg.connect(template.server.admin_dsn(), autocommit=True) as admin:
        admin.execute(f"create database edge template {TEMPLATE}")
        yield deployment_of(template.server.admin_dsn(), "edge", template.passwords)
        admin.execute("drop database edge with (force)")


@pytest.fixture(scope="session")
async def place(edge_database: Deployment, tmp_path_factory: pytest.TempPathFactory) -> Place:
    home = tmp_path_factory.mktemp("edge")
    make_keys(home / "token.key", home / "token.pub")
    (home / "blind.key").write_text(encode64(b"b" * 32))
    key = signing_key(home / "token.key")
    async with asyncpg.create_pool(edge_database.dsns["access_admin"], min_size=1, max_size=1) as pool:
        grants = Grants(pool)
        await grants.grant("vaasa", Role.CASEWORKER, "Vaasan kaupunki", [VAASA], granted_by="test")
        await grants.grant("laukaa", Role.CASEWORKER, "Laukaan kunta", [LAUKAA], granted_by="test")
        await grants.grant("operator", Role.OPERATOR, "Kotopolku", [], granted_by="test")
        await grants.grant("adviser", Role.ADVISER, "Vaasan kaupunki", [VAASA], granted_by="test")
    return Place(
        Settings(
            home=home,
            access_dsn=edge_database.dsns["access"],
            blind_key_file=home / "blind.key",
            token_public_key_file=home / "token.pub",
        ),
        lambda actor: {"authorization": f"Bearer {issue(key, actor, lifetime=timedelta(minutes=5))}"},
    )


@pytest.fixture(scope="session")
async def client(place: Place) -> AsyncIterator[httpx.AsyncClient]:
    app = sample(place.settings)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://sample") as opened,
    ):
        yield opened
