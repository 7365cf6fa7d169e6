"""One clock for a process, injected where the process is put together; deciders and folds get time as data."""

from __future__ import annotations

import os
import struct
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final, Protocol
from zoneinfo import ZoneInfo

HELSINKI: Final = ZoneInfo("Europe/Helsinki")
_MICROSECONDS: Final = struct.Struct(">q")


_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(instant: datetime) -> int:
    """Microseconds since 1970, exactly (a float of seconds would round them)."""
    return (instant - _EPOCH) // timedelta(microseconds=1)


class Clock(Protocol):
    """What tells the time."""

    def now(self) -> datetime:
        """The present instant, UTC, aware, in microseconds."""
        ...

    def today(self) -> date:
        """The present day in Europe/Helsinki."""
        ...

    def horizon(self) -> date:
        """The latest Helsinki day this clock will show: what plausibility checks of typed dates are measured from."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self) -> date:
        return self.now().astimezone(HELSINKI).date()

    def horizon(self) -> date:
        return self.today()


class SimulatedClock:
    """The demo's clock: eight bytes in a file, microseconds since 1970, that the demo alone moves forward.

    Several processes read the same file, so that they agree on the time without talking to each other. Its horizon is
    the machine's today where that is later: the samples that a demo imports were written today, whatever the simulated
    day is.
    """

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDONLY)

    def now(self) -> datetime:
        (since,) = _MICROSECONDS.unpack(os.pread(self._file, _MICROSECONDS.size, 0))
        return _EPOCH + timedelta(microseconds=since)

    def today(self) -> date:
        return self.now().astimezone(HELSINKI).date()

    def horizon(self) -> date:
        return max(self.today(), SystemClock().today())

    @staticmethod
    def write(path: Path, instant: datetime) -> None:
        """Set the instant that every reader of `path` sees from now on."""
        file = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.pwrite(file, _MICROSECONDS.pack(microseconds(instant)), 0)
        finally:
            os.close(file)
