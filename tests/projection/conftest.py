"""An archive of the test's own, with the read models of reporting folded into it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from services.reporting.readmodels import projections
from shared.postgres.provision import Deployment
from shared.privacy.blind import Blind
from shared.privacy.boxes import encode64
from shared.privacy.keys import KeyStore
from shared.projection import Projection
from shared.projection.engine import Engine, writer_pool
from shared.settings import Settings
from tests.projection.chronicle import Chronicle, Log


@pytest.fixture
async def pool(database: Deployment) -> AsyncIterator[asyncpg.Pool]:
    async with await writer_pool(database.dsns["reporting"], 4) as pool:
        yield pool


@pytest.fixture
def models(blind: Blind) -> tuple[Projection[Any], ...]:
    return projections(blind)


@pytest.fixture
async def engine(pool: asyncpg.Pool, models: tuple[Projection[Any], ...], keystore: KeyStore) -> Engine:
    engine = Engine(pool, models, keystore)
    await engine.start()
    return engine


@pytest.fixture
def chronicle(keystore: KeyStore) -> Chronicle:
    return Chronicle(keystore)


@pytest.fixture
def log() -> Log:
    return Log()


@pytest.fixture
def settings(database: Deployment, tmp_path: Path) -> Settings:
    (tmp_path / "master.key").write_text(encode64(bytes(range(32))))
    (tmp_path / "blind.key").write_text(encode64(b"b" * 32))
    return Settings(
        home=tmp_path,
        master_key_file=tmp_path / "master.key",
        blind_key_file=tmp_path / "blind.key",
        **{f"{name}_dsn": dsn for name, dsn in database.dsns.items() if f"{name}_dsn" in Settings.model_fields},
    )
