"""Intake's blind index, on top of its ledger."""

from shared.postgres.migrating import run

revision = "intake_0001"
down_revision = None
depends_on = "0001"


def upgrade() -> None:
    run("services.intake", "0001_blind_index.sql")
