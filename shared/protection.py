"""How every service but intake knows which cases are protected: it notes what intake says, in a stream of its own.

    PROTECTION = noting(ProtectionNoted)     # what a stream <service>/protection/<case> is decided by
    note_protections(reactions)              # intake's facts become its commands
    ServiceSpec(deciders={"protection": PROTECTION, ...}, hides=hidden_by(PROTECTION))

Enters: intake's facts of protection. Leaves: `ProtectionNoted` with all who are entitled after it, which says that the
service has it, and whether a case is hidden from an actor. It must not know what a service does with a case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, assert_never
from uuid import UUID

from shared.events import CaseEvent, Event, Recorded
from shared.events.intake.protection import (
    NonDisclosureLifted,
    NonDisclosureSet,
    ProtectedCaseClosedTo,
    ProtectedCaseOpenedTo,
)
from shared.events.protection import Noted
from shared.ledger import Decider, Ledger
from shared.messaging.reactions import Ask, Reactions
from shared.regions.profiles import Profiles
from shared.service import Hides

KIND: Final = "protection"

# --- what intake has said ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hide:
    """The case is protected: only these may know of it."""

    entitled: frozenset[str]


@dataclass(frozen=True, slots=True)
class LetIn:
    """One more may."""

    official: str


@dataclass(frozen=True, slots=True)
class KeepOut:
    """One may no more."""

    official: str


@dataclass(frozen=True, slots=True)
class Show:
    """The protection is over."""


Command: TypeAlias = Hide | LetIn | KeepOut | Show

# --- how a case stands in this service --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shown:
    """Whoever works for the case's municipality may know of it."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """Only these may."""

    entitled: frozenset[str]


State: TypeAlias = Shown | Hidden
INITIAL: Final = Shown()


def hides(state: State, actor: str) -> bool:
    """Whether to this actor there is no such case."""
    return isinstance(state, Hidden) and actor not in state.entitled


def after(command: Command, state: State) -> State:
    """How the case stands once it is noted; intake has decided, so nothing is refused."""
    match command:
        case Hide(entitled):
            return Hidden(entitled)
        case Show():
            return Shown()
        case LetIn(official):
            return Hidden(state.entitled | {official}) if isinstance(state, Hidden) else state
        case KeepOut(official):
            return Hidden(state.entitled - {official}) if isinstance(state, Hidden) else state
    assert_never(command)


def noting(noted: type[Noted]) -> Decider[Command, State]:
    """A service's decider, by its own event."""

    def decide(command: Command, state: State) -> Sequence[Event]:
        match then := after(command, state):
            case _ if then == state:
                return []
            case Hidden(entitled):
                return [noted(entitled=tuple(sorted(entitled)))]
            case Shown():
                return [noted(entitled=None)]
        assert_never(then)

    return Decider(INITIAL, decide, evolve)


def evolve(_: State, recorded: Recorded[Event]) -> State:
    """A noting says all there is to say: what was noted before counts no more."""
    if not isinstance(recorded.event, Noted):
        raise ValueError(f"{recorded.head.type} is no noting of a protection")  # noqa: TRY004 - a wrong stream
    entitled = recorded.event.entitled
    return Shown() if entitled is None else Hidden(frozenset(entitled))


# --- how a service comes by it ----------------------------------------------------------------------------------------


def hidden_by(decider: Decider[Any, State]) -> Hides:
    """What a service asks of a key and an actor before it does anything under that key."""

    async def hidden(ledger: Ledger, key: UUID, actor: str) -> bool:
        state, _ = await ledger.load(decider, f"{ledger.service}/{KIND}/{key}")
        return hides(state, actor)

    return hidden


def note_protections(reactions: Reactions) -> None:
    """Let a service note what intake says."""

    def ask(event: Recorded[CaseEvent], command: Command) -> list[Ask]:
        case = event.head.key
        return [Ask(f"{reactions.service}/{KIND}/{case}", case, command, event.head.municipality)]

    @reactions.on(NonDisclosureSet)
    def note_protection(event: Recorded[NonDisclosureSet], _: Profiles) -> list[Ask]:
        """Only those named know of the case."""
        return ask(event, Hide(frozenset(event.event.entitled)))

    @reactions.on(ProtectedCaseOpenedTo)
    def note_opening(event: Recorded[ProtectedCaseOpenedTo], _: Profiles) -> list[Ask]:
        """One more does."""
        return ask(event, LetIn(event.event.official))

    @reactions.on(ProtectedCaseClosedTo)
    def note_closing_to(event: Recorded[ProtectedCaseClosedTo], _: Profiles) -> list[Ask]:
        """One does no more."""
        return ask(event, KeepOut(event.event.official))

    @reactions.on(NonDisclosureLifted)
    def note_lifting(event: Recorded[NonDisclosureLifted], _: Profiles) -> list[Ask]:
        """Everybody may again."""
        return ask(event, Show())
