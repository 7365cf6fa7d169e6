"""Intake's suspicions by the case they were raised for."""

from shared.postgres.migrating import run

revision = "intake_0002"
down_revision = "intake_0001"


def upgrade() -> None:
    run("services.intake", "0002_suspicions.sql")
