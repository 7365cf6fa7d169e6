"""Ports for the servers that Kotopolku starts itself, on 127.0.0.1 only.

What enters: nothing. What leaves: a port number that nothing listens on at this moment.
"""

from __future__ import annotations

import secrets
import socket

# Below the ranges that Linux (32768-60999) and macOS (49152-65535) give to outgoing connections: a server that is
# down for a while then finds its port again.
FIRST, BEYOND_LAST = 15_000, 32_000
TRIES = 200


def is_free(port: int) -> bool:
    """Whether a server can listen on `port` of 127.0.0.1 now. SO_REUSEADDR, as PostgreSQL and Kafka do themselves."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def free_port() -> int:
    """A random port that is free now; whoever asks keeps it.

    Raises:
        OSError: none of 200 tries was free.
    """
    for _ in range(TRIES):
        port = FIRST + secrets.randbelow(BEYOND_LAST - FIRST)
        if is_free(port):
            return port
    raise OSError(f"no free port between {FIRST} and {BEYOND_LAST} on 127.0.0.1")


def listens(port: int, seconds: float = 0.5) -> bool:
    """Whether anything accepts connections on `port` of 127.0.0.1."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=seconds).close()
    except OSError:
        return False
    return True
