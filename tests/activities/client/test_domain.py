"""What activities records of a client, said as sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from services.activities.client.domain import Asked, Client, KnowClient, Span
from shared.events import Event, Personal
from shared.events.model import Unreadable
from tests.activities.client.facts import (
    BEFORE,
    CANDIDACY,
    NARPES,
    OFFER,
    PERSON,
    PLACEMENT,
    SERVICE,
    TERMS,
    TODAY,
    VAASA,
    VACANCY,
    WISH,
    answer,
    answered,
    begin,
    begun,
    candidacy_ended,
    decide_candidacy,
    end,
    ended,
    given,
    know,
    known,
    level_noted,
    meet,
    met,
    move,
    moved,
    note_level,
    note_skills,
    offer,
    offered,
    pair,
    paired,
    part,
    parted,
    seek,
    skills_noted,
    sought,
    start,
    started,
)

pytestmark = pytest.mark.unit
DAY = timedelta(days=1)


def test_whoever_arrives_is_known_once() -> None:
    given().when(know).produces(known)
    given(known).when(know).stays_quiet()
    given(known).when(KnowClient(NARPES, PERSON)).stays_quiet()


def test_a_client_moves_with_the_case() -> None:
    given(known).when(move).produces(moved)
    given(known, moved).when(move).stays_quiet()
    given().when(move).stays_quiet()
    given(known, moved).when(seek).refuses("access.not_found")
    given(known, moved).when(replace(seek, municipality=NARPES)).produces(sought)


def test_mapped_skills_and_tested_levels_are_noted_where_they_are_new() -> None:
    given(known).when(note_skills).produces(skills_noted)
    given(known, skills_noted).when(note_skills).stays_quiet()
    given().when(note_skills).stays_quiet()
    given(known).when(note_level).produces(level_noted)
    given(known, level_noted).when(note_level).stays_quiet()
    given().when(note_level).stays_quiet()
    given(known, skills_noted, level_noted, sought).is_in(
        Client(VAASA, PERSON, WISH, frozenset({"S1", "S2"}), {"fin": "A2.1"})
    )


def test_what_was_erased_is_as_if_it_had_not_been_said() -> None:
    def erased(event: Event, field: str) -> Event:
        return event.model_copy(update={field: Personal(PERSON, Unreadable.ERASED)})

    given(
        known,
        level_noted,
        erased(skills_noted, "skills"),
        erased(level_noted, "level"),
        erased(sought, "wish"),
    ).is_in(Client(VAASA, PERSON))


def test_a_wish_for_work_is_recorded_where_it_has_changed() -> None:
    given(known).when(seek).produces(sought)
    given(known, sought).when(seek).stays_quiet()
    given(known).when(replace(seek, sought_on=TODAY + DAY)).refuses("client.day_in_the_future", "sought_on")


def test_a_service_is_offered_once_and_answered_once() -> None:
    given(known).when(offer).produces(offered)
    given(known, offered).when(replace(offer, offer=UUID(int=77))).refuses("support.already_offered", "service_id")
    given(known, offered).when(replace(offer, offer=UUID(int=77), service_id=UUID(int=78))).produces(
        offered.model_copy(update={"offer": UUID(int=77), "service_id": UUID(int=78)})
    )
    given(known, offered).when(answer).produces(answered)
    given(known, offered, answered).when(answer).refuses("support.already_answered")
    given(known).when(answer).refuses("access.not_found")
    given(known, offered).is_in(Client(VAASA, PERSON, offers={OFFER: False}, offered_services=frozenset({SERVICE})))


def test_a_candidacy_is_decided_once() -> None:
    given(known).when(begin).produces(begun)
    given(known, begun).when(decide_candidacy).produces(candidacy_ended)
    given(known, begun, candidacy_ended).when(decide_candidacy).stays_quiet()
    given(known).when(decide_candidacy).stays_quiet()
    given(known, begun, candidacy_ended).is_in(Client(VAASA, PERSON, candidacies={CANDIDACY: True}))


def test_a_placement_starts_and_ends() -> None:
    given(known).when(start).produces(started)
    given(known).when(replace(start, started_on=TODAY + DAY)).refuses("client.day_in_the_future", "started_on")
    given(known, started).when(end).produces(ended)
    given(known, started).when(replace(end, ended_on=BEFORE)).produces(ended.model_copy(update={"ended_on": BEFORE}))
    given(known, started, ended).when(end).refuses("placement.already_ended")
    given(known, started).when(replace(end, ended_on=BEFORE - DAY)).refuses("placement.day_before_it_began", "ended_on")
    given(known, started).when(replace(end, ended_on=TODAY + DAY)).refuses("client.day_in_the_future", "ended_on")
    given(known).when(end).refuses("access.not_found")


def test_a_placement_is_not_planned_to_end_before_it_begins() -> None:
    until = TERMS.model_copy(update={"planned_until": BEFORE - DAY})
    given(known).when(replace(start, terms=until)).refuses("placement.ends_before_it_begins", "planned_until")
    same = TERMS.model_copy(update={"planned_until": BEFORE})
    given(known).when(replace(start, terms=same)).produces(started.model_copy(update={"terms": Personal(PERSON, same)}))


def test_a_placement_is_known_by_the_vacancy_that_it_came_from() -> None:
    other = started.model_copy(update={"placement": UUID(int=77), "vacancy": None})
    given(known, started, other).is_in(
        Client(
            VAASA,
            PERSON,
            placements={PLACEMENT: Span(BEFORE), UUID(int=77): Span(BEFORE)},
            filling={PLACEMENT: VACANCY},
        )
    )
    given(known, started, ended).is_in(
        Client(VAASA, PERSON, placements={PLACEMENT: Span(BEFORE, over=True)}, filling={PLACEMENT: VACANCY})
    )


def test_a_placement_may_be_without_a_planned_end() -> None:
    open_ended = TERMS.model_copy(update={"planned_until": None})
    given(known).when(replace(start, terms=open_ended)).produces(
        started.model_copy(update={"terms": Personal(PERSON, open_ended)})
    )


def test_a_client_has_one_mentor_at_a_time() -> None:
    given(known).when(pair).produces(paired)
    given(known, paired).when(replace(pair, pairing=UUID(int=99))).refuses("mentoring.already_paired")
    given(known, paired, parted).when(replace(pair, pairing=UUID(int=99))).produces(
        paired.model_copy(update={"pairing": UUID(int=99)})
    )
    given(known).when(replace(pair, paired_on=TODAY + DAY)).refuses("client.day_in_the_future", "paired_on")


def test_mentor_and_client_meet_while_mentoring_goes_on() -> None:
    given(known, paired).when(meet).produces(met)
    given(known, paired, met).when(meet).produces(met)
    given(known, paired).when(replace(meet, met_on=BEFORE - DAY)).refuses("mentoring.day_before_it_began", "met_on")
    given(known, paired).when(replace(meet, met_on=TODAY + DAY)).refuses("client.day_in_the_future", "met_on")
    given(known, paired, parted).when(meet).refuses("mentoring.already_ended")
    given(known).when(meet).refuses("access.not_found")
    given(known, paired, met).when(part).produces(parted)
    given(known, paired, parted).when(part).refuses("mentoring.already_ended")
    given(known, paired).when(replace(part, ended_on=TODAY + DAY)).refuses("client.day_in_the_future", "ended_on")
    given(known, paired).when(replace(part, ended_on=BEFORE - DAY)).refuses("mentoring.day_before_it_began", "ended_on")


@pytest.mark.parametrize("command", [seek, offer, answer, begin, start, end, pair, meet, part])
def test_to_other_municipalities_there_is_no_such_client(command: Asked) -> None:
    history = (known, offered, begun, started, paired)
    given(*history).when(replace(command, municipality=NARPES)).refuses("access.not_found")
    given().when(command).refuses("access.not_found")


def test_facts_in_an_order_that_cannot_be_are_not_folded() -> None:
    with pytest.raises(ValueError, match="cannot follow NotKnown"):
        given(sought).when(seek).stays_quiet()
    with pytest.raises(ValueError, match="cannot follow Client"):
        given(known, known).when(seek).stays_quiet()
