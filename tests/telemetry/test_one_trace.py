"""One command seen from end to end: its trace from HTTP to the read model, and figures that move when they should."""

from __future__ import annotations

import asyncio
import os
import secrets
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from pydantic import SecretStr

from services.intake.app import SERVICE as INTAKE
from shared.access.roles import Role
from shared.events import Head
from shared.postgres.provision import Deployment
from tests.running import Place, client_of, place_of
from tests.telemetry.running import SECONDS, Services, running

pytestmark = pytest.mark.integration

VAASA, NARPES = "905", "545"
ARRIVALS = f"/municipalities/{VAASA}/arrivals"
ARRIVAL = {
    "family_name": "Kvartsitalo",
    "given_names": "Zubaida Aurelia",
    "birth_date": "1987-11-23",
    "identity_code": "231187-953W",
    "phone": "+358 40 765 4321",
    "mother_tongue": "tir",
    "citizenship": "ER",
    "reason": "tilapäinen suojelu",
    "arrived_on": "2026-03-17",
    "notes": "Ottaa mukaan sisarensa Quintessan",
}
PERSONAL = [
    "Kvartsitalo", "Zubaida", "Aurelia", "1987-11-23", "23.11.1987", "231187", "765 4321", "7654321", "Quintessa",
    "2026-03-17",
]  # fmt: skip
"""What no span and no log line may hold; codes of three letters would be found in any hexadecimal id."""


@pytest.fixture
async def place(database: Deployment, tmp_path: Path) -> Place:
    return await place_of(
        database,
        tmp_path,
        [
            ("vaasa", Role.CASEWORKER, [VAASA]),
            ("coast", Role.CASEWORKER, [VAASA, NARPES]),
            ("operator", Role.OPERATOR, []),
        ],
    )


@pytest.fixture
async def admin(admin_dsn: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(admin_dsn)
    yield connection
    await connection.close()


def another(family_name: str) -> dict[str, str]:
    """The arrival of somebody else."""
    return {name: value for name, value in ARRIVAL.items() if name != "identity_code"} | {"family_name": family_name}


async def events_of(admin: asyncpg.Connection, table: str, key: str) -> list[Head]:
    """The heads of a key's events in a ledger or the archive, once there are some."""
    async with asyncio.timeout(SECONDS):
        query = f"select head from {table} where key = $1 order by version"
        while not (found := await admin.fetch(query, UUID(key))):  # noqa: ASYNC110 - another process writes it
            await asyncio.sleep(0.05)
    return [Head.from_bytes(row["head"]) for row in found]


async def one_command_is_one_trace(place: Place, admin: asyncpg.Connection, folder: Path, **settings: str) -> None:
    trace, caller = secrets.token_hex(16), secrets.token_hex(8)
    async with running(place, ["intake", "assessment", "reporting"], folder, **settings) as services:
        answer = await services.post("intake", "vaasa", ARRIVALS, ARRIVAL, f"00-{trace}-{caller}-01")
        assert set(answer) >= {"case", "stream", "version"}
        (required, *_) = await events_of(admin, "assessment.events", answer["case"])
        shown = await services.client.get(
            services.url("reporting", f"/municipalities/{VAASA}/cases/{answer['case']}"),
            params={"after": f"assessment/case/{answer['case']}:1"},
            headers=place.headers("vaasa"),
        )
        assert shown.status_code == 200, shown.text
        refused = await services.client.post(
            services.url("intake", ARRIVALS),
            params={"name": "Kvartsitalo"},
            json={**ARRIVAL, "birth_date": "1987-11-23-Zubaida", "arrived_on": "23.11.1987x"},
            headers=place.headers("vaasa"),
        )
        assert refused.status_code == 422
    # The services have ended, and given their last spans away.
    spans = services.spans()
    mine = [span for span in spans if span["trace_id"] == trace]
    linked = [span for span in spans if any(link["trace_id"] == trace for link in span["links"])]

    request = one(mine, "POST /municipalities/{municipality}/arrivals", "intake")
    assert (request["parent_id"], request["kind"], request["attributes"]["status"]) == (caller, "server", 201)
    registering = one(mine, "ledger.handle", "intake")
    assert (registering["parent_id"], registering["attributes"]["command"]) == (request["span_id"], "RegisterArrival")

    reacting = one(mine, "reaction", "assessment")
    assert reacting["parent_id"] == registering["span_id"]
    requiring = one(mine, "ledger.handle", "assessment")
    assert requiring["parent_id"] == reacting["span_id"]
    assert required.traceparent == f"00-{trace}-{requiring['span_id']}-01"

    for service, by in (("intake", registering), ("assessment", requiring)):
        published = [span for span in linked if (span["name"], span["service"]) == ("relay publish", service)]
        assert [link_to(span, by) for span in published] == [True]
    for by in (registering, requiring):
        folded = [span for span in linked if span["name"] == "projection fold" and link_to(span, by)]
        assert [(span["service"], span["kind"]) for span in folded] == [("reporting", "consumer")]
        assert folded[0]["attributes"]["events"] >= 1

    for name, words in services.words().items():
        assert words, name
        assert [value for value in PERSONAL if value.casefold() in words.casefold()] == [], name


def one(spans: list[dict[str, Any]], name: str, service: str) -> dict[str, Any]:
    (found,) = [span for span in spans if (span["name"], span["service"]) == (name, service)]
    return found


def link_to(span: dict[str, Any], other: dict[str, Any]) -> bool:
    return {key: other[key] for key in ("trace_id", "span_id")} in span["links"]


async def test_one_command_is_one_trace_to_the_read_model(
    place: Place, admin: asyncpg.Connection, tmp_path: Path
) -> None:
    await one_command_is_one_trace(place, admin, tmp_path)


@pytest.mark.kafka
async def test_one_command_is_one_trace_over_kafka_too(
    place: Place, admin: asyncpg.Connection, tmp_path: Path, kafka_bootstrap: str
) -> None:
    broker = {"KOTOPOLKU_BROKER": "kafka", "KOTOPOLKU_KAFKA_BOOTSTRAP": kafka_bootstrap}
    await one_command_is_one_trace(place, admin, tmp_path, **broker)


async def test_the_figures_move_with_what_happens(place: Place, admin: asyncpg.Connection, tmp_path: Path) -> None:
    """One deployment for all four: starting it takes longer than what is looked at."""
    async with running(place, ["intake", "assessment", "reporting"], tmp_path) as services:
        await the_relay_lags_while_the_transport_hangs(services, admin)
        await the_folds_lag_while_the_archive_is_held(services, admin)
        await a_parked_key_is_counted_until_it_is_retried(services, admin)
        await an_append_that_meets_another_version_is_counted(services)


async def the_relay_lags_while_the_transport_hangs(services: Services, admin: asyncpg.Connection) -> None:
    for name in ("kotopolku_relay_lag_events", "kotopolku_relay_lag_seconds"):
        await services.until(lambda figure: figure == 0, "intake", name)
    async with admin.transaction():
        await admin.execute("lock table bus.bus in exclusive mode")
        await services.post("intake", "vaasa", ARRIVALS, ARRIVAL)
        await services.until(lambda figure: figure >= 1, "intake", "kotopolku_relay_lag_events")
        await services.until(lambda figure: figure > 0, "intake", "kotopolku_relay_lag_seconds")
    for name in ("kotopolku_relay_lag_events", "kotopolku_relay_lag_seconds"):
        await services.until(lambda figure: figure == 0, "intake", name)


async def the_folds_lag_while_the_archive_is_held(services: Services, admin: asyncpg.Connection) -> None:
    names = ("kotopolku_projection_lag_events", "kotopolku_projection_lag_seconds")
    async with admin.transaction():
        await admin.execute("lock table reporting.archive in exclusive mode")
        await services.post("intake", "vaasa", ARRIVALS, another("Graniittitalo"))
        for name in names:
            await services.until(lambda figure: figure > 0, "reporting", name, projection="caseload")
    for name in names:
        await services.until(lambda figure: figure == 0, "reporting", name, projection="caseload")


async def a_parked_key_is_counted_until_it_is_retried(services: Services, admin: asyncpg.Connection) -> None:
    """Assessment cannot write for a while, by a trigger that somebody put there."""
    said = {"handler": "assessment", "kind": "reaction"}
    assert await services.figure("assessment", "kotopolku_parked_keys", **said) == 0
    await admin.execute(
        "create function public.refuse() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$"
    )
    await admin.execute("create trigger no before insert on assessment.events execute function public.refuse()")
    answer = await services.post("intake", "vaasa", ARRIVALS, another("Marmoritalo"))
    await services.until(lambda figure: figure == 1, "assessment", "kotopolku_parked_keys", **said)
    await admin.execute("drop trigger no on assessment.events")
    await asyncio.to_thread(kotopolku, services.place, "parked", "retry", answer["case"])
    await services.until(lambda figure: figure == 0, "assessment", "kotopolku_parked_keys", **said)
    assert await events_of(admin, "assessment.events", answer["case"])


async def an_append_that_meets_another_version_is_counted(services: Services) -> None:
    """A second process of intake writes to a stream that the first believes to know."""
    before = await services.figure("intake", "kotopolku_append_conflicts_total")
    answer = await services.post("intake", "coast", ARRIVALS, another("Dioriittitalo"))
    corrections = f"/municipalities/{VAASA}/cases/{answer['case']}/corrections"
    settings = services.place.settings.model_copy(update={"relay": False})
    async with client_of(INTAKE, settings) as (second, _):
        right = {"family_name": "Dioriittitalo", "given_names": "Toinen", "birth_date": "1987-11-23"}
        said = await second.post(corrections, json=right, headers=services.place.headers("coast"))
        assert said.status_code == 200, said.text
    await services.post("intake", "coast", corrections, right | {"given_names": "Kolmas"})
    assert await services.figure("intake", "kotopolku_append_conflicts_total") == before + 1


def kotopolku(place: Place, *arguments: str) -> None:
    """The command, as an operator runs it on this deployment."""
    settings = {
        f"KOTOPOLKU_{name.upper()}": value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        for name, value in place.settings
        if value is not None
    }
    subprocess.run(
        [sys.executable, "-m", "services.console.main", *arguments],
        env={**os.environ, **settings},
        check=True,
        timeout=SECONDS,
        capture_output=True,
    )
