"""Append: `Ledger.handle` beside raw inserts of the same bytes, and beside the `eventsourcing` library, in turns.

A turn lasts some seconds; handle, raw and library take one each, five rounds, alone and with sixteen at once. The raw
insert is one INSERT of one event, one transaction, over connections of its own from the same process and event loop:
what is left when everything that makes it a ledger is taken away. Each turn of `handle` has new cases, registered
beforehand, and a new `Ledger` over warm connections: it loads the streams that it meets for the first time.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from typing import Final
from uuid import uuid4

import asyncpg

from services.console.benching.ground import SEED, Ground
from services.console.benching.measured import PeakMemory, Run, middle, percentile, ratio
from services.console.benching.mix import CASE, Caseworker
from shared import collector
from shared.errors import Fault
from shared.ledger import Ledger
from shared.sql import statements

SQL: Final = statements("services.console.benching")
ROUNDS: Final = 5
TURN_SECONDS: Final = 2.0
AT_ONCE: Final = (1, 16)
CASES: Final = 1_000  # registered when a turn begins, over all caseworkers
SAMPLE: Final = 5_000  # of the ledger's events, which raw inserts again and again

PREPARED_BY: Final = 16  # at once

Tell = Callable[[str, float], None]  # what is being done, and which share of the whole is done
Library = Callable[[int | None], float]  # takes a turn of at most so many events: events per second


@dataclass(slots=True)
class _Turns:
    """Events per second of each turn, and what single handles took."""

    handle: list[float] = field(default_factory=list)
    raw: list[float] = field(default_factory=list)
    library: list[float] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    events: int = 0


async def append(ground: Ground, tell: Tell, *, events: int | None = None, rounds: int = ROUNDS) -> list[Run]:
    """A run for one at a time and one for sixteen at once. `events` bounds a turn; it ends after two seconds anyhow."""
    runs = []
    for n, at_once in enumerate(AT_ONCE):
        turns = _Turns()
        with PeakMemory() as memory, _library(ground, at_once, events) as library, collector.up():
            async with ground.ledgers("intake", at_once) as new_ledger:
                for round_ in range(rounds):
                    tell(f"append, {at_once}", (n * rounds + round_) / (len(AT_ONCE) * rounds))
                    workers = [Caseworker(at_once * 100 + number, SEED + round_) for number in range(at_once)]
                    await _prepare(new_ledger(), workers, CASES if events is None else min(CASES, events))
                    await _round(ground, new_ledger(), workers, library, turns, events)
        runs.append(
            Run(
                name="append",
                concurrency=at_once,
                events=turns.events,
                events_per_second=middle(turns.handle),
                raw_per_second=middle(turns.raw),
                ratio_to_raw=ratio(turns.handle, turns.raw),
                eventsourcing_per_second=middle(turns.library),
                ratio_to_eventsourcing=ratio(turns.handle, turns.library) if turns.library else None,
                p50_ms=percentile(turns.milliseconds, 0.5),
                p99_ms=percentile(turns.milliseconds, 0.99),
                peak_rss_mib=memory.mib,
                unsaid=() if turns.library else (Fault("bench.eventsourcing_missing"),),
            )
        )
    return runs


async def _prepare(ledger: Ledger, workers: Sequence[Caseworker], cases: int) -> None:
    """Register the cases that the workers begin with; connections and statements are warm after it, as raw's are."""

    async def register(worker: Caseworker) -> None:
        piece = worker.arrival()
        act = piece.act(uuid4())
        await ledger.handle(CASE, piece.stream, piece.case, piece.command, act, claims=piece.claims, new=True)
        await ledger.load(CASE, piece.stream)

    for _ in range(0, cases, PREPARED_BY):
        await asyncio.gather(*(register(workers[n % len(workers)]) for n in range(PREPARED_BY)))


async def _round(
    ground: Ground,
    ledger: Ledger,
    workers: Sequence[Caseworker],
    library: Library | None,
    turns: _Turns,
    events: int | None,
) -> None:
    rate, took, written = await _handle_turn(ledger, workers, events)
    turns.handle.append(rate)
    turns.milliseconds += took
    turns.events += written
    turns.raw.append(await _raw_turn(ground, len(workers), events))
    if library is not None:
        turns.library.append(await asyncio.to_thread(library, events))


async def _handle_turn(
    ledger: Ledger, workers: Sequence[Caseworker], events: int | None
) -> tuple[float, list[float], int]:
    """(events per second, milliseconds of each handle, events)."""
    took: list[float] = []
    written = 0
    started = time.perf_counter()
    until = started + TURN_SECONDS

    async def work(worker: Caseworker) -> None:
        nonlocal written
        while time.perf_counter() < until and (events is None or written < events):
            piece = worker.next()
            act = piece.act(uuid4())
            before = time.perf_counter()
            done = await ledger.handle(
                CASE, piece.stream, piece.case, piece.command, act, claims=piece.claims, new=piece.new
            )
            took.append((time.perf_counter() - before) * 1_000)
            written += len(done.events)

    await asyncio.gather(*map(work, workers))
    return written / (time.perf_counter() - started), took, written


async def _raw_turn(ground: Ground, at_once: int, events: int | None) -> float:
    connections = [await asyncpg.connect(ground.admin_dsn) for _ in range(at_once)]
    try:
        await connections[0].execute(SQL["raw_table"])
        sample = await connections[0].fetch(SQL["raw_sample"], SAMPLE)
        rows = cycle([tuple(record) for record in sample])
        inserts = [await connection.prepare(SQL["raw_insert"]) for connection in connections]
        written = 0
        started = time.perf_counter()
        until = started + TURN_SECONDS

        async def insert(worker: int) -> None:
            nonlocal written
            while time.perf_counter() < until and (events is None or written < events):
                stream, _, *rest = next(rows)
                written += 1
                # A number that never comes again in place of the version, for `unique (stream, version)`.
                await inserts[worker].fetch(stream, written, *rest)

        await asyncio.gather(*map(insert, range(at_once)))
        return written / (time.perf_counter() - started)
    finally:
        for connection in connections:
            await connection.close()


@contextmanager
def _library(ground: Ground, at_once: int, events: int | None) -> Iterator[Library | None]:
    """A function that takes the library's turn; None where the library is not installed."""
    try:
        from services.console.benching.library import cases
    except ImportError:
        yield None
        return
    workers = [Caseworker(at_once * 100 + number, SEED) for number in range(at_once)]
    with cases(ground.admin_dsn, at_once) as application, ThreadPoolExecutor(at_once) as threads:
        for n in range(CASES if events is None else min(CASES, events)):
            application.carry_out(workers[n % at_once].arrival())

        def turn(bound: int | None) -> float:
            started = time.perf_counter()
            until = started + TURN_SECONDS

            def work(worker: Caseworker) -> int:
                written = 0
                while time.perf_counter() < until and (bound is None or written * at_once < bound):
                    application.carry_out(worker.next())
                    written += 1
                return written

            written = sum(threads.map(work, workers))
            return written / (time.perf_counter() - started)

        yield turn
