"""Events of plan documents: what a client is given on paper, in Finnish and Swedish, one fact for each version.

Enters: nothing. Leaves: the texts, sealed, with a digest each. They must not know what they were made of.
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.events.intake import Municipality
from shared.events.model import CaseEvent, Clear, Personal, Value


class DocumentText(Value):
    """A document in both languages, and the SHA-256 of each text's UTF-8 bytes, in hexadecimal."""

    fi: str = Field(max_length=200_000)
    sv: str = Field(max_length=200_000)
    fi_digest: str = Field(max_length=64)
    sv_digest: str = Field(max_length=64)


class PlanDocumentIssued(CaseEvent, version=1):
    """A version of the plan's document, made of the plan as it stood at `of_version` of its stream."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    plan: Annotated[UUID, Clear("an id that says nothing by itself")]
    number: Annotated[int, Clear("1 for the first version")]
    of_version: Annotated[int, Clear("which facts it was made of")]
    document: Personal[DocumentText]
