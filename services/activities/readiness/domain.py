"""A readiness checklist: opened with its items, each in place or a gap, with an owner. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, TypeAlias, assert_never

from services.activities.wording import as_published
from shared.errors import Refused
from shared.events.activities.readiness import (
    Answered,
    ReadinessChecklistOpened,
    ReadinessItem,
    ReadinessItemAdded,
    ReadinessItemAnswered,
)
from shared.events.activities.texts import Owner
from shared.events.codec import Recorded
from shared.events.model import Event
from shared.regions.codes import ArrivalReason
from shared.regions.localised import LocalisedText


@dataclass(frozen=True, slots=True)
class OpenChecklist:
    """A municipality goes through what must be in place: items by code, the standard ones first."""

    municipality: str
    reason: ArrivalReason
    items: Mapping[str, LocalisedText]


@dataclass(frozen=True, slots=True)
class AddItem:
    """One thing more must be in place here."""

    municipality: str
    code: str
    what: LocalisedText


@dataclass(frozen=True, slots=True)
class AnswerItem:
    """Whether an item is in place, and who answers for it."""

    municipality: str
    code: str
    answer: Answered
    owner: str
    answered_on: date


Command: TypeAlias = OpenChecklist | AddItem | AnswerItem


@dataclass(frozen=True, slots=True)
class NotOpened:
    """There is no such checklist."""


@dataclass(frozen=True, slots=True)
class Opened:
    """`answers`: each item's answer and owner, where there is one."""

    municipality: str
    codes: frozenset[str]
    answers: Mapping[str, tuple[Answered, Owner]] = field(default_factory=dict)


State: TypeAlias = NotOpened | Opened
INITIAL: Final = NotOpened()


def decide(command: Command, state: State) -> Sequence[Event]:
    """The facts that a command makes of a checklist; none where an item is answered so already.

    Raises:
        Refused: the answer is no; `access.not_found` where the checklist isn't the asking municipality's.
    """
    match command:
        case OpenChecklist():
            return _open(command, state)
        case AddItem():
            checklist = _of(command.municipality, state)
            if command.code in checklist.codes:
                raise Refused("readiness.item_there_already", "code")
            return [ReadinessItemAdded(item=ReadinessItem(code=command.code, what=as_published(command.what)))]
        case AnswerItem():
            return _answer(command, _of(command.municipality, state))
    assert_never(command)


def _of(municipality: str, state: State) -> Opened:
    match state:
        case Opened() if state.municipality == municipality:
            return state
        case NotOpened() | Opened():
            raise Refused("access.not_found")
    assert_never(state)


def _open(command: OpenChecklist, state: State) -> Sequence[Event]:
    if isinstance(state, Opened):
        raise Refused("readiness.opened_already", "reason")
    items = tuple(ReadinessItem(code=code, what=as_published(what)) for code, what in command.items.items())
    return [ReadinessChecklistOpened(municipality=command.municipality, reason=command.reason.value, items=items)]


def _answer(command: AnswerItem, checklist: Opened) -> Sequence[Event]:
    if command.code not in checklist.codes:
        raise Refused("access.not_found")
    owner = Owner(name=command.owner)
    if checklist.answers.get(command.code) == (command.answer, owner):
        return []
    return [
        ReadinessItemAnswered(code=command.code, answer=command.answer, owner=owner, answered_on=command.answered_on)
    ]


def evolve(state: State, recorded: Recorded[Event]) -> State:
    """The checklist after a fact."""
    match recorded.event, state:
        case ReadinessChecklistOpened() as fact, NotOpened():
            return Opened(fact.municipality, frozenset(item.code for item in fact.items))
        case ReadinessItemAdded() as fact, Opened():
            return replace(state, codes=state.codes | {fact.item.code})
        case ReadinessItemAnswered() as fact, Opened():
            return replace(state, answers={**state.answers, fact.code: (fact.answer, fact.owner)})
    raise ValueError(f"{recorded.head.type} cannot follow {type(state).__name__}")
