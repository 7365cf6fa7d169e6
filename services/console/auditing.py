"""Reading everything as the auditor may: what is wrong in the ledgers, in the archive, and between them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

import asyncpg

from services.reporting.audit import compare, verify_archive
from shared.ledger import Finding, verify_ledger
from shared.settings import LEDGERS, Settings


@asynccontextmanager
async def as_auditor(settings: Settings, schema: str) -> AsyncIterator[asyncpg.Connection]:
    """A read-only connection to one service's schema."""
    connection = await asyncpg.connect(settings.dsn("auditor"), server_settings={"search_path": schema})
    try:
        yield connection
    finally:
        await connection.close()


async def findings(
    settings: Settings, *, tell: Callable[[str, int], None] = lambda _schema, _read: None
) -> list[Finding]:
    """All that is wrong. An event on its way to the archive counts as missing there: ask when all is at rest."""
    found: list[Finding] = []
    async with as_auditor(settings, "reporting") as archive:
        for ledger in LEDGERS:
            async with as_auditor(settings, ledger) as connection:
                found += [one async for one in verify_ledger(ledger, connection, progress=partial(tell, ledger))]
                found += [one async for one in compare(ledger, connection, archive)]
        found += [one async for one in verify_archive(archive, progress=partial(tell, "reporting"))]
    return found
