"""Logs as JSON lines on stderr: service, trace and span on each, no personal data; libraries' lines go the same way."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping, MutableMapping
from types import TracebackType
from typing import Final, TextIO

import orjson
import structlog
from opentelemetry import trace
from structlog.typing import EventDict, FilteringBoundLogger, Processor, WrappedLogger

from shared.telemetry.allowed import allowed, redacted

_LEVELS: Final = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
_DEEPEST: Final = 40  # frames of one exception: the innermost are what one looks for
_CHAIN: Final = 5  # causes of causes


def describe(error: BaseException) -> list[str]:
    """An exception as types and places, without a single value: messages of exceptions quote what they choked on.

    Returns:
        One line for each exception of the chain ("asyncpg.exceptions.UniqueViolationError 23505"), followed by its
        frames ("shared/ledger/append.py:41 append"), innermost last.
    """
    lines: list[str] = []
    one: BaseException | None = error
    for _ in range(_CHAIN):
        if one is None:
            break
        name, state = f"{type(one).__module__}.{type(one).__qualname__}", getattr(one, "sqlstate", None)
        lines.append(f"{name} {state}" if isinstance(state, str) else name)
        lines.extend(_frames(one.__traceback__))
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return lines


def _frames(traceback: TracebackType | None) -> list[str]:
    frames: list[str] = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        # The last three parts of the path say which file; what is before them is only about the machine.
        frames.append(f"  {'/'.join(code.co_filename.split('/')[-3:])}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    return frames[-_DEEPEST:]


def _traced(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        line["trace_id"] = trace.format_trace_id(context.trace_id)
        line["span_id"] = trace.format_span_id(context.span_id)
    return line


def _template(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """A foreign record's message is its template's first line: arguments, and asyncio's further lines, quote values."""
    record = line.get("_record")
    if isinstance(record, logging.LogRecord):
        line["event"] = record.msg.split("\n", 1)[0] if isinstance(record.msg, str) else type(record.msg).__name__
        if record.exc_info and record.exc_info[1] is not None:
            line["exception"] = describe(record.exc_info[1])
        line.pop("exc_info", None)
    return line


def _described(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    error = line.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    elif isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        line["exception"] = describe(error)
    return line


class _Allowlist:
    """Drops every attribute that is not on the allowlist and says which it was; strict, it refuses instead."""

    def __init__(self, service: str, *, strict: bool) -> None:
        self._service = service
        self._strict = strict

    def __call__(self, _: WrappedLogger, __: str, line: EventDict) -> Mapping[str, object]:
        said = {name: value for name, value in line.items() if not name.startswith("_") and name != "positional_args"}
        exception = said.pop("exception", None)
        clean, dropped = allowed(said, strict=self._strict)
        lines: MutableMapping[str, object] = dict(clean)
        if exception is not None:
            lines["exception"] = exception  # made by `describe`: types and places only
        if dropped:
            lines["dropped"] = [redacted(name) for name in dropped]
        lines["service"] = self._service
        return lines


def _rendered(_: WrappedLogger, __: str, line: EventDict) -> str:
    return orjson.dumps(line).decode()


def configure(service: str, *, level: str = "info", stream: TextIO | None = None, strict: bool = False) -> None:
    """Send this process's logs, its own and the standard library's, to `stream` (stderr) as JSON lines.

    Args:
        service: said on every line.
        level: "debug", "info", "warning" or "error"; the libraries stay at "warning" unless this is "debug".
        stream: where to, stderr when None.
        strict: refuse attributes that are not on the allowlist (`allowed.NotAllowed`); what tests run with.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _traced,
        _described,
    ]
    allowlist = _Allowlist(service, strict=strict)
    structlog.configure(
        # Checked where the line is written: logging swallows what a formatter raises, and strictness must be heard.
        processors=[*shared, allowlist, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[level]),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    foreign: list[Processor] = [*shared[1:], _template]
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=foreign,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, allowlist, _rendered],
        )
    )
    logging.raiseExceptions = False  # its report of a failing handler quotes the record's arguments
    sys.excepthook = _died
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(_LEVELS[level])
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "faststream", "aiokafka", "asyncio", "alembic", "httpx"):
        library = logging.getLogger(name)
        library.handlers.clear()
        library.propagate = True
        library.setLevel(_LEVELS[level] if level == "debug" else logging.WARNING)


def _died(_: type[BaseException], error: BaseException, __: TracebackType | None) -> None:
    """The last words of a process, without the values that Python's own would quote."""
    if not isinstance(error, KeyboardInterrupt):
        logging.getLogger("kotopolku").critical("the process ends with an exception", exc_info=error)


def logger(name: str) -> FilteringBoundLogger:
    """The logger of a module: `log = logger(__name__)`, `log.info("batch folded", rows=3)`; the words are constant."""
    bound: FilteringBoundLogger = structlog.get_logger(name)
    return bound
