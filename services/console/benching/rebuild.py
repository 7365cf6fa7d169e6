"""Rebuild: read models from the archive, beside a plain reading of the same archive with as many processes.

The archive is filled beforehand. Ours is timed as a whole: processes started, every hash verified, boxes opened where a
fold needs them, rows copied, indexes and policies made, caught up, swapped. The plain reading is timed from the moment
its processes are there, once before and once after; the mean counts.

Two runs: `rebuild` makes what a caseworker's pages are read from (`PAGES`), the same at every version of this program;
`rebuild_all` makes every read model there is, of which there are more as the program grows.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Final

from services.console.benchdata import fill_archive
from services.console.benching.ground import PAGES, SEED, Ground
from services.console.benching.measured import PeakMemory, Run
from services.console.benching.raw_reading import read_buckets
from services.reporting.app import PROJECTIONS
from shared.events.envelope import BUCKETS
from shared.projection.rebuild import Rebuilt, writing
from shared.projection.rebuild import rebuild as rebuild_some
from shared.sql import statements

SQL: Final = statements("services.console.benching")
PROCESSES: Final = 2
EVENTS: Final = 250_000

Tell = Callable[[str, float], None]


async def rebuild(ground: Ground, tell: Tell, *, events: int = EVENTS, processes: int = PROCESSES) -> list[Run]:
    """Two runs.

    Raises:
        RebuildFailed: a process failed.
    """
    settings = ground.settings()
    tell("archive", 0.0)
    async with writing(settings) as (connection, keys):
        filled = await fill_archive(connection, keys, events, seed=SEED)
    tell("raw", 0.6)
    raws = [await asyncio.to_thread(_raw, ground, processes)]
    done: list[tuple[str, Rebuilt, float]] = []
    for at, (name, models) in enumerate((("rebuild", PAGES), ("rebuild_all", None))):
        begun = 0.66 + 0.16 * at

        def progress(folded: int, of: int, begun: float = begun) -> None:
            tell("rebuild", begun + 0.13 * folded / of)

        with PeakMemory() as memory:
            rebuilt = await rebuild_some(settings, PROJECTIONS, models, processes=processes, progress=progress)
        if rebuilt.events != filled or rebuilt.parked:
            raise RuntimeError(f"{rebuilt.events} of {filled} events were folded, {rebuilt.parked} keys are parked")
        done.append((name, rebuilt, max(memory.mib, rebuilt.peak_rss_mib)))
        if at == 0:
            tell("raw", 0.8)
            raws.append(await asyncio.to_thread(_raw, ground, processes))
    raw = sum(raws) / len(raws)
    return [
        Run(
            name=name,
            concurrency=processes,
            events=rebuilt.events,
            events_per_second=(rate := rebuilt.events / rebuilt.seconds),
            raw_per_second=raw,
            ratio_to_raw=rate / raw,
            peak_rss_mib=mib,
        )
        for name, rebuilt, mib in done
    ]


def _raw(ground: Ground, processes: int) -> float:
    dsns, statement = [ground.deployment.dsns["reporting"]] * processes, [SQL["raw_read"]] * processes
    parts: list[Sequence[int]] = [range(number, BUCKETS, processes) for number in range(processes)]
    nothing: list[Sequence[int]] = [()] * processes
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        list(pool.map(read_buckets, dsns, statement, nothing))
        begun = time.perf_counter()
        count = sum(pool.map(read_buckets, dsns, statement, parts))
        return count / (time.perf_counter() - begun)
