"""A service says when it cannot go on."""

from __future__ import annotations

import asyncio
from pathlib import Path

import asyncpg
import httpx
import pytest

from services.assessment.app import SERVICE
from shared.postgres.provision import Deployment
from shared.service import make_service
from tests.running import client_of, place_of

pytestmark = pytest.mark.integration
SECONDS = 20.0


async def test_a_relay_that_cannot_go_on_ends_readiness_and_calls_for_the_end(
    database: Deployment, admin_dsn: str, tmp_path: Path
) -> None:
    place = await place_of(database, tmp_path, [])
    admin = await asyncpg.connect(admin_dsn)
    await admin.execute("alter table assessment.relay_checkpoint rename to elsewhere")
    await admin.close()
    fell = asyncio.Event()
    app = make_service(SERVICE, place.settings, failed=fell.set)
    async with app.router.lifespan_context(app):
        await asyncio.wait_for(fell.wait(), SECONDS)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://service") as client:
            answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()["code"]) == (503, "server.not_ready")


async def test_without_its_database_it_is_alive_and_not_ready(
    database: Deployment, admin_dsn: str, tmp_path: Path
) -> None:
    place = await place_of(database, tmp_path, [])
    name = admin_dsn.rsplit("/", 1)[1]
    async with client_of(SERVICE, place.settings) as (client, _):
        admin = await asyncpg.connect(admin_dsn.rsplit("/", 1)[0] + "/postgres")
        try:
            await admin.execute(f'alter database "{name}" allow_connections false')
            await admin.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", name)
            assert (await client.get("/livez")).status_code == 200
            assert (await client.get("/readyz")).status_code == 503
            await admin.execute(f'alter database "{name}" allow_connections true')
            async with asyncio.timeout(SECONDS):
                while (await client.get("/readyz")).status_code != 200:  # noqa: ASYNC110 - asked as a platform asks
                    await asyncio.sleep(0.05)
        finally:
            await admin.close()


async def test_a_service_without_its_keys_says_which_are_missing(database: Deployment, tmp_path: Path) -> None:
    place = await place_of(database, tmp_path, [])
    with pytest.raises(LookupError, match="MASTER_KEY_FILE"):
        make_service(SERVICE, place.settings.model_copy(update={"master_key_file": None}))
