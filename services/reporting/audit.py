"""Proof that the archive is what was archived, and that it is what the services' ledgers say."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Final

import asyncpg

from shared.ledger.ledger import SQL as LEDGER_SQL
from shared.ledger.ledger import Connection
from shared.ledger.verify import ROWS, Finding, verify_chains
from shared.projection.archive import SQL

ARCHIVE: Final = "reporting"
NAMED: Final = 100  # missing numbers that are named


async def verify_archive(
    connection: Connection, *, progress: Callable[[int], None] = lambda _: None
) -> AsyncIterator[Finding]:
    """Every finding of the archive, in one snapshot: chains, columns, numbers without a gap.

    `connection` reads reporting's schema (its search_path). A finding's `position` is the number in its bucket.
    """
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        async for finding in verify_chains(ARCHIVE, connection, SQL["stream_heads"], SQL["chains"], progress):
            yield finding
        for row in await connection.fetch(SQL["missing_numbers"], NAMED):
            number = row["seq"]
            yield Finding(
                ARCHIVE, f"bucket {row['bucket']}", number, "missing", f"the bucket has no event {number}", number
            )


async def compare(ledger: str, connection: Connection, archive: Connection) -> AsyncIterator[Finding]:
    """What the ledger of service `ledger` and the archive say otherwise of each other, in a snapshot of each.

    An event that the ledger has and the archive has not yet is a finding too: ask when nothing is on its way.
    """
    async with (
        archive.transaction(isolation="repeatable_read", readonly=True),  # first: what comes later is in neither
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        said = connection.cursor(LEDGER_SQL["hashes"], prefetch=ROWS).__aiter__()
        kept = archive.cursor(SQL["hashes_of_service"], ledger, prefetch=ROWS).__aiter__()
        one, other = await anext(said, None), await anext(kept, None)
        while one is not None or other is not None:
            here, there = _place(one), _place(other)
            if other is None or (here is not None and there is not None and here < there):
                yield _finding(ledger, one, "missing", "the ledger has it and the archive has not")
                one = await anext(said, None)
            elif one is None or (here is not None and there is not None and there < here):
                yield _finding(ledger, other, "missing", "the archive has it and the ledger has not", in_ledger=False)
                other = await anext(kept, None)
            else:
                if one["hash"] != other["hash"]:
                    yield _finding(ledger, one, "differs", "the ledger and the archive have different hashes")
                one, other = await anext(said, None), await anext(kept, None)


def _place(row: asyncpg.Record | None) -> tuple[bytes, int] | None:
    """Where a row stands in the order of both queries: bytes of the stream's name, then the version."""
    return None if row is None else (row["stream"].encode(), row["version"])


def _finding(ledger: str, row: asyncpg.Record | None, kind: str, detail: str, *, in_ledger: bool = True) -> Finding:
    if row is None:
        raise LookupError("a finding is about an event")
    return Finding(ledger, row["stream"], row["version"], kind, detail, row["position"] if in_ledger else None)
