"""The ledger of a service: append, load, hash chain, gap-safe reader, verification.

Enters: a command's decisions as sealed bytes. Leaves: the same bytes in an order nobody misses. It must not know what
an event means.

`migrations/`: its tables, and `append`, the one function that writes them. `sql/`: every other statement.
"""

from shared.ledger.ledger import (
    Act,
    Beside,
    Claim,
    ClaimTaken,
    Decider,
    Done,
    Ledger,
    OtherFingerprint,
    VersionConflict,
    decider_for,
)
from shared.ledger.reader import GapSafeReader, Row
from shared.ledger.verify import Finding, verify_ledger

__all__ = [
    "Act",
    "Beside",
    "Claim",
    "ClaimTaken",
    "Decider",
    "Done",
    "Finding",
    "GapSafeReader",
    "Ledger",
    "OtherFingerprint",
    "Row",
    "VersionConflict",
    "decider_for",
    "verify_ledger",
]
