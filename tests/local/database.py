"""A provisioned database for each test, copied from one template a session."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import asyncpg
import psycopg
import pytest
from psycopg import sql

from shared.postgres.provision import Deployment, deployment_of, new_passwords, provision
from shared.postgres.server import EmbeddedServer
from shared.privacy.blind import Blind
from shared.privacy.boxes import encode64
from shared.privacy.keys import FileMasterKey, KeyStore

TEMPLATE = "kotopolku_template"
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Template:
    server: EmbeddedServer
    passwords: dict[str, str]


@pytest.fixture(scope="session")
def template(postgres_server: EmbeddedServer) -> Template:
    """One migrated database that the others are copied from."""
    passwords = new_passwords()
    provision(postgres_server.admin_dsn(), TEMPLATE, passwords)
    return Template(postgres_server, passwords)


@pytest.fixture
def database(template: Template) -> Iterator[Deployment]:
    """A migrated, empty database of the test's own: a DSN for each role."""
    name = f"test_{next(_numbers)}"
    with psycopg.connect(template.server.admin_dsn(), autocommit=True) as admin:
        admin.execute(sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(TEMPLATE)))
        yield deployment_of(template.server.admin_dsn(), name, template.passwords)
        admin.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.fixture
def admin_dsn(database: Deployment, template: Template) -> str:
    """The superuser's DSN of the test's database: what an attacker with the server in his hands would use."""
    return template.server.admin_dsn(database.dsns["intake"].rsplit("/", 1)[1])


@pytest.fixture(scope="session")
def master_key(tmp_path_factory: pytest.TempPathFactory) -> FileMasterKey:
    path = tmp_path_factory.mktemp("master") / "master.key"
    path.write_text(encode64(bytes(range(32))))
    return FileMasterKey(path)


@pytest.fixture
def blind() -> Blind:
    return Blind(b"b" * 32)


@pytest.fixture
async def keystore(database: Deployment, master_key: FileMasterKey) -> AsyncIterator[KeyStore]:
    async with asyncpg.create_pool(database.dsns["keys"], min_size=1, max_size=4) as pool:
        yield KeyStore(pool, master_key)
