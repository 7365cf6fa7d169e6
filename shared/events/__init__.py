"""The published language: every event type, its versions, its upcasters, and the bytes they are written as.

Enters: facts that a decider decided. Leaves: bytes that outlive this code. It must not know who writes or reads them.

`schemas/` has the JSON Schema of every version ever shipped; none of them is ever changed.
"""

from shared.events import upcasters
from shared.events.codec import Draft, Recorded, Written, decode, seal_event, subjects_of
from shared.events.envelope import Head, bucket_of, chain, first_hash
from shared.events.model import (
    REGISTRY,
    CaseEvent,
    Clear,
    Event,
    FreeText,
    Personal,
    RuleTrace,
    Unreadable,
    Value,
)

__all__ = [
    "REGISTRY",
    "CaseEvent",
    "Clear",
    "Draft",
    "Event",
    "FreeText",
    "Head",
    "Personal",
    "Recorded",
    "RuleTrace",
    "Unreadable",
    "Value",
    "Written",
    "bucket_of",
    "chain",
    "decode",
    "first_hash",
    "seal_event",
    "subjects_of",
    "upcasters",
]
