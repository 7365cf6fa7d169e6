"""What falls due by the clock."""

from shared.postgres.migrating import run

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    run("shared.agenda", "0001_agenda.sql")
