"""Rebuild: fold the whole archive into new tables beside those that answer, catch up, then point at the new ones.

This process and others beside it take one share of the buckets after another, fold it in memory and COPY it. A share
is one transaction that also says it is done, so a rebuild that was stopped goes on where it was. Readers see the old
table until the one short transaction that swaps; the old table is dropped later.

A share is read in the order in which it lies on the disk, which is nearly that of its numbers: buckets lie among each
other, so reading one alone, in its order, takes a page for nearly every row of it and a sort (eight times the work).
"""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import queue
import resource
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

import asyncpg

from shared.privacy.keys import FileMasterKey, KeyStore
from shared.projection import tables
from shared.projection.archive import SQL, WRITER_SETTINGS, Connection
from shared.projection.folding import Routes
from shared.projection.parking import park
from shared.projection.projection import Projection
from shared.projection.replay import CHUNK, Replay, replay_keys, standing
from shared.projection.tables import Table
from shared.settings import Settings

Progress = Callable[[int, int], None]
"""Told (events folded, events in the archive)."""

KEYS_AT_ONCE: Final = 500
SMALL_ENOUGH: Final = 2_000  # keys that may be left for the transaction in which live folding stands still
GRACE_SECONDS: Final = 300.0  # how long readers of a table that no longer answers may take
WATCH_SECONDS: Final = 0.2
EVENTS_AT_ONCE: Final = 250_000  # in a share: its rows are held in memory, some 400 bytes an event
SHARES_A_PROCESS: Final = 2  # at least: they end nearly together, and a stop loses less


class RebuildRunning(Exception):  # noqa: N818 - names the finding
    """Another rebuild is under way; its lock ends with it."""


class RebuildFailed(Exception):  # noqa: N818 - names the finding
    """A process of the rebuild ended with this error (its type and place)."""


class Stopped(Exception):  # noqa: N818 - names the finding
    """The rebuild was asked to stop. What is done stays done, and the next one goes on from there."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild did: events folded, by how many processes, in how long, and the largest process's memory."""

    projections: tuple[str, ...]
    events: int
    processes: int
    seconds: float
    folding_seconds: float
    peak_rss_mib: float
    parked: int


@dataclass(frozen=True, slots=True)
class _Task:
    """A share: buckets to fold into these tables (projection → table)."""

    buckets: tuple[int, ...]
    into: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a process says: events it has folded since it last said so, or its end."""

    events: int = 0
    failed: str | None = None
    peak_rss_mib: float = 0.0
    ended: bool = False


def chosen(projections: Iterable[Projection[Any]], names: Sequence[str] | None) -> tuple[Projection[Any], ...]:
    """The projections of these names; all for None.

    Raises:
        LookupError: there is none of that name.
    """
    known = {projection.name: projection for projection in projections}
    unknown = [name for name in names or () if name not in known]
    if unknown:
        raise LookupError(unknown[0])
    return tuple(known[name] for name in names) if names else tuple(known.values())


def load_projections(where: str, settings: Settings) -> tuple[Projection[Any], ...]:
    """Call the function at `where` ("package.module:function") with the settings: a spawned process finds them so."""
    module, _, function = where.partition(":")
    made: tuple[Projection[Any], ...] = getattr(import_module(module), function)(settings)
    return made


async def connect(settings: Settings) -> asyncpg.Connection:
    """A connection that writes the archive and the read models."""
    return await asyncpg.connect(settings.dsn("reporting"), server_settings=dict(WRITER_SETTINGS))


@asynccontextmanager
async def writing(settings: Settings) -> AsyncIterator[tuple[asyncpg.Connection, KeyStore]]:
    """A connection that writes the archive and the read models, and subject keys for folding.

    Raises:
        LookupError: the settings name no master key or no DSN.
    """
    if settings.master_key_file is None:
        raise settings.missing("master_key_file")
    connection = await connect(settings)
    try:
        async with asyncpg.create_pool(settings.dsn("keys"), min_size=1, max_size=2) as pool:
            yield connection, KeyStore(pool, FileMasterKey(settings.master_key_file))
    finally:
        await connection.close()


async def rebuild(
    settings: Settings,
    where: str,
    names: Sequence[str] | None = None,
    *,
    processes: int = 2,
    progress: Progress = lambda _done, _all: None,
    stop: asyncio.Event | None = None,
) -> Rebuilt:
    """Rebuild the named read models (all for None) and let them answer. `where` is for `load_projections`.

    Raises:
        LookupError: a name is unknown, or a setting is missing.
        RebuildRunning: another one is under way.
        RebuildFailed: a process failed, e.g. at a broken chain.
        Stopped: `stop` was set; it can be gone on with.
    """
    begun = time.monotonic()
    projections = chosen(load_projections(where, settings), names)
    async with writing(settings) as (connection, keys):
        if not await connection.fetchval(SQL["one_rebuild"]):
            raise RebuildRunning
        into, done = await _tables(connection, projections)
        heads = {row["bucket"]: row["seq"] for row in await connection.fetch(SQL["heads"])}
        tasks = _shares(heads, into, done, processes)
        total = sum(heads[bucket] for task in tasks for bucket in task.buckets)
        peak, events = await _run(settings, where, tasks, processes, lambda folded: progress(folded, total), stop)
        folded = time.monotonic()
        await _finish(settings, projections, into)
        parked = await _catch_up(connection, projections, into, keys)
        await drop_retired(connection)
        peak = max(peak, peak_rss_mib())
        ended = time.monotonic()
        return Rebuilt(tuple(into), events, processes, ended - begun, folded - begun, peak, parked)


async def _tables(
    connection: Connection, projections: Sequence[Projection[Any]]
) -> tuple[dict[str, str], dict[str, dict[int, int]]]:
    """Projection → its new table, and table → bucket → sequence number of what is in it from an earlier attempt."""
    done: dict[str, dict[int, int]] = {}
    into: dict[str, str] = {}
    rows = await connection.fetch(
        SQL["rebuilds"], [one.name for one in projections], [one.version for one in projections]
    )
    for row in rows:
        into[row["projection"]] = row["table_name"]
        done.setdefault(row["table_name"], {})[row["bucket"]] = row["seq"]
    for projection in projections:
        async with connection.transaction():
            for old in await connection.fetch(SQL["rebuilds_outdated"], projection.name, projection.version):
                await connection.execute(tables.filled_in(SQL["drop_table"], old["table_name"]))
                await connection.execute(SQL["rebuild_over"], [old["table_name"]])
            if projection.name not in into:
                name = into[projection.name] = tables.new_name(projection)
                done[name] = {}
                await tables.create(connection, projection, name)
                await connection.execute(SQL["rebuild_begun"], name, projection.name, projection.version)
    return into, done


def _shares(
    heads: Mapping[int, int], into: Mapping[str, str], done: Mapping[str, Mapping[int, int]], processes: int
) -> list[_Task]:
    """What is to do, in shares of about the same number of events, but for the last ones, of half as many: so that the
    processes, of which the first begins at once and the others when they are up, end nearly together. Buckets of one
    share lack the same tables.
    """
    lacking: dict[tuple[str, ...], list[int]] = {}
    for bucket, seq in heads.items():
        names = tuple(name for name in into if bucket not in done[into[name]])
        if seq and names:
            lacking.setdefault(names, []).append(bucket)
    tasks: list[_Task] = []
    for names, buckets in lacking.items():
        events = sum(heads[bucket] for bucket in buckets)
        count = min(len(buckets), max(SHARES_A_PROCESS * processes, -(-events // EVENTS_AT_ONCE)))
        halved = min(processes, len(buckets) - count)
        shares: list[tuple[float, list[int]]] = [(1.0, []) for _ in range(count - halved)]
        shares += [(0.5, []) for _ in range(2 * halved)]
        for bucket in sorted(buckets, key=lambda one: -heads[one]):
            min(shares, key=lambda share: sum(heads[one] for one in share[1]) / share[0])[1].append(bucket)
        tasks += [_Task(tuple(sorted(share)), {name: into[name] for name in names}) for _, share in shares if share]
    return tasks


async def _run(
    settings: Settings,
    where: str,
    tasks: Sequence[_Task],
    processes: int,
    progress: Callable[[int], None],
    stop: asyncio.Event | None,
) -> tuple[float, int]:
    """Let the processes do the tasks; (largest memory, events folded)."""
    if not tasks:
        return 0.0, 0
    context = multiprocessing.get_context("spawn")
    todo: Any = context.Queue()
    said: Any = context.Queue()
    for task in tasks:
        todo.put(task)
    count = min(processes, len(tasks))
    for _ in range(count):
        todo.put(None)
    # This one does its share at once; it takes the others half a second to import what they need.
    workers = [context.Process(target=_work, args=(settings, where, todo, said), daemon=True) for _ in range(count - 1)]
    with _without_main():
        for worker in workers:
            worker.start()
    own = asyncio.create_task(_work_here(settings, where, todo, said))
    ended = False
    try:
        heard = await _hear(said, workers, progress, stop)
        ended = True
        return heard
    finally:
        own.cancel()
        await asyncio.wait((own,))
        for worker in workers:
            if not ended:
                worker.terminate()  # its open transaction is rolled back; finished buckets stay
            worker.join()
        for one in (todo, said):
            one.cancel_join_thread()
            one.close()


@contextmanager
def _without_main() -> Iterator[None]:
    """Processes begun in the block do not run this one's main module, a whole console, before they begin to work."""
    main = sys.modules["__main__"]
    file, spec = main.__dict__.pop("__file__", None), main.__spec__
    main.__spec__ = None
    try:
        yield
    finally:
        main.__spec__ = spec
        if file is not None:
            main.__file__ = file


async def _hear(
    said: Any, workers: Sequence[Any], progress: Callable[[int], None], stop: asyncio.Event | None
) -> tuple[float, int]:
    """Listen to the processes until all have ended; (largest memory, events folded)."""
    folded, peak, running = 0, 0.0, len(workers) + 1
    while running:
        if stop is not None and stop.is_set():
            raise Stopped
        try:
            answer: _Answer = await asyncio.to_thread(said.get, True, WATCH_SECONDS)  # noqa: FBT003 - queue's own
        except queue.Empty:
            dead = [worker.exitcode for worker in workers if worker.exitcode not in (None, 0)]
            if dead:
                raise RebuildFailed(f"a process ended with {dead[0]}") from None
            continue
        if answer.failed is not None:
            raise RebuildFailed(answer.failed)
        folded += answer.events
        peak = max(peak, answer.peak_rss_mib)
        running -= answer.ended
        progress(folded)
    return peak, folded


def _work(settings: Settings, where: str, todo: Any, said: Any) -> None:
    """One process: share after share until there is none."""
    gc.disable()  # rows and events hold no rings; walking over a share of them again and again took half the time
    try:
        asyncio.run(_fold_shares(settings, where, todo, said))
    except KeyboardInterrupt:
        sys.exit(1)
    except BaseException as error:  # noqa: BLE001 - told to the process that waits for it, which raises it
        said.put(_Answer(failed=f"{type(error).__name__}: {error}"))


async def _work_here(settings: Settings, where: str, todo: Any, said: Any) -> None:
    """As `_work`, in this process, whose event loop goes on between one piece of a share and the next."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        await _fold_shares(settings, where, todo, said)
    except Exception as error:  # noqa: BLE001 - told to `_hear`, which raises it
        said.put(_Answer(failed=f"{type(error).__name__}: {error}"))
    finally:
        if collecting:
            gc.enable()


def peak_rss_mib() -> float:
    """The process's largest resident memory so far, MiB (Linux gives KiB, macOS bytes)."""
    unit = 1024 if sys.platform == "darwin" else 1
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / unit


async def _fold_shares(settings: Settings, where: str, todo: Any, said: Any) -> None:
    known = {projection.name: projection for projection in load_projections(where, settings)}
    async with writing(settings) as (connection, keys):
        while (task := await _next(todo)) is not None:
            projections = [known[name] for name in task.into]
            await _fold_share(connection, keys, task, projections, lambda events: said.put(_Answer(events)))
        said.put(_Answer(peak_rss_mib=peak_rss_mib(), ended=True))


async def _next(todo: Any) -> _Task | None:
    """The next share. It asks again and again: one that was killed while it took a task keeps the queue for ever."""
    while True:
        try:
            task: _Task | None = await asyncio.to_thread(todo.get, True, WATCH_SECONDS)  # noqa: FBT003 - queue's own
        except queue.Empty:
            continue
        return task


class _InOrder:
    """Puts the events of a share that lie in another order than their numbers back into it, bucket by bucket."""

    def __init__(self, buckets: Iterable[int]) -> None:
        self.next = dict.fromkeys(buckets, 1)
        self._waiting: dict[tuple[int, int], Any] = {}

    def of(self, records: Iterable[Any]) -> list[Any]:
        """Those whose turn it is, of these and of those that waited for them."""
        following, waiting = self.next, self._waiting
        now: list[Any] = []
        for record in records:
            bucket, seq = record[0], record[1]
            if seq != following[bucket]:
                waiting[bucket, seq] = record
                continue
            now.append(record)
            seq += 1
            while waiting and (late := waiting.pop((bucket, seq), None)) is not None:
                now.append(late)
                seq += 1
            following[bucket] = seq
        return now

    def left(self) -> list[Any]:
        """Those behind a number that is not there, in order. The chain says what is amiss, if anything is."""
        for bucket, seq in self._waiting:
            self.next[bucket] = max(self.next[bucket], seq + 1)
        return [record for _, record in sorted(self._waiting.items())]


async def _fold_share(
    connection: Connection,
    keys: KeyStore,
    task: _Task,
    projections: Sequence[Projection[Any]],
    progress: Callable[[int], None],
) -> None:
    async with connection.transaction():
        await connection.execute(SQL["as_it_lies"])
        replay = Replay(Routes(projections), keys, await standing(connection, projections))
        in_order = _InOrder(task.buckets)
        cursor = await connection.cursor(SQL["buckets_events"], task.buckets)
        while records := await cursor.fetch(CHUNK):
            await replay.add(in_order.of(records))
            progress(len(records))
        await replay.add(in_order.left())
        for projection in projections:
            table = Table(projection, task.into[projection.name])
            await table.copy(connection, replay.rows[projection.name])
        reached = {bucket: following - 1 for bucket, following in in_order.next.items()}
        await connection.execute(
            SQL["rebuild_done"],
            [task.into[one.name] for one in projections],
            [one.name for one in projections],
            [one.version for one in projections],
            list(reached),
            list(reached.values()),
        )
        if replay.failures:
            await park(connection, replay.failures)


async def _finish(settings: Settings, projections: Sequence[Projection[Any]], into: Mapping[str, str]) -> None:
    """Indexes and policies, two tables at a time, the largest first."""
    room = asyncio.Semaphore(2)

    async def one(projection: Projection[Any]) -> None:
        async with room:
            connection = await connect(settings)
            try:
                async with connection.transaction():
                    await tables.finish(connection, projection, into[projection.name])
            finally:
                await connection.close()

    connection = await connect(settings)
    try:
        largest_first = [row["table_name"] for row in await connection.fetch(SQL["bare"], list(into.values()))]
    finally:
        await connection.close()
    of_table = {into[projection.name]: projection for projection in projections}
    await asyncio.gather(*(one(of_table[table]) for table in largest_first))


async def _catch_up(
    connection: Connection, projections: Sequence[Projection[Any]], into: Mapping[str, str], keys: KeyStore
) -> int:
    """Fold again the keys that have got events since their bucket was folded, then swap. How many keys are parked."""
    said = {projection.name: Table(projection, into[projection.name]) for projection in projections}
    routes = Routes(projections)
    names = list(into.values())
    parked = 0
    for projection in projections:
        await connection.execute(SQL["rebuild_rest"], into[projection.name], projection.name, projection.version)
    while True:
        heads = {row["bucket"]: row["seq"] for row in await connection.fetch(SQL["heads"])}
        reached = await _reached(connection, names)
        since = await _keys_since(connection, reached)
        if len(since) <= SMALL_ENOUGH:
            break
        parked += await _fold_again(connection, routes, said, keys, since)
        # Only where it is what it was: a retry that came in between has set it to 0, and is folded next time.
        buckets = list(heads)
        await connection.execute(
            SQL["rebuild_reached"], names, buckets, [reached[one] for one in buckets], [heads[one] for one in buckets]
        )
    async with connection.transaction():
        await connection.execute(SQL["lock_active"])
        await connection.fetch(SQL["lock_heads"], list(range(64)))  # live folding and retries stand still from here
        rest = await _keys_since(connection, await _reached(connection, names))
        parked += await _fold_again(connection, routes, said, keys, rest)
        for projection in projections:
            table = into[projection.name]
            await connection.execute(SQL["retire"], projection.name, table)
            await connection.execute(SQL["activate"], projection.name, projection.version, table)
        await connection.execute(SQL["rebuild_over"], names)
    return parked


async def _reached(connection: Connection, names: Sequence[str]) -> dict[int, int]:
    """Bucket → the sequence number up to which all of these tables have it."""
    return {row["bucket"]: row["seq"] for row in await connection.fetch(SQL["rebuilds_reached"], names)}


async def _keys_since(connection: Connection, reached: Mapping[int, int]) -> list[Any]:
    rows = await connection.fetch(SQL["keys_since"], list(reached), list(reached.values()))
    return [row["key"] for row in rows]


async def _fold_again(
    connection: Connection, routes: Routes, into: Mapping[str, Table], keys: KeyStore, wanted: Sequence[Any]
) -> int:
    at = await standing(connection, routes.projections)
    failed = 0
    for start in range(0, len(wanted), KEYS_AT_ONCE):
        some = wanted[start : start + KEYS_AT_ONCE]
        replay = await replay_keys(connection, routes, keys, some, at)
        for name, rows in replay.rows.items():
            await into[name].replace(connection, rows)
        if replay.failures:
            await park(connection, replay.failures)
            failed += len(replay.failures)
    return failed


async def drop_retired(connection: Connection, grace: float = GRACE_SECONDS) -> int:
    """Drop tables that have not answered for `grace` seconds; how many."""
    gone = await connection.fetch(SQL["retired_since"], grace)
    for row in gone:
        async with connection.transaction():
            await connection.execute(tables.filled_in(SQL["drop_table"], row["table_name"]))
            await connection.execute(SQL["retired_gone"], row["table_name"])
    return len(gone)
