"""Row-level security: the policies of a tenant table, and the scope of the transaction that reads it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final, TypeAlias

from shared.sql import statements

if TYPE_CHECKING:
    from asyncpg import Connection, Record
    from asyncpg.pool import PoolConnectionProxy

    from shared.access.policy import Viewer

Session: TypeAlias = "Connection[Record] | PoolConnectionProxy[Record]"
"""A connection, of one's own or out of a pool."""

_SQL: Final = statements("shared.access")
_NAME: Final = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_MUNICIPALITY: Final = re.compile(r"[0-9]{3}")

EVERYBODY: Final = "*"
"""In place of a row's municipality: whoever has some municipality may read it (a practice, a published bulletin)."""


def municipality_code(text: str) -> bool:
    """Whether `text` has the form of a municipality's code: three ASCII digits."""
    return _MUNICIPALITY.fullmatch(text) is not None


def policies(table: str, *, reader: str, writer: str) -> str:
    """The SQL that puts a table with a text column `municipality` under row-level security.

    Args:
        table: its name, with or without schema. Fill it first: COPY FROM fails under FORCE even for the owner.
        reader: the role that reads it, only the rows of its scope.
        writer: the role that folds into it, every row; under FORCE it needs a policy of its own, also as the owner.

    Raises:
        ValueError: a name that is no plain lower-case identifier (names cannot be parameters).
    """
    for name in (*table.split("."), reader, writer):
        if not _NAME.fullmatch(name):
            raise ValueError("a table or role has a plain lower-case name")
    if table.count(".") > 1:
        raise ValueError("a table has one schema at most")
    return _SQL["policies"].replace("{table}", table).replace("{reader}", reader).replace("{writer}", writer)


def scope_of(municipalities: Iterable[str]) -> str:
    """Municipalities as `app.municipalities` holds them: codes with commas between, and EVERYBODY behind them.

    None of them gives "", which reads nothing.

    Raises:
        ValueError: a code that is not of the form.
    """
    codes = sorted(set(municipalities))
    if not all(municipality_code(code) for code in codes):
        raise ValueError("a municipality has a code of three digits")
    return ",".join([*codes, EVERYBODY]) if codes else ""


@asynccontextmanager
async def scoped(connection: Session, viewer: Viewer) -> AsyncIterator[None]:
    """A transaction in which `connection` sees the rows of `viewer`'s municipalities and no others.

    It must be the outermost one: the setting lasts until the transaction ends, and in an inner one it would outlive
    this block.

    Raises:
        RuntimeError: a transaction is open already.
    """
    if connection.is_in_transaction():
        raise RuntimeError("the scope is set in a transaction of its own")
    async with connection.transaction():
        await connection.execute(_SQL["scope"], scope_of(viewer.municipalities), viewer.actor)
        yield
