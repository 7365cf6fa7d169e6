"""The container deployment, as far as it can be checked without an engine: it names what is there, and all of it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import typer
import yaml

from services.console.deployment import PROCESSES
from services.console.main import app
from services.console.provisioning import PASSWORDS, SUPERUSER, make_secrets
from services.console.wiring import SPECS
from services.reporting.app import make_reporting
from shared.messaging.opening import transport_for
from shared.postgres.provision import LOGINS
from shared.service import make_service
from shared.settings import LEDGERS, Settings
from tests.house.tracked import ROOT, tracked, words

pytestmark = pytest.mark.unit

COMPOSE: dict[str, Any] = yaml.safe_load(words(Path("deploy/compose.yaml")))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: said for name, said in SERVICES.items() if said["image"] == "kotopolku"}
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]
REFERENCE = re.compile(r"\$\{(\w+)(?::[?-][^}]*)?\}")


def environment(name: str) -> dict[str, str]:
    found: dict[str, str] = SERVICES[name].get("environment", {})
    return found


def settings(name: str, secrets: Path) -> Settings:
    """What the service would read, with this machine's files for the secrets it is given."""
    given = {f"/run/secrets/{secret}" for secret in SERVICES[name].get("secrets", ())}
    said: dict[str, str] = {}
    for variable, value in environment(name).items():
        if value.startswith("/run/secrets/"):
            assert value in given, f"{name} is not given {value}"
            value = str(secrets / value.rsplit("/", 1)[1])  # noqa: PLW2901 - the same file, here
        said[variable.removeprefix("KOTOPOLKU_").lower()] = REFERENCE.sub(lambda found: f"password-{found[1]}", value)
    return Settings.model_validate(said)


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("secrets")
    make_secrets(folder)
    return folder


def test_every_service_has_its_process_and_its_health_check() -> None:
    served = {said["command"][1]: name for name, said in OURS.items() if said["command"][0] == "serve"}
    assert served == {name: name for name in PROCESSES}
    for name in PROCESSES:
        port = urlsplit(environment(name)[f"KOTOPOLKU_{name.upper()}_URL"]).port
        assert f"http://127.0.0.1:{port}/readyz" in OURS[name]["healthcheck"]["test"][-1]
        assert OURS[name]["depends_on"]


@pytest.mark.parametrize("name", sorted(OURS))
def test_its_command_is_one_of_the_consoles(name: str) -> None:
    command, *arguments = OURS[name]["command"]
    COMMANDS[command].make_context(command, ["--help"] if not arguments else _here(arguments), resilient_parsing=True)
    options = {option for one in COMMANDS[command].params for option in one.opts}
    assert {argument for argument in arguments if argument.startswith("--")} <= options


def _here(arguments: list[str]) -> list[str]:
    """A file that is there in place of one that is only there in a container."""
    return [str(ROOT / "LICENSE") if argument.startswith("/run/") else argument for argument in arguments]


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_setting_is_one_that_the_program_reads(name: str) -> None:
    read = {f"KOTOPOLKU_{field.upper()}" for field in Settings.model_fields}
    read |= {one.envvar for one in COMMANDS[OURS[name]["command"][0]].params if isinstance(one.envvar, str)}
    assert set(environment(name)) <= read


@pytest.mark.parametrize("name", LEDGERS)
def test_a_service_has_all_that_it_starts_with(name: str, secrets: Path) -> None:
    said = settings(name, secrets)
    assert make_service(SPECS[name], said).title
    assert all(said.dsn(one) for one in (name, "keys", "access"))
    assert transport_for(said)


def test_reporting_and_the_portal_have_all_that_they_start_with(secrets: Path) -> None:
    said = settings("reporting", secrets)
    assert make_reporting(said).title
    assert all(said.dsn(one) for one in ("reporting", "reporting_reader", "keys", "access"))
    assert settings("portal", secrets).reporting_url == f"http://reporting:{urlsplit(said.reporting_url).port}"
    assert settings("console", secrets).token_key_file


def test_nobody_has_a_password_that_is_not_theirs() -> None:
    for name, said in SERVICES.items():
        used = set(REFERENCE.findall(json.dumps(said))) - {"RUN_AS"}
        assert used <= {*LOGINS, SUPERUSER}
        assert (SUPERUSER in used) == (name in {"postgres", "migrate"})
        if name in PROCESSES:
            assert used <= {f"kotopolku_{name}", "kotopolku_reporting_reader", "kotopolku_keys", "kotopolku_access"}
            assert ("kotopolku_reporting_reader" in used) <= (name == "reporting")
            assert {"token.private.jwk", PASSWORDS}.isdisjoint(said["secrets"])
        for variable, value in environment(name).items():
            if variable.endswith("_DSN") and variable != "KOTOPOLKU_ADMIN_DSN":
                role = f"kotopolku_{variable.removeprefix('KOTOPOLKU_').removesuffix('_DSN').lower()}"
                assert value.startswith(f"postgresql://{role}:${{{role}:?}}@postgres:")


def test_the_secrets_are_those_that_the_command_makes(secrets: Path) -> None:
    assert set(COMPOSE["secrets"]) == {file.name for file in secrets.iterdir()}
    assert {Path(one["file"]).parent for one in COMPOSE["secrets"].values()} == {Path("secrets")}
    assert "deploy/secrets/" in words(Path(".gitignore")).splitlines()


def test_only_the_portal_is_published_and_to_this_machine_alone() -> None:
    assert {name: said["ports"] for name, said in SERVICES.items() if "ports" in said} == {
        "portal": ["127.0.0.1:8100:8100"]
    }


def test_the_broker_is_the_one_that_the_tests_run_on() -> None:
    (version,) = re.findall(r"<kafka.version>(.*)</kafka.version>", words(Path("deploy/kafka/pom.xml")))
    assert SERVICES["kafka"]["image"] == f"apache/kafka:{version}"


def test_the_image_is_hashed_unprivileged_and_made_of_what_is_there() -> None:
    lines = [line for line in words(Path("deploy/Dockerfile")).splitlines() if line and not line.startswith("#")]
    assert {line.split()[1] for line in lines if line.startswith("FROM")} == {"python:3.11-slim"}
    assert [line for line in lines if "pip install" in line and "--require-hashes" not in line] == [
        "RUN /opt/kotopolku/bin/pip install --no-deps --no-build-isolation /build"
    ]
    assert [line for line in lines if line.startswith("USER")] == ["USER 10001:10001"]
    let_in = {line[1:] for line in words(Path("deploy/Dockerfile.dockerignore")).splitlines() if line.startswith("!")}
    copied = {one for line in lines if re.match("COPY (?!--from)", line) for one in line.split()[1:-1]}
    assert copied == let_in
    assert all((ROOT / one).exists() for one in copied)


def test_what_is_installed_holds_every_file_that_the_code_reads(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    installed = set(zipfile.ZipFile(wheel).namelist())
    ours = {str(path) for path in tracked() if path.parts[0] in {"services", "shared"}}
    assert ours - installed == set()
