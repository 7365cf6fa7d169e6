"""Tables of read models: made, filled and written by SQL files whose placeholders are identifiers."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias
from uuid import UUID

from shared.access.rls import policies
from shared.projection.archive import SQL, Connection
from shared.projection.projection import KEY_COLUMNS, Projection

READER: Final = "kotopolku_reporting_reader"
WRITER: Final = "kotopolku_reporting"
PROTECTIONS: Final = "protections"
"""The read model that says which cases are protected: "" for the case, and an actor for whoever is entitled to it."""

_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,62}")

Rows: TypeAlias = dict[UUID, dict[str, Any]]
"""Key → sub-key → row."""


def new_name(projection: Projection[Any]) -> str:
    """A name no other table has."""
    return f"{projection.name}_v{projection.version}_{secrets.token_hex(4)}"


def filled_in(statement: str, table: str) -> str:
    """`statement` with its {table}.

    Raises:
        ValueError: not a plain lower-case name (names cannot be parameters).
    """
    if not _NAME.fullmatch(table):
        raise ValueError("a table has a plain lower-case name")
    return statement.replace("{table}", table)


async def create(connection: Connection, projection: Projection[Any], table: str) -> None:
    """Make the bare table: no index, no policy, no reader. COPY FROM fails under FORCE, so filling comes first."""
    await connection.execute(filled_in(projection.table_ddl, table))


async def finish(connection: Connection, projection: Projection[Any], table: str) -> None:
    """Primary key, indexes, statistics, and row-level security with FORCE: from here on it may be read."""
    await connection.execute(filled_in(SQL["primary_key"], table))
    if projection.index_ddl:
        await connection.execute(filled_in(projection.index_ddl, table))
    await connection.execute(policies(table, reader=READER, writer=WRITER))
    await protect(connection, projection, table)
    await connection.execute(filled_in(SQL["analyze"], table))


async def protect(connection: Connection, projection: Projection[Any], table: str) -> None:
    """Let readers see no row of a case that is protected from them, whatever the read model; nothing where it is so.

    A case is protected while the read model `PROTECTIONS` has a row of its key, from everybody but those whom it has a
    row for: so the moment that fact is folded, no list, search or count of any read model has the case.
    """
    if projection.name == PROTECTIONS or await connection.fetchval(SQL["is_protected"], table):
        return
    for column in ("key", "case_id"):
        if column in projection.columns:
            statement = filled_in(SQL["protect"], table).replace("{column}", column)
            await connection.execute(statement.replace("{reader}", READER))


async def active_tables(connection: Connection) -> dict[str, tuple[int, str]]:
    """Projection → (version, table) that answers now."""
    return {row["projection"]: (row["version"], row["table_name"]) for row in await connection.fetch(SQL["active"])}


class Table:
    """The statements of one projection on one table."""

    def __init__(self, projection: Projection[Any], name: str) -> None:
        columns = projection.columns
        said = {
            "columns": ", ".join(columns),
            "arrays": ", ".join(f"${n}::{kind}[]" for n, kind in enumerate(projection.sql_types, 1)),
            "assignments": ", ".join(f"{column} = excluded.{column}" for column in projection.fields),
        }
        self.projection = projection
        self.name = name

        def made(statement: str) -> str:
            for placeholder, text in said.items():
                statement = statement.replace(f"{{{placeholder}}}", text)
            return filled_in(statement, name)

        self._load = made(SQL["load_rows"])
        self._load_some = made(SQL["load_some_rows"])
        self._upsert = made(SQL["upsert_rows"])
        self._delete = made(SQL["delete_rows"])
        self._delete_keys = made(SQL["delete_keys"])

    async def load(self, connection: Connection, keys: Sequence[UUID]) -> Rows:
        """All rows under `keys`."""
        return self._rows(await connection.fetch(self._load, keys)) if keys else {}

    async def load_some(self, connection: Connection, wanted: Sequence[tuple[UUID, str]]) -> Rows:
        """The rows of these keys and sub-keys."""
        if not wanted:
            return {}
        keys, subs = [key for key, _ in wanted], [sub for _, sub in wanted]
        return self._rows(await connection.fetch(self._load_some, keys, subs))

    def _rows(self, records: Iterable[Any]) -> Rows:
        rows: Rows = {}
        row = self.projection.row
        for record in records:
            key, sub, *values = record
            rows.setdefault(key, {})[sub] = row(*values)
        return rows

    async def write(self, connection: Connection, changes: Mapping[tuple[UUID, str], Any | None]) -> None:
        """Upsert the rows, delete those that are None."""
        upserts = [(key, sub, *row) for (key, sub), row in changes.items() if row is not None]
        if upserts:
            await connection.execute(self._upsert, *(list(column) for column in zip(*upserts, strict=True)))
        gone = [at for at, row in changes.items() if row is None]
        if gone:
            await connection.execute(self._delete, [key for key, _ in gone], [sub for _, sub in gone])

    async def replace(self, connection: Connection, rows: Rows) -> None:
        """Let the keys of `rows` have exactly these rows."""
        await connection.execute(self._delete_keys, list(rows))
        await self.write(connection, {(key, sub): row for key, held in rows.items() for sub, row in held.items()})

    async def copy(self, connection: Connection, rows: Rows) -> int:
        """COPY `rows` into the table, which has no FORCE yet; how many."""
        records = [(key, sub, *row) for key, held in rows.items() for sub, row in held.items()]
        if records:
            await connection.copy_records_to_table(
                self.name, records=records, columns=[*KEY_COLUMNS, *self.projection.fields]
            )
        return len(records)
