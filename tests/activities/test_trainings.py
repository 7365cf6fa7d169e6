"""What becomes of a training, said as sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.activities.trainings.domain import (
    INITIAL,
    AgreeTraining,
    AskForTraining,
    Command,
    Held,
    HoldTraining,
    OfferTraining,
    RateTraining,
    decide,
    evolve,
)
from services.reporting.api.trainings import feedback
from services.reporting.readmodels.trainings import TRAININGS
from shared.errors import Refused
from shared.events import Event
from shared.events.activities.texts import PublishedText
from shared.events.activities.trainings import (
    TrainingAgreed,
    TrainingAudience,
    TrainingHeld,
    TrainingKind,
    TrainingNeeded,
    TrainingOffered,
    TrainingRated,
    Turnout,
)
from shared.regions.localised import LocalisedText
from tests.activities.folding import fold
from tests.spec import Spec, answer, folded

pytestmark = pytest.mark.unit

LAUKAA, KYYJARVI = "410", "312"
TODAY = date(2026, 3, 2)
EMPLOYERS, INDUCTORS, ADVISERS = TrainingAudience.EMPLOYERS, TrainingAudience.INDUCTORS, TrainingAudience.ADVISERS
given = Spec(INITIAL, decide, evolve).given

ask = AskForTraining(LAUKAA, LocalisedText(fi="Perehdytys"), (EMPLOYERS, EMPLOYERS, INDUCTORS), 12, TODAY, TODAY)
agree = AgreeTraining(LAUKAA, TrainingKind.MENTORING, LocalisedText(fi="Parit"), "Opisto", date(2026, 4, 1), 6)
offer = OfferTraining(LAUKAA, (LAUKAA, KYYJARVI, LAUKAA), (EMPLOYERS, INDUCTORS), 5)
hold = HoldTraining(LAUKAA, TODAY, {EMPLOYERS: 3, INDUCTORS: 2}, TODAY)

needed = TrainingNeeded(
    municipality=LAUKAA,
    topic=PublishedText(fi="Perehdytys"),
    audiences=(EMPLOYERS, INDUCTORS),
    people=12,
    needed_by=TODAY,
)
agreed = TrainingAgreed(
    kind=TrainingKind.MENTORING,
    package=PublishedText(fi="Parit"),
    provider="Opisto",
    planned_on=date(2026, 4, 1),
    hours=6,
)
offered = TrainingOffered(municipalities=(LAUKAA, KYYJARVI), audiences=(EMPLOYERS, INDUCTORS), places=5)
held = TrainingHeld(
    kind=TrainingKind.MENTORING,
    held_on=TODAY,
    turnout=(Turnout(audience=EMPLOYERS, people=3), Turnout(audience=INDUCTORS, people=2)),
)
HISTORY: tuple[Event, ...] = (needed, agreed, offered, held)


def rate(*ratings: tuple[TrainingAudience, int]) -> RateTraining:
    return RateTraining(LAUKAA, ratings)


def rated(audience: TrainingAudience, score: int) -> TrainingRated:
    return TrainingRated(audience=audience, score=score)


def test_a_need_is_asked_for_until_its_day() -> None:
    given().when(ask).produces(needed)
    given().when(replace(ask, needed_by=TODAY - timedelta(days=1))).refuses("training.needed_in_the_past", "needed_by")
    given().when(replace(ask, needed_by=None)).produces(needed.model_copy(update={"needed_by": None}))


def test_each_step_follows_the_one_before() -> None:
    given(*HISTORY[:1]).when(agree).produces(agreed)
    given(*HISTORY[:2]).when(offer).produces(offered)
    given(*HISTORY[:3]).when(hold).produces(held)
    given(*HISTORY).when(rate((EMPLOYERS, 5))).produces(rated(EMPLOYERS, 5))


@pytest.mark.parametrize(
    ("happened", "command"),
    [(count, command) for count in (1, 2, 3, 4) for at, command in enumerate((ask, agree, offer, hold, rate()))
     if at != count],
)  # fmt: skip
def test_no_other_step_does(happened: int, command: Command) -> None:
    given(*HISTORY[:happened]).when(command).refuses("training.not_its_turn")


@pytest.mark.parametrize("command", [agree, offer, hold, rate()])
def test_what_nobody_asked_for_is_not_there_and_neither_is_another_municipalitys(command: Command) -> None:
    given().when(command).refuses("access.not_found")
    given(needed).when(replace(command, municipality=KYYJARVI)).refuses("access.not_found")


def test_it_is_offered_at_home_too() -> None:
    given(needed, agreed).when(replace(offer, municipalities=(KYYJARVI,))).refuses(
        "training.not_offered_at_home", "municipalities"
    )


def test_it_is_held_by_today_for_those_it_was_offered_to_within_its_places() -> None:
    before = given(*HISTORY[:3])
    before.when(replace(hold, held_on=TODAY + timedelta(days=1))).refuses("training.held_in_the_future", "held_on")
    before.when(replace(hold, turnout={ADVISERS: 1})).refuses("training.audience_not_offered", "turnout.advisers")
    before.when(replace(hold, turnout={EMPLOYERS: 6})).refuses("training.more_people_than_places", "turnout")
    before.when(replace(hold, turnout={EMPLOYERS: 5})).leads_to(Held(LAUKAA, {EMPLOYERS: 5}))


def test_a_refusal_for_want_of_places_says_how_many_there_were() -> None:
    offered_places = folded(INITIAL, evolve, HISTORY[:3])
    refusal = answer(decide, replace(hold, turnout={EMPLOYERS: 6}), offered_places)
    assert isinstance(refusal, Refused)
    assert refusal.fault.params == {"places": 5}


def test_each_participant_rates_once_from_one_to_five() -> None:
    given(*HISTORY).when(rate((EMPLOYERS, 1), (INDUCTORS, 5))).produces(rated(EMPLOYERS, 1), rated(INDUCTORS, 5))
    given(*HISTORY).when(rate((EMPLOYERS, 3), (EMPLOYERS, 0))).refuses("training.score_out_of_range", "ratings.1.score")
    given(*HISTORY).when(rate((EMPLOYERS, 6))).refuses("training.score_out_of_range", "ratings.0.score")
    given(*HISTORY).when(rate((ADVISERS, 3))).refuses("training.more_ratings_than_people", "ratings.0.audience")
    given(*HISTORY, rated(INDUCTORS, 4)).when(rate((INDUCTORS, 4), (INDUCTORS, 4))).refuses(
        "training.more_ratings_than_people", "ratings.1.audience"
    )


def test_facts_in_an_order_that_cannot_be_are_not_folded() -> None:
    with pytest.raises(ValueError, match="cannot follow NotAsked"):
        given(agreed).when(offer).stays_quiet()


def test_the_read_model_has_a_row_for_each_municipality_it_was_offered_to() -> None:
    rows = fold(TRAININGS, *HISTORY, rated(EMPLOYERS, 4), rated(EMPLOYERS, 2), rated(INDUCTORS, 5))
    assert set(rows) == {LAUKAA, KYYJARVI}
    there = rows[KYYJARVI]
    assert (there.municipality, there.home, there.state) == (KYYJARVI, LAUKAA, "held")
    assert (there.kind, there.places, there.held_on, there.people) == ("mentoring", 5, TODAY, 12)
    assert there.turnout == '{"employers":3,"inductors":2}'
    assert there.ratings == '{"employers":[0,1,0,1,0],"inductors":[0,0,0,0,1]}'
    first = fold(TRAININGS, needed)
    assert {sub: row.state for sub, row in first.items()} == {LAUKAA: "needed"}
    assert [row.state for row in fold(TRAININGS, needed, agreed).values()] == ["agreed"]
    assert {row.state for row in fold(TRAININGS, *HISTORY[:3]).values()} == {"offered"}


def test_an_average_is_shown_from_five_answers_on_and_hides_what_would_give_few_away() -> None:
    assert feedback([]) == []
    (five, all_of_them) = feedback([{"employers": [0, 0, 1, 0, 4]}])
    assert (five.audience, five.answers, five.average) == ("employers", 5, 4.6)
    assert (all_of_them.audience, all_of_them.answers, all_of_them.average) == ("*", 5, 4.6)
    four = feedback([{"employers": [0, 0, 0, 0, 4]}])
    assert [(one.answers, one.average) for one in four] == [(None, None), (None, None)]
    both = {
        one.audience: one.average for one in feedback([{"employers": [0, 0, 0, 0, 6]}, {"advisers": [3, 0, 0, 0, 0]}])
    }
    assert both["advisers"] is None
    assert list(both.values()).count(None) >= 2, "the average of all would tell the advisers'"
    summed = {one.audience: one for one in feedback([{"employers": [3, 0, 0, 0, 0]}, {"employers": [0, 0, 0, 0, 3]}])}
    assert (summed["employers"].answers, summed["employers"].average) == (6, 3.0)
