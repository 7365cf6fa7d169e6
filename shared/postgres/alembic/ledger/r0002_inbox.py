"""What reactions hold back: parked keys, held events, skips."""

from shared.postgres.migrating import run

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    run("shared.messaging", "0001_inbox.sql")
