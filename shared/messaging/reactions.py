"""Reactions: a fact of one service makes a command in another.

A reaction is pure. Its commands' ids are made of the event's id, the reaction's name and the target stream, and the
ledger's `commands` table makes a second delivery do nothing; so neither a double nor a gap needs a table here: a double
asks for commands that are recorded already, and the first decision stands. After a gap (a later version before an
earlier one, which only a relay that was cut in half can make) the earlier event still comes, from the same relay's
second try, and asks for its own commands then.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeAlias, TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

import orjson
from opentelemetry.trace import SpanKind

from shared.clock import Clock
from shared.errors import Refused
from shared.events import Event, Head, Recorded
from shared.events.codec import boxes_in, decode_payload
from shared.ledger import Act, Decider, Ledger, decider_for
from shared.messaging.inbox import Held, Inbox
from shared.messaging.parking import NotParked, Outcome, ParkedEvent, ParkedKey, cause_of
from shared.messaging.passing import is_passing
from shared.messaging.transport import Incoming
from shared.regions.profiles import Profiles
from shared.telemetry.logs import logger
from shared.telemetry.metrics import figures
from shared.telemetry.tracing import span

COMMANDS: Final = uuid5(NAMESPACE_URL, "urn:kotopolku:command")
COUNT_SECONDS: Final = 5.0
AT_ONCE: Final = 8  # keys handled at the same time: as many as a service's pool has connections by default

E = TypeVar("E", bound=Event)
log = logger(__name__)


@dataclass(frozen=True, slots=True)
class Ask:
    """A command that a reaction asks for.

    `stream` is the target ("assessment/case/<uuid>"), `key` its key, `municipality` the one in whose name it is done.
    """

    stream: str
    key: UUID
    command: object
    municipality: str | None = None


# The event a reaction takes is its own type; which one, `Reactions.on` has checked.
Function: TypeAlias = Callable[[Recorded[Any], Profiles], Sequence[Ask]]


@dataclass(frozen=True, slots=True)
class Reaction:
    """One function with its name, which is part of its commands' ids and so never changes, and when it begins."""

    name: str
    event: type[Event]
    function: Function
    since: datetime | None

    def takes(self, head: Head) -> bool:
        return self.since is None or head.time >= self.since


class Reactions:
    """The reactions of one service."""

    def __init__(self, service: str) -> None:
        self.service = service
        self._by_event: dict[tuple[str, str], list[Reaction]] = {}

    def on(
        self, event: type[E], *, since: datetime | None = None, name: str | None = None
    ) -> Callable[[Callable[[Recorded[E], Profiles], Sequence[Ask]]], Callable[[Recorded[E], Profiles], Sequence[Ask]]]:
        """React to `event`.

        Args:
            event: the current class of the event's type; older versions come upcast.
            since: don't react to what was recorded earlier: for a reaction that is added when there is history.
            name: the reaction's name when the function has been renamed; else the function's.

        Raises:
            TypeError: a reaction of that name is there already, or it reacts to its own service's event.
        """

        def register(
            function: Callable[[Recorded[E], Profiles], Sequence[Ask]],
        ) -> Callable[[Recorded[E], Profiles], Sequence[Ask]]:
            reaction = Reaction(name or function.__name__, event, function, since)
            held = self._by_event.setdefault((event.service, event.name), [])
            if any(other.name == reaction.name for other in held):
                raise TypeError(f"two reactions of {self.service} to {event.name} are called {reaction.name}")
            held.append(reaction)
            return function

        return register

    @property
    def consumes(self) -> tuple[type[Event], ...]:
        """The event types reacted to, by service and name."""
        return tuple(held[0].event for _, held in sorted(self._by_event.items()))

    def to(self, head: Head) -> list[Reaction]:
        """The reactions to the event of that head, in the order they were registered."""
        return [one for one in self._by_event.get((head.service, head.name), ()) if one.takes(head)]


class ReactionRunner:
    """Runs a service's reactions: the handler of its consumer group, and the keys it has parked.

    Args:
        reactions: what to react with.
        ledger: the service's own; the commands go there.
        deciders: by a stream's kind, the second part of its name ("case", "group").
        profiles: the regions, handed to every reaction.
        clock: tells when a command is done.
    """

    def __init__(
        self,
        reactions: Reactions,
        ledger: Ledger,
        deciders: Mapping[str, Decider[Any, Any]],  # each kind has its own command and state; a reaction asks rightly
        profiles: Profiles,
        clock: Clock,
    ) -> None:
        self._reactions = reactions
        self._ledger = ledger
        self._deciders = deciders
        self._profiles = profiles
        self._clock = clock
        self._inbox = Inbox(ledger.pool, reactions.service)

    @property
    def group(self) -> str:
        """The consumer group, the same for all processes of the service."""
        return self._reactions.service

    @property
    def consumer(self) -> str:
        """As `ParkedKeys.consumer`."""
        return self._reactions.service

    async def __call__(self, batch: Sequence[Incoming]) -> None:
        """Handle a batch: keys beside each other, the events of each key in order.

        A handler's error parks its key; an error that passes (a lost connection) is raised, so that the batch comes
        again, where what was done is not done twice.
        """
        by_key: defaultdict[UUID, list[Held]] = defaultdict(list)
        for message in batch:
            by_key[message.key].append(Held.of(message))
        known = await self._inbox.known(by_key)
        touched = {
            key: events
            for key, events in by_key.items()
            if key in known.parked or any(self._reactions.to(one.head) for one in events)
        }
        if not touched:
            return
        limit = asyncio.Semaphore(AT_ONCE)
        async with asyncio.TaskGroup() as group:
            for key, events in touched.items():
                live = [one for one in events if one.head.id not in known.skipped]
                group.create_task(self._key(limit, live, parked=key in known.parked))

    async def start(self) -> None:
        """Tell the figures what is parked from before."""
        await self._count()

    async def keep_count(self) -> None:
        """Tell the figures again and again: a key may be parked or freed by another process, as a retry is."""
        while True:
            await asyncio.sleep(COUNT_SECONDS)
            try:
                await self._count()
            except Exception as error:
                if not is_passing(error):
                    raise
                log.warning("the parked keys are not known", error_type=type(error).__qualname__)

    async def list(self) -> Sequence[ParkedKey]:
        """As `ParkedKeys.list`."""
        return await self._inbox.list()

    async def show(self, key: UUID) -> tuple[ParkedKey, Sequence[ParkedEvent]]:
        """As `ParkedKeys.show`."""
        return await self._inbox.show(key)

    async def retry(self, key: UUID) -> Outcome:
        """As `ParkedKeys.retry`. The consumer may run meanwhile: it holds back until the key is free."""
        if await self._inbox.find(key) is None:
            raise NotParked("parked.unknown_key", key)
        handled = 0
        while True:
            held = await self._inbox.first(key)
            if held is None:
                if await self._inbox.free(key):
                    await self._count()
                    return Outcome(handled, None)
                continue  # one more came to wait just now
            try:
                await self._react(held)
            except Exception as error:
                if is_passing(error):
                    raise
                await self._inbox.failed_again(held, cause_of(error))
                return Outcome(handled, await self._inbox.find(key))
            await self._inbox.done(held.head.id)
            handled += 1

    async def discard(self, event: UUID, by: str, reason: str) -> ParkedEvent:
        """As `ParkedKeys.discard`."""
        return await self._inbox.discard(event, by, reason, self._clock.now())

    async def _key(self, limit: asyncio.Semaphore, events: Sequence[Held], *, parked: bool) -> None:
        async with limit:
            for held in events:
                if parked:
                    parked = await self._inbox.hold(held)
                if not parked and self._reactions.to(held.head):
                    parked = not await self._live(held)

    async def _live(self, held: Held) -> bool:
        """Handle an event; False when it failed and its key is parked now."""
        try:
            await self._react(held)
        except Exception as error:
            if is_passing(error):
                raise
            cause = cause_of(error)
            log.exception(
                "a reaction failed, its key is parked",
                key=held.head.key,
                stream=held.head.stream,
                version=held.head.streamversion,
                event_type=held.head.type,
                error_type=cause.type,
            )
            await self._inbox.park(held, cause, self._clock.now())
            await self._count()
            return False
        return True

    async def _react(self, held: Held) -> None:
        head = held.head
        reactions = self._reactions.to(head)
        if not reactions:
            return
        payload = orjson.loads(held.data)
        keys = await self._ledger.keys.for_opening({UUID(box["key"]) for _, box in boxes_in(payload)})
        event = decode_payload(head, payload, keys)
        for reaction in reactions:
            with span(
                "reaction",
                traceparent=head.traceparent,
                kind=SpanKind.CONSUMER,
                service=self._reactions.service,
                reaction=reaction.name,
                event_type=head.type,
            ):
                await self._ask(reaction, event)

    async def _ask(self, reaction: Reaction, event: Recorded[Event]) -> None:
        asks = reaction.function(event, self._profiles)
        if len({ask.stream for ask in asks}) < len(asks):
            raise TypeError(f"{reaction.name} asks one stream for two commands, which would share an id")
        for ask in asks:
            act = Act(
                id=uuid5(COMMANDS, "\n".join((str(event.head.id), reaction.name, ask.stream))),
                now=self._clock.now(),
                municipality=ask.municipality,
                actor=f"reaction:{reaction.name}",
                role="service",
                correlation=event.head.correlationid or str(event.head.id),
                causation=str(event.head.id),
            )
            try:
                decider = decider_for(self._reactions.service, self._deciders, ask.stream)
                await self._ledger.handle(decider, ask.stream, ask.key, ask.command, act)
            except Refused as refusal:
                # An answer, and recorded as one: the target has moved on, or will never want this.
                log.info(
                    "a reaction's command was refused", reaction=reaction.name, stream=ask.stream, code=refusal.code
                )

    async def _count(self) -> None:
        figures().parked(self._reactions.service, await self._inbox.count(), "reaction")
