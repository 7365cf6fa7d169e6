"""The usage log: who read which person's data, for what. Written in the transaction that reads; it fails closed."""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from shared.access.policy import Viewer
from shared.access.rls import Session
from shared.sql import statements
from shared.telemetry.tracing import trace_id

_SQL: Final = statements("shared.access")
_DOMAIN: Final = b"kotopolku-usage-1\n"
_CLASS: Final = re.compile(r"[a-z][a-z_]*")
_LENGTH: Final = struct.Struct(">I")
BUCKETS: Final = 16
_FETCH: Final = 5_000  # rows a round trip when the chains are walked


async def read_personal(
    connection: Session,
    viewer: Viewer,
    keys: Collection[UUID],
    classes: Iterable[str],
    purpose: str | None = None,
) -> int:
    """Log that `viewer` reads personal data of the cases `keys`; the one way to such data. Returns the rows written.

    Call it in the transaction of the read, before the data is opened: when it fails, the transaction is broken and the
    read has failed with it. No keys (an empty page) write nothing.

    Args:
        connection: one with an open transaction, see `shared.access.rls.scoped`.
        keys: the cases; each is one row.
        classes: which kinds of fields ("identity", "contact", "statistics"), never their values.
        purpose: what for; the viewer's when None.

    Raises:
        RuntimeError: no transaction is open.
        ValueError: no class is named, or one is not of the form.
        asyncpg.PostgresError: it could not be written.
    """
    if not connection.is_in_transaction():
        raise RuntimeError("a read of personal data and its log entry are one transaction")
    said = sorted(set(classes))
    if not said or not all(_CLASS.fullmatch(one) for one in said):
        raise ValueError("classes of fields are small letters and _")
    if not keys:
        return 0
    written = await connection.fetchval(
        _SQL["usage_append"],
        viewer.actor,
        viewer.role.value,
        viewer.organisation,
        list(keys),
        said,
        purpose or viewer.purpose,
        trace_id() or "",
    )
    return int(written)


@dataclass(frozen=True, slots=True)
class Look:
    """One read of a case's personal data."""

    actor: str
    role: str
    organisation: str
    classes: tuple[str, ...]
    purpose: str
    recorded_at: datetime
    trace: str


async def looks_at(connection: Session, case: UUID) -> tuple[Look, ...]:
    """Who has looked at `case`, oldest first: what a person can be given. Needs the auditor's role."""
    rows = await connection.fetch(_SQL["usage_of_case"], case)
    return tuple(
        Look(
            actor=row["actor"],
            role=row["role"],
            organisation=row["organisation"],
            classes=tuple(row["classes"]),
            purpose=row["purpose"],
            recorded_at=row["recorded_at"],
            trace=row["trace"],
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class WrongRow:
    """The first row of a chain that is not as it was written, and how: "missing", "moved", "edited" or "cut off"."""

    bucket: int
    sequence: int
    wrong: str


@dataclass(frozen=True, slots=True)
class UsageVerdict:
    """What a walk over the sixteen chains found: `rows` walked, and the first wrong row of each broken chain."""

    rows: int
    wrong: tuple[WrongRow, ...]

    @property
    def holds(self) -> bool:
        return not self.wrong


def _seed(bucket: int) -> bytes:
    return hashlib.sha256(f"kotopolku-usage-{bucket}".encode()).digest()


def usage_hash(previous: bytes, *parts: str) -> bytes:
    """SHA-256 over the domain, the previous hash, and each part as u32be(length) and UTF-8."""
    said = b"".join(_LENGTH.pack(len(part)) + part for part in (one.encode() for one in parts))
    return hashlib.sha256(_DOMAIN + previous + said).digest()


def _hash_of(row: asyncpg.Record) -> bytes:
    return usage_hash(
        row["previous"],
        str(row["bucket"]),
        str(row["sequence"]),
        row["actor"],
        row["role"],
        row["organisation"],
        str(row["case_key"]),
        ",".join(row["classes"]),
        row["purpose"],
        str(row["microseconds"]),
        row["trace"],
    )


async def verify_usage(connection: Session) -> UsageVerdict:
    """Walk the chains of the usage log, in one snapshot, and name the first wrong row of each, as an auditor."""
    rows = 0
    wrong: dict[int, WrongRow] = {}
    ends = {bucket: (0, _seed(bucket)) for bucket in range(BUCKETS)}
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        heads = {row["bucket"]: (row["sequence"], row["hash"]) for row in await connection.fetch(_SQL["usage_heads"])}
        async for row in connection.cursor(_SQL["usage_rows"], prefetch=_FETCH):
            rows += 1
            bucket, sequence = row["bucket"], row["sequence"]
            if bucket in wrong:
                continue
            reached, previous = ends[bucket]
            if sequence != reached + 1:
                wrong[bucket] = WrongRow(bucket, reached + 1, "missing")
            elif row["previous"] != previous:
                wrong[bucket] = WrongRow(bucket, sequence, "moved")
            elif row["hash"] != _hash_of(row):
                wrong[bucket] = WrongRow(bucket, sequence, "edited")
            else:
                ends[bucket] = (sequence, row["hash"])
    for bucket, end in ends.items():
        if bucket not in wrong and heads.get(bucket) != end:
            wrong[bucket] = WrongRow(bucket, end[0] + 1, "cut off")
    return UsageVerdict(rows, tuple(wrong[bucket] for bucket in sorted(wrong)))
