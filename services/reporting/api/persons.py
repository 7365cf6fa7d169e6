"""How a person is shown: what identifies them, out of the opened boxes of an answer."""

from __future__ import annotations

from collections.abc import Mapping

from services.reporting.answers import Person
from shared.events.intake import PersonDetails
from shared.events.model import Unreadable


def person_of(opened: Mapping[bytes, PersonDetails | Unreadable], copy: bytes | None) -> Person | None:
    """The person of a copied box; None where there is no box, or it cannot be read any more."""
    details = opened.get(copy) if copy is not None else None
    if details is None or isinstance(details, Unreadable):
        return None
    return Person(family_name=details.family_name, given_names=details.given_names, birth_date=details.birth_date)
