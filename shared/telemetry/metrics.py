"""Figures of a process: relay lag, projection lag, parked keys, append conflicts, requests; as Prometheus text.

OpenTelemetry's meter keeps them; the text is written here from its own reader, because the Prometheus exporter brings
a second registry that is global to the process. Labels are names of parts (a service, a projection), never a
municipality, a person or a case: a figure with few people in it would say something about them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Final, Literal

from opentelemetry.metrics import Counter, Histogram
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import (
    Gauge as SdkGauge,
)
from opentelemetry.sdk.metrics.export import (
    Histogram as SdkHistogram,
)
from opentelemetry.sdk.metrics.export import (
    HistogramDataPoint,
    InMemoryMetricReader,
    Metric,
    NumberDataPoint,
    Sum,
)
from opentelemetry.sdk.metrics.view import ExplicitBucketHistogramAggregation, View
from opentelemetry.sdk.resources import Resource

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Figures:
    """The instruments of one process. Methods say what happened; `text()` says how it stands."""

    def __init__(self, service: str) -> None:
        self._reader = InMemoryMetricReader()
        view = View(
            instrument_name="kotopolku_request_seconds", aggregation=ExplicitBucketHistogramAggregation(_SECONDS)
        )
        provider = MeterProvider(
            [self._reader], Resource.create({"service.name": service}), views=[view], shutdown_on_exit=False
        )
        meter = provider.get_meter("kotopolku")
        self._labels: Final = {"service": service}
        self._conflicts: Counter = meter.create_counter(
            "kotopolku_append_conflicts", description="Appends that met another version"
        )
        self._answers: Counter = meter.create_counter("kotopolku_answers", description="HTTP answers by status")
        self._requests: Histogram = meter.create_histogram(
            "kotopolku_request_seconds", description="Seconds an answer took"
        )
        self._relay_lag = meter.create_gauge(
            "kotopolku_relay_lag_events", description="Events in the ledger, not yet published"
        )
        self._relay_age = meter.create_gauge(
            "kotopolku_relay_lag_seconds", description="Age of the oldest unpublished event"
        )
        self._fold_lag = meter.create_gauge(
            "kotopolku_projection_lag_events", description="Events published, not yet folded"
        )
        self._fold_age = meter.create_gauge(
            "kotopolku_projection_lag_seconds", description="Seconds the folds are behind, 0 where they are at the end"
        )
        self._parked = meter.create_gauge("kotopolku_parked_keys", description="Keys held back after a failing handler")
        self._fallen = meter.create_gauge(
            "kotopolku_agenda_fallen_entries", description="Entries of the agenda fallen due, not yet carried out"
        )
        self._unsealed = meter.create_gauge(
            "kotopolku_unsealed_events", description="Archived events not yet in the signed log"
        )

    def conflict(self) -> None:
        """An append met another version than it expected."""
        self._conflicts.add(1, self._labels)

    def answered(self, status: int, seconds: float) -> None:
        """A request was answered."""
        self._answers.add(1, {**self._labels, "status": str(status)})
        self._requests.record(seconds, self._labels)

    def relay_lag(self, events: int, seconds: float) -> None:
        """How far the relay is behind its ledger: events, and the age of the oldest of them (0 when there is none)."""
        self._relay_lag.set(events, self._labels)
        self._relay_age.set(seconds, self._labels)

    def projection_lag(self, projection: str, events: int, seconds: float) -> None:
        """How far the fold `projection` is behind what is published."""
        self._fold_lag.set(events, {**self._labels, "projection": projection})
        self._fold_age.set(seconds, {**self._labels, "projection": projection})

    def parked(self, handler: str, keys: int, kind: Literal["projection", "reaction", "agenda"] = "projection") -> None:
        """How many keys `handler` holds back."""
        self._parked.set(keys, {**self._labels, "handler": handler, "kind": kind})

    def fallen_due(self, entries: int) -> None:
        """How many entries of the service's agenda have fallen due and are not carried out; parked ones left out."""
        self._fallen.set(entries, self._labels)

    def unsealed(self, events: int) -> None:
        """How many archived events are not yet tamper-evident."""
        self._unsealed.set(events, self._labels)

    def text(self) -> str:
        """All figures in Prometheus text format 0.0.4, ended by a line break."""
        found = self._reader.get_metrics_data()
        metrics = [
            metric
            for resource in (found.resource_metrics if found else ())
            for scope in resource.scope_metrics
            for metric in scope.metrics
        ]
        return "".join(f"{line}\n" for metric in sorted(metrics, key=lambda one: one.name) for line in _lines(metric))


def _lines(metric: Metric) -> Iterator[str]:
    if not isinstance(metric.data, Sum | SdkGauge | SdkHistogram):
        raise TypeError(f"{metric.name} is of a kind that no instrument here makes")
    counter = isinstance(metric.data, Sum)
    name = f"{metric.name}_total" if counter else metric.name
    kind = "counter" if counter else "histogram" if isinstance(metric.data, SdkHistogram) else "gauge"
    yield f"# HELP {name} {metric.description}"
    yield f"# TYPE {name} {kind}"
    for point in metric.data.data_points:
        labels = {key: str(value) for key, value in (point.attributes or {}).items()}
        if isinstance(point, NumberDataPoint):
            yield f"{name}{_label(labels)} {_figure(point.value)}"
        elif isinstance(point, HistogramDataPoint):
            yield from _histogram(name, labels, point)


def _histogram(name: str, labels: Mapping[str, str], point: HistogramDataPoint) -> Iterator[str]:
    seen = 0
    for bound, count in zip((*point.explicit_bounds, math.inf), point.bucket_counts, strict=True):
        seen += count
        yield f"{name}_bucket{_label({**labels, 'le': _figure(bound)})} {seen}"
    yield f"{name}_sum{_label(labels)} {_figure(point.sum)}"
    yield f"{name}_count{_label(labels)} {point.count}"


def _figure(value: float) -> str:
    return "+Inf" if value == math.inf else repr(value)


def _label(labels: Mapping[str, str]) -> str:
    said = ",".join(f'{key}="{_escaped(value)}"' for key, value in sorted(labels.items()))
    return f"{{{said}}}" if said else ""


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


_current: list[Figures] = []


def configure(service: str) -> Figures:
    """Make this process's figures; the last made are those that `figures` gives."""
    made = Figures(service)
    _current[:] = [made]
    return made


def figures() -> Figures:
    """This process's figures, made as those of "kotopolku" where nothing has configured them (a console command)."""
    return _current[0] if _current else configure("kotopolku")
