"""Tells when a deployment has come to rest: every event archived, every reaction had, nothing due, nothing new."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from contextlib import AsyncExitStack
from typing import Final, Self

import asyncpg

from services.console.auditing import as_auditor
from services.console.wiring import SPECS
from shared.events.envelope import split_type
from shared.messaging.opening import transport_for
from shared.messaging.passing import is_passing
from shared.settings import LEDGERS, Settings
from shared.sql import statements

SETTLE_SECONDS: Final = 60.0
_LEDGER: Final = statements("shared.ledger")
_AGENDA: Final = statements("shared.agenda")
_ARCHIVE: Final = statements("shared.projection")


class NotSettled(Exception):  # noqa: N818 - says the state people meet
    """Not every event has arrived everywhere in the time given."""


class Watch:
    """Watches a deployment through the auditor's read-only role and the transport's own marks."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._parts = AsyncExitStack()
        self._clock = settings.clock()
        self._transport = transport_for(settings)
        self._connections: dict[str, asyncpg.Connection] = {}

    async def __aenter__(self) -> Self:
        await self._transport.start()
        self._parts.push_async_callback(self._transport.stop)
        await self._connect()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._parts.aclose()

    async def settled(self, seconds: float = SETTLE_SECONDS) -> None:
        """Wait until the deployment is at rest; a server that is away meanwhile is waited for.

        Raises:
            NotSettled: it took longer than `seconds`.
        """
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                if await self._at_rest():
                    return
            except Exception as error:
                if not is_passing(error):
                    raise
                await asyncio.sleep(0.2)
                await self._connect()
            await asyncio.sleep(0.01)
        raise NotSettled(f"not every event has arrived after {seconds:.0f} s; see the services' logs")

    async def events(self) -> dict[str, int]:
        """How many events of each type the archive has, by "service.Name"."""
        rows = await self._connections["reporting"].fetch(_ARCHIVE["archive_types"])
        counted: Counter[str] = Counter()
        for row in rows:
            service, name, _ = split_type(row["type"])
            counted[f"{service}.{name}"] += row["events"]
        return dict(sorted(counted.items()))

    async def _at_rest(self) -> bool:
        written = await self._written()
        archived = await self._connections["reporting"].fetchval(_ARCHIVE["archive_count"])
        return (
            archived == written
            and await self._reacted()
            and await self._nothing_due()
            and written == await self._written()
        )

    async def _written(self) -> int:
        counts = [await self._connections[ledger].fetchval(_LEDGER["count"]) for ledger in LEDGERS]
        return sum(counts)

    async def _reacted(self) -> bool:
        marks = await self._transport.high_water()
        groups = [spec.reactions.service for spec in SPECS.values() if spec.reactions.consumes]
        for passed in await asyncio.gather(*map(self._transport.acknowledged, groups)):
            if any(passed.get(bucket, 0) < mark for bucket, mark in marks.items()):
                return False
        return True

    async def _nothing_due(self) -> bool:
        today = self._clock.today()
        return not any(
            [await self._connections[one].fetchval(_AGENDA["agenda_fallen_count"], today) for one in LEDGERS]
        )

    async def _connect(self) -> None:
        for schema in (*LEDGERS, "reporting"):
            held = self._connections.get(schema)
            if held is None or held.is_closed():
                try:
                    self._connections[schema] = await self._parts.enter_async_context(
                        as_auditor(self._settings, schema)
                    )
                except Exception as error:
                    if not is_passing(error):
                        raise
