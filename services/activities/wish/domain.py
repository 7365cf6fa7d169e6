"""A wish is expressed, and taken up by the group that is planned from it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from shared.errors import Refused
from shared.events.activities.directory import Need
from shared.events.activities.groups import WishExpressed, WishTakenUp
from shared.events.codec import Recorded
from shared.events.model import Event, FreeText, Personal


@dataclass(frozen=True, slots=True)
class ExpressWish:
    """Somebody wishes for something; `words` have an id of their own, and name at most the person of the case."""

    municipality: str
    need: Need
    language: str | None
    case: UUID | None
    person_id: UUID | None
    text_id: UUID
    words: str | None


@dataclass(frozen=True, slots=True)
class TakeUpWish:
    """A group says that it was planned from the wish."""

    municipality: str | None
    group: UUID


Command: TypeAlias = ExpressWish | TakeUpWish


@dataclass(frozen=True, slots=True)
class NotExpressed:
    """Nobody has wished for anything under this id."""


@dataclass(frozen=True, slots=True)
class Expressed:
    """It stands, with the groups that took it up."""

    municipality: str
    groups: frozenset[UUID] = frozenset()


State: TypeAlias = NotExpressed | Expressed
INITIAL: Final = NotExpressed()


def decide(command: Command, wish: State) -> Sequence[Event]:
    """The facts that a command makes of a wish; none where all is so already, or the wish is another municipality's.

    Raises:
        Refused: the id is taken.
    """
    match command:
        case ExpressWish():
            if not isinstance(wish, NotExpressed):
                raise Refused("wish.already_expressed")
            return [_expressed(command)]
        case TakeUpWish(municipality, group):
            mine = isinstance(wish, Expressed) and wish.municipality == municipality and group not in wish.groups
            return [WishTakenUp(group=group)] if mine else []
    assert_never(command)


def _expressed(command: ExpressWish) -> WishExpressed:
    parents = () if command.person_id is None else (command.person_id,)
    text = None if command.words is None else Personal(command.text_id, FreeText(text=command.words), parents)
    return WishExpressed(
        municipality=command.municipality, need=command.need, language=command.language, case=command.case, text=text
    )


def evolve(wish: State, recorded: Recorded[Event]) -> State:
    """The wish after a fact."""
    match recorded.event, wish:
        case WishExpressed() as fact, NotExpressed():
            return Expressed(fact.municipality)
        case WishTakenUp() as fact, Expressed(municipality, groups):
            return Expressed(municipality, groups | {fact.group})
    raise ValueError(f"{recorded.head.type} cannot follow {type(wish).__name__}")
