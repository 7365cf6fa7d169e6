"""What the OpenAPI documents say is all that is answered: whatever is asked, no server error and nothing undocumented.

It runs after the scenarios (by its name), so that reads find what they left. `KOTOPOLKU_FUZZ=200` looks deeper: so many
requests to each operation, half of them well-formed.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import APIOperation, BaseSchema, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from services.console.auditing import as_auditor
from shared.access.roles import Role
from shared.settings import LEDGERS, SERVICES
from tests.pilots.region import Region

pytestmark = pytest.mark.timeout(900)
REQUESTS: Final = int(os.environ.get("KOTOPOLKU_FUZZ", "4"))
CHECKS: Final = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)
VAASA: Final = "905"
OFTEN: Final = 0.8  # of the requests are about things that there are


@dataclass(frozen=True)
class Things:
    """What there is: ids by the kind of their stream, and somebody who may ask about all of it in Vaasa."""

    ids: dict[str, list[str]]
    token: str

    def named(self, slot: str) -> list[str]:
        """The ids that a slot of a path may be about."""
        return self.ids.get(slot.removesuffix("_id"), [])


@pytest.fixture(scope="module")
async def things(region: Region) -> Things:
    """A case at least, and whatever the scenarios left; an actor with every role."""
    caseworker = region.as_(Role.CASEWORKER, VAASA)
    await region.arrival(caseworker, VAASA)
    everybody = region.as_(Role.CASEWORKER, VAASA, name="everybody")
    await region.grant(everybody)
    for role in Role:
        await region.grants.grant(everybody.name, role, "Testi", [VAASA], granted_by="test")
    await region.settled()
    ids: defaultdict[str, list[str]] = defaultdict(list)
    for ledger in LEDGERS:
        async with as_auditor(region.settings, ledger) as connection:
            for row in await connection.fetch("select stream from streams order by stream"):
                _, kind, one = row["stream"].split("/")
                ids[kind].append(one)
    return Things(dict(ids), everybody.token)


def about(case: Case, things: Things, drawn: random.Random) -> None:
    """Ask about what there is, most of the time; else about what was generated."""
    for slot in case.path_parameters:
        if drawn.random() < OFTEN:
            known = [VAASA] if slot == "municipality" else things.named(slot)
            if known:
                case.path_parameters[slot] = drawn.choice(known)


def operations(document: BaseSchema) -> Iterator[APIOperation[Any, Any, Any]]:
    for result in document.get_all_operations():
        yield result.ok()


@pytest.mark.parametrize("service", SERVICES)
async def test_no_answer_is_undocumented(region: Region, things: Things, service: str) -> None:
    """Good and bad requests to every operation, as somebody with every role in Vaasa."""
    said = (await region.http.get(region.url(service, "/openapi.json"))).json()
    document = schemathesis.openapi.from_dict(said)
    document.config.update(base_url=region.url(service, ""))
    wrong = await asyncio.to_thread(
        lambda: [fault for one in operations(document) for fault in ask(one, things, region.logged)]
    )
    assert not wrong, f"{len(wrong)} operations:\n\n" + "\n\n".join(wrong)
    await region.settled()  # and nothing that was accepted is held back by anybody


def ask(operation: APIOperation[Any, Any, Any], things: Things, logged: Callable[[str | None], str]) -> list[str]:
    """The first undocumented answer of an operation, with how to get it again."""
    drawn = random.Random(operation.label)
    found: list[str] = []

    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

        @settings(
            max_examples=max(1, REQUESTS // 2),
            deadline=None,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def asked(case: Case) -> None:
            about(case, things, drawn)
            headers = {"Authorization": f"Bearer {things.token}", "Idempotency-Key": str(uuid4())}
            response = case.call(headers=headers)
            case.validate_response(response, checks=list(CHECKS), headers=headers)

        try:
            asked()
        except Unsatisfiable:
            continue  # nothing can be wrong with a request that says nothing
        except (Exception, FailureGroup) as error:  # noqa: BLE001 - collected: each operation's first fault
            told = "\n".join(map(str, error.exceptions)) if isinstance(error, BaseExceptionGroup) else str(error)
            trace = re.search(r'"trace":"([0-9a-f]+)"', str(error))
            found.append(f"{operation.label} ({mode.value}):\n{told}\n{error}{logged(trace and trace[1])}")
            break
    return found
