"""Grants."""

from shared.postgres.migrating import run

revision = "0001"
down_revision = None


def upgrade() -> None:
    run("shared.access", "0001_grants.sql")
