"""Sealed boxes, byte for byte as the format says: one subject each, bound to the one place where they were written.

A box's key is derived from the subject's key and from *where* the box stands (stream, event, type, field, subject, key
id), so a box that is copied elsewhere doesn't open. The commitment is checked first: AES-GCM alone lets one ciphertext
open to two plaintexts under two keys.
"""

from __future__ import annotations

import hmac
import os
import struct
from base64 import urlsafe_b64encode
from binascii import a2b_base64
from typing import Final, NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES: Final = 12
FIELDS: Final = frozenset({"subject", "key", "commitment", "nonce", "ciphertext"})
_U32: Final = struct.Struct(">I")
_PLAIN64: Final = bytes.maketrans(b"-_", b"+/")


class BoxBroken(Exception):  # noqa: N818 - names the finding
    """The box was not sealed with this key at this place, or its bytes were changed."""


class Place(NamedTuple):
    """Where a box stands. `type` carries its version, `path` is dotted."""

    stream: str
    event_id: str
    type: str
    path: str


def encode64(raw: bytes) -> str:
    """base64url without padding."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def decode64(text: str) -> bytes:
    """The bytes of an unpadded base64url text."""
    return a2b_base64((text + "=" * (-len(text) % 4)).encode("ascii").translate(_PLAIN64))


class Box(NamedTuple):
    """A sealed value as it stands in JSON: two UUIDs, then unpadded base64url."""

    subject: str
    key: str
    commitment: str
    nonce: str
    ciphertext: str

    def to_json(self) -> dict[str, str]:
        return {
            "subject": self.subject,
            "key": self.key,
            "commitment": self.commitment,
            "nonce": self.nonce,
            "ciphertext": self.ciphertext,
        }


def is_box(value: object) -> bool:
    """Whether a decoded JSON value is a box."""
    return isinstance(value, dict) and value.keys() == FIELDS


def associated_data(place: Place, subject: str, key: str) -> bytes:
    """For each of stream, event id, type, field path, subject and key id: u32be of the length, then the UTF-8."""
    written = bytearray()
    for part in (place.stream, place.event_id, place.type, place.path, subject, key):
        raw = part.encode()
        written += _U32.pack(len(raw))
        written += raw
    return bytes(written)


def box_key(subject_key: bytes, associated: bytes) -> tuple[bytes, bytes]:
    """(box key, commitment), 32 bytes each. Evidence discloses the first, never the subject's key."""
    derived = hmac.digest(subject_key, associated, "sha512")
    return derived[:32], derived[32:]


def seal(
    subject_key: bytes, place: Place, subject: UUID, key: UUID, plaintext: bytes, *, nonce: bytes | None = None
) -> Box:
    """Seal `plaintext` at `place`. `nonce` is drawn unless a test vector gives it (12 bytes)."""
    associated = associated_data(place, str(subject), str(key))
    secret, commitment = box_key(subject_key, associated)
    drawn = os.urandom(NONCE_BYTES) if nonce is None else nonce
    ciphertext = AESGCM(secret).encrypt(drawn, plaintext, associated)
    return Box(str(subject), str(key), encode64(commitment), encode64(drawn), encode64(ciphertext))


def unseal(subject_key: bytes, place: Place, box: Box) -> bytes:
    """The plaintext of `box`.

    Raises:
        BoxBroken: the commitment or the ciphertext doesn't fit the key and the place.
    """
    associated = associated_data(place, box.subject, box.key)
    secret, commitment = box_key(subject_key, associated)
    try:
        if not hmac.compare_digest(commitment, decode64(box.commitment)):
            raise BoxBroken(f"commitment does not fit at {place.path}")
        return AESGCM(secret).decrypt(decode64(box.nonce), decode64(box.ciphertext), associated)
    except (InvalidTag, ValueError) as error:
        raise BoxBroken(f"ciphertext does not fit at {place.path}") from error
