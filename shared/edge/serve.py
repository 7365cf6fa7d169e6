"""Run a service's app: uvicorn with uvloop and httptools, stopped gracefully by SIGTERM or SIGINT."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import uvicorn

from shared.settings import Settings
from shared.telemetry import logs, tracing

if TYPE_CHECKING:
    from fastapi import FastAPI

GRACE: Final = 10  # seconds that requests under way are given when the process is asked to stop
IDLE: Final = 75  # seconds that a connection is kept: longer than those do who would else write on a closed one


def serve(
    app: FastAPI,
    *,
    service: str,
    settings: Settings,
    host: str,
    port: int,
    sockets: Sequence[socket.socket] | None = None,
) -> None:
    """Serve `app` until the process is asked to stop; returns when the last request is answered, all parts closed.

    Args:
        app: see `shared.edge.app.make_app`.
        service: said on each log line and span.
        settings: log level, and where spans go.
        host: the address to listen at.
        port: the port; 0 takes any, which is logged.
        sockets: bound ones to listen at, in place of host and port.

    Raises:
        SystemExit: a part did not open, or the port is taken; the log says which.
    """
    logs.configure(service, level=settings.log_level)
    spans = tracing.configure(service, settings)
    # uvicorn raises the signal again when it has stopped; ended by it, this process would lose its last spans.
    before = {number: signal.signal(number, _heard) for number in (signal.SIGTERM, signal.SIGINT)}
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE,
        timeout_keep_alive=IDLE,
    )
    logs.logger(__name__).info("starting", host=host, port=port, pid=os.getpid())
    try:
        uvicorn.Server(config).run(list(sockets) if sockets is not None else None)
    finally:
        spans.close()
        for number, handler in before.items():
            signal.signal(number, handler)


def _heard(number: int, _: object) -> None:
    """The stop was asked for and has been carried out."""
    logs.logger(__name__).info("stopped", signal=signal.Signals(number).name)
