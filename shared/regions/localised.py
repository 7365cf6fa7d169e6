"""A text that people read, in Finnish, Swedish and English; and which of the required languages it lacks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from shared.regions.texts import LANGUAGES, Language

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class LocalisedText(BaseModel):
    """The same text in one language or more; a blank text is none. Which ones it must have, the region profile says."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    fi: _Text | None = None
    sv: _Text | None = None
    en: _Text | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.languages:
            raise PydanticCustomError("text.empty", "a text in at least one of fi, sv, en is needed")
        return self

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages it is said in, in the order fi, sv, en."""
        return tuple(language for language in LANGUAGES if getattr(self, language) is not None)

    def said_in(self, language: Language) -> str | None:
        """The text in exactly `language`, or None."""
        said: str | None = getattr(self, language)
        return said

    def in_(self, language: Language) -> str:
        """The text in `language`; where it is not said in it, in the first of fi, sv, en that it is said in.

        A reader gets something to read: completeness is checked when a text is published (`missing_languages`).
        """
        return self.said_in(language) or str(self.said_in(self.languages[0]))


def missing_languages(said: LocalisedText, required: Iterable[Language]) -> tuple[Language, ...]:
    """The languages of `required`, in its order, that `said` lacks; for a region's: `RegionProfile.missing`."""
    return tuple(language for language in required if said.said_in(language) is None)
