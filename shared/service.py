"""A service as a process: what its rooms are wired to, how it starts, and how it stops.

Enters: settings, and a service's own parts (deciders, reactions, routers). Leaves: an app that serves HTTP, relays its
ledger's events and reacts to other services' events, until it is asked to stop. It must not know any service.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Final, TypeAlias, TypeVar
from urllib.parse import urlsplit
from uuid import UUID, uuid5
from weakref import WeakValueDictionary

import asyncpg
from fastapi import APIRouter, Depends, FastAPI, Request, Response
from pydantic import BaseModel, Field

from shared import collector
from shared.access.grants import Grant, Grants
from shared.access.policy import Gate, Viewer, not_found
from shared.access.tokens import Verifier
from shared.agenda import Agenda, Due
from shared.agenda.runner import AgendaRunner
from shared.clock import Clock
from shared.edge.app import ServiceApp, make_app
from shared.edge.idempotency import HEADER, CommandContext
from shared.edge.serve import serve
from shared.errors import Problem, Refused
from shared.events import Event, Recorded
from shared.ledger import Act, Beside, Claim, Decider, Done, Ledger, OtherFingerprint, VersionConflict
from shared.ledger.ledger import Connection
from shared.messaging.opening import transport_for
from shared.messaging.passing import is_passing
from shared.messaging.reactions import ReactionRunner, Reactions
from shared.messaging.relay import Relay
from shared.messaging.transport import Subscription, Transport, Unavailable
from shared.postgres.pool import open_pool
from shared.privacy.blind import Blind
from shared.privacy.keys import Erased, FileMasterKey, KeyStore
from shared.regions.profiles import Profiles, load_profiles
from shared.settings import Settings
from shared.telemetry.logs import logger

C = TypeVar("C")
S = TypeVar("S")
T = TypeVar("T")

START_SECONDS: Final = 120.0
"""How long a start waits for the database and the broker; a container platform starts them in any order."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 2.0

log = logger(__name__)


Hides: TypeAlias = Callable[[Ledger, UUID, str], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class ServiceSpec:
    """What makes a service: name, deciders by the kind of stream ("case"), reactions, endpoints, and its agenda.

    `hides` says of a key and an actor whether to that actor there is nothing under that key.
    """

    name: str
    title: str
    deciders: Mapping[str, Decider[Any, Any]]  # each kind has its own command and state
    reactions: Reactions
    routers: Sequence[APIRouter]
    agenda: Agenda | None = None
    check: Callable[[Profiles], None] | None = None  # raises where the regions ask for what the service does not have

    hides: Hides | None = None

    def agenda_of(self, event: Recorded[Event]) -> Sequence[Due]:
        """What an event puts on the service's agenda."""
        return () if self.agenda is None else self.agenda.of(event)


# --- what endpoints work with -----------------------------------------------------------------------------------------


class Receipt(BaseModel):
    """What a command has come to: the stream that it wrote and its version, which a read may wait for."""

    stream: str = Field(examples=["intake/case/0190c0de-0000-7000-8000-000000000001"])
    version: int = Field(examples=[1])
    case: UUID


@dataclass(frozen=True, slots=True)
class Running:
    """A service that is open: its ledger, keys, blind values, regions and clock.

    `asker` is the actor whose request it answers. What a request reads of a case, it reads by `load`: where the case is
    hidden from the asker, it finds what it would find of a case that never was.
    """

    ledger: Ledger
    keys: KeyStore
    blind: Blind
    profiles: Profiles
    clock: Clock
    hides: Hides | None = None
    asker: str = ""
    _turns: WeakValueDictionary[bytes, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    def turn(self, value: bytes) -> asyncio.Lock:
        """A lock that whoever works on `value` in this process holds meanwhile, first come, first served.

        It spares retries; what must hold between processes is the database's to see to.
        """
        lock = self._turns.get(value)
        if lock is None:
            self._turns[value] = lock = asyncio.Lock()
        return lock

    async def hidden(self, case: UUID) -> bool:
        """Whether to the asker there is no such case."""
        return self.hides is not None and await self.hides(self.ledger, case, self.asker)

    async def known(self, case: UUID) -> UUID:
        """The case's id, as it stands in a request; to whom the case is hidden, an id that is nobody's."""
        return uuid5(case, self.asker) if await self.hidden(case) else case

    async def load(self, decider: Decider[C, S], stream: str) -> tuple[S, int]:
        """State and version of a stream named by a case, as the asker may know it; as `Ledger.load`."""
        if await self.hidden(UUID(stream.rpartition("/")[2])):
            return decider.initial, 0
        return await self.ledger.load(decider, stream)

    async def carry_out(
        self,
        decider: Decider[C, S],
        stream: str,
        key: UUID,
        command: C,
        context: CommandContext,
        *,
        municipality: str,
        corrects: UUID | None = None,
        claims: Sequence[Claim] = (),
        beside: Sequence[Beside[Any, Any]] = (),
        also: Callable[[Connection], Awaitable[None]] | None = None,
        new: bool = False,
    ) -> Done:
        """Carry out a command that came over HTTP, in the name of `municipality`.

        Raises:
            Problem: 404 `access.not_found` where the decider says that the case is not this municipality's, or where it
                is hidden from whoever asks; 422
                `request.idempotency_key_reused`; 409 `server.version_conflict` where the stream kept changing, and
                `case.erased` where the person has been erased.
            Refused: the decider's other refusals; the edge answers 409.
            ClaimTaken: see `Ledger.handle`.
        """
        viewer = context.viewer
        if await self.hidden(key):
            raise not_found()
        act = Act(
            id=context.id,
            now=context.now,
            municipality=municipality,
            fingerprint=context.fingerprint,
            actor=viewer.actor,
            role=viewer.role.value,
            organisation=viewer.organisation,
            purpose=viewer.purpose,
            correlation=str(context.correlation_id),
            corrects=corrects,
        )
        try:
            return await self.ledger.handle(
                decider, stream, key, command, act, claims=claims, beside=beside, also=also, new=new
            )
        except Refused as refusal:
            if refusal.code == "access.not_found":
                raise not_found() from None
            raise
        except OtherFingerprint:
            raise Problem.of(422, "request.idempotency_key_reused", HEADER) from None
        except VersionConflict:
            raise Problem.of(409, "server.version_conflict") from None
        except Erased:
            raise Problem.of(409, "case.erased") from None


class Written(BaseModel):
    """The answer to a command on something else than a case: its id, its stream and the stream's version."""

    stream: str = Field(examples=["intake/guidance/0190c0de-0000-7000-8000-0000000000aa"])
    version: int = Field(examples=[1])
    id: UUID


def say_replayed(response: Response, done: Done) -> None:
    """Tell the caller that the command had been done before, and that this is its first outcome."""
    if done.replayed:
        response.headers["Idempotency-Replayed"] = "true"


def receipt(done: Done, case: UUID, response: Response) -> Receipt:
    """The answer to a command on a case."""
    say_replayed(response, done)
    return Receipt(stream=done.stream, version=done.version, case=case)


def written(done: Done, id_: UUID, response: Response) -> Written:
    """The answer to a command on something else than a case."""
    say_replayed(response, done)
    return Written(stream=done.stream, version=done.version, id=id_)


async def running(request: Request) -> Running:
    """The open service that a request reaches, as whoever asks may know it."""
    opened: Running = request.app.state.running
    viewer: Viewer | None = getattr(request.state, "viewer", None)
    return opened if viewer is None else replace(opened, asker=viewer.actor)


Service = Annotated[Running, Depends(running)]

# --- the process ------------------------------------------------------------------------------------------------------


class _LateGrants:
    """Grants whose pool opens with the service: the gate is built before that."""

    def __init__(self) -> None:
        self.grants: Grants | None = None

    async def of(self, actor: str) -> tuple[Grant, ...]:
        if self.grants is None:
            raise Problem.of(503, "server.unavailable")
        return await self.grants.of(actor)


class _Standing:
    """What the service has opened and what it still waits for."""

    def __init__(self) -> None:
        self.pool: asyncpg.Pool | None = None
        self.subscription: Subscription | None = None
        self.failed = False

    async def database(self) -> bool:
        if self.pool is None:
            return False
        try:
            return await self.pool.fetchval("select true") is True
        except Exception as error:
            if is_passing(error):
                return False
            raise

    async def reactions(self) -> bool:
        return self.subscription is None or self.subscription.caught_up

    async def background(self) -> bool:
        return not self.failed


def make_service(spec: ServiceSpec, settings: Settings, *, failed: Callable[[], None] = lambda: None) -> ServiceApp:
    """The app of a service. Entering its lifespan opens pools, relay and reactions; leaving it closes them in reverse.

    `failed` is called when the relay or the reactions have ended by a mistake of ours; the service is not ready then.

    Raises:
        LookupError: a key file that the service needs is not set.
        Undeclared: an endpoint declares no access.
    """
    if settings.token_public_key_file is None or settings.master_key_file is None or settings.blind_key_file is None:
        raise settings.missing("master_key_file", "blind_key_file", "token_public_key_file")
    grants, standing = _LateGrants(), _Standing()
    gate = Gate(Verifier.from_file(settings.token_public_key_file), grants)
    profiles = load_profiles(settings.regions)
    if spec.check is not None:
        spec.check(profiles)
    master, blind = FileMasterKey(settings.master_key_file), Blind.from_file(settings.blind_key_file)

    def fell() -> None:
        standing.failed = True
        failed()

    @asynccontextmanager
    async def part(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as parts:

            async def opened(dsn: str, size: int) -> asyncpg.Pool:
                return await _patiently("database", lambda: parts.enter_async_context(open_pool(dsn, size)))

            pool = await opened(settings.dsn(spec.name), settings.pool_size)
            keys = KeyStore(await opened(settings.dsn("keys"), settings.pool_size), master)
            # Two connections: grants are asked for once in ten seconds for an actor.
            grants.grants = Grants(await opened(settings.dsn("access"), 2))
            transport = transport_for(settings, name=f"kotopolku {spec.name}")
            parts.push_async_callback(transport.stop)
            await _patiently("transport", transport.start)
            clock: Clock = app.state.clock
            relay = Relay(spec.name, settings.dsn(spec.name), transport, clock)
            ledger = Ledger(spec.name, pool, keys, appended=relay.wake, agenda=spec.agenda_of)
            app.state.running = Running(ledger, keys, blind, profiles, clock, spec.hides)
            if settings.relay:
                await parts.enter_async_context(_beside(relay.run(), relay.stop, fell))
            if spec.reactions.consumes:
                runner = ReactionRunner(spec.reactions, ledger, spec.deciders, profiles, clock)
                subscription = await _patiently("reactions", lambda: _subscribed(runner, transport))
                parts.push_async_callback(subscription.stop)
                await parts.enter_async_context(_beside(subscription.until_stopped(), None, fell))
                await parts.enter_async_context(_beside(runner.keep_count(), None, fell))
                standing.subscription = subscription
            if spec.agenda is not None:
                due = AgendaRunner(spec.agenda, ledger, spec.deciders, clock)
                await parts.enter_async_context(_beside(due.run(settings.dsn(spec.name)), due.stop, fell))
                await parts.enter_async_context(_beside(due.keep_count(), None, fell))
            standing.pool = pool
            with collector.up():
                yield
            standing.pool = None  # ready no more: what follows is the end

    return make_app(
        spec.name,
        title=spec.title,
        routers=spec.routers,
        settings=settings,
        lifespan=[part],
        ready={"database": standing.database, "reactions": standing.reactions, "background": standing.background},
        gate=gate,
        # InternalClientError: what asyncpg says of a session that the server ended a moment ago, see `is_passing`.
        unavailable=(Unavailable, asyncpg.InternalClientError),
    )


def run(spec: ServiceSpec, settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT: then no new requests, those under way to their end, and everything closed."""
    address = urlsplit(getattr(settings, f"{spec.name}_url"))
    serve(
        # A service that cannot go on ends; what started it starts it again, and the log says why.
        make_service(spec, settings, failed=lambda: signal.raise_signal(signal.SIGTERM)),
        service=spec.name,
        settings=settings,
        host=address.hostname or "127.0.0.1",
        port=address.port or 80,
    )


async def _subscribed(runner: ReactionRunner, transport: Transport) -> Subscription:
    await runner.start()
    return await transport.consume(runner.group, runner)


@asynccontextmanager
async def _beside(
    work: Coroutine[Any, Any, None], stop: Callable[[], None] | None, fell: Callable[[], None]
) -> AsyncIterator[None]:
    """Run `work` beside the service and wait for its end at the end; tell when it ends by a mistake."""
    task = asyncio.create_task(work)

    def ended(done: asyncio.Task[None]) -> None:
        if not done.cancelled() and (error := done.exception()) is not None:
            log.error("a part of the service has ended", exc_info=error)
            fell()

    task.add_done_callback(ended)
    try:
        yield
    finally:
        if stop is None:
            task.cancel()
        else:
            stop()
        await asyncio.wait([task])


async def _patiently(what: str, opening: Callable[[], Awaitable[T]]) -> T:
    """Try until it succeeds; what isn't about a server that is away is raised at once, as is the last failure."""
    loop = asyncio.get_running_loop()
    deadline, pause = loop.time() + START_SECONDS, _FIRST_PAUSE
    while True:
        try:
            return await opening()
        except Exception as error:
            if not is_passing(error) or loop.time() + pause > deadline:
                raise
            log.warning("a server is away, trying again", program=what, error_type=type(error).__qualname__)
        await asyncio.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)
