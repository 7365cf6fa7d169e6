"""Whatever intake says of a case's protection, in whatever order a service hears of it: who may know, and who not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.console.wiring import SPECS
from shared.protection import KIND, Command, Hidden, Hide, KeepOut, LetIn, Show, hides
from tests.sequences import Driven, whatever

pytestmark = pytest.mark.unit

officials = st.sampled_from(["a", "b", "c"])
heard = whatever(
    Command,
    (Hide, st.sets(officials).map(frozenset)),
    (LetIn, officials),
    (KeepOut, officials),
    (Show,),
    most=16,
)


@pytest.mark.decider("assessment", "protection")
@pytest.mark.decider("planning", "protection")
@pytest.mark.decider("activities", "protection")
@pytest.mark.parametrize("service", ["assessment", "planning", "activities"])
@given(heard)
def test_a_service_hides_a_case_from_all_whom_intake_did_not_let_in_and_from_nobody_once_it_is_lifted(
    service: str, asked: list[Any]
) -> None:
    entitled: set[str] | None = None
    for step in Driven(service, KIND, SPECS[service].deciders[KIND]).lives(asked):
        assert step.refusal is None  # intake has decided
        match step.command:
            case Hide(named):
                entitled = set(named)
            case LetIn(official) if entitled is not None:
                entitled.add(official)
            case KeepOut(official) if entitled is not None:
                entitled.discard(official)
            case Show():
                entitled = None
        assert [hides(step.after, one) for one in "abc"] == [
            entitled is not None and one not in entitled for one in "abc"
        ]
        assert isinstance(step.after, Hidden) is (entitled is not None)
