"""Traces: one from the HTTP request through ledger, relay and Kafka to the read model, by W3C `traceparent`.

A span's attributes are on the allowlist; an exception leaves its type on the span and nothing else. Without a collector
and without a file the ids are still made, so that logs and events of one request can be joined.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import orjson
from opentelemetry import trace
from opentelemetry.context import Context, attach, detach
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import Link, NonRecordingSpan, Span, SpanContext, SpanKind, StatusCode, TraceFlags
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from shared.settings import Settings
from shared.telemetry.allowed import allowed

_W3C: Final = TraceContextTextMapPropagator()
_NAME: Final = "kotopolku"
_SAMPLED: Final = TraceFlags(TraceFlags.SAMPLED)
_LINKS: Final = 128  # traces that one span names at most, OpenTelemetry's own limit
_random: Final = random.SystemRandom()  # a process that was forked must not make its parent's ids


class SpanFile(SpanExporter):
    """Spans as JSON lines in a file that several processes append to: one write for each batch, so lines stay whole."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        os.write(self._file, b"".join(_line(span) for span in spans))
        return SpanExportResult.SUCCESS

    def shutdown(self) -> None:
        os.close(self._file)


def _line(span: ReadableSpan) -> bytes:
    context = span.get_span_context()
    if context is None:
        raise ValueError("a span that has ended has a context")
    return orjson.dumps(
        {
            "name": span.name,
            "service": span.resource.attributes.get("service.name"),
            "trace_id": trace.format_trace_id(context.trace_id),
            "span_id": trace.format_span_id(context.span_id),
            "parent_id": trace.format_span_id(span.parent.span_id) if span.parent else None,
            "kind": span.kind.name.lower(),
            "start": span.start_time,
            "end": span.end_time,
            "attributes": dict(span.attributes or {}),
            "links": [
                {"trace_id": f"{link.context.trace_id:032x}", "span_id": f"{link.context.span_id:016x}"}
                for link in span.links
            ],
            "error": span.status.description if span.status.status_code is StatusCode.ERROR else None,
        },
        option=orjson.OPT_APPEND_NEWLINE,
    )


class Tracing:
    """This process's tracer: the place spans come from, and where they go.

    Args:
        service: said on every span.
        settings: `otlp_endpoint` (the collector, as "http://collector:4318"), else `trace_file`, else nowhere.
    """

    def __init__(self, service: str, settings: Settings | None = None) -> None:
        self.provider = TracerProvider(resource=Resource.create({"service.name": service}))
        self.kept = bool(settings and (settings.otlp_endpoint or settings.trace_file))
        self.tracer = self.provider.get_tracer(_NAME)
        if settings and settings.otlp_endpoint:
            endpoint = f"{settings.otlp_endpoint.rstrip('/')}/v1/traces"
            self.provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint)))
        elif settings and settings.trace_file:
            self.provider.add_span_processor(BatchSpanProcessor(SpanFile(settings.trace_file)))

    def flush(self, seconds: float = 5.0) -> None:
        """Hand over what has ended; part of a graceful stop."""
        self.provider.force_flush(round(seconds * 1000))

    def close(self) -> None:
        self.provider.shutdown()


_current: list[Tracing] = []


def configure(service: str, settings: Settings) -> Tracing:
    """Make this process's tracing; the last one made is the one that `span` uses."""
    tracing = Tracing(service, settings)
    _current[:] = [tracing]
    return tracing


def _tracing() -> Tracing:
    if not _current:
        _current.append(Tracing(_NAME))  # ids are made also where nothing was configured: logs and events carry them
    return _current[0]


def _context(traceparent: str | None) -> Context | None:
    """The context that a `traceparent` names; None (the current one) where there is none or it is malformed."""
    return _W3C.extract({"traceparent": traceparent}, Context()) if traceparent else None


@contextmanager
def span(
    name: str,
    /,
    *,
    traceparent: str | None = None,
    links: Iterable[str | None] = (),
    kind: SpanKind = SpanKind.INTERNAL,
    **attributes: object,
) -> Iterator[Span]:
    """A span around what happens inside.

    Args:
        name: constant words ("relay publish"); never a value.
        traceparent: the parent, where it came from outside; else the current span is.
        links: traceparents of what this belongs to without being its child: a batch has those of its events, 128
            different ones at most. Not looked at where spans go nowhere.
        kind: as OpenTelemetry has it.
        attributes: on the allowlist; others are dropped.
    """
    tracing = _tracing()
    if not tracing.kept:
        with _unkept(_context(traceparent)) as unkept:
            yield unkept
        return
    said, _ = allowed(attributes)
    with tracing.tracer.start_as_current_span(
        name,
        context=_context(traceparent),
        kind=kind,
        links=[Link(one) for one in _linked(links)],
        attributes={key: value for key, value in said.items() if isinstance(value, str | int | float | bool)},
        record_exception=False,  # an exception's message quotes values
        set_status_on_exception=False,
    ) as current:
        try:
            yield current
        except BaseException as error:
            current.set_status(StatusCode.ERROR, type(error).__qualname__)
            raise


@contextmanager
def _unkept(context: Context | None) -> Iterator[Span]:
    """A span that nobody will see, for its ids: a tenth of what one costs that is recorded (60 µs in an append)."""
    parent = trace.get_current_span(context).get_span_context()
    trace_id = parent.trace_id if parent.is_valid else _random.getrandbits(128)
    current = NonRecordingSpan(SpanContext(trace_id, _random.getrandbits(64), is_remote=False, trace_flags=_SAMPLED))
    token = attach(trace.set_span_in_context(current, context))
    try:
        yield current
    finally:
        detach(token)


def link(current: Span, traceparents: Iterable[str | None]) -> None:
    """Add links to a span whose events are known only when it has begun, as `span` does."""
    if current.is_recording():
        for one in _linked(traceparents):
            current.add_link(one)


def _linked(traceparents: Iterable[str | None]) -> Iterator[SpanContext]:
    """The different spans that these name, the malformed left out."""
    seen: set[tuple[int, int]] = set()
    for one in traceparents:
        found = trace.get_current_span(_context(one)).get_span_context() if one else None
        if found is None or not found.is_valid or (found.trace_id, found.span_id) in seen:
            continue
        seen.add((found.trace_id, found.span_id))
        yield found
        if len(seen) == _LINKS:
            return


def say(current: Span, **attributes: object) -> None:
    """Add attributes to a span, by the same allowlist."""
    if not current.is_recording():
        return
    said, _ = allowed(attributes)
    for name, value in said.items():
        if isinstance(value, str | int | float | bool):
            current.set_attribute(name, value)


def traceparent() -> str | None:
    """The current span as W3C has it ("00-<trace>-<span>-01"), for an event's head; None outside of any span."""
    context = trace.get_current_span().get_span_context()
    if not context.is_valid:
        return None
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"


def trace_id() -> str | None:
    """The current trace's id, 32 hexadecimal digits, that error answers and log lines name; None outside of a span."""
    context = trace.get_current_span().get_span_context()
    return trace.format_trace_id(context.trace_id) if context.is_valid else None
