"""A small domain of its own, so that the ledger is tested without knowing any service's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import asyncpg
import pytest

from shared.errors import Refused
from shared.events import Event, Personal, Recorded
from shared.events.intake import ArrivalBackground, ArrivalRegistered, Channel, PersonDetails
from shared.ledger import Act, Decider, Ledger
from shared.postgres.provision import Deployment
from shared.privacy.keys import KeyStore

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Arrive:
    """Registers `times` arrivals of a person; no domain would, but a stream grows by it. 0 decides nothing."""

    person: UUID
    times: int = 1


def arrival(person: UUID) -> ArrivalRegistered:
    return ArrivalRegistered(
        municipality="905",
        person_id=person,
        arrived_on=date(2026, 3, 1),
        channel=Channel.FORM,
        person=Personal(person, PersonDetails(family_name="Núñez", given_names="Maria", birth_date=date(1990, 5, 17))),
        background=Personal(person, ArrivalBackground(reason="family", mother_tongue="spa", citizenship="CO")),
    )


def decide(command: Arrive, state: int) -> list[Event]:
    if state + command.times > 100:
        raise Refused("case.already_registered")
    return [arrival(command.person) for _ in range(command.times)]


def evolve(state: int, _: Recorded[Event]) -> int:
    return state + 1


COUNTING = Decider(0, decide, evolve)


def act(**said: object) -> Act:
    return Act(**{"id": uuid4(), "now": NOW, "municipality": "905", "actor": "tester", **said})  # type: ignore[arg-type]


@pytest.fixture
async def pool(database: Deployment) -> AsyncIterator[asyncpg.Pool]:
    async with asyncpg.create_pool(database.dsns["intake"], min_size=2, max_size=20) as pool:
        yield pool


@pytest.fixture
def ledger(pool: asyncpg.Pool, keystore: KeyStore) -> Ledger:
    return Ledger("intake", pool, keystore)
