"""What activities publishes or agrees in words: said in one of the languages or more, about nobody.

Enters: nothing. Leaves: the types of such words. They must not name persons; what may, is a sealed `FreeText`.
"""

from __future__ import annotations

from shared.events.model import Value


class PublishedText(Value):
    """The same words in one of the three languages or more; which of them it must have is checked when published."""

    fi: str | None = None
    sv: str | None = None
    en: str | None = None


class Owner(Value):
    """Who answers for something: an organisation, or a function in one. Never a person's name."""

    name: str
