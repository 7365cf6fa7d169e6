"""Organisations by their Finnish business id (y-tunnus), checked with python-stdnum."""

from __future__ import annotations

from stdnum.exceptions import ValidationError
from stdnum.fi import ytunnus


def business_id(code: str) -> str | None:
    """A y-tunnus as it is written, "1234567-1"; None where it is none, or its check digit is wrong."""
    try:
        compact: str = ytunnus.validate(code)
    except ValidationError:
        return None
    return f"{compact[:7]}-{compact[7:]}"
