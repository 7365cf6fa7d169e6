"""Blind values: what search and matching compare instead of the personal data itself.

HMAC-SHA-256 under a key that lies outside the database. They live in mutable tables, so that erasure can delete
them. One stands in events: who has seen a bulletin, made of the bulletin and the reader, which links no two bulletins.
"""

from __future__ import annotations

import hmac
from pathlib import Path

from shared.privacy.boxes import decode64


class Blind:
    """Makes blind values. The key is 32 bytes."""

    def __init__(self, key: bytes) -> None:
        if len(key) != 32:
            raise ValueError("the blind key is 32 bytes")
        self._key = key

    @classmethod
    def from_file(cls, path: Path) -> Blind:
        """The key in `path`, base64url."""
        return cls(decode64(path.read_text().strip()))

    def value(self, kind: str, *parts: str) -> bytes:
        """32 bytes for `parts` taken as a `kind` ("birth_date", "claim" …): equal parts give equal bytes."""
        return hmac.digest(self._key, "\n".join((kind, *parts)).encode(), "sha256")

    def fingerprint(self, body: bytes) -> bytes:
        """The fingerprint of a request's body: a plain hash of an identity code could be guessed back."""
        return hmac.digest(self._key, b"fingerprint\n" + body, "sha256")
