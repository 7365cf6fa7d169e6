"""What a service's facts put on its agenda, and what is done when it has fallen due. Pure, as deciders are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeAlias, TypeVar
from uuid import UUID

from shared.events import Event, Recorded

E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class Due:
    """A day that something has time until: it falls due when the day after `on` has come, in Helsinki.

    `name` says what is done then, `stream` ("assessment/case/<uuid>") and `key` to what, and `municipality` in whose
    name: that of the event that said it, where it is None. A day that has passed already falls due at once.
    """

    name: str
    stream: str
    key: UUID
    on: date
    municipality: str | None = None


# The event that a function takes is its own type; which one, `Agenda.on` has checked. The command is its stream's.
Puts: TypeAlias = Callable[[Recorded[Any]], Sequence[Due]]
Falls: TypeAlias = Callable[[Due, date], object]


class Agenda:
    """The agenda of one service.

    An entry is carried out once. A fact that names the same day again makes an entry of its own, for it may be about
    something new; so a decider looks at its own state, and decides nothing where there is nothing to say any more.
    """

    def __init__(self, service: str) -> None:
        self.service: Final = service
        self._puts: dict[tuple[str, str], list[Puts]] = {}
        self._falls: dict[str, Falls] = {}

    def on(
        self, event: type[E]
    ) -> Callable[[Callable[[Recorded[E]], Sequence[Due]]], Callable[[Recorded[E]], Sequence[Due]]]:
        """What the fact `event` puts on the agenda; pure, and asked in the append's own transaction.

        Raises:
            TypeError: the event is another service's; an agenda is written with its own ledger.
        """
        if event.service != self.service:
            raise TypeError(f"the agenda of {self.service} is not written by {event.service}'s {event.name}")

        def register(function: Callable[[Recorded[E]], Sequence[Due]]) -> Callable[[Recorded[E]], Sequence[Due]]:
            self._puts.setdefault((event.service, event.name), []).append(function)
            return function

        return register

    def falls(self, name: str) -> Callable[[Callable[[Due, date], object]], Callable[[Due, date], object]]:
        """The command for what has fallen due under `name`; it gets the entry and today's date, which is later.

        `name` is part of what is kept, so it never changes.

        Raises:
            TypeError: the name is taken.
        """

        def register(function: Callable[[Due, date], object]) -> Callable[[Due, date], object]:
            if name in self._falls:
                raise TypeError(f"two functions say what falls due as {name} in {self.service}")
            self._falls[name] = function
            return function

        return register

    def of(self, event: Recorded[Event]) -> list[Due]:
        """What a fact puts on the agenda.

        Raises:
            LookupError: it names something that nothing is done about.
        """
        puts = self._puts.get((event.event.service, event.event.name), ())
        dues = [due for function in puts for due in function(event)]
        for due in dues:
            if due.name not in self._falls:
                raise LookupError(f"nothing is done about {due.name} on the agenda of {self.service}")
        return dues

    def command(self, due: Due, today: date) -> object:
        """What is to be done about what has fallen due.

        Raises:
            LookupError: nobody says any more.
        """
        try:
            falls = self._falls[due.name]
        except KeyError:
            raise LookupError(f"nothing is done about {due.name} on the agenda of {self.service}") from None
        return falls(due, today)
