"""Logs: one JSON object a line, joined to traces, with nothing personal in them whatever the code or a library says."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
import structlog

from shared.telemetry import logs, tracing
from shared.telemetry.allowed import NotAllowed, redacted

pytestmark = pytest.mark.unit
PERSONAL = ["Virtanen", "010190-999X", "+358401234567", "1990-01-31", "matti.virtanen@example.fi"]
Lines = Callable[[], list[dict[str, object]]]


@pytest.fixture
def kept() -> Iterator[tuple[io.StringIO, Lines]]:
    stream = io.StringIO()
    root = logging.getLogger()
    handlers, level, hook = root.handlers[:], root.level, sys.excepthook
    logs.configure("intake", stream=stream)
    yield stream, lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers[:] = handlers
    root.setLevel(level)
    sys.excepthook = hook
    structlog.reset_defaults()


def test_a_line_says_service_level_time_and_trace(kept: tuple[io.StringIO, Lines]) -> None:
    with tracing.span("work"):
        logs.logger("shared.ledger").info("appended", events=3, stream="intake/case/1")
        trace = tracing.trace_id()
    (line,) = kept[1]()
    assert (line["service"], line["level"], line["event"]) == ("intake", "info", "appended")
    assert (line["trace_id"], line["logger"]) == (trace, "shared.ledger")
    assert (line["events"], line["stream"]) == (3, "intake/case/1")
    assert str(line["timestamp"]).endswith("Z")


def test_what_is_not_on_the_allowlist_is_dropped_and_named(kept: tuple[io.StringIO, Lines]) -> None:
    logs.logger("x").info("registered", name="Virtanen Matti", person={"born": "1990-01-31"}, rows=1)
    (line,) = kept[1]()
    assert line["dropped"] == ["name", "person"]
    assert line["rows"] == 1
    assert not any(value in kept[0].getvalue() for value in PERSONAL)


def test_bound_context_goes_through_the_same_allowlist(kept: tuple[io.StringIO, Lines]) -> None:
    with structlog.contextvars.bound_contextvars(case="c1", phone="+358401234567"):
        logs.logger("x").info("said")
    (line,) = kept[1]()
    assert (line["case"], line["dropped"]) == ("c1", ["phone"])
    assert "+358401234567" not in kept[0].getvalue()


def test_a_test_can_ask_for_refusal() -> None:
    logs.configure("intake", stream=io.StringIO(), strict=True)
    with pytest.raises(NotAllowed, match="surname"):
        logs.logger("x").info("registered", surname="Virtanen")
    structlog.reset_defaults()


def test_an_exception_is_types_and_places(kept: tuple[io.StringIO, Lines]) -> None:
    try:
        try:
            {"a": 1}["Virtanen"]
        except KeyError as cause:
            raise ValueError("born 1990-01-31, 010190-999X") from cause
    except ValueError:
        logs.logger("x").exception("failed")
        logging.getLogger("asyncpg").exception("failed for %s", "Virtanen")
    ours, theirs = kept[1]()
    for line in (ours, theirs):
        said = line["exception"]
        assert isinstance(said, list)
        assert said[0] == "builtins.ValueError"
        assert "builtins.KeyError" in said
        assert any("tests/telemetry/test_logs.py:" in one for one in said)
    assert not any(value in kept[0].getvalue() for value in PERSONAL)


def test_a_librarys_message_is_its_template(kept: tuple[io.StringIO, Lines]) -> None:
    logging.getLogger("aiokafka").warning("cannot send %s to %s", {"name": "Virtanen"}, "node")
    logging.getLogger("asyncio").error("Task exception was never retrieved\nfuture: ValueError('Virtanen')")
    logging.getLogger("other").warning("row 010190-999X of 1990-01-31, +358401234567, matti.virtanen@example.fi")
    logging.getLogger("httpx").info("GET /?name=Virtanen")
    template, first, written_in = kept[1]()
    assert template["event"] == "cannot send %s to %s"
    assert first["event"] == "Task exception was never retrieved"
    assert written_in["event"] == "row [identity code] of [date], [phone], [e-mail]"
    assert not any(value in kept[0].getvalue() for value in PERSONAL)


@pytest.mark.parametrize(
    "harmless",
    [
        "018f3c1e-0000-7000-8000-000000000001",
        "intake/case/018f3c1e-2026-7000-8000-040123456789",
        "shared/ledger/append.py:41",
        "127.0.0.1:54321",
        "planning.r0001",
    ],
)
def test_ids_and_places_are_not_taken_for_personal_data(harmless: str) -> None:
    assert redacted(harmless) == harmless


def test_a_process_that_dies_says_no_value() -> None:
    code = "from shared.telemetry import logs; logs.configure('intake');raise ValueError('Virtanen Matti 010190-999X')"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    (line,) = [json.loads(one) for one in ended.stderr.splitlines()]
    assert line["exception"][0] == "builtins.ValueError"
    assert "Virtanen" not in ended.stderr
