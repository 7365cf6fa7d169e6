"""What a measurement leaves: figures of a run, the machine they were taken on, the memory a process took."""

from __future__ import annotations

import os
import platform
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from types import TracebackType
from typing import Final, Self

import psutil

from shared.errors import Fault

SAMPLE_SECONDS: Final = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One measured run; a figure that does not belong to it, or whose means were missing, is None.

    Attributes:
        concurrency: commands under way at once (append), consumers (live), processes (rebuild).
        events: how many were measured, over all rounds.
        ratio_to_raw, ratio_to_eventsourcing: medians over the rounds of ours divided by the baseline of that round.
        p50_ms, p99_ms: append: of a whole `handle`; live: from an append's commit until a read model shows it.
        peak_rss_mib: of the process that took most, of those that did our work.
        unsaid: why figures are missing.
    """

    name: str
    concurrency: int
    events: int
    events_per_second: float | None
    raw_per_second: float | None = None
    ratio_to_raw: float | None = None
    eventsourcing_per_second: float | None = None
    ratio_to_eventsourcing: float | None = None
    p50_ms: float | None = None
    p99_ms: float | None = None
    peak_rss_mib: float | None = None
    unsaid: tuple[Fault, ...] = ()

    def to_json(self) -> dict[str, object]:
        """Rates to a whole event, ratios to three places, times to a hundredth of a millisecond."""
        places = {"ratio_to_raw": 3, "ratio_to_eventsourcing": 2, "p50_ms": 2, "p99_ms": 2}
        return {
            name: round(value, places.get(name, 0)) if isinstance(value, float) else value
            for name, value in asdict(self).items()
        }


def percentile(values: Sequence[float], share: float) -> float | None:
    """The value that `share` (0 to 1) of `values` do not exceed; None of no values."""
    if not values:
        return None
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def middle(values: Sequence[float]) -> float | None:
    """The median; None of no values."""
    return median(values) if values else None


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float | None:
    """The median of the rounds' ratios: the two of a round were taken one after the other."""
    return middle([mine / other for mine, other in zip(ours, theirs, strict=True) if other])


def hardware() -> str:
    """Processor, cores, memory, system and versions, in a line."""
    model = next(
        (line.partition(":")[2].strip() for line in _lines(Path("/proc/cpuinfo")) if line.startswith("model name")),
        platform.processor() or platform.machine(),
    )
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}"
    )


def load() -> float:
    """How many processes wanted a core in the last minute, on average: others' work is in every figure."""
    return round(os.getloadavg()[0], 2)


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else []


class PeakMemory:
    """The most memory (resident set, MiB) that this process took inside the block.

    Looked at every 50 ms: `ru_maxrss` would keep what an earlier measurement took. This process alone: to look for its
    children among all that run on the machine took a third of the processor from what is measured.
    """

    def __init__(self) -> None:
        self.mib = 0.0
        self._this = psutil.Process()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="peak memory", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()
        self._look()

    def _watch(self) -> None:
        while not self._ended.wait(SAMPLE_SECONDS):
            self._look()

    def _look(self) -> None:
        self.mib = max(self.mib, self._this.memory_info().rss / 2**20)
