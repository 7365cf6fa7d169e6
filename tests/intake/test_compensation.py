"""Compensation periods: as long as the law of their first day says, extended by decision, ended before their time."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from services.intake.compensation.domain import INITIAL, Begin, End, Extend, decide, evolve
from shared.events import Event, Personal, Unreadable
from shared.events.intake.compensation import (
    CompensationBegan,
    CompensationEnd,
    CompensationEnded,
    CompensationExtended,
    CompensationGround,
    CompensationPeriod,
    Ending,
    Extension,
)
from shared.events.model import FreeText, RuleTrace
from shared.regions.rules import rule_book
from tests.spec import Spec, folded, recorded

pytestmark = pytest.mark.unit

PERSON, DECISION = UUID(int=1), UUID(int=2)
FIRST = date(2026, 3, 1)
given = Spec(INITIAL, decide, evolve).given


def begin(began_on: date = FIRST, today: date = FIRST, rule: str = "compensation_period_quota") -> Begin:
    ground = CompensationGround.QUOTA if rule.endswith("quota") else CompensationGround.PROTECTION
    return Begin("743", PERSON, ground, began_on, rule_book().rule_for(rule, began_on), today)


def began(ends_on: date = date(2029, 3, 1)) -> CompensationBegan:
    rule = RuleTrace(
        rule="compensation_period_quota",
        law="681/2023",
        version=date(2025, 1, 1),
        inputs={"began_on": "2026-03-01"},
        outcome=f"{ends_on}",
    )
    period = CompensationPeriod(ground=CompensationGround.QUOTA, began_on=FIRST, ends_on=ends_on, rule=rule)
    return CompensationBegan(municipality="743", period=Personal(PERSON, period))


def extension(ends_on: date) -> CompensationExtended:
    said = Personal(DECISION, FreeText(text="KEHA"), parents=(PERSON,))
    return CompensationExtended(
        municipality="743", extension=Personal(PERSON, Extension(ends_on=ends_on)), decision=said
    )


def ending(ended_on: date) -> CompensationEnded:
    said = Ending(ended_on=ended_on, reason=CompensationEnd.CITIZENSHIP)
    return CompensationEnded(municipality="743", ending=Personal(PERSON, said))


def extend(ends_on: date) -> Extend:
    return Extend("743", PERSON, ends_on, DECISION, "KEHA")


def end(ended_on: date) -> End:
    return End("743", PERSON, ended_on, CompensationEnd.CITIZENSHIP)


def test_a_period_is_as_long_as_the_law_of_its_first_day_says() -> None:
    given().when(begin()).produces(began())


@pytest.mark.parametrize(
    ("rule", "began_on", "years"),
    [
        ("compensation_period", date(2024, 12, 31), 3),
        ("compensation_period", date(2025, 1, 1), 2),
        ("compensation_period_quota", date(2024, 12, 31), 4),
        ("compensation_period_quota", date(2025, 1, 1), 3),
    ],
)
def test_the_law_has_changed_and_each_period_keeps_its_own(rule: str, began_on: date, years: int) -> None:
    (fact,) = decide(begin(began_on, FIRST, rule), INITIAL)
    assert isinstance(fact, CompensationBegan)
    said = fact.period.value
    assert isinstance(said, CompensationPeriod)
    assert said.ends_on == began_on.replace(year=began_on.year + years)


def test_a_period_begins_once_and_not_tomorrow() -> None:
    given().when(begin(today=FIRST - timedelta(days=1))).refuses("compensation.day_in_the_future", "began_on")
    given(began()).when(begin()).refuses("compensation.already_begun")
    given(began(), ending(FIRST)).when(begin()).refuses("compensation.already_begun")


def test_a_decision_makes_it_longer_and_never_shorter() -> None:
    last = date(2029, 3, 1)
    given(began()).when(extend(last + timedelta(days=1))).produces(extension(last + timedelta(days=1)))
    given(began()).when(extend(last)).refuses("compensation.not_longer", "ends_on")
    (fact,) = decide(extend(last + timedelta(days=1)), folded(INITIAL, evolve, [began()]))
    assert isinstance(fact, CompensationExtended)
    assert (fact.decision.subject, fact.decision.parents) == (DECISION, (PERSON,))  # its words name the client
    longer = extension(last + timedelta(days=90))
    given(began(), longer).when(extend(last + timedelta(days=90))).refuses("compensation.not_longer", "ends_on")
    given(began(), longer).when(extend(last + timedelta(days=91))).produces(extension(last + timedelta(days=91)))


def test_it_is_ended_on_one_of_its_days() -> None:
    last = date(2029, 3, 1)
    for day in (FIRST, last):
        given(began()).when(end(day)).produces(ending(day))
    given(began()).when(end(FIRST - timedelta(days=1))).refuses("compensation.ended_before_it_began", "ended_on")
    given(began()).when(end(last + timedelta(days=1))).refuses("compensation.ended_after_it_ends", "ended_on")
    longer = extension(last + timedelta(days=90))
    given(began(), longer).when(end(last + timedelta(days=90))).produces(ending(last + timedelta(days=90)))
    given(began(), longer).when(end(FIRST - timedelta(days=1))).refuses(
        "compensation.ended_before_it_began", "ended_on"
    )


@pytest.mark.parametrize("history", [(), (began(), ending(FIRST))])
def test_where_nothing_is_paid_nothing_is_extended_or_ended(history: tuple[Event, ...]) -> None:
    given(*history).when(extend(date(2040, 1, 1))).refuses("compensation.none_is_paid")
    given(*history).when(end(FIRST)).refuses("compensation.none_is_paid")


def test_of_somebody_erased_the_days_are_not_known_and_it_can_still_be_ended() -> None:
    erased = CompensationBegan(municipality="743", period=Personal(PERSON, Unreadable.ERASED))
    given(erased).when(end(FIRST)).produces(ending(FIRST))
    given(erased).when(extend(FIRST)).produces(extension(FIRST))
    hidden = extension(FIRST).model_copy(update={"extension": Personal(PERSON, Unreadable.ERASED)})
    given(began(), hidden).when(end(date(2050, 1, 1))).produces(ending(date(2050, 1, 1)))


def test_a_fact_that_cannot_follow_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="cannot follow NonePaid"):
        evolve(INITIAL, recorded(ending(FIRST)))
    with pytest.raises(ValueError, match="cannot follow PaidNoMore"):
        folded(INITIAL, evolve, [began(), ending(FIRST), ending(FIRST)])
