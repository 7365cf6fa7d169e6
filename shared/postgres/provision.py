"""Roles, schemas and migrations: what a database needs before a service can run on it.

Every schema belongs to a role of its own that nobody can log in as; the migrator may act for it, the services may not.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from alembic import command
from alembic.config import Config
from psycopg import sql
from sqlalchemy import create_engine

from shared.settings import LEDGERS

# schema -> (kinds of migrations, the login roles that use it; the first is the one called {service} in the SQL files)
SCHEMAS: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    **{service: (("ledger",), (f"kotopolku_{service}", "kotopolku_auditor")) for service in LEDGERS},
    "intake": (("ledger", "intake"), ("kotopolku_intake", "kotopolku_auditor")),
    "reporting": (("reporting",), ("kotopolku_reporting", "kotopolku_reporting_reader", "kotopolku_auditor")),
    "keys": (("keys",), ("kotopolku_keys",)),
    "access": (("access",), ("kotopolku_access", "kotopolku_access_admin")),
    "bus": (("bus",), ("kotopolku_bus",)),
}
MIGRATOR: Final = "kotopolku_migrator"
LOGINS: Final = tuple(dict.fromkeys([role for _, roles in SCHEMAS.values() for role in roles] + [MIGRATOR]))


@dataclass(frozen=True, slots=True)
class Deployment:
    """A provisioned database: a DSN for each role, by the name that `Settings.dsn` takes."""

    dsns: Mapping[str, str]

    def environment(self) -> dict[str, str]:
        """The DSNs as `KOTOPOLKU_*` variables."""
        return {f"KOTOPOLKU_{name.upper()}_DSN": dsn for name, dsn in self.dsns.items()}


def new_passwords() -> dict[str, str]:
    """A random password for each login role."""
    return {role: secrets.token_urlsafe(24) for role in LOGINS}


def provision(admin_dsn: str, database: str, passwords: Mapping[str, str]) -> Deployment:
    """Make roles and database where they are missing, set the passwords, and migrate. Can be run again.

    `admin_dsn` is a superuser's DSN of the server; services never see it.
    """
    with psycopg.connect(admin_dsn, autocommit=True) as admin:
        _make_roles(admin, passwords)
        exists = admin.execute("select 1 from pg_database where datname = %s", (database,)).fetchone()
        if not exists:
            admin.execute(sql.SQL("create database {} template template0").format(sql.Identifier(database)))
        admin.execute(
            sql.SQL("revoke all on database {} from public").format(sql.Identifier(database)),
        )
    with psycopg.connect(at(admin_dsn, database), autocommit=True) as admin:
        _make_schemas(admin, database)
    deployment = deployment_of(admin_dsn, database, passwords)
    migrate(deployment.dsns["migrator"])
    return deployment


def deployment_of(admin_dsn: str, database: str, passwords: Mapping[str, str]) -> Deployment:
    """The DSNs of a database whose roles have these passwords."""
    return Deployment(
        {role.removeprefix("kotopolku_"): _as_role(at(admin_dsn, database), role, passwords[role]) for role in LOGINS}
    )


def migrate(migrator_dsn: str, schemas: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = SCHEMAS) -> None:
    """Bring every schema to its newest migration."""
    engine = create_engine(migrator_dsn.replace("postgresql://", "postgresql+psycopg://", 1))
    try:
        for schema, (kinds, roles) in schemas.items():
            with engine.begin() as connection:
                owner = sql.Identifier(f"kotopolku_{schema}_owner").as_string()
                connection.exec_driver_sql(f"set role {owner}")
                # pg_temp last: functions keep this path, and must not be led to a caller's temporary tables.
                connection.exec_driver_sql(f"set search_path = {sql.Identifier(schema).as_string()}, pg_temp")
                config = Config()
                folder = files("shared.postgres").joinpath("alembic")
                config.set_main_option("script_location", str(folder))
                config.set_main_option(
                    "version_locations", os.pathsep.join(str(folder.joinpath(kind)) for kind in kinds)
                )
                config.set_main_option("path_separator", "os")
                config.attributes.update(connection=connection, schema=schema, role=roles[0])
                command.upgrade(config, "heads")  # each kind has a line of revisions of its own
    finally:
        engine.dispose()


def at(dsn: str, database: str) -> str:
    """The same server and user, another database."""
    parts = urlsplit(dsn)
    return urlunsplit(parts._replace(path=f"/{database}"))


def _as_role(dsn: str, role: str, password: str) -> str:
    parts = urlsplit(dsn)
    host = f"{parts.hostname}:{parts.port or 5432}"
    return urlunsplit(parts._replace(netloc=f"{quote(role)}:{quote(password)}@{host}"))


def _make_roles(admin: psycopg.Connection[tuple[object, ...]], passwords: Mapping[str, str]) -> None:
    existing = {row[0] for row in admin.execute("select rolname from pg_roles where rolname like 'kotopolku%'")}
    for role in LOGINS:
        if role not in existing:
            admin.execute(sql.SQL("create role {} login nosuperuser nobypassrls").format(sql.Identifier(role)))
        admin.execute(
            sql.SQL("alter role {} password {}").format(sql.Identifier(role), sql.Literal(passwords[role])),
        )
    for schema in SCHEMAS:
        owner = f"kotopolku_{schema}_owner"
        if owner not in existing:
            admin.execute(sql.SQL("create role {} nologin").format(sql.Identifier(owner)))
            admin.execute(sql.SQL("grant {} to {}").format(sql.Identifier(owner), sql.Identifier(MIGRATOR)))


def _make_schemas(admin: psycopg.Connection[tuple[object, ...]], database: str) -> None:
    admin.execute("revoke all on schema public from public")
    for role in LOGINS:
        admin.execute(
            sql.SQL("grant connect on database {} to {}").format(sql.Identifier(database), sql.Identifier(role))
        )
    for schema, (_, roles) in SCHEMAS.items():
        owner = sql.Identifier(f"kotopolku_{schema}_owner")
        admin.execute(sql.SQL("create schema if not exists {} authorization {}").format(sql.Identifier(schema), owner))
        for role in roles:
            admin.execute(
                sql.SQL("grant usage on schema {} to {}").format(sql.Identifier(schema), sql.Identifier(role))
            )
            if role != "kotopolku_auditor":
                admin.execute(
                    sql.SQL("alter role {} set search_path = {}").format(sql.Identifier(role), sql.Identifier(schema))
                )
