"""Grants: what Kotopolku itself says an actor may be, for whom and where. They live in a schema with its own DSN."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import asyncpg

from shared.access.roles import Role
from shared.sql import statements

_SQL: Final = statements("shared.access")
FRESH: Final = 10.0  # seconds a grant that was taken away may still be believed
REMEMBERED: Final = 10_000  # actors


@dataclass(frozen=True, slots=True)
class Grant:
    """One role of an actor. Municipalities are codes of three digits, none for roles that are not about any."""

    role: Role
    organisation: str
    municipalities: frozenset[str]
    valid_from: datetime
    valid_to: datetime | None

    def holds(self, now: datetime) -> bool:
        """Whether it is in force at `now` (UTC)."""
        return self.valid_from <= now and (self.valid_to is None or now < self.valid_to)


class Grants:
    """The grants of actors, remembered for ten seconds at most.

    Args:
        pool: connections as `kotopolku_access` (reads) or `kotopolku_access_admin` (reads, writes).
        monotonic: seconds, never going back; tests pass their own.
    """

    def __init__(self, pool: asyncpg.Pool, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._pool = pool
        self._monotonic = monotonic
        self._known: OrderedDict[str, tuple[float, tuple[Grant, ...]]] = OrderedDict()
        self._asking: dict[str, asyncio.Lock] = {}

    async def of(self, actor: str) -> tuple[Grant, ...]:
        """The grants of `actor` that are in force now by the machine's clock; none for an actor nobody knows.

        Raises:
            OSError, asyncpg.PostgresError: the database is away; what was known is believed while it is fresh.
        """
        found = self._fresh(actor)
        if found is None:
            # One question for an actor at a time: a portal page asks for many things at once.
            async with self._asking.setdefault(actor, asyncio.Lock()):
                found = self._fresh(actor)
                if found is None:
                    try:
                        found = await self._ask(actor)
                    finally:
                        self._asking.pop(actor, None)
        now = datetime.now(UTC)
        return tuple(grant for grant in found if grant.holds(now))

    def _fresh(self, actor: str) -> tuple[Grant, ...] | None:
        asked, found = self._known.get(actor, (-FRESH, ()))
        return found if self._monotonic() - asked < FRESH else None

    async def _ask(self, actor: str) -> tuple[Grant, ...]:
        asked = self._monotonic()  # before the question: what is granted or ended while it travels counts as later
        rows = await self._pool.fetch(_SQL["grants_of"], actor)
        found = tuple(
            Grant(
                role=Role(row["role"]),
                organisation=row["organisation"],
                municipalities=frozenset(row["municipalities"]),
                valid_from=row["valid_from"],
                valid_to=row["valid_to"],
            )
            for row in rows
        )
        self._known[actor] = (asked, found)
        self._known.move_to_end(actor)
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return found

    async def grant(
        self,
        actor: str,
        role: Role,
        organisation: str,
        municipalities: Collection[str],
        *,
        granted_by: str,
        valid_from: datetime | None = None,
        valid_to: datetime | None = None,
    ) -> bool:
        """Grant `role` to `actor`; True where it was not granted in the same words already. Needs the admin role.

        Raises:
            asyncpg.CheckViolationError: an actor id or municipality code is not of the form.
        """
        answer = await self._pool.execute(
            _SQL["grant"],
            actor,
            role.value,
            organisation,
            sorted(set(municipalities)),
            valid_from,
            valid_to,
            granted_by,
        )
        self._known.pop(actor, None)
        return bool(answer == "INSERT 0 1")

    async def end(self, actor: str, role: Role | None = None) -> int:
        """End the grants of `actor`, only those of `role` where one is named; how many. Needs the admin role."""
        answer = await self._pool.execute(_SQL["end_grants"], actor, role.value if role else None)
        self._known.pop(actor, None)
        return int(answer.split()[-1])
