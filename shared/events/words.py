"""Somebody's own words, on their way into a fact."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from shared.events.model import FreeText, Personal


@dataclass(frozen=True, slots=True)
class Words:
    """Somebody's own words; `text_id` names the text, so that it can be erased alone."""

    text_id: UUID
    text: str

    def about(self, person: UUID) -> Personal[FreeText]:
        """The words as a sealed text that may name the person."""
        return Personal(self.text_id, FreeText(text=self.text), parents=(person,))
