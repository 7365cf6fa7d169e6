"""Words as events hold them, and the refusal of words that lack a language they must be said in. Pure.

Enters: a command's texts. Leaves: an event's. It must not know what the words are about, nor where they came from.
"""

from __future__ import annotations

from collections.abc import Sequence

from shared.errors import Refused
from shared.events.activities.texts import PublishedText
from shared.regions.localised import LocalisedText, missing_languages
from shared.regions.texts import Language


def as_published(text: LocalisedText) -> PublishedText:
    """The text as an event holds it."""
    return PublishedText(fi=text.fi, sv=text.sv, en=text.en)


def complete(text: LocalisedText, required: Sequence[Language], code: str, field: str) -> PublishedText:
    """The text as an event holds it, if it is said in every language of `required`.

    Raises:
        Refused: `code` at `field`.`<language>`, for the first language that it lacks.
    """
    for language in missing_languages(text, required):
        raise Refused(code, f"{field}.{language}")
    return as_published(text)
