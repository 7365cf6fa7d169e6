"""Somebody's own words, and how they are sealed."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from shared.events.model import FreeText, Personal


@dataclass(frozen=True, slots=True)
class Words:
    """Somebody's own words; `text_id` names the text, so that it can be erased alone."""

    text_id: UUID
    text: str


def sealed(words: Words, person: UUID) -> Personal[FreeText]:
    """The words under a key of their own, below the person's."""
    return Personal(words.text_id, FreeText(text=words.text), parents=(person,))
