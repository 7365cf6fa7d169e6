"""That a service keeps a protected case from others: each service says it in the same shape, under its own name.

    class ProtectionNoted(Noted, version=1): ...

Enters: nothing. Leaves: the shape. It must not know how a service keeps the case from others.
"""

from __future__ import annotations

from typing import Annotated

from shared.events.model import CaseEvent, Clear


class Noted(CaseEvent):
    """From now on to all but these officials there is no such case in this service; None: the protection is over."""

    entitled: Annotated[
        tuple[str, ...] | None, Clear("opaque ids of the officials who need the case, not the client's")
    ] = None
