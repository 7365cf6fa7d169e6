"""Keyed folds: reporting's archive of every event, and read models folded from it live, rebuilt, and as of any instant.

Enters: events as the transport brings them, in any order that keeps each stream's. Leaves: an archive without gaps or
doubles, whose chains were checked, and read models that are a pure function of it. It must not know what a case is,
which read models there are, nor how events travel.

`migrations/`: the archive and what is written about each read model. `sql/`: every statement on them.
"""

from shared.projection.copied import CopiedBox, copied, open_copied
from shared.projection.projection import ALL, Changes, Projection, changed

__all__ = [
    "ALL",
    "Changes",
    "CopiedBox",
    "Projection",
    "changed",
    "copied",
    "open_copied",
]
