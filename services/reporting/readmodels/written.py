"""What a row keeps as JSON: parts of an event that are read together and never searched by.

Enters: values of events. Leaves: text that is the same whenever the value is. It must not know what the values mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any
from uuid import UUID

import orjson
from pydantic import BaseModel


def as_json(value: object) -> str:
    """The value as canonical JSON; what is absent stays absent."""
    return orjson.dumps(plain(value), option=orjson.OPT_SORT_KEYS).decode()


def plain(value: object) -> Any:
    """The value in JSON's own types."""
    match value:
        case BaseModel():
            return {name: plain(part) for name, part in value.__dict__.items() if part is not None}
        case Mapping():
            return {str(name): plain(part) for name, part in value.items()}
        case tuple() | list():
            return [plain(part) for part in value]
        case Enum():
            return value.value
        case UUID() | date():
            return str(value)
        case _:
            return value
