"""Walk every chain of a ledger and say which event is wrong."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

import asyncpg

from shared.events import Head, bucket_of, chain, first_hash
from shared.ledger.ledger import SQL, Connection

ROWS: Final = 5_000


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with one event: its ledger, stream, version, position (None where there is no row), and how.

    `kind` is the code of a text: "edited", "missing", "moved", "column", "head", "tail".
    """

    ledger: str
    stream: str
    version: int
    kind: str
    detail: str
    position: int | None = None


async def verify_ledger(
    ledger: str, connection: Connection, *, progress: Callable[[int], None] = lambda _: None
) -> AsyncIterator[Finding]:
    """Every finding of `ledger`, in one snapshot. `progress` is told how many events have been read."""
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        async for finding in verify_chains(ledger, connection, SQL["stream_heads"], SQL["chains"], progress):
            yield finding


async def verify_chains(
    ledger: str, connection: Connection, stream_heads: str, chains: str, progress: Callable[[int], None]
) -> AsyncIterator[Finding]:
    """Walk the chains of whoever keeps events: a ledger, or reporting's archive. A snapshot is the caller's to open.

    Args:
        ledger: its name in the findings.
        connection: one with an open transaction.
        stream_heads: SQL that gives stream, version, hash of each stream.
        chains: SQL that gives stream, version, key, bucket, type, recorded_at, head, data, hash, position, in order of
            stream and version.
        progress: told how many events have been read.
    """
    heads = {row["stream"]: (row["version"], row["hash"]) for row in await connection.fetch(stream_heads)}
    stream, version, previous = "", 0, b""
    read = 0
    async for row in connection.cursor(chains, prefetch=ROWS):
        read += 1
        if read % ROWS == 0:
            progress(read)
        if row["stream"] != stream:
            for finding in _tail(ledger, stream, version, previous, heads):
                yield finding
            stream, version, previous = row["stream"], 0, first_hash(row["stream"])
        head = _head_of(row)
        if head is not None and head.stream != stream:
            detail = f"its head says {head.stream} version {head.streamversion}"
            yield Finding(ledger, stream, row["version"], "moved", detail, row["position"])
            continue  # it is no part of this stream: what it pretends to follow is not missing
        for lost in range(version + 1, row["version"]):
            yield Finding(ledger, stream, lost, "missing", f"no event between {version} and {row['version']}")
        whole = row["version"] == version + 1
        for finding in _event(ledger, row, head, previous if whole else None):
            yield finding
        version, previous = row["version"], row["hash"]  # the stored hash: one edit is named once, not to the end
    for finding in _tail(ledger, stream, version, previous, heads):
        yield finding
    progress(read)
    for left, (last, _) in heads.items():
        yield Finding(ledger, left, last, "missing", "the stream has a head and no events")


def _tail(ledger: str, stream: str, version: int, last: bytes, heads: dict[str, tuple[int, bytes]]) -> list[Finding]:
    if not stream:
        return []
    head = heads.pop(stream, None)
    if head is None:
        return [Finding(ledger, stream, version, "tail", "the ledger knows no such stream")]
    findings = [
        Finding(ledger, stream, lost, "missing", f"the stream has {head[0]} events")
        for lost in range(version + 1, head[0] + 1)
    ]
    if not findings and head != (version, last):
        findings.append(Finding(ledger, stream, version, "tail", f"the stream ends at {head[0]} with another hash"))
    return findings


def _head_of(row: asyncpg.Record) -> Head | None:
    try:
        return Head.from_bytes(row["head"])
    except (ValueError, json.JSONDecodeError):
        return None


def _event(ledger: str, row: asyncpg.Record, head: Head | None, previous: bytes | None) -> list[Finding]:
    stream, version, position = row["stream"], row["version"], row["position"]

    def wrong(kind: str, detail: str) -> Finding:
        return Finding(ledger, stream, version, kind, detail, position)

    if head is None:
        return [wrong("head", "the head cannot be read")]
    findings = []
    if previous is not None and chain(previous, row["head"], row["data"]) != row["hash"]:
        findings.append(wrong("edited", f"its hash does not fit its bytes ({sha256(row['data']).hexdigest()[:16]}…)"))
    columns = (head.streamversion, head.key, bucket_of(head.key), head.type, head.time)
    stored = (version, row["key"], row["bucket"], row["type"], row["recorded_at"])
    if columns != stored:
        findings.append(wrong("column", "a column says something else than the head"))
    return findings
