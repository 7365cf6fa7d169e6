"""Which errors pass by themselves: they are tried again and never park anything."""

from __future__ import annotations

from typing import Final

import asyncpg

from shared.ledger import VersionConflict
from shared.messaging.transport import Unavailable

# Connection lost, deadlock or serialization failure, out of memory, disk or connections, a lock that was not free, the
# server stopping or starting, input/output: none of it says anything about the event in hand.
_CLASSES: Final = ("08", "40", "53", "58")
_STATES: Final = frozenset({"55P03", "57P01", "57P02", "57P03", "57P05", "25P03"})


def is_passing(error: BaseException) -> bool:
    """Whether `error` is about a connection or a moment, so that the same work may succeed later.

    An exception group is passing when all of it is.
    """
    match error:
        case BaseExceptionGroup():
            return all(is_passing(one) for one in error.exceptions)
        case Unavailable() | OSError() | TimeoutError() | VersionConflict():
            return True
        case asyncpg.PostgresError():
            state = error.sqlstate or ""
            return state.startswith(_CLASSES) or state in _STATES
        case asyncpg.InterfaceError():
            words = str(error)  # asyncpg has one class for misuse and for a connection or pool that is gone
            return "clos" in words or "released" in words or "terminat" in words
        case asyncpg.InternalClientError():
            # asyncpg's word for a session that the server ended a moment before it was used: the server's farewell has
            # been read, the end of the connection not yet. Seen in one of three runs of a test that ends sessions.
            return "cannot switch to state" in str(error)
        case _:
            return False
