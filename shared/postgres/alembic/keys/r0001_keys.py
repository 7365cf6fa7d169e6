"""Subject keys."""

from shared.postgres.migrating import run

revision = "0001"
down_revision = None


def upgrade() -> None:
    run("shared.privacy", "0001_keys.sql")
