"""Traces: one from end to end, by traceparents that events carry; spans hold no values."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from shared.settings import Settings
from shared.telemetry import tracing

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def unconfigured() -> Iterator[None]:
    before = tracing._current[:]
    yield
    tracing._current[:] = before


def spans(path: Path) -> dict[str, dict[str, object]]:
    found = [json.loads(line) for line in path.read_text().splitlines()]
    return {str(one["name"]): one for one in found}


def test_a_trace_crosses_processes_by_its_traceparent(tmp_path: Path) -> None:
    file = tmp_path / "spans" / "all.jsonl"
    service = tracing.configure("intake", Settings(trace_file=file))
    with tracing.span("request", method="POST"):
        carried = tracing.traceparent()
    service.close()
    reader = tracing.configure("reporting", Settings(trace_file=file))
    with tracing.span("fold", traceparent=carried, projection="caseload"):
        pass
    with tracing.span("batch", links=[carried or "", "garbage"]):
        pass
    reader.close()
    found = spans(file)
    assert found["fold"]["trace_id"] == found["request"]["trace_id"]
    assert found["fold"]["parent_id"] == found["request"]["span_id"]
    assert (found["request"]["service"], found["fold"]["service"]) == ("intake", "reporting")
    assert found["batch"]["trace_id"] != found["request"]["trace_id"]
    assert found["batch"]["links"] == [{key: found["request"][key] for key in ("trace_id", "span_id")}]


def test_a_failing_span_says_the_type_and_no_value(tmp_path: Path) -> None:
    file = tmp_path / "spans.jsonl"
    kept = tracing.configure("intake", Settings(trace_file=file))
    with pytest.raises(ValueError, match="Virtanen"), tracing.span("import", name_="Virtanen", rows=3):
        raise ValueError("Virtanen Matti")
    kept.close()
    found = spans(file)["import"]
    assert (found["error"], found["attributes"]) == ("ValueError", {"rows": 3})
    assert "Virtanen" not in file.read_text()
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("garbage", ["", "x", "00-0-0-00", "00-" + "0" * 32 + "-" + "0" * 16 + "-01", "é"])
def test_a_malformed_traceparent_begins_a_new_trace(garbage: str) -> None:
    with tracing.span("request", traceparent=garbage):
        assert len(tracing.trace_id() or "") == 32


def test_ids_are_made_without_any_configuration() -> None:
    tracing._current.clear()
    assert (tracing.trace_id(), tracing.traceparent()) == (None, None)
    with tracing.span("work"):
        assert (tracing.traceparent() or "").split("-")[1] == tracing.trace_id()


def test_spans_go_to_the_collector_that_is_set() -> None:
    got: list[ExportTraceServiceRequest] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/v1/traces"
            got.append(ExportTraceServiceRequest.FromString(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's name
            """Quiet."""

    with HTTPServer(("127.0.0.1", 0), Collector) as collector:
        thread = threading.Thread(target=collector.serve_forever)
        thread.start()
        kept = tracing.configure("intake", Settings(otlp_endpoint=f"http://127.0.0.1:{collector.server_port}"))
        with tracing.span("request"):
            pass
        kept.close()
        collector.shutdown()
        thread.join()
    names = [
        span.name for one in got for found in one.resource_spans for scope in found.scope_spans for span in scope.spans
    ]
    assert names == ["request"]
