"""`verify` names what a database superuser did with triggers off."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest

from shared.events import chain
from shared.ledger import Finding, Ledger, verify_ledger
from tests.ledger.conftest import COUNTING, Arrive, act

pytestmark = pytest.mark.integration


@pytest.fixture
async def streams(ledger: Ledger) -> list[str]:
    names = []
    for _ in range(3):
        key = uuid4()
        names.append(f"intake/case/{key}")
        await ledger.handle(COUNTING, names[-1], key, Arrive(uuid4(), 4), act())
    return names


@pytest.fixture
async def superuser(admin_dsn: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(admin_dsn)
    await connection.execute("set search_path = intake; set session_replication_role = replica")
    yield connection
    await connection.close()


async def findings(connection: asyncpg.Connection) -> list[Finding]:
    return [finding async for finding in verify_ledger("intake", connection)]


async def test_an_edited_event_is_named(streams: list[str], superuser: asyncpg.Connection) -> None:
    await superuser.execute(
        "update events set data = replace(convert_from(data, 'UTF8'), '905', '545')::bytea"
        " where stream = $1 and version = 2",
        streams[1],
    )
    (found,) = await findings(superuser)
    assert (found.stream, found.version, found.kind) == (streams[1], 2, "edited")


async def test_an_edited_event_with_a_recomputed_hash_shows_in_the_next_one(
    streams: list[str], superuser: asyncpg.Connection
) -> None:
    rows = await superuser.fetch("select * from events where stream = $1 order by version", streams[0])
    data = rows[1]["data"].replace(b"905", b"545")
    forged = chain(rows[0]["hash"], rows[1]["head"], data)
    await superuser.execute(
        "update events set data = $2, hash = $3 where stream = $1 and version = 2", streams[0], data, forged
    )
    (found,) = await findings(superuser)
    assert (found.stream, found.version, found.kind) == (streams[0], 3, "edited")


async def test_an_event_removed_from_the_middle_is_named(streams: list[str], superuser: asyncpg.Connection) -> None:
    await superuser.execute("delete from events where stream = $1 and version = 3", streams[2])
    (found,) = await findings(superuser)
    assert (found.stream, found.version, found.kind) == (streams[2], 3, "missing")


async def test_a_removed_tail_is_named(streams: list[str], superuser: asyncpg.Connection) -> None:
    await superuser.execute("delete from events where stream = $1 and version >= 3", streams[0])
    assert [(found.version, found.kind) for found in await findings(superuser)] == [(3, "missing"), (4, "missing")]


async def test_a_removed_stream_is_named(streams: list[str], superuser: asyncpg.Connection) -> None:
    await superuser.execute("delete from events where stream = $1", streams[0])
    (found,) = await findings(superuser)
    assert (found.stream, found.kind) == (streams[0], "missing")


async def test_an_event_moved_to_another_stream_is_named_at_both_ends(
    streams: list[str], superuser: asyncpg.Connection
) -> None:
    await superuser.execute(
        "update events set stream = $2, version = 5 where stream = $1 and version = 2", streams[0], streams[1]
    )
    found = {(finding.stream, finding.version, finding.kind) for finding in await findings(superuser)}
    assert (streams[1], 5, "moved") in found
    assert (streams[0], 2, "missing") in found


async def test_what_a_moved_event_pretends_to_follow_is_not_missing(
    streams: list[str], superuser: asyncpg.Connection
) -> None:
    await superuser.execute(
        "update events set stream = $2, version = 9 where stream = $1 and version = 4", streams[0], streams[1]
    )
    found = {(finding.stream, finding.version, finding.kind) for finding in await findings(superuser)}
    assert found == {(streams[1], 9, "moved"), (streams[0], 4, "missing")}


async def test_two_swapped_events_are_named(streams: list[str], superuser: asyncpg.Connection) -> None:
    await superuser.execute(
        "update events set version = version + 100 where stream = $1 and version in (2, 3)", streams[0]
    )
    await superuser.execute(
        "update events set version = case version when 102 then 3 else 2 end where stream = $1 and version > 100",
        streams[0],
    )
    assert {2, 3} <= {finding.version for finding in await findings(superuser)}


@pytest.mark.parametrize(
    "change",
    [
        "key = gen_random_uuid()",
        "bucket = (bucket + 1) % 64",
        "type = 'x'",
        "recorded_at = recorded_at - interval '1 day'",
    ],
)
async def test_a_column_that_says_something_else_than_the_head_is_named(
    streams: list[str], superuser: asyncpg.Connection, change: str
) -> None:
    await superuser.execute(f"update events set {change} where stream = $1 and version = 2", streams[0])
    assert ("column", 2) in [(finding.kind, finding.version) for finding in await findings(superuser)]


async def test_a_head_that_cannot_be_read_is_named(streams: list[str], superuser: asyncpg.Connection) -> None:
    await superuser.execute("update events set head = '\\x00' where stream = $1 and version = 1", streams[0])
    (found,) = await findings(superuser)
    assert (found.version, found.kind) == (1, "head")


async def test_a_stream_head_that_was_changed_is_named(streams: list[str], superuser: asyncpg.Connection) -> None:
    await superuser.execute("update streams set hash = sha256('x') where stream = $1", streams[0])
    (found,) = await findings(superuser)
    assert (found.stream, found.kind) == (streams[0], "tail")
