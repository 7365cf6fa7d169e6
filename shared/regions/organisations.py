"""Organisations by their Finnish business id (y-tunnus), checked with python-stdnum."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import AfterValidator, WithJsonSchema
from pydantic_core import PydanticCustomError
from stdnum.exceptions import ValidationError
from stdnum.fi import ytunnus

__all__ = ["BusinessId"]


def _checked(code: str) -> str:
    try:
        compact: str = ytunnus.validate(code)
    except ValidationError:
        raise PydanticCustomError("code.business_id_wrong", "not a Finnish business id") from None
    return f"{compact[:7]}-{compact[7:]}"


BusinessId: TypeAlias = Annotated[
    str, AfterValidator(_checked), WithJsonSchema({"type": "string", "pattern": "^[0-9]{7}-?[0-9]$"})
]
"""A y-tunnus as it is written, "1234567-1", its check digit right. Else an error of type `code.business_id_wrong`."""
