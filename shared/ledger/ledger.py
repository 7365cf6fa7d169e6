"""`handle`: load, fold, decide, seal, append. One command writes one stream, exactly once, and what goes beside it."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import itemgetter
from typing import Any, Final, Generic, TypeAlias, TypeVar
from uuid import UUID, uuid5
from weakref import WeakValueDictionary

import asyncpg
import orjson
from uuid_utils import uuid7

from shared.agenda import Due
from shared.clock import microseconds
from shared.errors import Refused
from shared.events import Draft, Event, Head, Recorded, Written, decode, seal_event, subjects_of
from shared.events.codec import boxes_in
from shared.privacy.keys import NO_KEYS, KeyStore
from shared.sql import statements
from shared.telemetry.metrics import figures
from shared.telemetry.tracing import span, traceparent
from shared.together import Together

C = TypeVar("C")
S = TypeVar("S")
P = TypeVar("P")
W = TypeVar("W")
Connection: TypeAlias = asyncpg.Connection | asyncpg.pool.PoolConnectionProxy

SQL: Final = statements("shared.ledger")
TRIES: Final = 3
REMEMBERED: Final = 20_000  # folded states kept in memory; an append checks that they are still the newest


class VersionConflict(Exception):  # noqa: N818 - names the finding
    """Somebody else wrote the stream between load and append, three times in a row."""


class ClaimTaken(Exception):  # noqa: N818 - names the finding
    """What this command claims (municipality, digest) belongs to `stream` already. Nothing was written."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.stream = stream


class OtherFingerprint(Exception):  # noqa: N818 - names the finding
    """The command's id was used before, with another request. Nothing was written."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that only one stream of a municipality may have, as a blind digest."""

    municipality: str
    digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Who does what, when, and why: what a command's events say in their heads besides the fact itself.

    `id` makes the command's effect happen once; `fingerprint` is the HMAC of a request's body (None for reactions);
    `now` is the instant the events are recorded at; `municipality` the one in whose name it is done.
    """

    id: UUID
    now: datetime
    municipality: str | None = None
    fingerprint: bytes | None = None
    actor: str | None = None
    role: str | None = None
    organisation: str | None = None
    purpose: str | None = None
    correlation: str | None = None
    causation: str | None = None
    corrects: UUID | None = None


@dataclass(frozen=True, slots=True)
class Decider(Generic[C, S]):
    """A domain: where it begins, what it decides, how it goes on. Pure; `opens` if states look into sealed values."""

    initial: S
    decide: Callable[[C, S], Sequence[Event]]
    evolve: Callable[[S, Recorded[Event]], S]
    opens: bool = False


@dataclass(frozen=True, slots=True)
class Beside(Generic[C, S]):
    """A command on another stream that is carried out with the first or not at all: an aggregate of its own."""

    decider: Decider[C, S]
    stream: str
    key: UUID
    command: C


@dataclass(frozen=True, slots=True)
class Done:
    """A command's outcome: the stream and its version after it. `replayed`: it had been done before."""

    stream: str
    from_version: int
    version: int
    replayed: bool
    fingerprint: bytes | None = None
    events: tuple[Event, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class _Loaded(Generic[S]):
    version: int
    state: S


@dataclass(frozen=True, slots=True)
class _Appending:
    """What the SQL function is asked for one command."""

    stream: str
    key: UUID
    expected: int
    act: Act
    drafts: Sequence[Draft]
    written: Sequence[Written]
    claims: Sequence[Claim]
    refusal: Refused | None = None
    dues: Sequence[tuple[Due, Head]] = ()

    def arguments(self) -> tuple[object, ...]:
        """Alone: the parameters of `append`."""
        act, refusal, written, claims = self.act, self.refusal, self.written, self.claims
        return (
            self.stream,
            self.key,
            self.expected,
            act.id,
            act.fingerprint,
            act.now,
            None if refusal is None else refusal.code,
            None if refusal is None else refusal.fault.field,
            [draft.head.type for draft in self.drafts],
            [one.head for one in written],
            [one.data for one in written],
            [claim.municipality for claim in claims],
            [claim.digest for claim in claims],
        )


class Ledger:
    """One service's ledger. `appended` is called after every commit that wrote events: it wakes the relay.

    `agenda` says what an event puts on the agenda, which is written with it. Else it costs nothing.

    Appends that wait at the same time share a transaction (`Together`): one commit, one round trip, and each command's
    own answer. Where one of them fails, all were undone, and each is done again alone.
    """

    def __init__(
        self,
        service: str,
        pool: asyncpg.Pool,
        keys: KeyStore,
        *,
        appended: Callable[[], None] = lambda: None,
        agenda: Callable[[Recorded[Event]], Sequence[Due]] = lambda _: (),
    ) -> None:
        self.service = service
        self.pool = pool
        self.keys = keys
        self.appended = appended
        self._agenda = agenda
        self._states: OrderedDict[tuple[int, str], _Loaded[object]] = OrderedDict()
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._appends: Together[_Appending, asyncpg.Record] = Together(self._append_each)

    async def handle(
        self,
        decider: Decider[C, S],
        stream: str,
        key: UUID,
        command: C,
        act: Act,
        *,
        claims: Sequence[Claim] = (),
        beside: Sequence[Beside[Any, Any]] = (),
        also: Callable[[Connection], Awaitable[None]] | None = None,
        new: bool = False,
    ) -> Done:
        """Load the stream, fold, decide, append; a version conflict is tried again, three times in all.

        `beside` are commands on other streams, and `also` what mutable tables must agree with it: both run in the
        append's transaction, and not when the command is replayed. `new` says that the stream was just named and cannot
        exist yet, which spares the load.

        Raises:
            Refused: the decider, or one of those beside, said no; the refusal is recorded under the command's id.
            ClaimTaken: a claim belongs to another stream.
            OtherFingerprint: the command's id is that of another request, whatever came of it.
            VersionConflict: the stream kept changing.
            Erased: the subject of a sealed value has been erased.
        """
        async with AsyncExitStack() as turns:
            # Commands on one stream in this process take turns; only another process can come between. In order of
            # stream: two that write the same ones never wait for each other in a ring.
            for name in sorted({stream, *(one.stream for one in beside)}) if beside else (stream,):
                await turns.enter_async_context(self._turns.setdefault(name, asyncio.Lock()))
            with span("ledger.handle", service=self.service, command=type(command).__name__):
                return await self._handle(decider, stream, key, command, act, claims, beside, also, new=new)

    async def load(self, decider: Decider[C, S], stream: str) -> tuple[S, int]:
        """A stream's state and version (0 where there is no stream)."""
        loaded = await self._fold(decider, await self.pool.fetch(SQL["load"], stream, None))
        return loaded.state, loaded.version

    async def claim_holder(self, claim: Claim) -> str | None:
        """The stream that has `claim`, if any has."""
        holder: str | None = await self.pool.fetchval(SQL["claim_holder"], claim.municipality, claim.digest)
        return holder

    async def _handle(
        self,
        decider: Decider[C, S],
        stream: str,
        key: UUID,
        command: C,
        act: Act,
        claims: Sequence[Claim],
        beside: Sequence[Beside[Any, Any]],
        also: Callable[[Connection], Awaitable[None]] | None,
        *,
        new: bool,
    ) -> Done:
        known: _Loaded[S] | None = self._recall(decider, stream) or (_Loaded(0, decider.initial) if new else None)
        for _ in range(TRIES):
            fresh = known is None
            if known is None:
                found = await self._load(decider, stream, act)
                if isinstance(found, Done):
                    return found
                known = found
            events = _decided(decider, command, known.state)
            if not fresh and (isinstance(events, Refused) or not events):
                known = None  # a remembered state may be stale, and a stale one may neither say no nor stay quiet
                continue
            if isinstance(events, Refused):
                return await self._refuse(stream, key, known.version, act, events)
            try:
                return await self._append(decider, stream, key, known, events, act, claims, beside, also)
            except Refused as refusal:  # by one beside: nothing was written
                return await self._refuse(stream, key, known.version, act, refusal)
            except asyncpg.PostgresError as error:
                if error.sqlstate == "KP423":
                    raise ClaimTaken(str(error.detail)) from None
                if error.sqlstate != "KP409":
                    raise
                figures().conflict()
                self._forget(decider, stream)
                known = None
        raise VersionConflict(stream)

    async def _load(self, decider: Decider[C, S], stream: str, act: Act) -> _Loaded[S] | Done:
        rows = await self.pool.fetch(SQL["load"], stream, act.id)
        if rows and rows[0]["version"] == 0:
            return _outcome(rows[0], act, replayed=True)
        return await self._fold(decider, rows)

    async def _fold(self, decider: Decider[C, S], rows: Sequence[asyncpg.Record]) -> _Loaded[S]:
        keys = NO_KEYS
        if decider.opens:
            wanted = {UUID(box["key"]) for row in rows for _, box in boxes_in(orjson.loads(row["data"]))}
            keys = await self.keys.for_opening(wanted)
        state = decider.initial
        for row in rows:
            state = decider.evolve(state, decode(Head.from_bytes(row["head"]), row["data"], keys))
        return _Loaded(rows[-1]["version"] if rows else 0, state)

    async def _append(
        self,
        decider: Decider[C, S],
        stream: str,
        key: UUID,
        known: _Loaded[S],
        events: Sequence[Event],
        act: Act,
        claims: Sequence[Claim],
        beside: Sequence[Beside[Any, Any]],
        also: Callable[[Connection], Awaitable[None]] | None,
    ) -> Done:
        drafts, written = await self._written(stream, key, known.version, events, act)
        appending = _Appending(stream, key, known.version, act, drafts, written, claims, dues=self._dues(drafts))
        wrote = bool(drafts)
        if also is None and not beside:
            row = await self._appends.ask(appending)
        else:
            async with self.pool.acquire() as connection, connection.transaction():
                row = await _append_alone(connection, appending)
                if not row["replayed"]:
                    # In order of stream: two that write the same ones never wait for each other in a ring.
                    for one in sorted(beside, key=lambda one: one.stream):
                        wrote = await self._append_beside(connection, one, act) or wrote
                    if also is not None:
                        await also(connection)
        done = _outcome(row, act, replayed=row["replayed"], events=tuple(events))
        if done.replayed:
            self._forget(decider, stream)
        elif wrote:
            state = known.state
            for draft in drafts:
                state = decider.evolve(state, Recorded(draft.event, draft.head))
            self._remember(decider, stream, _Loaded(done.version, state))
            self.appended()
        return done

    async def _append_beside(self, connection: Connection, one: Beside[C, S], act: Act) -> bool:
        """Whether it wrote anything. Its heads name the command that it goes beside; its own id is made of that."""
        known = await self._fold(one.decider, await connection.fetch(SQL["load"], one.stream, None))
        events = one.decider.decide(one.command, known.state)
        if not events:
            return False
        drafts, written = await self._written(one.stream, one.key, known.version, events, act)
        own = replace(act, id=uuid5(act.id, one.stream))
        dues = self._dues(drafts)
        await _append_alone(
            connection, _Appending(one.stream, one.key, known.version, own, drafts, written, (), dues=dues)
        )
        return True

    def _dues(self, drafts: Sequence[Draft]) -> list[tuple[Due, Head]]:
        """What the events put on the agenda, each with the head of the event that does."""
        return [(due, draft.head) for draft in drafts for due in self._agenda(Recorded(draft.event, draft.head))]

    async def _written(
        self, stream: str, key: UUID, version: int, events: Sequence[Event], act: Act
    ) -> tuple[list[Draft], list[Written]]:
        drafts = [Draft(self._head(event, stream, key, version + n, act), event) for n, event in enumerate(events, 1)]
        subjects = {subject: parents for event in events for subject, parents in subjects_of(event).items()}
        keys = await self.keys.for_sealing(subjects) if subjects else NO_KEYS
        return drafts, [seal_event(draft, keys) for draft in drafts]

    async def _refuse(self, stream: str, key: UUID, version: int, act: Act, refusal: Refused) -> Done:
        row = await _append_alone(self.pool, _Appending(stream, key, version, act, (), (), (), refusal))
        _outcome(row, act, replayed=row["replayed"])  # raises the refusal of the first time, if this is a later one
        raise refusal

    async def _append_each(self, lot: Sequence[_Appending]) -> Sequence[asyncpg.Record | Exception]:
        if len(lot) > 1 and len({one.stream for one in lot}) == len(lot):
            try:
                return await self._append_lot(lot)
            except asyncpg.PostgresError:
                pass  # a conflict, a claim, a deadlock: nothing was written, and each learns alone what is its own
        return [await self._settled(one) for one in lot]

    async def _append_lot(self, lot: Sequence[_Appending]) -> Sequence[asyncpg.Record]:
        order = sorted(range(len(lot)), key=lambda n: lot[n].stream)
        ordered = [lot[n] for n in order]
        rows = await _append_lot(self.pool, ordered)
        return [row for _, row in sorted(zip(order, rows, strict=True), key=itemgetter(0))]

    async def _settled(self, appending: _Appending) -> asyncpg.Record | Exception:
        try:
            return await _append_alone(self.pool, appending)
        except asyncpg.PostgresError as error:
            return error

    def _head(self, event: Event, stream: str, key: UUID, version: int, act: Act) -> Head:
        effective = event.effective_on()
        return Head(
            id=UUID(int=uuid7(nanoseconds=microseconds(act.now) * 1000).int),
            type=event.type,
            stream=stream,
            time=act.now,
            key=key,
            streamversion=version,
            municipality=event.municipality_of() or act.municipality,
            effectiveon=effective,
            actorid=act.actor,
            actorrole=act.role,
            actororganisation=act.organisation,
            purpose=act.purpose,
            commandid=act.id,
            correlationid=act.correlation,
            causationid=act.causation,
            corrects=act.corrects,
            traceparent=traceparent(),
        )

    def _recall(self, decider: Decider[C, S], stream: str) -> _Loaded[S] | None:
        held = self._states.get((id(decider), stream))
        if held is not None:
            self._states.move_to_end((id(decider), stream))
        return held  # type: ignore[return-value]  # the decider's id is part of the key

    def _remember(self, decider: Decider[C, S], stream: str, loaded: _Loaded[S]) -> None:
        self._states[id(decider), stream] = loaded  # type: ignore[assignment]  # the decider's id is part of the key
        self._states.move_to_end((id(decider), stream))
        if len(self._states) > REMEMBERED:
            self._states.popitem(last=False)

    def _forget(self, decider: Decider[C, S], stream: str) -> None:
        self._states.pop((id(decider), stream), None)


def _decided(decider: Decider[C, S], command: C, state: S) -> Sequence[Event] | Refused:
    try:
        return decider.decide(command, state)
    except Refused as refusal:
        return refusal


async def _append_alone(on: asyncpg.Pool | Connection, appending: _Appending) -> asyncpg.Record:
    if appending.dues:
        return (await _append_lot(on, [appending]))[0]
    row = await on.fetchrow(SQL["append"], *appending.arguments())
    if row is None:
        raise RuntimeError("append gave no answer")
    return row


async def _append_lot(on: asyncpg.Pool | Connection, lot: Sequence[_Appending]) -> Sequence[asyncpg.Record]:
    """Several commands in one statement; none of them is a refusal."""
    firsts, counts, drafts, written = _numbered([(one.drafts, one.written) for one in lot])
    claim_firsts, claim_counts, claims, _ = _numbered([(one.claims, ()) for one in lot])
    dues = [(n, due, head) for n, one in enumerate(lot, 1) for due, head in one.dues]
    return await on.fetch(
        SQL["append_each_due" if dues else "append_each"],
        [one.stream for one in lot],
        [one.key for one in lot],
        [one.expected for one in lot],
        [one.act.id for one in lot],
        [one.act.fingerprint for one in lot],
        [one.act.now for one in lot],
        firsts,
        counts,
        [draft.head.type for draft in drafts],
        [one.head for one in written],
        [one.data for one in written],
        claim_firsts,
        claim_counts,
        [claim.municipality for claim in claims],
        [claim.digest for claim in claims],
        *(_columns(dues) if dues else ()),
    )


def _columns(dues: Sequence[tuple[int, Due, Head]]) -> tuple[list[object], ...]:
    """The agenda's columns: whose command of the lot, what is due, and the event that says so."""
    return (
        [n for n, _, _ in dues],
        [due.stream for _, due, _ in dues],
        [due.name for _, due, _ in dues],
        [due.on for _, due, _ in dues],
        [due.key for _, due, _ in dues],
        [due.municipality or head.municipality for _, due, head in dues],
        [head.id for _, _, head in dues],
        [head.stream for _, _, head in dues],
        [head.streamversion for _, _, head in dues],
        [head.type for _, _, head in dues],
        [head.correlationid or str(head.id) for _, _, head in dues],
    )


def decider_for(service: str, deciders: Mapping[str, Decider[Any, Any]], stream: str) -> Decider[Any, Any]:
    """The decider of a stream of `service`, by the kind in its name ("case", "group").

    Raises:
        LookupError: the stream is another service's, or of a kind that nobody decides about.
    """
    whose, kind, _ = stream.split("/")
    if whose != service:
        raise LookupError(f"{service} does not write {whose}'s streams")
    try:
        return deciders[kind]
    except KeyError:
        raise LookupError(f"{service} has no decider for streams of kind {kind}") from None


def _numbered(
    parts: Sequence[tuple[Sequence[P], Sequence[W]]],
) -> tuple[list[int], list[int], list[P], list[W]]:
    """Several commands' parts in a row: from which on (counted from 1) each one's are, and how many."""
    firsts: list[int] = []
    counts: list[int] = []
    flat: list[P] = []
    others: list[W] = []
    for these, those in parts:
        firsts.append(len(flat) + 1)
        counts.append(len(these))
        flat.extend(these)
        others.extend(those)
    return firsts, counts, flat, others


def _outcome(row: asyncpg.Record, act: Act, *, replayed: bool, events: tuple[Event, ...] = ()) -> Done:
    if replayed and row["fingerprint"] != act.fingerprint:
        raise OtherFingerprint(str(act.id))
    if row["refusal"] is not None and replayed:
        raise Refused(row["refusal"], row["refusal_field"])
    return Done(
        row["stream"],
        row["from_version"],
        row["to_version"] if row["to_version"] is not None else row["from_version"],
        replayed,
        row["fingerprint"],
        () if replayed else events,
    )
