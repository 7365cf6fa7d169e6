"""`kotopolku parked`: with the services' real reactions, on what a reaction that has since been fixed held back."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from typer.testing import CliRunner, Result

from services.assessment.app import SERVICE
from services.console.parked import app
from shared.clock import SystemClock
from shared.events import Recorded
from shared.events.intake import ArrivalRegistered
from shared.ledger import Ledger
from shared.messaging.reactions import Ask, ReactionRunner, Reactions
from shared.messaging.transport import Incoming
from shared.postgres.provision import Deployment
from shared.privacy.boxes import encode64
from shared.privacy.keys import KeyStore
from shared.regions.profiles import Profiles, load_profiles
from tests.ledger.conftest import COUNTING, Arrive, act

pytestmark = pytest.mark.integration

Command = Callable[..., Coroutine[Any, Any, Result]]


@pytest.fixture
def kotopolku(database: Deployment, tmp_path: Path) -> Command:
    """Runs `kotopolku parked …` against the test's database, with the keys that its fixtures use."""
    master, blind = tmp_path / "master.key", tmp_path / "blind.key"
    master.write_text(encode64(bytes(range(32))))
    blind.write_text(encode64(b"b" * 32))
    environment = {
        **database.environment(),
        "KOTOPOLKU_HOME": str(tmp_path),
        "KOTOPOLKU_MASTER_KEY_FILE": str(master),
        "KOTOPOLKU_BLIND_KEY_FILE": str(blind),
        "LC_ALL": "sv_FI.UTF-8",
    }

    async def run(*arguments: str) -> Result:
        return await asyncio.to_thread(CliRunner().invoke, app, arguments, env=environment)

    return run


@pytest.fixture
async def parked(database: Deployment, keystore: KeyStore) -> AsyncIterator[tuple[UUID, asyncpg.Pool]]:
    """A case with two arrivals held back in assessment, by a reaction of the real one's name that was broken."""
    case, reactions = uuid4(), Reactions("assessment")

    def broken(_: Recorded[ArrivalRegistered], __: Profiles) -> Sequence[Ask]:
        raise ZeroDivisionError

    reactions.on(ArrivalRegistered, name="require_assessment")(broken)
    async with (
        asyncpg.create_pool(database.dsns["intake"], min_size=1, max_size=1) as intake,
        asyncpg.create_pool(database.dsns["assessment"], min_size=1, max_size=2) as pool,
    ):
        await Ledger("intake", intake, keystore).handle(
            COUNTING, f"intake/case/{case}", case, Arrive(uuid4(), 2), act()
        )
        rows = await intake.fetch("select bucket, position, key, head, data, hash from events order by position")
        ledger = Ledger("assessment", pool, keystore)
        runner = ReactionRunner(reactions, ledger, SERVICE.deciders, load_profiles(), SystemClock())
        await runner([Incoming(*row) for row in rows])
        yield case, pool


async def test_list_and_show_say_what_is_held_back_and_why(
    parked: tuple[UUID, asyncpg.Pool], kotopolku: Command
) -> None:
    case, _ = parked
    listed = json.loads((await kotopolku("list", "--json")).stdout)["parked"]
    shown = json.loads((await kotopolku("show", str(case), "--json")).stdout)["parked"]
    table = await kotopolku("list")
    assert [(one["consumer"], one["key"], one["waiting"]) for one in listed] == [("assessment", str(case), 2)]
    assert listed[0]["cause"]["type"] == "builtins.ZeroDivisionError"
    assert [event["version"] for event in shown[0]["events"]] == [1, 2]
    assert (table.exit_code, "Mottagare" in table.stdout) == (0, True)


async def test_retry_handles_what_waits_with_the_services_own_reactions(
    parked: tuple[UUID, asyncpg.Pool], kotopolku: Command
) -> None:
    case, pool = parked
    retried = await kotopolku("retry", str(case))
    rows = await pool.fetch("select type, stream from events order by position")
    assert (retried.exit_code, "2 händelser behandlade" in retried.stdout) == (0, True)
    assert rows[0]["type"].startswith("fi.kotopolku.assessment.AssessmentRequired")
    assert rows[0]["stream"] == f"assessment/case/{case}"
    assert json.loads((await kotopolku("list", "--json")).stdout) == {"parked": []}


async def test_discard_skips_an_event_and_names_who_did_it(
    parked: tuple[UUID, asyncpg.Pool], kotopolku: Command
) -> None:
    case, pool = parked
    (shown,) = json.loads((await kotopolku("show", str(case), "--json")).stdout)["parked"]
    gone = await kotopolku("discard", shown["event"], "--reason", "dubbel", "--by", "operator-1", "--json")
    assert json.loads(gone.stdout)["discarded"][0]["version"] == 1
    assert await pool.fetchval("select skipped_by from skipped") == "operator-1"
    assert (await kotopolku("retry", str(case))).exit_code == 0


async def test_what_nobody_holds_back_is_said_in_the_users_language(kotopolku: Command) -> None:
    nobody = await kotopolku("retry", str(uuid4()))
    unknown = await kotopolku("list", "--consumer", "nobody")
    wrong = await kotopolku("show", "not-an-id")
    assert (nobody.exit_code, unknown.exit_code, wrong.exit_code) == (2, 2, 2)
    assert "Ingen håller tillbaka" in nobody.stderr
    assert "nobody" in unknown.stderr
