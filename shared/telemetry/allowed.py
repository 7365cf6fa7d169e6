"""What a log line, a span or a figure may say: the only attribute names there are, and what their values may look like.

An allowlist, because a list of forbidden names forgets the next one. Ids of cases and streams are opaque and allowed;
actor ids, names, texts, municipalities of a case and request bodies are not here, and so cannot be logged. The patterns
are a second line of defence, for libraries that put values into the template of their message.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, TypeAlias

Scalar: TypeAlias = str | int | float | bool
Value: TypeAlias = Scalar | list[Scalar] | None

LONGEST: Final = 300  # characters of one value: a place in the code or a template is shorter
ALLOWED: Final = frozenset(
    {
        # what structlog and this package put there themselves
        "event", "level", "timestamp", "service", "logger", "trace_id", "span_id", "dropped", "exception",
        # the road of a fact, by opaque ids and numbers
        "case", "key", "stream", "version", "event_id", "event_type", "command", "command_id", "correlation_id",
        "due", "reaction", "projection", "position", "bucket", "partition", "offset", "topic", "group", "table",
        "migration",
        # a request, by its template
        "method", "route", "status", "code", "bytes",
        # how much, how long, how often
        "count", "rows", "events", "batch", "attempt", "retries", "lag", "lag_seconds", "seconds", "milliseconds",
        "limit",
        # a process and its servers
        "process", "pid", "port", "host", "signal", "state", "reason", "sqlstate", "error_type", "transport", "program",
    }
)  # fmt: skip

_PATTERNS: Final = (
    (re.compile(r"\b[0-3]\d[01]\d\d\d[-+ABCDEFUVWXYabcdefuvwxy]\d{3}[0-9A-Za-z]\b"), "[identity code]"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), "[e-mail]"),
    (re.compile(r"\b(?:19|20)\d\d-[01]\d-[0-3]\d\b"), "[date]"),
    (re.compile(r"\b[0-3]?\d\.[01]?\d\.(?:19|20)\d\d\b"), "[date]"),
    (re.compile(r"(?<![\w.-])\+\d[\d ()-]{6,}\d\b"), "[phone]"),
    (re.compile(r"(?<![\w.-])0[45]\d[\d ()-]{5,}\d\b"), "[phone]"),
)


class NotAllowed(LookupError):  # noqa: N818 - the word of the rule it upholds
    """An attribute that the allowlist does not know, met where a test asked for strictness."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(f"not on the allowlist of shared/telemetry/allowed.py: {', '.join(names)}")
        self.names = names


def redacted(text: str) -> str:
    """`text` in 300 characters at most, without what looks like an identity code, a date, a phone or e-mail address."""
    text = text[: 4 * LONGEST]
    for pattern, substitute in _PATTERNS:
        text = pattern.sub(substitute, text)
    return text[:LONGEST]


def _clean(value: object) -> Value:
    match value:
        case bool() | int() | float() | None:
            return value
        case str():
            return redacted(value)
        case list() | tuple() | set() | frozenset():
            return [
                redacted(one) if isinstance(one, str) else one for one in value if isinstance(one, str | int | float)
            ]
        case _:
            return redacted(str(value)) if type(value).__name__ in {"UUID", "datetime"} else type(value).__name__


def allowed(attributes: Mapping[str, object], *, strict: bool = False) -> tuple[dict[str, Value], list[str]]:
    """The attributes that may be said, cleaned, and the names of those that were dropped (their values are gone).

    Args:
        attributes: names and values as the code gave them.
        strict: refuse instead of dropping; what tests run with.

    Raises:
        NotAllowed: strict, and a name is not on the allowlist.
    """
    dropped = sorted(name for name in attributes if name not in ALLOWED)
    if dropped and strict:
        raise NotAllowed(dropped)
    return {name: _clean(value) for name, value in attributes.items() if name in ALLOWED}, dropped
