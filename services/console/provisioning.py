"""What a deployment stands on before a service can start: its keys, its roles' passwords, a furnished database."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Final

import psycopg

from shared.access.tokens import make_keys
from shared.errors import Fault, Parameter
from shared.postgres.provision import LOGINS, Deployment, new_passwords, provision
from shared.privacy.boxes import encode64

PASSWORDS: Final = "passwords.env"
SUPERUSER: Final = "postgres"  # of a server that the same file is handed to; no service's
_SYMMETRIC: Final = ("master.key", "blind.key")
_PRIVATE, _PUBLIC = "token.private.jwk", "token.public.jwk"


class NotProvisioned(Exception):  # noqa: N818 - says the state people meet
    """The database could not be made ready; `fault` has the code of the text (fi, sv, en)."""

    def __init__(self, code: str, **params: Parameter) -> None:
        super().__init__(code)
        self.fault = Fault(code, None, params)


def key_files(folder: Path) -> dict[str, str]:
    """Make the keys that are missing in `folder`: 32 random bytes each in base64url, and a pair that signs tokens.

    Returns:
        The settings that name them, `KOTOPOLKU_*` by name.
    """
    for name in _SYMMETRIC:
        if not (folder / name).exists():
            write_private(folder / name, encode64(secrets.token_bytes(32)))
    if not (folder / _PRIVATE).exists():
        make_keys(folder / _PRIVATE, folder / _PUBLIC)
    return {
        "KOTOPOLKU_MASTER_KEY_FILE": str(folder / "master.key"),
        "KOTOPOLKU_BLIND_KEY_FILE": str(folder / "blind.key"),
        "KOTOPOLKU_TOKEN_KEY_FILE": str(folder / _PRIVATE),
        "KOTOPOLKU_TOKEN_PUBLIC_KEY_FILE": str(folder / _PUBLIC),
    }


def make_secrets(folder: Path) -> None:
    """Make what is missing of a deployment's keys and passwords; a role that came with a newer program gets one too."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    key_files(folder)
    file = folder / PASSWORDS
    held = _lines(file) if file.exists() else {}
    fresh = {SUPERUSER: secrets.token_urlsafe(24), **new_passwords()}
    if missing := [role for role in fresh if not held.get(role)]:
        held |= {role: fresh[role] for role in missing}
        write_private(file, "".join(f"{role}={password}\n" for role, password in held.items()))


def provision_external(admin_dsn: str, database: str, passwords: Path) -> Deployment:
    """Furnish a database on a server that somebody else runs. Can be run again; passwords are set to the file's.

    Args:
        admin_dsn: a superuser's, any database of the server.
        database: made where it is missing.
        passwords: a line `ROLE=PASSWORD` for each role of `LOGINS`.

    Raises:
        NotProvisioned: a password is missing, or the server doesn't answer or doesn't let this user do it.
    """
    held = _lines(passwords)
    for role in LOGINS:
        if not held.get(role):
            raise NotProvisioned("migrate.password_missing", file=passwords.name, role=role)
    try:
        return provision(admin_dsn, database, held)
    except psycopg.Error as error:
        # The first line names server, user and cause; a statement, which may hold a password, is never in it.
        raise NotProvisioned("migrate.not_done", why=str(error).partition("\n")[0]) from None


def write_private(path: Path, content: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    new = path.with_name(f"{path.name}.new")
    file = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(file, "w") as stream:
        stream.write(content)
    new.replace(path)


def _lines(file: Path) -> dict[str, str]:
    pairs = (line.partition("=") for line in file.read_text(encoding="utf-8").splitlines() if "=" in line)
    return {name.strip(): value.strip() for name, _, value in pairs}
