"""What intake's facts ask of assessment."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.assessment.domain import MoveDuties, RequireAssessment
from services.assessment.reactions import move_duties, reactions, require_assessment
from shared.events import Recorded
from shared.events.intake import ArrivalRegistered
from shared.regions.profiles import load_profiles
from tests.intake.test_domain import LAUKAA, PERSON, VAASA, accepted, arrived
from tests.spec import KEY, recorded

pytestmark = pytest.mark.unit
PROFILES = load_profiles()


def asked(fact: ArrivalRegistered, told: datetime) -> RequireAssessment:
    event = recorded(fact)
    (ask,) = require_assessment(Recorded(fact, replace(event.head, time=told)), PROFILES)
    assert (ask.stream, ask.key, ask.municipality) == (f"assessment/case/{KEY}", KEY, VAASA)
    assert isinstance(ask.command, RequireAssessment)
    return ask.command


def test_an_arrival_asks_for_an_assessment_by_the_rule_of_its_day() -> None:
    command = asked(arrived, datetime(2026, 3, 2, 10, tzinfo=UTC))
    assert (command.municipality, command.person_id, command.counted_from) == (VAASA, PERSON, arrived.arrived_on)
    assert (command.rule.name, command.rule.valid_from) == ("assessment_must_start", date(2025, 1, 1))


def test_an_arrival_under_the_old_act_is_counted_by_the_old_act() -> None:
    old = arrived.model_copy(update={"arrived_on": date(2020, 5, 1)})
    assert asked(old, datetime(2026, 3, 2, 10, tzinfo=UTC)).rule.law == "1386/2010"


def test_an_arrival_older_than_every_law_is_counted_by_that_of_the_day_it_was_told() -> None:
    ancient = arrived.model_copy(update={"arrived_on": date(1990, 5, 1)})
    assert asked(ancient, datetime(2026, 3, 2, 10, tzinfo=UTC)).rule.valid_from == date(2025, 1, 1)
    # 22.30 UTC on New Year's Eve is the new year in Helsinki already, and so under the new Act.
    assert asked(ancient, datetime(2024, 12, 31, 22, 30, tzinfo=UTC)).rule.valid_from == date(2025, 1, 1)
    assert asked(ancient, datetime(2024, 12, 31, 21, 30, tzinfo=UTC)).rule.law == "1386/2010"


def test_an_accepted_transfer_takes_the_duty_along() -> None:
    (ask,) = move_duties(recorded(accepted), PROFILES)  # type: ignore[arg-type]  # recorded() says Event
    assert (ask.stream, ask.municipality) == (f"assessment/case/{KEY}", LAUKAA)
    assert ask.command == MoveDuties(VAASA, LAUKAA, accepted.moves_on)


def test_nothing_else_is_reacted_to() -> None:
    assert [event.name for event in reactions.consumes] == ["ArrivalRegistered", "TransferAccepted"]
