"""Which cases are protected from whom."""

from shared.postgres.migrating import run

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    run("shared.projection", "0002_protected.sql")
