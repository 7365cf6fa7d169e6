"""How an action stands: open until a day, postponed to another, done. Pure: days come in on the command."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from services.activities.wording import as_published
from shared.errors import Refused
from shared.events.activities.actions import ActionAgreed, ActionDone, ActionOrigin, ActionPostponed
from shared.events.activities.texts import Owner, PublishedText
from shared.events.codec import Recorded
from shared.events.model import Event
from shared.regions.localised import LocalisedText


@dataclass(frozen=True, slots=True)
class NoteAction:
    """A workshop or a meeting has agreed on an action."""

    municipality: str
    origin: ActionOrigin
    agreed_in: UUID
    what: PublishedText
    owner: Owner
    due_on: date


@dataclass(frozen=True, slots=True)
class PostponeAction:
    """Another day is agreed, with a reason."""

    municipality: str
    due_on: date
    reason: LocalisedText


@dataclass(frozen=True, slots=True)
class FinishAction:
    """It is done."""

    municipality: str
    done_on: date
    today: date


Command: TypeAlias = NoteAction | PostponeAction | FinishAction


@dataclass(frozen=True, slots=True)
class NotAgreed:
    """There is no such action."""


@dataclass(frozen=True, slots=True)
class Open:
    municipality: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Finished:
    municipality: str


State: TypeAlias = NotAgreed | Open | Finished
INITIAL: Final = NotAgreed()


def decide(command: Command, state: State) -> Sequence[Event]:
    """The facts that a command makes of an action; none where it was noted before.

    Raises:
        Refused: the answer is no; `access.not_found` where the action isn't the asking municipality's.
    """
    match command:
        case NoteAction():
            return _note(command, state)
        case PostponeAction():
            current = _open(command.municipality, state)
            if command.due_on <= current.due_on:
                raise Refused("action.postponed_to_no_later_day", "due_on")
            return [ActionPostponed(due_on=command.due_on, reason=as_published(command.reason))]
        case FinishAction():
            _open(command.municipality, state)
            if command.done_on > command.today:
                raise Refused("action.done_in_the_future", "done_on")
            return [ActionDone(done_on=command.done_on)]
    assert_never(command)


def _note(command: NoteAction, state: State) -> Sequence[Event]:
    if not isinstance(state, NotAgreed):
        return []
    return [
        ActionAgreed(
            municipality=command.municipality,
            origin=command.origin,
            agreed_in=command.agreed_in,
            what=command.what,
            owner=command.owner,
            due_on=command.due_on,
        )
    ]


def _open(municipality: str, state: State) -> Open:
    """The action, if it is this municipality's and still open."""
    match state:
        case Open() if state.municipality == municipality:
            return state
        case Finished() if state.municipality == municipality:
            raise Refused("action.done_already")
        case NotAgreed() | Open() | Finished():
            raise Refused("access.not_found")
    assert_never(state)


def evolve(state: State, recorded: Recorded[Event]) -> State:
    """The action after a fact."""
    match recorded.event, state:
        case ActionAgreed() as fact, NotAgreed():
            return Open(fact.municipality, fact.due_on)
        case ActionPostponed() as fact, Open():
            return replace(state, due_on=fact.due_on)
        case ActionDone(), Open(municipality):
            return Finished(municipality)
    raise ValueError(f"{recorded.head.type} cannot follow {type(state).__name__}")
