"""Each measurement in small: the figures it promises are there and positive. How large is no test's business."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from services.console.bench import app
from services.console.benching.measured import PeakMemory, percentile, ratio

FIGURES = {
    "name", "concurrency", "events_per_second", "raw_per_second", "ratio_to_raw", "ratio_to_eventsourcing", "p50_ms",
    "p99_ms", "peak_rss_mib", "hardware", "durability", "load_before", "load_after",
}  # fmt: skip


def bench(*arguments: str) -> list[dict[str, object]]:
    answered = CliRunner().invoke(app, [*arguments, "--json"], catch_exceptions=False)
    assert answered.exit_code == 0, answered.stderr
    (line,) = answered.stdout.splitlines()
    runs: list[dict[str, object]] = json.loads(line)
    for run in runs:
        assert run.keys() >= FIGURES
        assert "fsync=on" in str(run["durability"])
    return runs


def positive(run: dict[str, object], *names: str) -> None:
    for name in names:
        value = run[name]
        assert isinstance(value, int | float), f"{name} is {value!r}"
        assert value > 0, name


@pytest.mark.integration
def test_append_gives_a_run_alone_and_one_for_sixteen_at_once() -> None:
    runs = bench("append", "--events", "32")
    assert [(run["name"], run["concurrency"]) for run in runs] == [("append", 1), ("append", 16)]
    for run in runs:
        positive(run, "events_per_second", "raw_per_second", "ratio_to_raw", "p50_ms", "p99_ms", "peak_rss_mib")
        positive(run, "ratio_to_eventsourcing")


@pytest.mark.integration
def test_rebuild_folds_every_event_and_says_its_memory() -> None:
    run, every = bench("rebuild", "--events", "3000")
    assert (run["name"], run["concurrency"], run["events"]) == ("rebuild", 2, 3000)
    assert (every["name"], every["concurrency"], every["events"]) == ("rebuild_all", 2, 3000)
    positive(run, "events_per_second", "raw_per_second", "ratio_to_raw", "peak_rss_mib")
    assert run["ratio_to_eventsourcing"] is None


@pytest.mark.integration
@pytest.mark.kafka
def test_live_reads_a_filled_topic_and_times_commit_to_visible(
    kafka_bootstrap: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOTOPOLKU_KAFKA_BOOTSTRAP", kafka_bootstrap)
    (run,) = bench("live", "--events", "2000")
    assert (run["name"], run["events"], run["unsaid"]) == ("live", 2000, [])
    positive(run, "events_per_second", "raw_per_second", "ratio_to_raw", "p50_ms", "p99_ms", "peak_rss_mib")


@pytest.mark.integration
def test_live_without_kafka_says_why_and_leaves_its_figures_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOTOPOLKU_KAFKA_BOOTSTRAP", "127.0.0.1:1")
    (run,) = bench("live", "--events", "100")
    assert run["unsaid"]
    assert run["events_per_second"] is run["raw_per_second"] is run["ratio_to_raw"] is None


@pytest.mark.unit
def test_percentiles_and_ratios_of_rounds() -> None:
    assert percentile([], 0.5) is None
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile([float(n) for n in range(1, 101)], 0.99) == 100.0
    assert ratio([10.0, 30.0, 20.0], [20.0, 30.0, 80.0]) == 0.5


@pytest.mark.unit
def test_memory_is_this_measurements_and_not_an_earlier_ones() -> None:
    with PeakMemory() as before:
        large = bytearray(256 * 2**20)
        large[::4096] = b"x" * len(large[::4096])
    del large
    with PeakMemory() as after:
        pass
    assert before.mib > after.mib + 64
