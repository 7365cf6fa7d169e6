"""Events, streams, commands, claims; append."""

from shared.postgres.migrating import run

revision = "0001"
down_revision = None


def upgrade() -> None:
    run("shared.ledger", "0001_ledger.sql")
    run("shared.ledger", "0002_append.sql")
