"""What of a case's archive one municipality may not be told: that another's case may be the same person's.

In come streams, as the archive has them under the case's key; out goes whether a reader of a municipality is to be
answered as if a stream were not there, down to the number of events and the proof. It must not know how they are read.
"""

from __future__ import annotations

from typing import Final

import orjson

from shared.projection.asof import Hides

SUSPICIONS: Final = "intake/suspicion/"


def hidden_from(municipality: str) -> Hides:
    """Hides the suspicions of cases that were not this municipality's when they were raised."""

    def hides(stream: str, data: bytes) -> bool:
        if not stream.startswith(SUSPICIONS):
            return False
        try:
            said = orjson.loads(data)
        except orjson.JSONDecodeError:
            said = None  # tampered with, and nobody can say whose it was; `kotopolku verify` finds it
        return not (isinstance(said, dict) and said.get("other_municipality") == municipality)

    return hides
