"""Names as they are compared: without accents, capitals and signs, word by word."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

FIRST: Final = 3
_UNDECOMPOSED: Final = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"})


@lru_cache(maxsize=65_536)
def tokens(name: str) -> frozenset[str]:
    """The words of a name: "Al-Hassan Åsa" → {"al", "hassan", "asa"}."""
    plain = unicodedata.normalize("NFKD", name).casefold().translate(_UNDECOMPOSED)
    kept = "".join(sign if sign.isalnum() else " " for sign in plain if not unicodedata.combining(sign))
    return frozenset(kept.split())
