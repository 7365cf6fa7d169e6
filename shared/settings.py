"""Settings of a process: environment variables `KOTOPOLKU_*`, else the deployment file `<home>/deployment.env`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.clock import Clock, SimulatedClock, SystemClock

SERVICES = ("intake", "assessment", "planning", "activities", "reporting")
LEDGERS = ("intake", "assessment", "planning", "activities")


def home() -> Path:
    """The deployment's folder, which the environment names."""
    return Path(os.environ.get("KOTOPOLKU_HOME", ".kotopolku"))


class SettingMissing(LookupError):  # noqa: N818 - names what is found
    """A setting that is needed is nowhere: `variable` is the environment's name of it, `file` where it may stand."""

    def __init__(self, variable: str, file: Path) -> None:
        super().__init__(f"{variable} is not set, and {file} does not say it")
        self.variable = variable
        self.file = file


class Settings(BaseSettings):
    """Where a process finds its servers and keys. A DSN is a PostgreSQL URI; every service has its own role."""

    model_config = SettingsConfigDict(env_prefix="KOTOPOLKU_", frozen=True, extra="ignore")

    home: Path = Path(".kotopolku")
    regions: Path | None = None  # folder of region profiles; the checkout's deploy/regions when unset

    intake_dsn: SecretStr | None = None
    assessment_dsn: SecretStr | None = None
    planning_dsn: SecretStr | None = None
    activities_dsn: SecretStr | None = None
    reporting_dsn: SecretStr | None = None  # writes the archive and the read models
    reporting_reader_dsn: SecretStr | None = None  # reads them under row-level security
    keys_dsn: SecretStr | None = None  # subject keys: own schema, role and backup rule
    access_dsn: SecretStr | None = None  # grants, read only
    access_admin_dsn: SecretStr | None = None  # grants, for `kotopolku token`
    bus_dsn: SecretStr | None = None  # the embedded transport
    auditor_dsn: SecretStr | None = None  # read only, every ledger and the archive
    migrator_dsn: SecretStr | None = None

    broker: Literal["embedded", "kafka"] = "embedded"
    kafka_bootstrap: str | None = None

    master_key_file: Path | None = None  # 32 bytes, base64url
    blind_key_file: Path | None = None  # 32 bytes, base64url
    token_key_file: Path | None = None  # Ed25519 private key (JWK); only what issues tokens has it
    token_public_key_file: Path | None = None

    intake_url: str = "http://127.0.0.1:8101"
    assessment_url: str = "http://127.0.0.1:8102"
    planning_url: str = "http://127.0.0.1:8103"
    activities_url: str = "http://127.0.0.1:8104"
    reporting_url: str = "http://127.0.0.1:8105"
    portal_url: str = "http://127.0.0.1:8100"

    simulated_clock: Path | None = None  # the demo's alone
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    trace_file: Path | None = None  # spans as JSON lines, where no collector runs
    otlp_endpoint: str | None = None
    relay: bool = True  # whether a service runs its own relay (a spare can be started alone)
    pool_size: int = Field(default=8, ge=1, le=200)

    @classmethod
    def load(cls) -> Settings:
        """The environment first, then the deployment file under the home folder that the environment names."""
        return cls(_env_file=home() / "deployment.env")

    def dsn(self, name: str) -> str:
        """The DSN named `name` ("intake", "keys", "bus" …).

        Raises:
            SettingMissing: no such DSN is set; says which variable to set.
        """
        value: SecretStr | None = getattr(self, f"{name}_dsn")
        if value is None:
            raise self.missing(f"{name}_dsn")
        return value.get_secret_value()

    def missing(self, *names: str) -> SettingMissing:
        """What to raise where these settings ("token_key_file") are needed and one is not there: it names the first."""
        name = next(one for one in names if getattr(self, one) is None)
        return SettingMissing(f"KOTOPOLKU_{name.upper()}", home() / "deployment.env")

    def clock(self) -> Clock:
        return SimulatedClock(self.simulated_clock) if self.simulated_clock else SystemClock()
