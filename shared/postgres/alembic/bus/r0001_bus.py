"""The embedded transport: the table of messages, their counters, the groups' offsets."""

from shared.postgres.migrating import run

revision = "0001"
down_revision = None


def upgrade() -> None:
    run("shared.messaging", "bus_0001.sql")
