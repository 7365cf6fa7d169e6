"""A database that somebody else runs: furnished by `kotopolku migrate`, with the passwords of `kotopolku secrets`."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from typer.testing import CliRunner, Result

from services.console.main import app
from services.console.provisioning import PASSWORDS, SUPERUSER
from shared.access.tokens import Verifier, signing_key
from shared.postgres.provision import LOGINS, SCHEMAS, deployment_of
from shared.postgres.server import EmbeddedServer
from shared.privacy.blind import Blind
from shared.privacy.keys import FileMasterKey

pytestmark = pytest.mark.integration
DATABASE = "somebody_elses"


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    """A server of its own: roles belong to a server, and other tests know theirs by other passwords."""
    with EmbeddedServer(tmp_path_factory.mktemp("elsewhere") / "server") as server:
        yield server
    server.remove()


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("secrets") / "made"
    assert kotopolku("secrets", str(folder)).exit_code == 0
    return folder


def kotopolku(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(app, arguments, env={"LANG": "C", **environment})


def passwords(folder: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in (folder / PASSWORDS).read_text().splitlines())


def test_secrets_are_whole_closed_to_others_and_made_once(secrets: Path) -> None:
    before = {file.name: file.read_bytes() for file in secrets.iterdir()}
    assert set(passwords(secrets)) == {*LOGINS, SUPERUSER}
    assert FileMasterKey(secrets / "master.key")
    assert Blind.from_file(secrets / "blind.key")
    assert signing_key(secrets / "token.private.jwk")
    assert Verifier.from_file(secrets / "token.public.jwk")
    modes = {name: stat.S_IMODE((secrets / name).stat().st_mode) for name in before}
    assert modes == dict.fromkeys(before, 0o600) | {"token.public.jwk": 0o644}
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o700

    assert kotopolku("secrets", str(secrets)).exit_code == 0
    assert {file.name: file.read_bytes() for file in secrets.iterdir()} == before


def test_a_fresh_server_is_furnished_and_no_role_may_more_than_it_needs(
    elsewhere: EmbeddedServer, secrets: Path
) -> None:
    arguments = ("migrate", "--passwords", str(secrets / PASSWORDS), "--database", DATABASE)
    for _ in range(2):  # again after an update
        made = kotopolku(*arguments, KOTOPOLKU_ADMIN_DSN=elsewhere.admin_dsn())
        assert made.exit_code == 0, made.output
    held = passwords(secrets)
    assert not [password for password in held.values() if password in made.output]

    deployment = deployment_of(elsewhere.admin_dsn(), DATABASE, held)
    for name, dsn in deployment.dsns.items():
        with psycopg.connect(dsn) as connection:
            user = connection.execute(
                "select current_user, rolsuper, rolbypassrls from pg_roles where rolname = current_user"
            )
            assert user.fetchone() == (f"kotopolku_{name}", False, False)
    with psycopg.connect(deployment.dsns["intake"]) as intake:
        assert intake.execute("select count(*) from events").fetchone() == (0,)
    with psycopg.connect(elsewhere.admin_dsn(DATABASE)) as admin:
        for schema in SCHEMAS:
            known = sql.SQL("select count(*) from {}").format(sql.Identifier(schema, "schema_version"))
            assert admin.execute(known).fetchone() != (0,)

    migrated = kotopolku("migrate", KOTOPOLKU_MIGRATOR_DSN=deployment.dsns["migrator"], KOTOPOLKU_HOME=str(secrets))
    assert migrated.exit_code == 0, migrated.output


def test_what_is_missing_or_wrong_is_said_without_a_traceback(
    elsewhere: EmbeddedServer, secrets: Path, tmp_path: Path
) -> None:
    without = kotopolku("migrate", KOTOPOLKU_ADMIN_DSN=elsewhere.admin_dsn())
    assert (without.exit_code, "--passwords" in without.output) == (2, True)

    short = tmp_path / "short.env"
    short.write_text("kotopolku_intake=x\n")
    missing = kotopolku("migrate", "--passwords", str(short), KOTOPOLKU_ADMIN_DSN=elsewhere.admin_dsn())
    assert (missing.exit_code, "has no password for the role" in missing.output) == (1, True)

    stranger = elsewhere.admin_dsn().replace("postgres:", "nobody:", 1)
    refused = kotopolku("migrate", "--passwords", str(secrets / PASSWORDS), KOTOPOLKU_ADMIN_DSN=stranger)
    assert (refused.exit_code, "could not be made ready" in refused.output) == (1, True)
    assert isinstance(refused.exception, SystemExit)
