"""Carries out what has fallen due, and holds back what fails.

An entry is locked, its command is handled, and it is marked as done when that has been committed. Killed in between,
the next one handles the same command again, whose id is made of the entry, so that the ledger answers as the first time
and writes nothing. Several may run beside each other: what one has locked, the others pass by.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid5

import asyncpg

from shared.agenda.agenda import Agenda, Due
from shared.clock import Clock
from shared.errors import Refused
from shared.ledger import Act, Decider, Ledger, decider_for
from shared.ledger.ledger import Connection
from shared.messaging.parking import Cause, NotParked, Outcome, ParkedEvent, ParkedKey, cause_of
from shared.messaging.passing import is_passing
from shared.messaging.reactions import COMMANDS
from shared.privacy.keys import Erased
from shared.sql import statements
from shared.telemetry.logs import logger
from shared.telemetry.metrics import figures
from shared.telemetry.tracing import span

SQL: Final = statements("shared.agenda")
LOOK_SECONDS: Final = 0.25  # between two looks: one row of a small index
TICK: Final = 0.02  # how soon a new day is noticed
COUNT_SECONDS: Final = 5.0
PAUSES: Final = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
CLOSE_SECONDS: Final = 5.0
LOT: Final = 64  # entries locked at the same time
AT_ONCE: Final = 4  # and handled: half of a service's pool, so that requests go on

log = logger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """A day on the agenda, with the fact that put it there."""

    due: Due
    event: UUID
    event_stream: str
    event_version: int
    event_type: str
    correlation: str

    @property
    def command_id(self) -> UUID:
        """Made of what the entry is, so that it is the same in every process that ever carries it out."""
        return uuid5(COMMANDS, "\n".join((self.due.stream, self.due.name, self.due.on.isoformat(), str(self.event))))


class AgendaRunner:
    """Carries out a service's agenda; also a `shared.messaging.parking.ParkedKeys` of what it holds back.

    Args:
        agenda: what is done about what falls due.
        ledger: the service's own; the commands go there.
        deciders: by a stream's kind, the second part of its name ("case", "group").
        clock: tells which day it is.
    """

    def __init__(
        self,
        agenda: Agenda,
        ledger: Ledger,
        deciders: Mapping[str, Decider[Any, Any]],  # each kind has its own command and state
        clock: Clock,
    ) -> None:
        self._agenda = agenda
        self._ledger = ledger
        self._deciders = deciders
        self._clock = clock
        self._limit = asyncio.Semaphore(AT_ONCE)
        self._stopping = asyncio.Event()

    @property
    def consumer(self) -> str:
        """As `ParkedKeys.consumer`."""
        return f"{self._agenda.service}.agenda"

    def stop(self) -> None:
        """Let `run` come to its end after what it has in hand."""
        self._stopping.set()

    async def run(self, dsn: str) -> None:
        """Carry out until stopped, through lost connections. `dsn` is the service's own role's."""
        failures = 0
        while not self._stopping.is_set():
            try:
                connection = await asyncpg.connect(
                    dsn, server_settings={"application_name": f"kotopolku agenda {self._agenda.service}"}
                )
                try:
                    while not self._stopping.is_set():
                        today = self._clock.today()
                        found = await self.carry_out_lot(connection)
                        failures = 0
                        if found < LOT:
                            await self._until_another_look(today)
                finally:
                    await connection.close(timeout=CLOSE_SECONDS)
            except Exception as error:
                if not is_passing(error):
                    raise
                log.warning(
                    "the agenda lost a server, trying again",
                    service=self._agenda.service,
                    error_type=type(error).__qualname__,
                )
                await self._wait(PAUSES[min(failures, len(PAUSES) - 1)])
                failures += 1

    async def keep_count(self) -> None:
        """`count` again and again: another process carries out too."""
        while True:
            try:
                await self.count()
            except Exception as error:
                if not is_passing(error):
                    raise
                log.warning("the agenda's figures are not known", error_type=type(error).__qualname__)
            await asyncio.sleep(COUNT_SECONDS)

    async def count(self) -> None:
        """Tell the figures how many entries have fallen due, and how many keys are held back."""
        pool = self._ledger.pool
        figures().fallen_due(await pool.fetchval(SQL["agenda_fallen_count"], self._clock.today()))
        figures().parked(self.consumer, await pool.fetchval(SQL["agenda_parked_count"]), "agenda")

    async def carry_out_lot(self, connection: Connection) -> int:
        """Carry out the earliest of what has fallen due; how many entries that were.

        Raises:
            Whatever passes by itself (`is_passing`), once all others of the lot are marked: the entry is still due.
        """
        async with connection.transaction():
            rows = await connection.fetch(SQL["agenda_fallen"], self._clock.today(), LOT)
            entries = [_entry(row) for row in rows]
            ends = await asyncio.gather(*map(self._try, entries))
            await self._mark(connection, entries, ends)
        for end in ends:
            if end is not None and is_passing(end):
                raise end
        return len(entries)

    async def list(self) -> Sequence[ParkedKey]:
        """As `ParkedKeys.list`."""
        return await self._parked(None)

    async def show(self, key: UUID) -> tuple[ParkedKey, Sequence[ParkedEvent]]:
        """As `ParkedKeys.show`; the events are those that put on the agenda what is held back."""
        found = await self._parked(key)
        if not found:
            raise NotParked("parked.unknown_key", key)
        entries = [_entry(row) for row in await self._ledger.pool.fetch(SQL["agenda_parked"], key)]
        return found[0], [
            ParkedEvent(one.event, one.event_stream, one.event_version, one.event_type) for one in entries
        ]

    async def retry(self, key: UUID) -> Outcome:
        """As `ParkedKeys.retry`."""
        rows = await self._ledger.pool.fetch(SQL["agenda_parked"], key)
        if not rows:
            raise NotParked("parked.unknown_key", key)
        for handled, entry in enumerate(map(_entry, rows)):
            end = await self._try(entry)
            if end is not None and is_passing(end):
                raise end
            await self._mark(self._ledger.pool, [entry], [end])
            if end is not None:
                return Outcome(handled, (await self._parked(key))[0])
        return Outcome(len(rows), None)

    async def discard(self, event: UUID, by: str, reason: str) -> ParkedEvent:
        """As `ParkedKeys.discard`: all that this event put on the agenda and that is held back."""
        row = await self._ledger.pool.fetchrow(SQL["agenda_discard"], event, self._clock.now(), by, reason)
        if row is None:
            raise NotParked("parked.unknown_event", event)
        return ParkedEvent(*row)

    async def _try(self, entry: Entry) -> Exception | None:
        """Carry out an entry; the error where it could not be."""
        async with self._limit:
            try:
                await self._carry_out(entry)
            except Exception as error:  # noqa: BLE001 - the caller parks the entry with it, or raises it
                return error
        return None

    async def _carry_out(self, entry: Entry) -> None:
        due = entry.due
        act = Act(
            id=entry.command_id,
            now=self._clock.now(),
            municipality=due.municipality,
            actor=f"agenda:{due.name}",
            role="service",
            correlation=entry.correlation,
            causation=str(entry.event),
        )
        with span("agenda", service=self._agenda.service, due=due.name):
            decider = decider_for(self._agenda.service, self._deciders, due.stream)
            command = self._agenda.command(due, self._clock.today())
            try:
                await self._ledger.handle(decider, due.stream, due.key, command, act)
            except Refused as refusal:
                # An answer, and recorded as one: what was due has been settled otherwise.
                log.info("what fell due was refused", due=due.name, stream=due.stream, code=refusal.code)
            except Erased:
                log.info("what fell due is about somebody who has been erased", due=due.name, stream=due.stream)

    async def _mark(
        self, on: Connection | asyncpg.Pool, entries: Sequence[Entry], ends: Sequence[Exception | None]
    ) -> None:
        done = [entry for entry, end in zip(entries, ends, strict=True) if end is None]
        if done:
            await on.execute(
                SQL["agenda_done"],
                self._clock.now(),
                [one.due.stream for one in done],
                [one.due.name for one in done],
                [one.due.on for one in done],
                [one.event for one in done],
            )
        for entry, end in zip(entries, ends, strict=True):
            if end is not None and not is_passing(end):
                await self._park(on, entry, end)

    async def _park(self, on: Connection | asyncpg.Pool, entry: Entry, error: Exception) -> None:
        due, cause = entry.due, cause_of(error)
        log.error(
            "what fell due could not be carried out, it is parked",
            exc_info=error,
            due=due.name,
            key=due.key,
            stream=due.stream,
            error_type=cause.type,
        )
        await on.execute(
            SQL["agenda_park"],
            *(due.stream, due.name, due.on, entry.event),
            self._clock.now(),
            *(cause.type, cause.text, list(cause.frames)),
        )

    async def _parked(self, key: UUID | None) -> Sequence[ParkedKey]:
        rows = await self._ledger.pool.fetch(SQL["agenda_parked"], key)
        waiting: dict[UUID, list[asyncpg.Record]] = {}
        for row in rows:
            waiting.setdefault(row["key"], []).append(row)
        return [
            ParkedKey(
                self.consumer,
                key,
                first["event_stream"],
                first["event_version"],
                first["event"],
                first["event_type"],
                Cause(first["cause_type"], first["cause_text"], tuple(first["frames"])),
                first["parked_at"],
                first["attempts"],
                len(each),
            )
            for key, each in waiting.items()
            for first in each[:1]
        ]

    async def _until_another_look(self, day: date) -> None:
        """A while, or until another day has come: then something is due, and a demo's days are short."""
        loop = asyncio.get_running_loop()
        next_look = loop.time() + LOOK_SECONDS
        while loop.time() < next_look and self._clock.today() == day and not self._stopping.is_set():
            await self._wait(TICK)

    async def _wait(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return


def _entry(row: asyncpg.Record) -> Entry:
    return Entry(
        Due(row["name"], row["stream"], row["key"], row["due_on"], row["municipality"]),
        row["event"],
        row["event_stream"],
        row["event_version"],
        row["event_type"],
        row["correlation"],
    )
