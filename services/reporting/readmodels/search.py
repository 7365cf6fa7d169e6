"""Search: blind values of what people are looked for by. A row a value; what lies under them cannot be read back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from services.reporting.names import FIRST, tokens
from services.reporting.readmodels.jurisdiction import CASE, UNKNOWN, all_moved, municipality_of
from shared.events import Recorded
from shared.events.intake import ArrivalRegistered, PersonDetails, PersonDetailsCorrected, TransferAccepted
from shared.events.model import Unreadable
from shared.privacy.blind import Blind
from shared.projection import Changes, Projection


class SearchRow(NamedTuple):
    """One blind value of a case; the case's own row has an empty one."""

    municipality: str = UNKNOWN
    value: bytes = b""


def of_word(blind: Blind, word: str) -> bytes:
    """What a word of a name is found by: its first letters, and one of fewer letters by itself."""
    return blind.value("name_start", word[:FIRST]) if len(word) >= FIRST else blind.value("name", word)


def values_of(blind: Blind, person: PersonDetails) -> frozenset[bytes]:
    """What a person is found by: the beginnings of the name's words (short words whole), birth date, identity code."""
    found = {of_word(blind, word) for word in tokens(f"{person.family_name} {person.given_names}")}
    found.add(blind.value("birth_date", person.birth_date.isoformat()))
    if person.identity_code:
        found.add(blind.value("identity_code", person.identity_code.upper()))
    return frozenset(found)


def search_by(blind: Blind) -> Projection[SearchRow]:
    """The read model whose values are made with this key."""
    search = Projection("search", version=2, row=SearchRow, ddl="services.reporting")

    def described(
        rows: Mapping[str, SearchRow], municipality: str, person: PersonDetails | Unreadable
    ) -> Changes[SearchRow]:
        changes: dict[str, SearchRow | None] = {sub: None for sub in rows if sub != CASE}
        changes[CASE] = SearchRow(municipality)
        if not isinstance(person, Unreadable):
            for value in values_of(blind, person):
                changes[value[:8].hex()] = SearchRow(municipality, value)
        return changes

    @search.on(ArrivalRegistered, opens=("person",))
    def arrived(rows: Mapping[str, SearchRow], event: Recorded[ArrivalRegistered]) -> Changes[SearchRow]:
        return described(rows, event.event.municipality, event.event.person.value)

    @search.on(PersonDetailsCorrected, opens=("person",))
    def corrected(rows: Mapping[str, SearchRow], event: Recorded[PersonDetailsCorrected]) -> Changes[SearchRow]:
        return described(rows, municipality_of(rows), event.event.person.value)

    @search.on(TransferAccepted)
    def moved(rows: Mapping[str, SearchRow], event: Recorded[TransferAccepted]) -> Changes[SearchRow]:
        return all_moved(rows, event.event.receiver)

    return search
