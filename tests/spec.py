"""Specifications that read as sentences: given what has happened, when this is asked, then that is the answer.

    given = Spec(CASE).given
    given(arrived).when(StartAssessment(...)).produces(AssessmentStarted(...))
    given().when(StartAssessment(...)).refuses("access.not_found")
    given(arrived, started).when(StartAssessment(...)).stays_quiet()

No ledger, no clock, no sealing: facts are handed to `evolve` as a ledger would hand them over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Generic, TypeVar
from uuid import UUID

import pytest

from shared.errors import Parameter, Refused
from shared.events import Event, FreeText, Head, Personal, Recorded

C = TypeVar("C")
S = TypeVar("S")

KEY: Final = UUID("0190c0de-0000-7000-8000-000000000001")
RECORDED_AT: Final = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def recorded(event: Event, version: int = 1) -> Recorded[Event]:
    """`event` as a ledger hands it over: version `version` of a stream whose key is `KEY`."""
    head = Head(
        id=UUID(int=KEY.int + version),
        type=event.type,
        stream=f"{event.service}/case/{KEY}",
        time=RECORDED_AT,
        key=KEY,
        streamversion=version,
        effectiveon=event.effective_on(),
    )
    return Recorded(event, head)


def folded(initial: S, evolve: Callable[[S, Recorded[Event]], S], events: Iterable[Event]) -> S:
    """The state after `events`."""
    state = initial
    for version, event in enumerate(events, 1):
        state = evolve(state, recorded(event, version))
    return state


def answer(decide: Callable[[C, S], Sequence[Event]], command: C, state: S) -> list[Event] | Refused:
    """What a command comes to: its facts, or the refusal."""
    try:
        return list(decide(command, state))
    except Refused as refusal:
        return refusal


@dataclass(frozen=True)
class Outcome(Generic[C, S]):
    """What `when` was answered with; each method is a sentence's end."""

    spec: Spec[C, S]
    history: tuple[Event, ...]
    command: C

    def produces(self, *events: Event) -> None:
        """These facts and no others, and the state goes on with them."""
        produced = tuple(self.spec.decide(self.command, self._state()))
        assert produced == events
        folded(self.spec.initial, self.spec.evolve, (*self.history, *produced))

    def stays_quiet(self) -> None:
        """No fact: all is so already."""
        assert tuple(self.spec.decide(self.command, self._state())) == ()

    def refuses(self, code: str, field: str | None = None, **params: Parameter) -> None:
        """The refusal of this code, about this field; where `params` are said, its text is filled with them."""
        with pytest.raises(Refused) as refusal:
            self.spec.decide(self.command, self._state())
        fault = refusal.value.fault
        assert (fault.code, fault.field) == (code, field)
        assert params.items() <= fault.params.items()

    def leads_to(self, state: S) -> None:
        """The state after the facts that it produces."""
        produced = self.spec.decide(self.command, self._state())
        assert folded(self.spec.initial, self.spec.evolve, (*self.history, *produced)) == state

    def texts_go_with(self, person: UUID) -> None:
        """It has somebody's words, and each text of it is erased when the person is."""
        produced = self.spec.decide(self.command, self._state())
        said = [value for fact in produced for _, value in fact if isinstance(value, Personal)]
        texts = [one.parents for one in said if isinstance(one.value, FreeText)]
        assert texts
        assert set(texts) == {(person,)}

    def _state(self) -> S:
        return folded(self.spec.initial, self.spec.evolve, self.history)


@dataclass(frozen=True)
class Given(Generic[C, S]):
    """A history, waiting for a command."""

    spec: Spec[C, S]
    history: tuple[Event, ...]

    def when(self, command: C) -> Outcome[C, S]:
        return Outcome(self.spec, self.history, command)

    def is_in(self, state: S) -> None:
        """The state that the history leads to."""
        assert folded(self.spec.initial, self.spec.evolve, self.history) == state


@dataclass(frozen=True)
class Spec(Generic[C, S]):
    """A domain's three parts: where it begins, what it decides, how it goes on."""

    initial: S
    decide: Callable[[C, S], Sequence[Event]]
    evolve: Callable[[S, Recorded[Event]], S]

    def given(self, *history: Event) -> Given[C, S]:
        return Given(self, history)
