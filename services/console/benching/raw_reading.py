"""The plainest reading of the archive: cursor and JSON decode, nothing folded. Imports little: processes begin here."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

import asyncpg
import orjson

AT_ONCE: Final = 5_000  # rows a round trip, as a rebuild's


def read_buckets(dsn: str, statement: str, buckets: Sequence[int]) -> int:
    """Read and decode (head and payload) the events of these buckets, one after the other; how many."""
    return asyncio.run(_read(dsn, statement, buckets))


async def _read(dsn: str, statement: str, buckets: Sequence[int]) -> int:
    connection = await asyncpg.connect(dsn)
    try:
        read = 0
        for bucket in buckets:
            async with connection.transaction(readonly=True):
                cursor = await connection.cursor(statement, bucket)
                while rows := await cursor.fetch(AT_ONCE):
                    for row in rows:
                        orjson.loads(row["head"])
                        orjson.loads(row["data"])
                    read += len(rows)
        return read
    finally:
        await connection.close()
