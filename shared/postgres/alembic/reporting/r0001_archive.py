"""The archive, its positions, parked keys, which tables answer; the usage log."""

from shared.postgres.migrating import run

revision = "0001"
down_revision = None


def upgrade() -> None:
    run("shared.projection", "0001_archive.sql")
    run("shared.access", "usage_0001.sql")
