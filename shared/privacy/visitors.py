"""Codes that visitors hold themselves: random, easy to type, known to nobody else; Kotopolku keeps a keyed hash.

A code has 12 signs of Crockford's base 32 (no I, L, O, U), in three groups: 11 random ones (55 bits) and a Luhn sign
that finds a mistyped one. It is not made of anything about the visitor, so its hash says nothing about them either.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from stdnum import luhn

from shared.privacy.blind import Blind

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 12
_READ_AS: Final = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})


def new_code(blind: Blind, seed: str) -> str:
    """A code, the same for the same `seed` (a command's id, so that a repeated request is told the same code).

    It cannot be found from the seed without the deployment's blind key.
    """
    number = int.from_bytes(blind.value("visitor_code", seed)[:8], "big")
    signs = "".join(ALPHABET[number >> (5 * place) & 31] for place in range(LENGTH - 1))
    whole = signs + luhn.calc_check_digit(signs, ALPHABET)
    return "-".join(whole[start : start + 4] for start in range(0, LENGTH, 4))


def read_code(typed: str) -> str | None:
    """The code as `new_code` wrote it, however it was typed; None where it cannot be one."""
    signs = typed.upper().translate(_READ_AS)
    if len(signs) != LENGTH or not set(signs) <= set(ALPHABET) or not luhn.is_valid(signs, ALPHABET):
        return None
    return "-".join(signs[start : start + 4] for start in range(0, LENGTH, 4))


def visitor_of(blind: Blind, code: str) -> UUID:
    """The id that a code leads to: 128 bits of its keyed hash, and no way back."""
    return UUID(bytes=blind.value("visitor", code)[:16])
